"""Advice on units, with examples in the author's own names, numbers and currency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from policylang.checker.declared.book import Book
from policylang.checker.values.typed import Typed, noun
from policylang.model.units import Kind
from policylang.syntax.printer import number_text

_DATE = "2018-12-01"
#: A length of one unit: `18 years`.
_ONE_LENGTH = re.compile(r"(\d{1,9}) (?:days|weeks|months|years)")


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


def step_of(kind: Kind | None, book: Book) -> str:
    """A step in a kind, as an example: `50 USD`, `2 hours`."""
    if kind in (None, Kind.NUMBER):
        return "1"
    return with_unit(Decimal(50 if kind is Kind.MONEY else 2), kind, book)


def rate_of(typed: Typed, book: Book) -> str:
    """A rate that makes points of a value: `1 per 50 USD of amount`."""
    written = typed.span.shown
    return f"`1 per {step_of(typed.kind, book)} of {written if written.isidentifier() else '...'}`"


def in_kind(
    typed: Typed, kind: Kind, book: Book, *, written: Decimal | None, rate: bool = False
) -> str:
    """What to write where a value of another kind stands.

    Args:
        written: the number, if the value is written as one.
        rate: whether a rate could follow.
    """
    if kind is Kind.DATE:
        return f"write a date: `{_DATE}`"
    if kind is Kind.YES_NO:
        return "write `yes` or `no`"
    rates = rate and typed.kind in (Kind.MONEY, Kind.HOURS, Kind.NUMBER)
    if written is not None:
        right = f"write `{with_unit(written, kind, book)}`"
        return f"{right}, or a rate such as {rate_of(typed, book)}" if rates else right
    if rates:
        worth = f"say how many points it is worth: {rate_of(typed, book)}"
        is_field = typed.kind is Kind.NUMBER and typed.declared is not None
        return f"{worth}, or declare it as `points`" if is_field else worth
    return f"give {noun(kind)} here"


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


def comparable(parts: Sequence[Typed]) -> str:
    """How things that cannot be compared with each other could be."""
    for part in parts:
        if part.kind is Kind.LENGTH:
            number = _ONE_LENGTH.fullmatch(part.span.shown)
            if number and any(each.kind is Kind.NUMBER for each in parts):
                return f"the other side is a number: write `{number[1]}`"
            return "compare dates, or a number of days: `days since ... >= 30`"
        if part.kind is Kind.CHOICE:
            return f"ask which it is: `{part.span.shown} is {part.choices[0]}`"
        if part.kind is Kind.YES_NO:
            return f"write `{part.span.shown}` or `not {part.span.shown}`"
    kind = noun(parts[0].kind)
    return f"compare {kind} with {kind}"


def joinable(parts: Sequence[Typed], book: Book) -> str:
    """How things that cannot be added or multiplied could be used."""
    if any(part.kind is Kind.LENGTH for part in parts):
        return "add it to a date: `the date + 3 years`"
    if len({part.kind for part in parts}) == 1:
        return "one of the two must be a number without a unit"
    priced = next((part for part in parts if part.kind in (Kind.MONEY, Kind.HOURS)), None)
    if priced is None:
        return "use each in a rule of its own"
    return (
        f"use each in a rule of its own, {noun(priced.kind)} with a rate: {rate_of(priced, book)}"
    )
