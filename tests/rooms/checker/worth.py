"""What an expression of the machine comes to: as plain as can be, to hold the checker to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod

from policylang.model import expressions as e
from policylang.model.calendar import add_months, months_between, period_end, period_start

#: The day on which everything is looked at: 2024-12-31.
TODAY = 739_251


def worth(  # noqa: C901, PLR0912 - one case for each kind of node
    node: e.Expression, fields: Sequence[int] = (), recalled: Mapping[int, int] | None = None
) -> int:
    """The value of an expression, with these values of fields and of history terms."""

    def of(part: e.Expression) -> int:
        return worth(part, fields, recalled)

    match node:
        case e.Constant(value):
            return value
        case e.Today():
            return TODAY
        case e.FieldValue(slot):
            return fields[slot]
        case e.Recall(tally):
            return (recalled or {})[tally]
        case e.Add(parts):
            return sum(of(part) for part in parts)
        case e.Multiply(parts):
            return prod(of(part) for part in parts)
        case e.Negate(part):
            return -of(part)
        case e.Divide(part, by, rounding):
            return e.divide(of(part), by, rounding)
        case e.Least(left, right):
            return min(of(left), of(right))
        case e.Greatest(left, right):
            return max(of(left), of(right))
        case e.All(parts):
            return int(all(of(part) for part in parts))
        case e.Any(parts):
            return int(any(of(part) for part in parts))
        case e.Not(part):
            return 1 - of(part)
        case e.Either(condition, then, otherwise):
            return of(then) if of(condition) else of(otherwise)
        case e.Compare(relation, left, right):
            return int(holds(relation, of(left), of(right)))
        case e.AddMonths(day, months, next_day):
            return add_months(of(day), of(months), next_day=next_day)
        case e.MonthsBetween(first, last, next_day):
            return months_between(of(first), of(last), next_day=next_day)
        case e.PeriodEdge(day, period, "first"):
            return period_start(of(day), period)
        case e.PeriodEdge(day, period):
            return period_end(of(day), period) - 1
    raise AssertionError(node)


def holds(relation: e.Relation, left: int | Fraction, right: int | Fraction) -> bool:
    """Whether a relation holds between two numbers, whole or not."""
    compared = {
        e.Relation.LESS: left < right,
        e.Relation.AT_MOST: left <= right,
        e.Relation.MORE: left > right,
        e.Relation.AT_LEAST: left >= right,
        e.Relation.EQUAL: left == right,
        e.Relation.UNEQUAL: left != right,
    }
    return compared[relation]
