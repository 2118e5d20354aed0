"""Conditions that can never hold (PL304) or always hold (PL305)."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from policylang.checker.book import Book
from policylang.core import codes
from policylang.core.source import Span

_LONGEST: Final = 60


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
                f"`{_quoted(span)}` always holds",
                span,
                "true for every value the declared ranges allow",
                help="leave the condition out, or compare with a value inside the range",
            )
        else:
            book.report.add(
                codes.NEVER_HOLDS,
                f"`{_quoted(span)}` can never hold",
                span,
                "false for every value the declared ranges allow",
                help="compare with a value that can occur",
            )


def _quoted(span: Span) -> str:
    """The condition on one line, cut where it is long."""
    text = " ".join(span.text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3].rstrip()}..."
