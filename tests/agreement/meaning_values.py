"""What an expression of a policy text comes to, read off `docs/language.md` with exact fractions.

Values are in written units: points, units of currency, hours, per cent. Nothing of the checker or
the machine is used, so that a mistake in lowering is not made twice.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final, Protocol

import attrs

from policylang.syntax import nodes as tree

Number = int | Fraction


@attrs.frozen
class Value:
    """A number of units of a kind; without a kind it may still mean points or a number."""

    number: Number
    kind: str | None = None
    choices: tuple[str, ...] = ()


class Moment(Protocol):
    """Where somebody stands when an expression is read."""

    @property
    def score(self) -> Value:
        """The score."""

    @property
    def today(self) -> int:
        """The day (ordinal)."""

    def named(self, name: str) -> Value:
        """What a name stands for."""

    def choice(self, name: str) -> Value | None:
        """The field or attribute of this name, if its values are choices."""

    def quantum(self, kind: str | None) -> Fraction:
        """The smallest part of a kind, in written units."""

    def recalled(self, node: tree.CountOf | tree.SumOf) -> Value:
        """A count or sum over the history."""

    def better_grades(self, name: str) -> int:
        """How many grades lie between the grade of the score and this one; negative if worse."""


_COMPARE: Final[Mapping[str, Callable[[Number, Number], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "is": operator.eq,
    "is not": operator.ne,
}
_REACHES: Final[Mapping[str, Callable[[Number, Number], bool]]] = {
    "exactly": operator.eq,
    "not": operator.ne,
    "or better": operator.ge,
    "or worse": operator.le,
}


def value_of(node: tree.Expr, moment: Moment) -> Value:
    """What an expression comes to."""
    match node:
        case tree.Quantity(number, unit):
            return _written(number, unit)
        case tree.DateLiteral(date):
            return Value(date.toordinal(), "date")
        case tree.YesNo(yes):
            return _truth(yes)
        case tree.TheDate():
            return Value(moment.today, "date")
        case tree.Name(text):
            return moment.named(text)
        case tree.CountOf() | tree.SumOf():
            return moment.recalled(node)
        case tree.GradeTest(grade, reach):
            return _truth(_REACHES[reach](moment.better_grades(grade.text), 0))
        case tree.Comparison(sign, left, right):
            return _truth(_COMPARE[sign](*_sides(left, right, moment)))
        case tree.And(parts):
            return _truth(all(holds(part, moment) for part in parts))
        case tree.Or(parts):
            return _truth(any(holds(part, moment) for part in parts))
        case tree.Not(part):
            return _truth(not holds(part, moment))
    return _amount(node, moment)


def _amount(node: tree.Expr, moment: Moment) -> Value:
    match node:
        case tree.Negative(part):
            inner = value_of(part, moment)
            return Value(-inner.number, inner.kind)
        case tree.Sum(terms):
            parts = [value_of(part, moment) for _, part in terms]
            total = sum(sign * part.number for (sign, _), part in zip(terms, parts, strict=True))
            return Value(total, _kind(parts))
        case tree.Product(factors):
            parts = [value_of(part, moment) for part in factors]
            product: Number = 1
            for part in parts:
                product *= part.number
            return Value(product, _kind([p for p in parts if p.kind != "number"] or parts))
        case tree.Extreme(which, left, right):
            parts = [value_of(left, moment), value_of(right, moment)]
            pick = min if which == "smaller" else max
            return Value(pick(part.number for part in parts), _kind(parts) or "number")
        case tree.ShareOf(share, whole, rounding):
            return share_of(value_of(share, moment), value_of(whole, moment), rounding, moment)
    raise TypeError(f"not an expression: {node}")


def holds(node: tree.Expr, moment: Moment) -> bool:
    """Whether a condition holds."""
    return value_of(node, moment).number != 0


def share_of(share: Value, whole: Value, rounding: str | None, moment: Moment) -> Value:
    """So many per cent of a value, rounded to the smallest part of its unit."""
    exact = Fraction(whole.number) * share.number / 100
    if rounding is None and whole.kind == "money":
        rounding = "rounded down"
    return Value(rounded(exact, moment.quantum(whole.kind), rounding), whole.kind or "number")


def rounded(exact: Fraction, quantum: Fraction, rounding: str | None) -> Fraction:
    """A value in whole parts; without a rounding it has to come out even."""
    parts = exact / quantum
    match rounding:
        case None:
            assert parts.denominator == 1, "what may not come out even must say how it is rounded"
            whole = parts.numerator
        case "rounded down":
            whole = floor(parts)
        case "rounded up":
            whole = ceil(parts)
        case "truncated":
            whole = int(parts)
        case "rounded to nearest":
            whole = floor(parts + Fraction(1, 2)) if parts >= 0 else ceil(parts - Fraction(1, 2))
        case _:
            raise AssertionError(rounding)
    return whole * quantum


def _written(number: Decimal, unit: str | None) -> Value:
    exact = Fraction(number)
    if unit == "minutes":
        return Value(exact / 60, "hours")
    if unit is None or unit in ("points", "hours"):
        return Value(exact, unit)
    return Value(exact, "percent" if unit == "%" else "money")


def _truth(yes: bool) -> Value:
    return Value(int(yes), "yes or no")


def _kind(parts: list[Value]) -> str | None:
    return next((part.kind for part in parts if part.kind is not None), None)


def _sides(left: tree.Expr, right: tree.Expr, moment: Moment) -> tuple[Number, Number]:
    """Both sides of a comparison; beside a choice, a name is one of its choices."""
    if isinstance(left, tree.Name) and isinstance(right, tree.Name):
        for one, other, turned in ((left, right, False), (right, left, True)):
            chooser = moment.choice(one.text)
            if chooser is not None and other.text in chooser.choices:
                place = chooser.choices.index(other.text)
                return (place, chooser.number) if turned else (chooser.number, place)
    return value_of(left, moment).number, value_of(right, moment).number
