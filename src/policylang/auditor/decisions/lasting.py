"""Points that run out, where nobody looks at them but on the days on which something is due.

What a lot does is then told by one number: how many of the readings to come still see it. So a
score that keeps lots is its points, and beside them how many of them so many more readings see.

THEOREM. Let the lots of a score only be given and run out; let a lot that is given later never run
out earlier, and let no rule, refusal, formula, worth or cap do less for more points (`dominance`);
let caps and counts begin anew only where a stretch of days does. Then it is enough to look at
histories whose events are on the last days of their stretches, and there at the readings alone. Of
points above the one from which on more make no difference, those that last longest may be kept.

PROOF. Let each event happen on the last day of its stretch, in the same order. Caps, counts and
hours meet the same as before, so the same is granted. A reading that saw a lot came after the
stretch of its event, or closed it; and the lot now runs out no earlier, so it is seen again. So at
each reading no score is lower, and every reward is at least as high, at the same cost. Between two
readings nothing looks at points, so lots seen by the same readings do the same. Let F(r) be what a
reading r sees of a score, and m the value from which on more makes no difference. Events and dates
only add to F, a lot the same to every reading that sees it; so whoever has the smaller of F and m
at each reading is never told from whoever has F, and that is what is left if, of points above m,
those that fewest readings see are forgotten.

The range cuts a gain, and what is cut is no lot: later readings may miss it when what was there has
run out. Here nothing is cut but what a reading sees. So a person has at least as many points as
under the policy, and exactly as many unless the range cuts something; where that may be, the
process lies `above` the policy. That nothing gains in it is proved; what gains, the replay decides.

A price of points, or the first day on which there are so many, is asked of each stretch by itself:
events of the stretch on its first day, those of others on their last days, and one reading after
them (`aim`). By the same proof no way is missed; and no other reading is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final

import attrs

from policylang.auditor.decisions.readings import View, fields_of, follows_from_date
from policylang.auditor.decisions.stages import Stage, begins_of
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import Change, Choice, Ever, Lifetime, Machine, Rule
from policylang.runtime.expressions import value_of

#: In place of the number of a rule of its own: what events give.
_EVENTS: Final = -1
#: In place of a number of readings: the lot would have run out already, and is not given.
NOT_GIVEN: Final = -1


@attrs.frozen
class Lasting:
    """How long lots last that rules give, on every day of a question.

    `ends` holds for each kind of lot, by day from `first` on, the first day it no longer counts;
    `kinds` the kind of each rule with a lifetime, by number; `dated` the rule of its own, by
    number, that gives lots of a kind, where events do not.
    """

    machine: Machine
    first: int
    ends: tuple[tuple[int, ...], ...]
    kinds: Mapping[int, int]
    dated: Mapping[int, int]

    def cuts(self) -> Iterator[int]:
        """The days from which on a lot is given, or no longer is, as it would have run out."""
        for ends in self.ends:
            given = [end > self.first + n for n, end in enumerate(ends)]
            yield from (
                self.first + n for n in range(1, len(given)) if given[n] is not given[n - 1]
            )

    def stages(self, stretches: Sequence[Stage], aim: int | None = None) -> tuple[Stage, ...]:
        """Stages for stretches of days: of each what it opens with, and then its last day.

        Args:
            aim: the stretch, by number, after whose first day there is the one reading.
        """
        found = list(_halves(stretches, aim))
        readings = _readings(found, aim)
        return tuple(attrs.evolve(each, lasts=self._lasts(each, readings)) for each in found)

    @property
    def longest(self) -> int:
        """The most days that a lot lasts."""
        days = (end - self.first - n for ends in self.ends for n, end in enumerate(ends))
        return max(days, default=0)

    def table(self, stages: Sequence[Stage]) -> dict[tuple[int, int], int]:
        """By kind and day, how many readings see a lot that is given then."""
        found = {}
        for stage in stages:
            due = {each.number for each in (*stage.opening, *stage.closing) if not each.grant}
            for kind, lasts in enumerate(stage.lasts):
                if self.dated[kind] in due if kind in self.dated else not stage.rests:
                    found[kind, stage.first] = lasts
        return found

    def _lasts(self, stage: Stage, readings: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """By kind, how many readings see a lot that is given in a stage, with its own."""
        found = []
        for kind, ends in enumerate(self.ends):
            if stage.rests and kind not in self.dated:
                found.append(0)
                continue
            end = ends[stage.first - self.first]
            seen = sum(place >= stage.place and day < end for place, day in readings)
            found.append(seen if end > stage.first else NOT_GIVEN)
        return tuple(found)


def lasting_of(
    machine: Machine,
    events: Sequence[Choice],
    dated: Mapping[int, Sequence[Choice]],
    view: View,
    days: range,
) -> Lasting:
    """How long the lots of some choices last.

    Args:
        events: the choices of actions; `dated` those of rules that come due by date, by number.

    Raises:
        Unfit: not as the theorem asks.
    """
    known: dict[tuple[int, tuple[int, ...]], int] = {}
    kinds: dict[int, int] = {}
    for number, choices in ((_EVENTS, events), *dated.items()):
        for rule in (arm.rule for choice in choices for arm in choice.arms):
            life = rule.effect.lifetime if isinstance(rule.effect, Change) else None
            if life is not None:
                ends = tuple(_ends(life, view, days))
                if any(later < end for end, later in pairwise(ends)):
                    raise Unfit("points that are given later run out earlier")
                kinds[rule.number] = known.setdefault((number, ends), len(known))
    dates = {kind: number for (number, _), kind in known.items() if number != _EVENTS}
    return Lasting(machine, days[0], tuple(ends for _, ends in known), kinds, dates)


def check_lot(rule: Rule, where: str) -> None:
    """Refuse what is done to a score that keeps lots, unless it gives points.

    Raises:
        Unfit: it does more.
    """
    match rule.effect:
        case Change(1, _, _, None):
            return
        case Change(1, _, _, Lifetime() as life) if life.unless is None and life.held is None:
            if fields_of(life.expires):
                raise Unfit(f"how long points of {where} last depends on the event")
            if not follows_from_date(life.expires):
                raise Unfit(f"how long points of {where} last depends on the person's past")
        case Change(1):
            raise Unfit(f"points of {where} may last longer than their time")
        case _:
            raise Unfit(f"{where} takes from points that run out")


def may_cut(
    score: int, lasting: Lasting, choices: Sequence[Choice], start: int, days: range
) -> bool:
    """Whether the range of a score may cut what is given to it, as far as caps tell."""
    high = lasting.machine.scores[score].fixed_high
    if high is None:
        return False
    for arm in (arm for choice in choices for arm in choice.arms):
        effect = arm.rule.effect
        if not isinstance(effect, Change) or effect.score != score:
            continue
        most = _most(arm.rule, lasting, days)
        if most is None:
            return True
        start += most
    return start > high


def _most(rule: Rule, lasting: Lasting, days: range) -> int | None:
    """The most points of a rule that count at one time; None where caps do not tell."""
    found = []
    for cap in rule.caps:
        if cap.measure != "points" or cap.key is not None:
            continue
        if isinstance(cap.window, Ever):
            found.append(cap.limit)
        elif rule.number in lasting.kinds:
            ends = lasting.ends[lasting.kinds[rule.number]]
            begun = set(begins_of(cap.window, days[0], days[-1]))
            found.append(cap.limit * _windows(ends, begun, days))
    return min(found, default=None)


def _windows(ends: Sequence[int], begun: AbstractSet[int], days: range) -> int:
    """The most windows, which begin on some days, that lots of one time are from."""
    most, oldest, number = 1, 0, 0
    window: list[int] = []
    for n, day in enumerate(days):
        number += day in begun
        window.append(number)
        while oldest < n and ends[oldest] <= day:
            oldest += 1
        most = max(most, number - window[oldest] + 1)
    return most


def _ends(life: Lifetime, view: View, days: range) -> Iterator[int]:
    before = view.today, view.event_day
    for view.today in days:
        view.event_day = view.today
        yield value_of(life.expires, view)
    view.today, view.event_day = before


def _halves(stretches: Sequence[Stage], aim: int | None) -> Iterator[Stage]:
    """Of each stretch what it opens with, and then its last day, on which things are done."""
    place, read = 0, False
    for number, each in enumerate(stretches):
        if aim is not None and number > aim:
            return
        aimed = number == aim
        acts = each.first if aimed else each.last
        if each.opening or each.first < acts:
            until = max(each.first, acts - 1)
            yield Stage(
                each.first, until, each.begins, each.opening, (), place, rests=True, ages=read
            )
            begins: tuple[int, ...] = ()
            read = bool(each.opening) and aim is None
        else:
            begins = each.begins
        closing = () if aimed else each.closing
        yield Stage(acts, acts, begins, (), closing, place + 1, ages=read)
        read = bool(closing) and aim is None
        place += 2


def _readings(stages: Sequence[Stage], aim: int | None) -> list[tuple[int, int]]:
    """Where and when points are looked at: the place of the stage, and the day."""
    if aim is not None:
        return [(stages[-1].place + 1, stages[-1].first)]
    found = [(each.place, each.first) for each in stages if each.opening]
    return sorted([*found, *((each.place, each.last) for each in stages if each.closing)])
