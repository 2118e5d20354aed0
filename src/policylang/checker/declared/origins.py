"""Where a part of the machine stands in the policy, with what the author cites for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policylang.checker.declared.book import Book
from policylang.checker.declared.filled import filled_text
from policylang.core.source import Span
from policylang.model.machine import Origin
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text

#: What a block cites (`source`) and why it assumes (`assumed`), each joined by "; ".
Citations = tuple[str | None, str | None]

UNCITED: Final[Citations] = (None, None)


def citations(clauses: Iterable[object]) -> Citations:
    """The sources and reasons of a block. Found once for a block, however many clauses it has."""
    listed = list(clauses)
    sources = [each.text.value for each in listed if isinstance(each, tree.Source)]
    reasons = [each.text.value for each in listed if isinstance(each, tree.Assumed)]
    return "; ".join(sources) or None, "; ".join(reasons) or None


def origin(node: object, span: Span, cited: Citations, book: Book) -> Origin:
    """Origin of a clause: its canonical text, and the sources and reasons of its block."""
    text = book.texts.get(id(node)) or clause_text(node)
    filled = filled_text(node, book.figure_values) if book.figure_values else text
    return Origin(text, span, *cited, filled="" if filled == text else filled)


def block_origin(text: str, span: Span, cited: Citations, filled: str = "") -> Origin:
    """Origin of a whole block under a text of its own."""
    return Origin(text, span, *cited, filled=filled)
