"""The value of an expression of the machine, computed node by node."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final, Protocol

from policylang.model import expressions as e

_RELATIONS: Final[dict[e.Relation, Callable[[int, int], bool]]] = {
    e.Relation.LESS: operator.lt,
    e.Relation.AT_MOST: operator.le,
    e.Relation.MORE: operator.gt,
    e.Relation.AT_LEAST: operator.ge,
    e.Relation.EQUAL: operator.eq,
    e.Relation.UNEQUAL: operator.ne,
}


class Moment(Protocol):
    """What an expression can look at: one person, on one day, perhaps at an event."""

    score: int
    today: int
    fields: Sequence[int]
    attributes: Sequence[int]

    def recall(self, tally: int) -> int:
        """What a tally of the machine holds today."""


def value_of(expression: e.Expression, moment: Moment) -> int:
    """Held integer of an expression at a moment; 1 or 0 for a condition."""
    match expression:
        case e.Constant(value):
            return value
        case e.FieldValue(slot):
            return moment.fields[slot]
        case e.AttributeValue(slot):
            return moment.attributes[slot]
        case e.Balance():
            return moment.score
        case e.Today():
            return moment.today
        case e.Recall(tally):
            return moment.recall(tally)
        case e.Add(parts):
            return sum(value_of(part, moment) for part in parts)
        case e.Negate(part):
            return -value_of(part, moment)
        case e.Multiply(parts):
            return reduce(operator.mul, (value_of(part, moment) for part in parts))
        case e.Divide(part, by, rounding):
            return e.divide(value_of(part, moment), by, rounding)
        case e.Least(left, right):
            return min(value_of(left, moment), value_of(right, moment))
        case e.Greatest(left, right):
            return max(value_of(left, moment), value_of(right, moment))
        case e.Compare(relation, left, right):
            return int(_RELATIONS[relation](value_of(left, moment), value_of(right, moment)))
        case e.All(parts):
            return int(all(value_of(part, moment) for part in parts))
        case e.Any(parts):
            return int(any(value_of(part, moment) for part in parts))
        case e.Not(part):
            return 1 - value_of(part, moment)
