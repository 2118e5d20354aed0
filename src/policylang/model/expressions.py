"""Expressions of the machine: total functions of one person's state, over integers.

Every node stands for an integer: held units (see `model.units`), 0 or 1 for a condition. None
can fail: division is by positive constants only, and the checker has proved that no value leaves
64 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import attrs

from policylang.core.record import Record, record
from policylang.core.source import NOWHERE, Span
from policylang.model.calendar import Period


class Rounding(StrEnum):
    """How a division drops what does not fit, as it is written in a policy."""

    #: To the next lower integer.
    DOWN = "rounded down"
    #: To the next higher integer.
    UP = "rounded up"
    #: To the nearest integer, halves away from zero.
    NEAREST = "rounded to nearest"
    #: Towards zero.
    TRUNCATE = "truncated"


class Relation(StrEnum):
    """A comparison of two integers."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "=="
    UNEQUAL = "!="


@record
class Constant(Record):
    """A fixed value."""

    value: int


@record
class FieldValue(Record):
    """Field number `slot` of the event in sight, in declared order from 0.

    In `Tally.where` and `Tally.value` that is the event being counted, else the one being applied.
    """

    slot: int


@record
class PresentField(Record):
    """Field number `slot` of the event being applied, in `Tally.where`: `this committed`."""

    slot: int


@record
class EventDay(Record):
    """The day of the first moment of the event in sight, on whichever of them it is read."""


@record
class AttributeValue(Record):
    """Attribute number `slot` of the person, in declared order from 0."""

    slot: int


@record
class Balance(Record):
    """Score number `score` now, in held points; a formula is worked out when it is read."""

    score: int = 0


@record
class StillCounting(Record):
    """What of a score that keeps lots counts on `day`: also lots that have run out since.

    The sum of what is left of every lot that runs out after that day, or never. A lot that ought
    to have run out and is held counts.
    """

    score: int
    day: Expression


@record
class RankOf(Record):
    """Place of the grade the person has now in grading number `grading`: 0 is the best."""

    grading: int


@record
class InStatus(Record):
    """1 while the person is in status number `status`."""

    status: int


@record
class InPeriod(Record):
    """1 if a day lies in named period number `period`."""

    period: int
    day: Expression


@record
class AsOf(Record):
    """The day the result is for: what a version that applies to the past is chosen by."""


@record
class Today(Record):
    """The day of the event or tick being applied."""


@record
class Recall(Record):
    """What tally number `tally` of the machine holds now."""

    tally: int


@record
class Lookup(Record):
    """What table number `table` of the machine gives for its keys. Every table is complete."""

    table: int
    keys: tuple[Expression, ...]


@record
class Either(Record):
    """`then` if the condition holds, else `otherwise`.

    Where the author chooses so, `text` is the condition as it is written, and `span` where.
    """

    condition: Expression
    then: Expression
    otherwise: Expression
    text: str = attrs.field(default="", eq=False)
    span: Span = attrs.field(default=NOWHERE, eq=False)


@record
class AddMonths(Record):
    """A day a number of months later (earlier, if negative), by `model.calendar.add_months`."""

    day: Expression
    months: Expression
    #: Where the month is too short: the first day of the next one, instead of its last.
    next_day: bool = False


@record
class MonthsBetween(Record):
    """Full months from one day to another; 0 where the second is earlier."""

    first: Expression
    last: Expression
    #: As in `AddMonths`.
    next_day: bool = False


@record
class PeriodEdge(Record):
    """First or last day of the calendar period that holds a day."""

    day: Expression
    period: Period
    edge: Literal["first", "last"]


@record
class Tied(Record):
    """1 if the name in field `slot` is one of those the person is tied with (rankings only)."""

    slot: int


@record
class Add(Record):
    """Sum of two parts or more."""

    parts: tuple[Expression, ...]


@record
class Negate(Record):
    """Minus the part."""

    part: Expression


@record
class Multiply(Record):
    """Product of two parts or more."""

    parts: tuple[Expression, ...]


@record
class Divide(Record):
    """The part divided by a positive constant, rounded."""

    part: Expression
    by: int
    rounding: Rounding


@record
class Least(Record):
    """The smaller of two parts."""

    left: Expression
    right: Expression


@record
class Greatest(Record):
    """The larger of two parts."""

    left: Expression
    right: Expression


@record
class Compare(Record):
    """1 if the relation holds between the parts, else 0."""

    relation: Relation
    left: Expression
    right: Expression


@record
class All(Record):
    """1 if every part (two or more) holds. Parts have no effects, so order does not matter."""

    parts: tuple[Expression, ...]


@record
class Any(Record):
    """1 if at least one part (two or more) holds."""

    parts: tuple[Expression, ...]


@record
class Not(Record):
    """1 if the part does not hold."""

    part: Expression


Expression = (
    Constant
    | FieldValue
    | PresentField
    | EventDay
    | AttributeValue
    | Balance
    | StillCounting
    | RankOf
    | InStatus
    | InPeriod
    | AsOf
    | Today
    | Recall
    | Lookup
    | Either
    | AddMonths
    | MonthsBetween
    | PeriodEdge
    | Tied
    | Add
    | Negate
    | Multiply
    | Divide
    | Least
    | Greatest
    | Compare
    | All
    | Any
    | Not
)


def divide(value: int, by: int, rounding: Rounding) -> int:
    """Divide by a positive integer with a stated rounding. The one place that defines it."""
    match rounding:
        case Rounding.DOWN:
            return value // by
        case Rounding.UP:
            return -(-value // by)
        case Rounding.TRUNCATE:
            return value // by if value >= 0 else -(-value // by)
        case Rounding.NEAREST:
            return (2 * value + by) // (2 * by) if value >= 0 else -((-2 * value + by) // (2 * by))


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one."""
    match expression:
        case Add(parts) | Multiply(parts) | All(parts) | Any(parts):
            return parts
        case Negate(part) | Not(part) | Divide(part):
            return (part,)
        case StillCounting(_, part) | InPeriod(_, part) | PeriodEdge(part):
            return (part,)
        case Least(left, right) | Greatest(left, right) | Compare(_, left, right):
            return (left, right)
        case AddMonths(left, right) | MonthsBetween(left, right):
            return (left, right)
        case Either(condition, then, otherwise):
            return (condition, then, otherwise)
        case Lookup(_, keys):
            return keys
        case _:
            return ()


def every_part(expression: Expression) -> Iterator[Expression]:
    """An expression and all that is inside it, in no particular order."""
    waiting = [expression]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(parts_of(each))
