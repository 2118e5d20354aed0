"""Written quantities to held integers, and numbers without a unit to the unit that is meant."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.values.bounded import Bounded, constant, multiply
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes, limits
from policylang.core.exact import EXACT
from policylang.core.source import Span
from policylang.model.currencies import MINOR_DIGITS
from policylang.model.units import PERCENT, Kind
from policylang.syntax import nodes as tree
from policylang.syntax.printer import number_text

#: Decimals of a product of two numbers as long as they may be.
_MOST_DECIMALS: Final = 2 * limits.NUMBER_DIGITS
#: A number as those write it who put a point between thousands: `1.000`.
_POINT_AND_THREE: Final = re.compile(r"(\d{1,3})\.(\d{3})(?!\d)")
_UNITS = {"points": Kind.POINTS, "hours": Kind.HOURS, "minutes": Kind.HOURS, "%": Kind.PERCENT}


def quantity(node: tree.Quantity, book: Book) -> Typed:
    """A written number: with its unit a constant of that kind, without one a bare number."""
    if node.unit is None:
        return bare(node.value, node.span, book)
    kind = _UNITS.get(node.unit, Kind.MONEY)
    if kind is Kind.MONEY and not _is_own_currency(node, book):
        return broken(node.span)
    scale = {"minutes": 60, "%": PERCENT}.get(node.unit, book.denomination.scale(kind))
    return held(node.value, scale, kind, node.span, book)


def bare(number: Decimal, span: Span, book: Book) -> Typed:
    """A number without a unit, written or calculated from written ones.

    One that can be held in no unit is reported here (PL207), before it grows any longer.
    """
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        book.report.add(
            codes.TOO_MANY_DECIMALS, "this number has more decimals than any value", span
        )
        return broken(span)
    whole = int(number) if number == number.to_integral_value(context=EXACT) else 0
    return Typed(Kind.NUMBER, constant(whole), span, literal=number)


def held(value: Decimal, scale: int, kind: Kind, span: Span, book: Book) -> Typed:
    """A number of units as a constant of its kind; too many decimals are reported (PL207)."""
    if thousands := _meant_thousands(kind, scale, span):
        book.report.add(
            codes.TOO_MANY_DECIMALS,
            f"`{span.text}` {_too_fine(kind, book)}",
            span,
            help=f"a comma stands between thousands: `{thousands}`; a point, before decimals",
        )
        return broken(span)
    numerator, denominator = value.as_integer_ratio()
    if numerator * scale % denominator:
        book.report.add(
            codes.TOO_MANY_DECIMALS,
            f"`{number_text(value)}` {_too_fine(kind, book)}",
            span,
            help=_finer_help(kind),
        )
        return broken(span)
    return Typed(kind, constant(numerator * scale // denominator), span)


def _meant_thousands(kind: Kind, scale: int, span: Span) -> str | None:
    """What was perhaps meant by a `1.000` that can hold no such decimals."""
    found = _POINT_AND_THREE.match(span.text)
    if found is None or kind not in (Kind.POINTS, Kind.MONEY, Kind.NUMBER) or scale >= 1000:
        return None
    return f"{found[1]},{found[2]}{span.text[found.end() :]}"


def _too_fine(kind: Kind, book: Book) -> str:
    match kind:
        case Kind.POINTS if book.denomination.decimals == 0:
            return "has decimals, but the score keeps none"
        case Kind.POINTS:
            return f"has more decimals than the {book.denomination.decimals} the score keeps"
        case Kind.MONEY:
            return f"has more decimals than {book.denomination.currency}"
        case Kind.NUMBER:
            return "is not a whole number"
        case _:
            return f"has more decimals than {noun(kind)} can have"


def _finer_help(kind: Kind) -> str | None:
    if kind is Kind.POINTS:
        return "round it, or say in the score block how many decimals it `keeps`"
    if kind is Kind.NUMBER:
        return "to take a part of something, write a percentage: `50% of x rounded down`"
    return "round it"


def _is_own_currency(node: tree.Quantity, book: Book) -> bool:
    unit = node.unit or ""
    if not book.has_currency:
        policy = book.declared.policy
        book.report.add(
            codes.MISSING_CLAUSE,
            "the policy uses money but does not say in which currency",
            node.span,
            also=((policy.name.span, "its currency belongs here"),) if policy else (),
            help=f"add `currency {unit}` to the policy block",
        )
        book.has_currency = True  # once is enough
        return False
    if unit == book.denomination.currency or book.currency_unknown:
        return True
    if unit in MINOR_DIGITS:
        book.report.add(
            codes.FOREIGN_CURRENCY,
            f"`{unit}` is not the currency of this policy",
            node.span,
            help=f"write it in {book.denomination.currency}: a policy has one currency",
        )
    else:
        book.report.add(
            codes.UNKNOWN_CURRENCY,
            f"there is no currency `{unit}`",
            node.span,
            help=book.report.suggest(unit, [book.denomination.currency, *MINOR_DIGITS]),
        )
    return False


def meant_as(typed: Typed, kind: Kind, book: Book) -> Typed | None:
    """A value as a value of `kind`: itself, or a bare number that can mean it, else None.

    A bare number can mean points or a number, never money, hours or a percentage. So can what a
    table without units gives.
    """
    if typed.broken:
        return typed
    if typed.loose and kind in (Kind.POINTS, Kind.NUMBER):
        return _tightened(typed, kind, book)
    if typed.literal is not None and kind in (Kind.POINTS, Kind.NUMBER):
        return held(typed.literal, book.denomination.scale(kind), kind, typed.span, book)
    return typed if typed.kind is kind and typed.literal is None else None


def _tightened(typed: Typed, kind: Kind, book: Book) -> Typed:
    """A number from a table as points, or as the number it is."""
    scale = book.denomination.scale(kind)

    def scaled(value: Bounded) -> Bounded:
        return value if scale == 1 else multiply([value, constant(scale)])

    present = None if typed.present is None else scaled(typed.present)
    return attrs.evolve(typed, kind=kind, value=scaled(typed.value), present=present, loose=False)
