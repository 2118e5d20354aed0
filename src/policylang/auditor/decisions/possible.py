"""Every value that an expression may have, whatever happens: never too few, perhaps too many.

Small sets of values are kept as they are, larger ones as a stretch from the least to the greatest.
What parts have in common is forgotten, so a condition that these values leave open may still be
impossible; one that they exclude is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Final, Protocol

import attrs

from policylang.model import expressions as e

#: Most values that are kept one by one, and most combinations that are gone through for them.
_KEPT: Final = 512
_TRIED: Final = 4096
#: Ends of what is not known at all.
_FAR: Final = 2**63


@attrs.frozen
class Possible:
    """Values from `low` to `high`: those of `values`, or all."""

    low: int
    high: int
    values: frozenset[int] | None = None

    @property
    def can_hold(self) -> bool:
        """Whether a condition may hold."""
        return self.high >= 1

    @property
    def must_hold(self) -> bool:
        """Whether a condition holds always."""
        return self.low >= 1

    def each(self) -> frozenset[int] | None:
        """The values one by one; None where there are too many."""
        if self.values is not None:
            return self.values
        if self.high - self.low < _KEPT:
            return frozenset(range(self.low, self.high + 1))
        return None


def of(values: Iterable[int]) -> Possible:
    """Some values, at least one."""
    kept = frozenset(values)
    low, high = min(kept), max(kept)
    return Possible(low, high, kept if len(kept) <= _KEPT else None)


def between(low: int, high: int) -> Possible:
    """All values of a stretch."""
    return Possible(low, high)


ANYTHING: Final = Possible(-_FAR, _FAR)
OPEN: Final = of((0, 1))


class Leaves(Protocol):
    """What the leaves of expressions may be."""

    def leaf(self, expression: e.Expression) -> Possible:
        """Every value of an expression that has no parts, or is read from a person's state."""


def possible(expression: e.Expression, leaves: Leaves) -> Possible:
    """Every value that an expression may have."""

    def inside(part: e.Expression) -> Possible:
        return possible(part, leaves)

    match expression:
        case e.Constant(value):
            return of((value,))
        case e.Add(parts):
            return _combined([inside(part) for part in parts], sum)
        case e.Negate(part):
            return _combined([inside(part)], lambda values: -values[0])
        case e.Multiply(parts):
            return _combined([inside(part) for part in parts], _product)
        case e.Divide(part, by, rounding):
            return _combined([inside(part)], lambda values: e.divide(values[0], by, rounding))
        case e.Least(left, right):
            return _combined([inside(left), inside(right)], min)
        case e.Greatest(left, right):
            return _combined([inside(left), inside(right)], max)
        case e.Compare(relation, left, right):
            return _compared(relation, inside(left), inside(right))
        case e.All(parts):
            found = [inside(part) for part in parts]
            return _decided(
                must=all(each.must_hold for each in found), can=all(each.can_hold for each in found)
            )
        case e.Any(parts):
            found = [inside(part) for part in parts]
            return _decided(
                must=any(each.must_hold for each in found), can=any(each.can_hold for each in found)
            )
        case e.Not(part):
            found_one = inside(part)
            return _decided(must=not found_one.can_hold, can=not found_one.must_hold)
        case e.Either(condition, then, otherwise):
            return _chosen(inside(condition), inside(then), inside(otherwise))
        case _:
            return leaves.leaf(expression)


def _decided(*, must: bool, can: bool) -> Possible:
    return of((1,)) if must else OPEN if can else of((0,))


def _chosen(condition: Possible, then: Possible, otherwise: Possible) -> Possible:
    if condition.must_hold:
        return then
    return joined([then, otherwise]) if condition.can_hold else otherwise


def joined(parts: Iterable[Possible]) -> Possible:
    """The values of all parts, at least one."""
    listed = list(parts)
    sets = [part.values for part in listed]
    if None not in sets:
        return of(value for values in sets if values is not None for value in values)
    return between(min(part.low for part in listed), max(part.high for part in listed))


def _product(values: tuple[int, ...]) -> int:
    found = 1
    for value in values:
        found *= value
    return found


def _combined(parts: list[Possible], function: Callable[[tuple[int, ...]], int]) -> Possible:
    """What a function gives whose greatest and least values lie at ends of its parts."""
    sets = [part.each() for part in parts]
    many = 1
    for each in sets:
        many = _TRIED + 1 if each is None else many * len(each)
        if many > _TRIED:
            break
    if many <= _TRIED:
        return of(function(each) for each in product(*(each for each in sets if each is not None)))
    ends = [function(each) for each in product(*((part.low, part.high) for part in parts))]
    return between(max(min(ends), -_FAR), min(max(ends), _FAR))


def _compared(relation: e.Relation, left: Possible, right: Possible) -> Possible:
    match relation:
        case e.Relation.LESS:
            return _decided(must=left.high < right.low, can=left.low < right.high)
        case e.Relation.AT_MOST:
            return _decided(must=left.high <= right.low, can=left.low <= right.high)
        case e.Relation.MORE:
            return _decided(must=left.low > right.high, can=left.high > right.low)
        case e.Relation.AT_LEAST:
            return _decided(must=left.low >= right.high, can=left.high >= right.low)
        case e.Relation.EQUAL:
            return _equal(left, right)
        case e.Relation.UNEQUAL:
            same = _equal(left, right)
            return _decided(must=not same.can_hold, can=not same.must_hold)


def _equal(left: Possible, right: Possible) -> Possible:
    one = left.low == left.high == right.low == right.high
    apart = left.high < right.low or left.low > right.high
    if left.values is not None and right.values is not None:
        apart = not left.values & right.values
    return _decided(must=one, can=not apart)
