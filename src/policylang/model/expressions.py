"""Expressions of the machine: total functions of one person's state, over integers.

Every node stands for an integer: held units (see `model.units`), 0 or 1 for a condition. None
can fail: division is by positive constants only, and the checker has proved that no value leaves
64 bits.
"""

from __future__ import annotations

from enum import StrEnum

from policylang.core.record import Record, record


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
    """Field number `slot` of the event being applied, in declared order from 0."""

    slot: int


@record
class AttributeValue(Record):
    """Attribute number `slot` of the person, in declared order from 0."""

    slot: int


@record
class Balance(Record):
    """The score now, in held points."""


@record
class Today(Record):
    """The day of the event or tick being applied."""


@record
class Recall(Record):
    """What tally number `tally` of the machine holds now."""

    tally: int


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
    | AttributeValue
    | Balance
    | Today
    | Recall
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
        case Least(left, right) | Greatest(left, right) | Compare(_, left, right):
            return (left, right)
        case _:
            return ()
