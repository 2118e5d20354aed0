"""An expression for all values of some scores at once, as an array with an axis for each score.

What is not reckoned here, or would not fit into 64 bits, is left to the runtime, value by value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import mul
from typing import Any, Final

import numpy as np

from policylang.auditor.decisions.readings import View
from policylang.auditor.solving.parts import Part
from policylang.model import expressions as e

#: No value on the way is larger.
_MOST: Final = 2**62
#: Of numpy, whose types say nothing of shapes; or a number, where it is the same everywhere.
Grid = Any

_RELATIONS: Final[Mapping[e.Relation, Callable[[Grid, Grid], Grid]]] = {
    e.Relation.LESS: np.less,
    e.Relation.AT_MOST: np.less_equal,
    e.Relation.MORE: np.greater,
    e.Relation.AT_LEAST: np.greater_equal,
    e.Relation.EQUAL: np.equal,
    e.Relation.UNEQUAL: np.not_equal,
}


class Unreckoned(Exception):  # noqa: N818 - an answer, not a failure
    """An expression that only the runtime reckons."""


def grid_of(expression: e.Expression, axes: Mapping[int, Grid], view: View) -> Grid:
    """The values of an expression.

    Args:
        axes: the values of each score that is read, each along an axis of its own.
        view: fields, attributes and the date.

    Raises:
        Unreckoned: it does more than reckon and compare.
    """

    def of(part: e.Expression) -> Grid:
        return grid_of(part, axes, view)

    match expression:
        case e.Constant(value):
            return np.int64(value)
        case e.FieldValue(slot):
            return np.int64(view.fields[slot])
        case e.AttributeValue(slot):
            return np.int64(view.attributes[slot])
        case e.Today():
            return np.int64(view.today)
        case e.Balance(score):
            return _balance(score, axes, view)
        case e.Add(parts):
            found = [of(part) for part in parts]
            _check(sum(map(_largest, found)))
            return reduce(np.add, found)
        case e.Negate(part):
            return -of(part)
        case e.Multiply(parts):
            found = [of(part) for part in parts]
            _check(reduce(mul, map(_largest, found)))
            return reduce(np.multiply, found)
        case e.Divide(part, by, rounding):
            return _divided(of(part), by, rounding)
        case e.Least(left, right):
            return np.minimum(of(left), of(right))
        case e.Greatest(left, right):
            return np.maximum(of(left), of(right))
        case e.Compare(relation, left, right):
            return _RELATIONS[relation](of(left), of(right)).astype(np.int64)
        case e.All(parts):
            return reduce(np.minimum, map(of, parts), np.int64(1))
        case e.Any(parts):
            return reduce(np.maximum, map(of, parts), np.int64(0))
        case e.Not(part):
            return 1 - of(part)
        case e.Either(condition, then, otherwise):
            return np.where(of(condition) != 0, of(then), of(otherwise))
        case _:
            raise Unreckoned


def numbers_of(
    expression: e.Expression, scores: Sequence[int], parts: Sequence[Part], view: View
) -> list[int]:
    """The values of an expression for all values of some scores, the last of which goes fastest.

    0 where a score is lost.

    Raises:
        Unreckoned: as `grid_of`.
    """
    values = [np.arange(each.values.start, each.values.stop, dtype=np.int64) for each in parts]
    axes = dict(zip(scores, np.ix_(*values), strict=True))
    shape = [len(each) for each in values]
    found = np.broadcast_to(grid_of(expression, axes, view), shape).copy()
    for axis, part in enumerate(parts):
        if any(part.is_open):
            np.moveaxis(found, axis, -1)[..., -1] = 0
    numbers: list[int] = found.ravel().tolist()
    return numbers


def _largest(grid: Grid) -> int:
    """The greatest value, with signs left aside."""
    return int(np.max(np.abs(grid)))


def _check(most: int) -> None:
    """Leave to the runtime what would not be held exactly."""
    if most > _MOST:
        raise Unreckoned


def _balance(score: int, axes: Mapping[int, Grid], view: View) -> Grid:
    """A score; a formula is worked out, as `View.balance` does."""
    declared = view.machine.scores[score]
    if declared.formula is None:
        return axes[score]
    value, low, high = (
        grid_of(declared.formula, axes, view),
        declared.fixed_low,
        declared.fixed_high,
    )
    value = value if low is None else np.maximum(value, low)
    return value if high is None else np.minimum(value, high)


def _divided(value: Grid, by: int, rounding: e.Rounding) -> Grid:
    match rounding:
        case e.Rounding.DOWN:
            return value // by
        case e.Rounding.UP:
            return -(-value // by)
        case e.Rounding.TRUNCATE:
            return np.sign(value) * (np.abs(value) // by)
        case e.Rounding.NEAREST:
            return np.sign(value) * ((np.abs(value) + by // 2) // by)
