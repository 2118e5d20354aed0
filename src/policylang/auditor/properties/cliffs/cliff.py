"""One cliff, and what perks and sanctions change at it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import attrs

from policylang.auditor.decisions.breakpoints import Line, Stand, depends
from policylang.auditor.properties.cliffs.days import reckons
from policylang.auditor.solving.forever import DAYS_OF_A_YEAR
from policylang.model import expressions as e
from policylang.model.calendar import Period
from policylang.model.machine import (
    EndOf,
    Grant,
    Machine,
    Monthly,
    Once,
    OnDay,
    Origin,
    Recurring,
    Trigger,
    Yearly,
)

_A_YEAR: Final = {
    Period.DAY: DAYS_OF_A_YEAR,
    Period.WEEK: DAYS_OF_A_YEAR / 7,
    Period.MONTH: Fraction(12),
    Period.QUARTER: Fraction(4),
    Period.YEAR: Fraction(1),
}


@attrs.frozen
class Change:
    """What a perk or sanction is worth on either side: held money, None where it is not had.

    One without a price is worth 0. Sanctions count negative.
    """

    grant: int
    below: int | None
    above: int | None
    #: How often in a year; 0: once. None: each time that something happens, or all the time.
    yearly: Fraction | None

    @property
    def gain(self) -> int:
        """What is gained by being above, each time."""
        return (self.above or 0) - (self.below or 0)


@attrs.frozen
class Cliff:
    """A value from which on something is another than just below."""

    #: The quantity: a score, attribute, field or count.
    variable: e.Expression
    at: int
    #: The place and what changes there, in words.
    place: str
    what: str
    changes: tuple[Change, ...] = ()
    #: Whether to be above is worse, in words; empty where it is not.
    worse: str = ""
    #: Where the policy says so.
    origins: tuple[Origin, ...] = attrs.field(default=(), eq=False)
    #: The action that an amount belongs to, or whose effect depends on a score; -1: none,
    #: -2: a rule.
    action: int = -1
    #: How the fields of the event are filled in, beside the amount.
    fields: tuple[int, ...] = ()

    @property
    def yearly(self) -> Fraction:
        """What being above is worth in a year, in held money, by what is due on dates."""
        return sum((each.gain * (each.yearly or Fraction(0)) for each in self.changes), Fraction(0))

    @property
    def on_average(self) -> bool:
        """Whether years differ in how often something is due, so that `yearly` is their average."""
        often = (each.yearly for each in self.changes if each.gain and each.yearly is not None)
        return any(each.denominator != 1 for each in often)

    @property
    def each_time(self) -> int:
        """What being above is worth the next time that everything is due once."""
        return sum(each.gain for each in self.changes)


def times_a_year(trigger: Trigger | None) -> Fraction | None:
    """How often a trigger comes in a year, on average over leap years.

    0 where once in all, None where that is not said.
    """
    match trigger:
        case Yearly():
            return Fraction(1)
        case Monthly():
            return Fraction(12)
        case EndOf(period):
            return _A_YEAR[period]
        case Recurring(_, months, days):
            return 1 / (Fraction(months, 12) + days / DAYS_OF_A_YEAR)
        case Once() | OnDay():
            return Fraction(0)
        case _:
            return None


def worth_of(
    grant: Grant, variable: e.Expression, stand: Stand
) -> tuple[e.Expression, e.Expression] | None:
    """Whether a grant is had, and what it is worth, over one quantity; None if it cannot be now.

    Of its condition only what depends on the quantity is kept. What can be read of the person, and
    of the date of `stand` against fixed days, must hold; all else is taken to hold.
    """
    machine = stand.machine
    kept: list[e.Expression] = []
    if grant.ranks is not None:
        rank = e.RankOf(grant.grading)
        if depends(rank, variable, machine):
            kept.append(_one_of(rank, grant.ranks))
    for part in _all_of(grant.condition):
        if depends(part, variable, machine):
            kept.append(part)
        elif _is_fixed(part, machine) and not Line(part, variable, stand, 0, 0).value(stand.at):
            return None
    condition = _and(kept)
    worth = e.Constant(0) if grant.worth is None else grant.worth
    if not kept and not depends(worth, variable, machine):
        return None
    return condition, worth


def _all_of(condition: e.Expression | None) -> Iterator[e.Expression]:
    match condition:
        case None:
            return
        case e.All(parts):
            for part in parts:
                yield from _all_of(part)
        case _:
            yield condition


def _is_fixed(part: e.Expression, machine: Machine) -> bool:
    """Whether it reads steady attributes alone, and the date against fixed days."""
    fixed = e.Constant | e.AttributeValue | e.Today | e.AsOf
    parts = list(e.every_part(part))
    leaves = [each for each in parts if not e.parts_of(each)]
    changing = any(
        isinstance(each, e.AttributeValue) and each.slot in machine.changeable for each in leaves
    )
    steady = not changing and not reckons(part)
    return steady and all(isinstance(each, fixed) for each in leaves)


def _and(parts: list[e.Expression]) -> e.Expression:
    if not parts:
        return e.Constant(1)
    return parts[0] if len(parts) == 1 else e.All(tuple(parts))


def _one_of(rank: e.Expression, ranks: tuple[int, ...] | range) -> e.Expression:
    tests: list[e.Expression] = [
        e.Compare(e.Relation.EQUAL, rank, e.Constant(each)) for each in ranks
    ]
    return tests[0] if len(tests) == 1 else e.Any(tuple(tests))


def changes_at(
    machine: Machine, lines: dict[int, tuple[Line, Line]], at: int
) -> tuple[Change, ...]:
    """What every grant changes between one value and the one before it.

    Args:
        lines: by number of the grant whether it is had, and what it is worth.
    """
    found = []
    for number, (condition, worth) in lines.items():
        sign = 1 if machine.grants[number].kind == "perk" else -1
        below, above = (
            sign * worth.value(each) if condition.value(each) else None for each in (at - 1, at)
        )
        if below != above:
            found.append(Change(number, below, above, times_a_year(machine.grants[number].trigger)))
    return tuple(found)
