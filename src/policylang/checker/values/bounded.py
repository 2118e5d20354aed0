"""Machine expressions together with the least and greatest value they can take.

Building an expression here proves its bounds. An expression that can take only one value is
folded to that constant, so figures, and arithmetic on figures, are constants of the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

import attrs

from policylang.core import limits
from policylang.core.record import Record, record
from policylang.core.source import NOWHERE, Span
from policylang.model.expressions import (
    Add,
    All,
    Any,
    Compare,
    Constant,
    Divide,
    Either,
    Expression,
    Greatest,
    Least,
    Multiply,
    Negate,
    Not,
    Relation,
    Rounding,
    divide,
)


@record
class Bounded(Record):
    """An expression, its bounds (both can be reached or are safe), its size and its depth.

    `overflows` says that the value, or one on the way to it, may leave 64 bits.
    """

    expression: Expression
    low: int
    high: int
    size: int = 1
    depth: int = 1
    overflows: bool = False

    @property
    def constant(self) -> int | None:
        """The value, where it is the same always and everywhere."""
        return self.expression.value if isinstance(self.expression, Constant) else None


def _fits(low: int, high: int) -> bool:
    return low >= limits.INT64_LOW and high <= limits.INT64_HIGH


def constant(value: int) -> Bounded:
    """A fixed value."""
    return Bounded(Constant(value), value, value, overflows=not _fits(value, value))


NEVER: Final = constant(0)
ALWAYS: Final = constant(1)
NOTHING: Final = NEVER


def built(
    expression: Expression, low: int, high: int, parts: Sequence[Bounded], peak: int = 0
) -> Bounded:
    """An expression made of parts; `peak` is the greatest magnitude met on the way."""
    overflows = not _fits(low, high) or peak > limits.INT64_HIGH
    overflows = overflows or any(part.overflows for part in parts)
    if low == high and not overflows:
        return constant(low)
    size = 1 + sum(part.size for part in parts)
    depth = 1 + max(part.depth for part in parts)
    return Bounded(expression, low, high, size, depth, overflows)


def add(terms: Sequence[tuple[int, Bounded]]) -> Bounded:
    """Sum of terms with their signs."""
    parts = [part if sign > 0 else negate(part) for sign, part in terms]
    peak = sum(max(abs(part.low), abs(part.high)) for part in parts)
    expression = Add(tuple(part.expression for part in parts))
    return built(expression, sum(p.low for p in parts), sum(p.high for p in parts), parts, peak)


def negate(part: Bounded) -> Bounded:
    """Minus the part."""
    return built(Negate(part.expression), -part.high, -part.low, [part])


def multiply(parts: Sequence[Bounded]) -> Bounded:
    """Product of parts."""
    low, high = 1, 1
    for part in parts:
        ends = [a * b for a, b in product((low, high), (part.low, part.high))]
        low, high = min(ends), max(ends)
    peak = 1
    for part in parts:
        peak *= max(abs(part.low), abs(part.high), 1)
    return built(Multiply(tuple(part.expression for part in parts)), low, high, parts, peak)


def divided(part: Bounded, by: int, rounding: Rounding) -> Bounded:
    """The part divided by a positive constant."""
    if by == 1:
        return part
    times = 2 if rounding is Rounding.NEAREST else 1
    peak = times * max(abs(part.low), abs(part.high)) + by  # what rounding computes on the way
    low, high = divide(part.low, by, rounding), divide(part.high, by, rounding)
    return built(Divide(part.expression, by, rounding), low, high, [part], peak)


def least(left: Bounded, right: Bounded) -> Bounded:
    """The smaller of two."""
    low, high = min(left.low, right.low), min(left.high, right.high)
    return built(Least(left.expression, right.expression), low, high, [left, right])


def greatest(left: Bounded, right: Bounded) -> Bounded:
    """The larger of two."""
    low, high = max(left.low, right.low), max(left.high, right.high)
    return built(Greatest(left.expression, right.expression), low, high, [left, right])


def either(
    condition: Bounded,
    then: Bounded,
    otherwise: Bounded,
    text: str = "",
    span: Span = NOWHERE,
) -> Bounded:
    """`then` where the condition holds, else `otherwise`; the one that is known to be meant.

    Args:
        text, span: the condition where it is one of the author's, and its place.
    """
    if condition.constant is not None:
        return then if condition.constant else otherwise
    if then.expression == otherwise.expression:  # each may have the bounds of its own branch
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        overflows = then.overflows or otherwise.overflows
        return attrs.evolve(then, low=low, high=high, overflows=overflows)
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    if otherwise.constant == 1 and then.expression == condition.expression:
        low = 1  # whatever is asked, the answer is yes
    expression = Either(condition.expression, then.expression, otherwise.expression, text, span)
    parts = [condition, then, otherwise]
    return built(expression, low, high, parts)


#: What holds where a relation does not.
OPPOSITE: Final = {
    Relation.LESS: Relation.AT_LEAST,
    Relation.AT_LEAST: Relation.LESS,
    Relation.MORE: Relation.AT_MOST,
    Relation.AT_MOST: Relation.MORE,
    Relation.EQUAL: Relation.UNEQUAL,
    Relation.UNEQUAL: Relation.EQUAL,
}
_MIRRORED: Final = {
    Relation.LESS: Relation.MORE,
    Relation.MORE: Relation.LESS,
    Relation.AT_LEAST: Relation.AT_MOST,
    Relation.AT_MOST: Relation.AT_LEAST,
    Relation.EQUAL: Relation.EQUAL,
    Relation.UNEQUAL: Relation.UNEQUAL,
}


def compare(relation: Relation, left: Bounded, right: Bounded) -> Bounded:
    """1 if the relation holds; a constant where the bounds decide it."""
    low, high = _verdict(relation, left, right)
    parts = [left, right]
    return built(Compare(relation, left.expression, right.expression), low, high, parts)


def _verdict(relation: Relation, left: Bounded, right: Bounded) -> tuple[int, int]:
    match relation:
        case Relation.LESS:
            holds, fails = left.high < right.low, left.low >= right.high
        case Relation.AT_MOST:
            holds, fails = left.high <= right.low, left.low > right.high
        case Relation.MORE:
            holds, fails = left.low > right.high, left.high <= right.low
        case Relation.AT_LEAST:
            holds, fails = left.low >= right.high, left.high < right.low
        case Relation.EQUAL:
            holds = left.low == left.high == right.low == right.high
            fails = left.high < right.low or left.low > right.high
        case Relation.UNEQUAL:
            holds = left.high < right.low or left.low > right.high
            fails = left.low == left.high == right.low == right.high
    same = left.expression == right.expression
    if same:
        holds = relation in (Relation.EQUAL, Relation.AT_MOST, Relation.AT_LEAST)
        fails = not holds
    return (1, 1) if holds else (0, 0) if fails else (0, 1)


def negation(part: Bounded) -> Bounded:
    """1 if the part does not hold. A comparison is turned into its opposite."""
    if isinstance(part.expression, Compare):
        turned = part.expression
        opposite = Compare(OPPOSITE[turned.relation], turned.left, turned.right)
        return attrs.evolve(part, expression=opposite, low=1 - part.high, high=1 - part.low)
    return built(Not(part.expression), 1 - part.high, 1 - part.low, [part])


def all_of(parts: Sequence[Bounded]) -> Bounded:
    """1 if every part holds. Found to be impossible where comparisons exclude each other."""
    if len(parts) == 1:
        return parts[0]
    low, high = min(part.low for part in parts), min(part.high for part in parts)
    if high and contradict(part.expression for part in parts):
        high = 0
    return built(All(tuple(part.expression for part in parts)), low, high, parts)


def any_of(parts: Sequence[Bounded]) -> Bounded:
    """1 if one part holds. Found to be certain where the comparisons cover everything."""
    if len(parts) == 1:
        return parts[0]
    low, high = max(part.low for part in parts), max(part.high for part in parts)
    if not low and contradict(negation(part).expression for part in parts):
        low = 1
    return built(Any(tuple(part.expression for part in parts)), low, high, parts)


def contradict(conditions: Iterable[Expression]) -> bool:
    """Whether comparisons of one quantity with constants leave no value for it."""
    left = Ranges()
    return not all(left.narrow(condition) for condition in conditions)


@attrs.define
class Ranges:
    """What conditions leave of quantities: the least and greatest value of each.

    Only comparisons with constants are understood; the rest is taken to leave everything.
    """

    known: dict[Expression, tuple[int, int]] = attrs.field(factory=dict)

    def narrow(self, condition: Expression) -> bool:
        """Take a condition in; False if nothing is left that fulfils it with all before it."""
        found = self._narrowed(condition)
        self.known.update(found)
        return all(low <= high for low, high in found.values())

    def allow(self, condition: Expression) -> bool:
        """Whether something may be left that fulfils a condition, which is not taken in."""
        return all(low <= high for low, high in self._narrowed(condition).values())

    def _narrowed(self, condition: Expression) -> dict[Expression, tuple[int, int]]:
        found: dict[Expression, tuple[int, int]] = {}
        for part in _flat(condition):
            if not isinstance(part, Compare):
                continue
            relation, left, right = part.relation, part.left, part.right
            if isinstance(left, Constant):
                relation, left, right = _MIRRORED[relation], right, left
            if isinstance(right, Constant):
                low, high = found.get(left) or self.known.get(left, _ANYTHING)
                found[left] = _narrowed(relation, right.value, low, high)
        return found


_ANYTHING: Final = (limits.INT64_LOW, limits.INT64_HIGH)


def _flat(condition: Expression) -> list[Expression]:
    if not isinstance(condition, All):
        return [condition]
    return [inner for part in condition.parts for inner in _flat(part)]


def _narrowed(relation: Relation, value: int, low: int, high: int) -> tuple[int, int]:
    match relation:
        case Relation.LESS:
            return low, min(high, value - 1)
        case Relation.AT_MOST:
            return low, min(high, value)
        case Relation.MORE:
            return max(low, value + 1), high
        case Relation.AT_LEAST:
            return max(low, value), high
        case Relation.EQUAL:
            return max(low, value), min(high, value)
        case Relation.UNEQUAL:
            return low, high
