"""Where a part of the machine stands in the policy, with what the author cites for it."""

from __future__ import annotations

from collections.abc import Iterable

from policylang.core.source import Span
from policylang.model.machine import Origin
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text


def origin(node: object, span: Span, clauses: Iterable[object]) -> Origin:
    """Origin of a clause: its canonical text, and the sources and reasons of its block."""
    source, assumed = citations(clauses)
    return Origin(clause_text(node), span, source, assumed)


def block_origin(text: str, span: Span, clauses: Iterable[object]) -> Origin:
    """Origin of a whole block under a text of its own."""
    source, assumed = citations(clauses)
    return Origin(text, span, source, assumed)


def citations(clauses: Iterable[object]) -> tuple[str | None, str | None]:
    """What a block cites (`source`) and why it assumes (`assumed`), joined by "; "."""
    listed = list(clauses)
    sources = [each.text.value for each in listed if isinstance(each, tree.Source)]
    reasons = [each.text.value for each in listed if isinstance(each, tree.Assumed)]
    return "; ".join(sources) or None, "; ".join(reasons) or None
