"""Advice on units, with examples in the author's own names, numbers and currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from policylang.checker.book import Book
from policylang.checker.typed import Typed, noun
from policylang.model.units import Kind
from policylang.syntax.printer import number_text

_DATE = "2018-12-01"


def with_unit(literal: Decimal, kind: Kind, book: Book) -> str:
    """How a bare number would be written in a kind: `50 USD`."""
    if kind is Kind.PERCENT:
        return f"{number_text(literal)}%"
    units = {
        Kind.POINTS: "points",
        Kind.MONEY: book.denomination.currency,
        Kind.HOURS: "hours",
    }
    return f"{number_text(literal)} {units.get(kind, '')}".strip()


def step_of(kind: Kind, book: Book) -> str:
    """A step in a kind, as an example: `50 USD`, `2 hours`."""
    return with_unit(Decimal(50 if kind is Kind.MONEY else 2), kind, book)


def in_kind(typed: Typed, kind: Kind, book: Book, written: Decimal | None = None) -> str:
    """What to write where a value of another kind stands; `written` if it is a number itself."""
    if kind is Kind.DATE:
        return f"write a date: `{_DATE}`"
    if kind is Kind.YES_NO:
        return "write `yes` or `no`"
    if typed.literal is not None:
        return f"write `{with_unit(typed.literal, kind, book)}`"
    if kind is not Kind.POINTS or typed.kind not in (Kind.MONEY, Kind.HOURS, Kind.NUMBER):
        return f"give {noun(kind)} here"
    rate = f"`1 per {step_of(typed.kind, book)} of ...`"
    if written is not None:
        return f"write `{number_text(written)} points`, or a rate such as {rate}"
    return f"say how many points it is worth: {rate}"


def compared(typed: Typed, book: Book) -> str:
    """How a value could be compared, so that it is true or false."""
    written = typed.span.shown
    match typed.kind:
        case Kind.CHOICE:
            return f"compare it with a choice: `{written} is {typed.choices[0]}`"
        case Kind.DATE:
            return f"compare it with a date: `{written} < {_DATE}`"
        case Kind.NUMBER | Kind.POINTS | Kind.MONEY | Kind.HOURS | Kind.PERCENT:
            bound = with_unit(Decimal(3), typed.kind, book)
            return f"compare it with something: `{written} >= {bound}`"
    return "compare it with something"


def one_unit(parts: Iterable[Typed], book: Book) -> str | None:
    """How things of different units can be joined, if they can."""
    kinds = {part.kind for part in parts}
    priced = [kind for kind in (Kind.MONEY, Kind.HOURS) if kind in kinds]
    if Kind.POINTS in kinds and priced:
        rate = f"`1 per {step_of(priced[0], book)} of ...`"
        return f"compare like with like; a rate such as {rate} makes points of {noun(priced[0])}"
    if len(priced) == 2:
        return "use each in a rule or a condition of its own"
    return None
