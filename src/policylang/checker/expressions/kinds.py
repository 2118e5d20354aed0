"""Which kinds of values go together, and what is said where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.expressions import advice
from policylang.checker.expressions.quantities import meant_as
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes
from policylang.core.diagnostics import Code
from policylang.core.source import Span
from policylang.model.units import Kind

#: Kinds that have more and less, and kinds that can be added.
ORDERED: Final = {
    Kind.POINTS, Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.PERCENT, Kind.DATE,
}  # fmt: skip
ADDABLE: Final = ORDERED - {Kind.DATE}


def literals(parts: Sequence[Typed]) -> list[Decimal] | None:
    """The numbers, where every part is a number without a unit."""
    found = [part.literal for part in parts if part.literal is not None]
    return found if len(found) == len(parts) else None


def alike(parts: Sequence[Typed], book: Book) -> list[Typed] | None:
    """The parts in one kind, bare numbers taking on that of the others; None if they differ."""
    kinds = {part.kind for part in parts if not part.bare and not part.loose}
    if len(kinds) > 1:
        return None
    kind = kinds.pop() if kinds else Kind.NUMBER
    assert kind is not None
    like = [meant_as(part, kind, book) for part in parts]
    whole = [part for part in like if part is not None]
    if len(whole) < len(like) or len({part.choices for part in whole}) > 1:
        return None
    return whole


def loosened(typed: Typed, parts: Sequence[Typed]) -> Typed:
    """A number made of numbers: it takes on points as they would, where all of them would."""
    loose = typed.kind is Kind.NUMBER and any(part.loose for part in parts)
    return attrs.evolve(typed, loose=loose and all(part.bare or part.loose for part in parts))


def first_unlike(parts: Sequence[Typed]) -> tuple[Typed, Typed]:
    """Two parts whose kinds differ, for a message about them."""
    first = next((part for part in parts if not part.bare), parts[0])
    for part in parts:
        if part is not first and part.kind is not first.kind:
            return first, part
    return first, parts[1] if parts[0] is first else parts[0]


def declared(typed: Typed) -> tuple[tuple[Span, str], ...]:
    """Where the kind of a value comes from, as a further place in a message."""
    if typed.declared is None:
        return ()
    return ((typed.declared, f"`{typed.span.shown}` is {noun(typed.kind)} because of this"),)


def unlike(
    span: Span,
    words: str,
    parts: Sequence[Typed],
    book: Book,
    code: Code = codes.UNLIKE_ARITHMETIC,
    help: str | None = None,
) -> Typed:
    """Report values that do not go together (PL203, or PL202 for a comparison)."""
    first, rest = parts[0], parts[1:]
    if help is None:
        compared = code is codes.UNLIKE_COMPARISON
        help = advice.comparable(parts) if compared else advice.joinable(parts, book)
    book.report.add(
        code,
        words,
        first.span,
        f"this is {noun(first.kind)}",
        also=(
            *((part.span, f"this is {noun(part.kind)}") for part in rest),
            *(each for part in parts for each in declared(part)),
        ),
        help=help,
    )
    return broken(span)
