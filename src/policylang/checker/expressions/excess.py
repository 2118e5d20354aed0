"""What is said of expressions that cannot be computed with: too large, too far, below nothing."""

from __future__ import annotations

from typing import Final

from policylang.checker.declared.book import Book
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.typed import Typed, broken
from policylang.core import codes, limits
from policylang.core.source import Span
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


def overflow(typed: Typed, book: Book) -> Typed:
    """Report what can leave 64 bits (PL217), or, as a date, the calendar (PL229)."""
    if typed.kind in (Kind.DATE, Kind.LENGTH):
        book.report.add(
            codes.LEAVES_CALENDAR,
            f"`{typed.span.shown}` can leave the calendar",
            typed.span,
            "dates are reckoned from the year 2 to the year 9998",
            help="give narrower ranges to the fields and attributes it is made of",
        )
        return broken(typed.span)
    largest = max(abs(typed.value.low), abs(typed.value.high))
    book.report.add(
        codes.POSSIBLE_OVERFLOW,
        f"`{typed.span.shown}` can become too large to compute with",
        typed.span,
        f"may reach {largest:.1e}" if largest < 10**300 else "has no end",
        help="give narrower ranges, to fields (`from ... to ...`) and the score (`stays within`)",
    )
    return broken(typed.span)


def too_large(span: Span, book: Book) -> Typed:
    """Report an expression of too many parts, or nested too deeply (PL220)."""
    book.report.add(
        codes.EXPRESSION_TOO_LARGE,
        "this is too long once its definitions are put in",
        span,
        f"more than {limits.EXPRESSION_PARTS:,} parts, or nested more than "
        f"{limits.EXPRESSION_DEPTH} deep",
        help="let fewer definitions build on each other",
    )
    return broken(span)


_OTHER_WAY: Final = "write `loses` for `earns`, or the other way round"


def report_negative(
    value: Bounded, node: tree.Expr, book: Book, *, instead: str = _OTHER_WAY
) -> None:
    """Report an amount that is or may be less than nothing (PL212).

    Args:
        instead: what to write where it always is.
    """
    always = value.high < 0
    book.report.add(
        codes.NEGATIVE_AMOUNT,
        "this amount is negative" if always else "this amount can be negative",
        node.span,
        help=instead
        if always
        else "write `the larger of 0 and (...)`, or split the rule with `when`",
    )
