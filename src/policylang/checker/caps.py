"""Caps: `at most 15 per calendar year`, `at most 3 times in any 30 days`."""

from __future__ import annotations

from policylang.checker import recall
from policylang.checker.book import Book
from policylang.checker.effects import Built
from policylang.checker.expressions import constant_of
from policylang.checker.origins import UNCITED, origin
from policylang.core import codes
from policylang.model.machine import Calendar, Cap, Change, Sliding
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


def caps_of(effect: tree.Effect, built: Built, book: Book) -> tuple[Cap, ...]:
    """The caps of an effect, their slots not yet numbered. Reports PL215 and PL212."""
    caps = (_cap(cap, built, book) for cap in effect.caps)
    return tuple(cap for cap in caps if cap is not None)


def _cap(cap: tree.AtMost, built: Built, book: Book) -> Cap | None:
    kind = Kind.NUMBER if cap.times else Kind.POINTS
    limit = constant_of(cap.limit, kind, book, "a cap counts")
    window = _window(cap.per, book)
    if not cap.times and not isinstance(built.effect, Change):
        book.report.add(
            codes.CAP_WITHOUT_POINTS,
            f"`{built.verb}` moves the score and has no points of its own to cap",
            cap.span,
            help="limit how often it applies: `at most 1 times per calendar year`",
        )
        return None
    if limit is None or window is None:
        return None
    if limit < 0:
        book.report.add(
            codes.NEGATIVE_AMOUNT,
            "a cap cannot be negative",
            cap.limit.span,
            help="write how much is allowed at most; 0 allows nothing",
        )
        return None
    return Cap(-1, limit, "times" if cap.times else "points", window, origin(cap, cap.span, UNCITED, book))


def _window(node: tree.CalendarWindow | tree.AnyDays, book: Book) -> Sliding | Calendar | None:
    if isinstance(node, tree.AnyDays):
        return recall.sliding(node.length, node, book)
    return recall.calendar(node, book, "per", "in any")
