"""What is done under caps over moving windows is done as soon as there is room, or not at all.

A **run** are stages between two days on which a rule comes due, or a year's hours begin anew.

THEOREM. Beside what `stages` asks of gains under caps over moving windows, let all ways to do an
action give the same points, and let the limit of each of its caps be a multiple of them. Then it is
enough that within a run each event of it comes on the first day on which caps let it through, after
the one before it; and once there was room at the end of a stage, no more of them come in that run.

PROOF. Take any history, with events on first days of stages. An event is let through as a whole or
not at all, as limits are multiples; what is not let through may be left out. Of the events of one
action let n be as many as a cap lets through in one window. The k-th then comes no earlier than the
cap allows after the (k - n)-th: so many days later in a moving window, when the next one begins in
one of the calendar; and that day rises with the day of the (k - n)-th. Now let each event, in its
run, come on the first day on which it is in the run, not before the one before it, and allowed by
all caps. By induction it comes no later than it did: what it waits for has come no later. So it is
still in its run, on the first day of a stage, and has been let through. Actions share no cap, and
of what changes scores nothing but gains happens in a run. So at the end of each run scores are what
they were, and costs and the hours of each year are the same; before it scores are no less on any
day, and perks and sanctions are no worse for it: `stages` asks that more points never are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs

from policylang.auditor.decisions.effects import CapUse, Counted, Effect
from policylang.auditor.decisions.stages import NEVER, Stage

#: The day of an entry that fills a cap until a run is over.
_UNTIL_THE_RUN_ENDS: Final = NEVER - 1


@attrs.frozen
class Soonest:
    """An action that is done as soon as there is room: the points of an event, and its caps.

    Once no more of it is done in a run its caps say that they are full: over a moving window by an
    entry of a day that never comes, in one of the calendar by a number beyond the limit, which is
    one more than that together with what has been counted.
    """

    size: int
    caps: tuple[CapUse, ...]

    def has_room(self, state: Sequence[Any]) -> bool:
        """Whether one more event is let through."""
        for cap in self.caps:  # noqa: SIM110 - asked of every state, and quicker than `all`
            if cap.limit - cap.counted(state) < self.size:
                return False
        return True

    def give_up(self, state: list[Any], stage: Stage) -> None:
        """Have a state keep that no more of it is done in the run of a stage.

        What its caps will have forgotten when the next run begins matters no more.
        """
        for cap in self.caps:
            held = state[cap.place]
            if cap.days:
                kept = (each for each in held if each[0] > stage.next_run - cap.days)
                state[cap.place] = (*kept, (_UNTIL_THE_RUN_ENDS, cap.limit))
            else:
                state[cap.place] = cap.limit + 1 + (held if stage.next_run < NEVER else 0)

    def renew(self, state: list[Any], stage: Stage) -> None:
        """Have its caps of the calendar begin anew with a stage, or go on with a run."""
        for cap in self.caps:
            if cap.days:
                continue
            counted = state[cap.place]
            over = counted > cap.limit
            if cap.place in stage.begins:
                counted = cap.limit + 1 if over and not stage.run else 0
            elif over and stage.run:
                counted -= cap.limit + 1
            state[cap.place] = counted


def soonest_of(effects: Sequence[tuple[int, Effect]]) -> tuple[Soonest, ...]:
    """Of what is done, beside caps over moving windows, what is so.

    Args:
        effects: of each way to do an action, the number of the action and its gain.
    """
    found: dict[int, set[Soonest | None]] = {}
    for action, effect in effects:
        size, caps = effect.size, effect.caps
        if not caps:
            continue
        fits = isinstance(size, int) and size > 0 and all(cap.limit % size == 0 for cap in caps)
        one = Soonest(size, caps) if fits and isinstance(size, int) else None
        found.setdefault(action, set()).add(one)
    alone = (next(iter(each)) for each in found.values() if len(each) == 1)
    return tuple(each for each in alone if each is not None)


def in_runs(stages: Sequence[Stage], hours: int | None) -> tuple[Stage, ...]:
    """Stages with whether a run begins with each, and when the next one does.

    Args:
        hours: where the state counts the hours of a year.
    """
    found: list[Stage] = []
    next_run = NEVER
    for before, each in reversed(list(zip((None, *stages), stages, strict=False))):
        run = (
            before is None
            or hours in each.begins
            or any(not due.grant for due in (*before.closing, *each.opening))
        )
        found.append(attrs.evolve(each, run=run, next_run=next_run))
        next_run = each.first if run else next_run
    return tuple(reversed(found))


def forgotten(held: Counted, days: int, stage: Stage) -> Counted:
    """What a cap over a moving window still knows as a stage begins."""
    if not held:
        return held
    oldest = stage.first - days
    latest = _UNTIL_THE_RUN_ENDS if stage.run else NEVER
    if held[0][0] > oldest and held[-1][0] < latest:
        return held
    return tuple(each for each in held if oldest < each[0] < latest)
