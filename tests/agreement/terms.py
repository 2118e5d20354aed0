"""Expressions of a policy under construction, with what is known of their values.

The checker refuses conditions that are decided and amounts that may be negative, so a generator
has to know the bounds of what it writes. The arithmetic is a second, smaller version of the one
in `checker.values.bounded`: only on intervals, and giving up (None) where numbers become large.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import gcd
from typing import Final

import attrs

from policylang.core import limits
from policylang.model.expressions import Rounding, divide
from policylang.model.units import WHOLE, Kind
from policylang.syntax import nodes as tree

#: Products stay below this, so that a sum over a long history still fits 64 bits.
LARGE: Final = 10**13
#: What the checker takes for the end of a score that is open.
OPEN_END: Final = 2**62

Span = tuple[int, int]


@attrs.frozen
class Term:
    """An expression with its kind, its proven bounds and where it mostly lies (held units).

    A `bare` term is a number without a unit, which may still mean points or a number.
    """

    node: tree.Expr
    kind: Kind
    bounds: Span
    near: Span
    bare: bool = False
    choices: tuple[str, ...] = ()

    @property
    def low(self) -> int:
        """The least value it can have."""
        return self.bounds[0]

    @property
    def high(self) -> int:
        """The greatest value it can have."""
        return self.bounds[1]

    @property
    def varies(self) -> bool:
        """Whether it can have more than one value."""
        return self.low < self.high


def plus(parts: Sequence[tuple[int, Term]]) -> Term | None:
    """The sum of parts with their signs (+1 or -1, the first +1)."""
    if sum(max(map(abs, part.bounds)) for _, part in parts) > limits.INT64_HIGH:
        return None
    node = tree.Sum(tuple((sign, part.node) for sign, part in parts))
    signed = [(sign, part) for sign, part in parts]
    bounds = _total([_signed(sign, part.bounds) for sign, part in signed])
    near = _total([_signed(sign, part.near) for sign, part in signed])
    return Term(node, parts[0][1].kind, bounds, near, all(part.bare for _, part in parts))


def minus(part: Term) -> Term:
    """The part with its sign turned: a written number becomes a negative one."""
    node: tree.Expr = tree.Negative(part.node)
    if isinstance(part.node, tree.Quantity) and part.node.value >= 0:
        node = tree.Quantity(-part.node.value, part.node.unit)
    return Term(node, part.kind, _signed(-1, part.bounds), _signed(-1, part.near), part.bare)


def times(parts: Sequence[Term], kind: Kind) -> Term | None:
    """The product of parts, of which one at most is not a number."""
    size = 1
    for part in parts:
        size *= max(*map(abs, part.bounds), 1)
    if size > LARGE:
        return None
    bounds, near = (1, 1), (1, 1)
    for part in parts:
        bounds = _corners(bounds, part.bounds, lambda a, b: a * b)
        near = _corners(near, part.near, lambda a, b: a * b)
    node = tree.Product(tuple(part.node for part in parts))
    return Term(node, kind, bounds, near, all(part.bare for part in parts))


def share(percent: Term, whole: Term, rounding: str | None) -> Term | None:
    """A percentage of a value. Without a rounding only money, or what comes out even."""
    scale, by = _lowest(percent)
    size = max(*map(abs, whole.bounds), 1) * max(*map(abs, percent.bounds), 1)
    uneven = rounding is None and by > 1 and whole.kind is not Kind.MONEY
    if uneven or size > LARGE * WHOLE // 10:
        return None
    how = Rounding(rounding or Rounding.DOWN)

    def part(of: int, rate: int) -> int:
        return divide(of * (rate // scale), by, how)

    node = tree.ShareOf(percent.node, whole.node, rounding)
    bounds = _corners(whole.bounds, percent.bounds, part)
    return Term(node, whole.kind, bounds, _corners(whole.near, percent.near, part))


def _lowest(percent: Term) -> tuple[int, int]:
    """What a rate is divided by before, and a product after: a constant is in lowest terms."""
    common = 1 if percent.varies else gcd(percent.low, WHOLE)
    return common, WHOLE // common


def extreme(which: str, left: Term, right: Term) -> Term:
    """The smaller or the larger of two terms of one kind."""
    pick = min if which == "smaller" else max
    node = tree.Extreme("smaller" if which == "smaller" else "larger", left.node, right.node)
    return Term(
        node,
        left.kind,
        (pick(left.low, right.low), pick(left.high, right.high)),
        (pick(left.near[0], right.near[0]), pick(left.near[1], right.near[1])),
    )


def decided(operator: str, left: Term, right: Term) -> bool:
    """Whether the bounds of two sides, or their being the same, settle a comparison."""
    if left.node == right.node:
        return True
    match operator:
        case "<" | ">=":
            return left.high < right.low or left.low >= right.high
        case "<=" | ">":
            return left.high <= right.low or left.low > right.high
        case _:
            apart = left.high < right.low or left.low > right.high
            return apart or not (left.varies or right.varies)


def _signed(sign: int, span: Span) -> Span:
    return span if sign > 0 else (-span[1], -span[0])


def _total(spans: Sequence[Span]) -> Span:
    return sum(low for low, _ in spans), sum(high for _, high in spans)


def _corners(one: Span, other: Span, function: Callable[[int, int], int]) -> Span:
    values = [function(a, b) for a in one for b in other]
    return min(values), max(values)
