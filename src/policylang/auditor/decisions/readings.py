"""What an expression looks at, and which way it goes when that rises.

The compact process holds scores, caps and counts and nothing else of a person's past. An expression
fits it if it reads those, grades, fields, attributes and constants; and the date, where that is
compared with fixed days: then stages are cut there, and within one the comparison does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Final

import attrs

from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.grading import brackets_on, rank_among
from policylang.model.machine import Machine
from policylang.model.periods import stretch_of
from policylang.runtime.expressions import value_of


class Trend(Enum):
    """How a value moves when what it reads rises."""

    FLAT = 0
    UP = 1
    DOWN = -1
    MIXED = 2

    def flipped(self) -> Trend:
        """The trend of the negated value."""
        return {Trend.UP: Trend.DOWN, Trend.DOWN: Trend.UP}.get(self, self)

    def joined(self, other: Trend) -> Trend:
        """The trend of a value that rises with both parts, such as their sum."""
        if self is Trend.FLAT or self is other:
            return other
        return self if other is Trend.FLAT else Trend.MIXED


@attrs.define
class View:
    """What an expression sees in the exact model: a moment without a past.

    What reads the past does not get here: see `check_fits`.
    """

    machine: Machine
    attributes: Sequence[int]
    scores: Sequence[int] = ()
    fields: Sequence[int] = ()
    present: Sequence[int] = ()
    today: int = 0
    as_of: int = 0
    event_day: int = 0
    #: Where the scores hold what is counted, by number of the tally.
    counts: Mapping[int, int] = attrs.field(factory=dict)
    #: Where points run out and statuses last: of each status whether it is good to be in it.
    good: Mapping[int, bool] | None = None
    #: Where the scores hold how long a status lasts, by its number; nobody is ever in another.
    statuses: Mapping[int, int] = attrs.field(factory=dict)
    #: Whether the scores hold what formulas come to; else it is worked out when it is read.
    settled: bool = False

    def holds(self, condition: e.Expression) -> bool:
        """Whether a condition holds."""
        return bool(value_of(condition, self))

    def balance(self, score: int) -> int:
        """A score, in held points; a formula is worked out."""
        declared = self.machine.scores[score]
        if declared.formula is None or self.settled:
            return self.scores[score]
        value, low, high = value_of(declared.formula, self), declared.fixed_low, declared.fixed_high
        value = value if low is None else max(value, low)
        return value if high is None else min(value, high)

    def rank(self, grading: int) -> int:
        """Place of the grade."""
        declared = self.machine.gradings[grading]
        brackets = brackets_on(declared, self.today, self.as_of)
        return rank_among(brackets.grades, self.balance(declared.score))

    def look_up(self, table: int, keys: Sequence[int]) -> int:
        """The value of the first row of a table that fits."""
        for row in self.machine.tables[table].rows:
            if all(low <= key <= high for (low, high), key in zip(row.ranges, keys, strict=True)):
                return row.value
        raise AssertionError

    def still_counting(self, score: int, day: int) -> int:
        """Not in the exact model."""
        raise AssertionError

    def in_status(self, status: int) -> bool:
        """Whether a status is on, where they are held."""
        if self.good is None:
            raise AssertionError
        place = self.statuses.get(status)
        return place is not None and self.scores[place] > 0

    def in_period(self, period: int, day: int) -> bool:
        """Whether a day lies in a named period."""
        return stretch_of(self.machine.periods[period], day) is not None

    def recall(self, tally: int) -> int:
        """A count or sum; one that has no place never finds anything."""
        place = self.counts.get(tally)
        return self.machine.tallies[tally].empty if place is None else self.scores[place]

    def is_tied(self, name: int) -> bool:
        """Not in the exact model."""
        raise AssertionError


#: What follows from the event and the person alone.
OF_EVENT: Final = (
    e.Constant, e.FieldValue, e.AttributeValue, e.Lookup, e.Either, e.Add, e.Negate, e.Multiply,
    e.Divide, e.Least, e.Greatest, e.Compare, e.All, e.Any, e.Not,
)  # fmt: skip
#: What follows from these, the scores and the date.
OF_STATE: Final = (*OF_EVENT, e.Balance, e.RankOf, e.Today)
#: What says the same on every day and in every state.
STEADY: Final = (*OF_EVENT, e.AddMonths, e.MonthsBetween, e.PeriodEdge, e.InPeriod)
_WORDS = {
    e.Recall: "a count or sum over the past",
    e.InStatus: "a status",
    e.AsOf: "the date asked about",
    e.EventDay: "the date of the event",
    e.StillCounting: "points that expire",
    e.InPeriod: "a named period",
}


def check_fits(
    expression: e.Expression, where: str, *, counts: bool = False, statuses: bool = False
) -> None:
    """Refuse an expression that reads more than the exact model holds.

    Args:
        counts: whether counts and sums over the past are held.
        statuses: whether statuses are.

    Raises:
        Unfit: it does; the message names what.
    """
    held = (*OF_STATE, *((e.Recall,) if counts else ()), *((e.InStatus,) if statuses else ()))
    for part in e.every_part(expression):
        if not isinstance(part, held):
            what = _WORDS.get(type(part), "more than scores and amounts")
            raise Unfit(f"{where} reads {what}")
    if reckons_with_date(expression):
        raise Unfit(f"{where} reckons with the date")


def reckons_with_date(expression: e.Expression) -> bool:
    """Whether it does more with the date than compare it with a fixed day."""
    dates = sum(isinstance(part, e.Today) for part in e.every_part(expression))
    return dates != sum(1 for part in e.every_part(expression) if is_dated(part))


def is_dated(part: e.Expression) -> bool:
    """Whether it compares the date with a fixed day."""
    match part:
        case e.Compare(_, e.Today(), e.Constant()) | e.Compare(_, e.Constant(), e.Today()):
            return True
        case _:
            return False


def days_compared(expression: e.Expression) -> set[int]:
    """Days on which a comparison with the date may begin to come out differently."""
    found: set[int] = set()
    for part in e.every_part(expression):
        match part:
            case e.Compare(_, e.Today(), e.Constant(day)) | e.Compare(
                _, e.Constant(day), e.Today()
            ):
                found |= {day, day + 1}
    return found


def reads_scores(expression: e.Expression) -> bool:
    """Whether it depends on a score or a grade."""
    return any(isinstance(part, e.Balance | e.RankOf) for part in e.every_part(expression))


def reads_status(expression: e.Expression) -> bool:
    """Whether it depends on a status."""
    return any(isinstance(part, e.InStatus) for part in e.every_part(expression))


def reads_state(expression: e.Expression) -> bool:
    """Whether it depends on a person's past or on the date: on more than the event itself."""
    return not all(isinstance(part, STEADY) for part in e.every_part(expression))


def varies(expression: e.Expression, view: View) -> bool:
    """The same for one event: whether it also differs from state to state.

    A count of what never happens does not.
    """
    return not all(
        isinstance(part, STEADY) or (isinstance(part, e.Recall) and part.tally not in view.counts)
        for part in e.every_part(expression)
    )


def read_off_fields(expression: e.Expression) -> list[e.Expression]:
    """The largest parts that read fields and depend on nothing else that differs."""
    return _largest(expression, e.FieldValue)


def read_off_date(expression: e.Expression) -> list[e.Expression]:
    """The largest parts that read the date and depend on nothing else that differs."""
    return _largest(expression, e.Today, e.EventDay)


def follows_from_date(expression: e.Expression) -> bool:
    """Whether it is worked out from the date, attributes and constants alone."""
    return not fields_of(expression) and (
        not reads_state(expression) or read_off_date(expression) == [expression]
    )


def _largest(expression: e.Expression, *wanted: type[e.Expression]) -> list[e.Expression]:
    found: list[e.Expression] = []
    if _only(expression, wanted, found):
        return [expression] if _has(expression, wanted) else []
    return found


def _only(
    expression: e.Expression, wanted: tuple[type[e.Expression], ...], found: list[e.Expression]
) -> bool:
    """Whether it depends on what is wanted alone; if not, its parts that do are noted."""
    parts = e.parts_of(expression)
    only = [_only(part, wanted, found) for part in parts]
    other = not isinstance(expression, (*STEADY, *wanted)) or (
        isinstance(expression, e.FieldValue) and e.FieldValue not in wanted
    )
    if all(only) and not other:
        return True
    found.extend(p for p, alone in zip(parts, only, strict=True) if alone and _has(p, wanted))
    return False


def _has(expression: e.Expression, wanted: tuple[type[e.Expression], ...]) -> bool:
    return any(isinstance(part, wanted) for part in e.every_part(expression))


def fields_of(expression: e.Expression) -> set[int]:
    """The fields it reads, by slot."""
    return {part.slot for part in e.every_part(expression) if isinstance(part, e.FieldValue)}


def trend(expression: e.Expression, leaf: Callable[[e.Expression], Trend], view: View) -> Trend:
    """Which way a value goes when the leaves that `leaf` calls UP or DOWN rise or fall.

    Args:
        leaf: the trend of a field, a score, a grade.
        view: to work out parts that are flat.
    """

    def of(part: e.Expression) -> Trend:
        return trend(part, leaf, view)

    match expression:
        case e.Constant() | e.AttributeValue():
            return Trend.FLAT
        case e.FieldValue() | e.Balance() | e.RankOf() | e.InStatus():
            return leaf(expression)
        case e.Add(parts) | e.All(parts) | e.Any(parts):
            return _joined([of(part) for part in parts])
        case e.Least(left, right) | e.Greatest(left, right):
            return of(left).joined(of(right))
        case e.Negate(part) | e.Not(part):
            return of(part).flipped()
        case e.Divide(part):
            return of(part)
        case e.Multiply(parts):
            return _of_product(parts, of, view)
        case e.Compare(relation, left, right):
            return _of_comparison(relation, of(left), of(right))
        case e.Either(condition, then, otherwise) if of(condition) is Trend.FLAT:
            return of(then).joined(of(otherwise))
        case _:
            flat = all(of(part) is Trend.FLAT for part in e.parts_of(expression))
            return Trend.FLAT if flat else Trend.MIXED


def _joined(trends: Sequence[Trend]) -> Trend:
    found = Trend.FLAT
    for each in trends:
        found = found.joined(each)
    return found


def _of_product(
    parts: Sequence[e.Expression], of: Callable[[e.Expression], Trend], view: View
) -> Trend:
    """Of a product of which one factor moves and the sign of the others is known."""
    moving = [part for part in parts if of(part) is not Trend.FLAT]
    if not moving:
        return Trend.FLAT
    if len(moving) > 1:
        return Trend.MIXED
    sign = 1
    for part in parts:
        if part is moving[0]:
            continue
        if fields_of(part) or reads_state(part):
            return Trend.MIXED
        sign *= value_of(part, view)
    if sign == 0:
        return Trend.FLAT
    return of(moving[0]) if sign > 0 else of(moving[0]).flipped()


def _of_comparison(relation: e.Relation, left: Trend, right: Trend) -> Trend:
    match relation:
        case e.Relation.MORE | e.Relation.AT_LEAST:
            return left.joined(right.flipped())
        case e.Relation.LESS | e.Relation.AT_MOST:
            return left.flipped().joined(right)
        case _:
            return Trend.FLAT if left is right is Trend.FLAT else Trend.MIXED
