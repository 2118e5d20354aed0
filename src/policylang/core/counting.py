"""Numbers with what they count: one of it is told in the singular."""

from __future__ import annotations

from decimal import Decimal


def counted(number: int | Decimal, noun: str, plural: str | None = None) -> str:
    """`1 event`, `2 events`, `1,000 events`.

    Args:
        noun: what one is called.
        plural: what more than one, or none, are called; the noun with an `s` by default.
    """
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
