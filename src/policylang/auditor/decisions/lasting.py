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
from policylang.auditor.decisions.stages import begins_of
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import Begin, Change, Choice, Ever, Lifetime, Rule
from policylang.model.ticks import NEVER
from policylang.runtime.expressions import value_of

#: Days after which nothing ends that has an end.
_ENDLESS: Final = 400 * 366
#: In place of the number of a rule of its own: what events give.
_EVENTS: Final = -1
#: In place of a number of readings: it would have ended already, and is not given.
NOT_GIVEN: Final = -1


@attrs.frozen
class Lasting:
    """How long lots and statuses last that rules give, on every day of a question.

    `ends` holds for each kind, by day, the first day it no longer counts; `kinds` the kind of each
    rule, by number; `dated` the rule of its own, by number, by which a kind is given, where it is
    not by events; `statuses` which kinds are statuses.
    """

    days: range
    ends: tuple[tuple[int, ...], ...]
    kinds: Mapping[int, int]
    dated: Mapping[int, int]
    statuses: frozenset[int]

    def end(self, kind: int, day: int) -> int:
        """The first day on which what is given on a day no longer counts."""
        return self.ends[kind][day - self.days[0]]

    @property
    def longest(self) -> int:
        """The most days that anything lasts which has an end."""
        days = (end - day for ends in self.ends for day, end in zip(self.days, ends, strict=True))
        return max((each for each in days if each < _ENDLESS), default=0)

    def cuts(self) -> Iterator[int]:
        """The days from which on something is given, or no longer is, as it would have ended."""
        for ends in self.ends:
            given = [end > day for day, end in zip(self.days, ends, strict=True)]
            for day, before, now in zip(self.days[1:], given, given[1:], strict=False):
                if before is not now:
                    yield day


def lasting_of(
    events: Sequence[Choice],
    dated: Mapping[int, Sequence[Choice]],
    statuses: AbstractSet[int],
    view: View,
    days: range,
) -> Lasting:
    """How long the lots and statuses of some choices last.

    Args:
        events: the choices of actions; `dated` those of rules that come due by date, by number.
        statuses: those that matter.

    Raises:
        Unfit: not as the theorems ask.
    """
    known: dict[tuple[int, bool, tuple[int, ...]], int] = {}
    kinds: dict[int, int] = {}
    for number, choices in ((_EVENTS, events), *dated.items()):
        for rule in (arm.rule for choice in choices for arm in choice.arms):
            match rule.effect:
                case Change(lifetime=Lifetime() as life):
                    found, status = life.expires, False
                case Begin(begun, until) if begun in statuses:
                    found, status = e.Constant(NEVER) if until is None else until, True
                case _:
                    continue
            ends = tuple(_ends(found, view, days))
            if any(later < end for end, later in pairwise(ends)):
                raise Unfit("what is given later, of points or a status, ends earlier")
            kinds[rule.number] = known.setdefault((number, status, ends), len(known))
    return Lasting(
        days,
        tuple(ends for _, _, ends in known),
        kinds,
        {kind: number for (number, _, _), kind in known.items() if number != _EVENTS},
        frozenset(kind for (_, status, _), kind in known.items() if status),
    )


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
    score: int, high: int | None, lasting: Lasting, choices: Sequence[Choice], start: int
) -> bool:
    """Whether an upper end of a score may cut what is given to it, as far as caps tell."""
    if high is None:
        return False
    for arm in (arm for choice in choices for arm in choice.arms):
        effect = arm.rule.effect
        if not isinstance(effect, Change) or effect.score != score:
            continue
        most = _most(arm.rule, lasting)
        if most is None:
            return True
        start += most
    return start > high


def _most(rule: Rule, lasting: Lasting) -> int | None:
    """The most points of a rule that count at one time; None where caps do not tell."""
    found = []
    for cap in rule.caps:
        if cap.measure != "points" or cap.key is not None:
            continue
        if isinstance(cap.window, Ever):
            found.append(cap.limit)
        elif rule.number in lasting.kinds:
            ends, days = lasting.ends[lasting.kinds[rule.number]], lasting.days
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


def _ends(expression: e.Expression, view: View, days: range) -> Iterator[int]:
    before = view.today, view.event_day
    for view.today in days:
        view.event_day = view.today
        yield value_of(expression, view)
    view.today, view.event_day = before
