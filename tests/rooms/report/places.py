"""Diagnostics about small texts, with places named by the text that stands there."""

from __future__ import annotations

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.source import SourceFile


def diagnostic(
    text: str,
    *places: tuple[str, str],
    message: str = "unknown event `bill_paid_late`",
    help: str | None = None,
    code: Code = codes.UNKNOWN_GRADE,
    name: str = "rongcheng.policy",
) -> Diagnostic:
    """A diagnostic whose labels are pairs of the text that is underlined and what is said."""
    source = SourceFile(name, text)
    labels = []
    for underlined, said in places:
        start = text.index(underlined)
        labels.append(Label(source.span(start, start + len(underlined)), said))
    return Diagnostic(code, message, tuple(labels), help)
