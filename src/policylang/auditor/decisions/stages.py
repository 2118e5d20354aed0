"""A stretch of days cut where something comes due or a cap begins to count anew.

Where a cap counts over a moving window of N days there are more cuts: N days after each cut, and
each of those, for one action after the other.

THEOREM. Let all that is done be gains that ask the same whatever the scores, let no cap be shared
by two actions, and let all ways to do an action be under the same caps. Then events on the first
days of stages are enough.

PROOF. Take a history and let every event that is on no first day happen a day earlier; it stays in
its stage. Of two events of one action that both move, or both stay, nothing changes. One that moves
does not come into the reach of one before it that stays: they would lie N days apart, and there is
a cut there already, for that action. It may leave the reach of one after it that stays, which then
has more room. So by induction over the events of the action the points given by any time are no
fewer: where a cap cuts, they are its limit more than those given before its window; else all that
was asked is given.
Costs are the same, and points come no later. Repeat until all events are on first days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import attrs

from policylang.auditor.decisions.readings import View
from policylang.auditor.question import Question, Unfit
from policylang.model.calendar import anniversary, period_end, year_start
from policylang.model.machine import (
    Anchored,
    Calendar,
    EndOf,
    Ever,
    Machine,
    OnDay,
    Recurring,
    Schedule,
    Shifted,
    Sliding,
    Window,
    Within,
)
from policylang.model.periods import stretches_between
from policylang.model.ticks import next_due
from policylang.runtime.expressions import value_of

#: A day after all others.
NEVER: Final = 2**40
#: Most stages of one question.
MOST_STAGES: Final = 20_000


@attrs.frozen
class Due:
    """A perk or sanction (`grant`), or else a rule, that comes due; its place in the file."""

    number: int
    grant: bool
    place: int


@attrs.frozen
class Stage:
    """Days in a row, both ends included.

    `opening` comes due before the events of the first day, `closing` after those of the last.
    `begins` are the caps, by place in the state, whose window begins with the first day.

    Where points run out (`aging`), stages are numbered by `place`; in some nothing is done
    (`rests`), some come after a reading of lots (`ages`) or of statuses (`fades`), and each says by
    kind how many readings see what is given in it (`lasts`). Where caps count over moving windows,
    each says whether a run begins with it, and on which day the next one does (see `soonest`).
    """

    first: int
    last: int
    begins: tuple[int, ...]
    opening: tuple[Due, ...]
    closing: tuple[Due, ...]
    place: int = 0
    rests: bool = False
    ages: bool = False
    fades: bool = False
    lasts: tuple[int, ...] = ()
    run: bool = True
    next_run: int = NEVER


def stages_of(
    machine: Machine,
    question: Question,
    due: Sequence[Due],
    windows: Mapping[int, Window],
    days: Iterable[int],
    view: View,
    lengths: Iterable[AbstractSet[int]] | None = None,
) -> tuple[Stage, ...]:
    """The stages of a question, in order.

    Args:
        windows: what caps count in, by place in the state.
        days: other days on which a stage has to begin.
        view: to work out days that depend on the person.
        lengths: of moving windows, in days: those that events of one action are counted in.
            Without it, an event may be counted in all of them.

    Raises:
        Unfit: there are too many, or the policy is not in force in all of it.
    """
    header = machine.header
    first, last = question.since, question.until
    if header.opens is not None and first < header.opens:
        raise Unfit("the policy is not in force on the first day")
    last = last if header.closes is None else min(last, header.closes)
    if last < first:
        raise Unfit("the policy is not in force any more")
    opening: dict[int, list[Due]] = {}
    closing: dict[int, list[Due]] = {}
    for each in due:
        schedule = _schedule(machine, each)
        into = closing if isinstance(schedule, EndOf) else opening
        for day in _days_due(schedule, first, last, view):
            into.setdefault(day, []).append(each)
    begins: dict[int, list[int]] = {}
    if lengths is None:
        lengths = ({window.days for window in windows.values() if isinstance(window, Sliding)},)
    for place, window in windows.items():
        if isinstance(window, Sliding):
            continue
        for day in _begins(window, first, last, view):
            begins.setdefault(day, []).append(place)
    cuts = {first, *opening, *begins, *(day + 1 for day in closing if day < last)}
    cuts |= {day for day in days if first < day <= last}
    starts = sorted(cuts.union(*(_later(cuts, each, last) for each in lengths)))
    if len(starts) > MOST_STAGES:
        raise Unfit(f"there are more than {MOST_STAGES:,} stages")
    ends = [*(day - 1 for day in starts[1:]), last]
    return tuple(
        Stage(
            day,
            end,
            tuple(sorted(begins.get(day, ()))),
            tuple(sorted(opening.get(day, ()), key=lambda each: each.place)),
            tuple(sorted(closing.get(end, ()), key=lambda each: each.place)),
        )
        for day, end in zip(starts, ends, strict=True)
    )


def _later(cuts: set[int], lengths: AbstractSet[int], last: int) -> set[int]:
    """The days any of some lengths after a cut, again and again; and the cuts."""
    found, waiting = set(cuts), list(cuts)
    while waiting and len(found) <= MOST_STAGES:
        day = waiting.pop()
        for length in lengths:
            if day + length <= last and day + length not in found:
                found.add(day + length)
                waiting.append(day + length)
    return found


def _schedule(machine: Machine, due: Due) -> Schedule:
    found = (
        machine.grants[due.number].trigger if due.grant else machine.reactions[due.number].trigger
    )
    assert isinstance(found, Schedule)
    return found


def _days_due(schedule: Schedule, first: int, last: int, view: View) -> Iterator[int]:
    date = 0
    match schedule:
        case OnDay(read) | Recurring(read):
            date = value_of(read, view)
    day = next_due(schedule, first - 1, date)
    while day <= last:
        yield day
        day = next_due(schedule, day, date)


def _begins(window: Window, first: int, last: int, view: View) -> Iterator[int]:
    """The same as `begins_of`; where a named period ends, what counts in it ends as well."""
    match window:
        case Within(period):
            for begins, ends in stretches_between(view.machine.periods[period], first, last):
                yield from (day for day in (begins, ends + 1) if first < day <= last)
        case Anchored(anchor, _, next_day):
            date = value_of(anchor, view)
            begun = anniversary(date, first, next_day=next_day)
            for day in range(first + 1, last + 1):
                if (start := anniversary(date, day, next_day=next_day)) != begun:
                    begun = start
                    yield day
        case _:
            yield from begins_of(window, first, last)


def begins_of(window: Window, first: int, last: int) -> Iterator[int]:
    """The days after the first on which a window begins anew."""
    if isinstance(window, Ever):
        return
    assert isinstance(window, Calendar | Shifted)
    day = _next_begin(window, first)
    while day <= last:
        yield day
        day = _next_begin(window, day)


def _next_begin(window: Calendar | Shifted, day: int) -> int:
    if isinstance(window, Calendar):
        return period_end(day, window.period)
    start = year_start(day, window.month, window.day)
    # A year later, or a day or two after that: the first day of the next such year.
    probe = start + 364
    while year_start(probe, window.month, window.day) <= start:
        probe += 1
    return year_start(probe, window.month, window.day)
