"""Conditions that can never hold (PL304) or always hold (PL305)."""

from __future__ import annotations

from itertools import pairwise

from policylang.checker.declared.book import Book
from policylang.core import codes


def check(book: Book) -> None:
    """Report conditions the declared ranges have decided, the innermost of nested ones only."""
    spans = sorted(book.settled, key=lambda span: (span.source.name, span.start, -span.end))
    holders = {
        outer
        for outer, inner in pairwise(spans)
        if outer.source is inner.source and inner.start < outer.end
    }
    for span in spans:
        if span in holders or span.start == span.end:
            continue
        if book.settled[span]:
            book.report.add(
                codes.ALWAYS_HOLDS,
                f"`{span.shown}` always holds",
                span,
                "true for every value the declared ranges allow",
                help="leave the condition out, or compare with a value inside the range",
            )
        else:
            book.report.add(
                codes.NEVER_HOLDS,
                f"`{span.shown}` can never hold",
                span,
                "false for every value the declared ranges allow",
                help="compare with a value that can occur",
            )
