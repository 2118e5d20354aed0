"""Points and money as text and in JSON: always exact, never a binary fraction."""

from __future__ import annotations

from decimal import Decimal

from policylang.core.counting import counted
from policylang.model.ledger import Points
from policylang.model.units import Denomination, Kind


def shown(value: Points | None) -> str:
    """Points with thousands separated: `1,050`, `99.5`; a stroke where there is no score."""
    return "-" if value is None else f"{value:,}"


def signed(value: Points) -> str:
    """A change of points: `+15`, `-5`, `0`."""
    return f"{value:+,}" if value else f"{value:,}"


def size(change: Points) -> Points:
    """A change of points without its sign."""
    return change if change > 0 else -change


def many(value: Points) -> str:
    """Points with their noun: `1 point`, `20 points`, `0.5 points`."""
    return counted(value, "point")


def money(value: Decimal, denomination: Denomination) -> str:
    """Money with its currency and all its decimals: `1,250.00 USD`."""
    return f"{value:,.{_digits(denomination)}f} {denomination.currency}"


def exact_money(value: Decimal, denomination: Denomination) -> str:
    """Money for programs: all its decimals, no separators, no currency."""
    return f"{value:.{_digits(denomination)}f}"


def exact_total(value: Decimal, denomination: Denomination) -> str | None:
    """A total of money for programs; None where the policy has no money."""
    return exact_money(value, denomination) if denomination.has_money else None


def exact_points(value: Points | None) -> int | str | None:
    """Points for programs: a whole number, or a string where the score keeps decimals."""
    return value if isinstance(value, int | None) else f"{value:f}"


def _digits(denomination: Denomination) -> int:
    return len(str(denomination.scale(Kind.MONEY))) - 1
