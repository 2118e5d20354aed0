"""Diagnostics as JSON, for editors and for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policylang.core.diagnostics import Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.report.json_text import FORMAT_VERSION, json_text


def render_json(diagnostics: Sequence[Diagnostic], *, files: int | None = None) -> str:
    """Diagnostics as one JSON object, ended by a line end.

    Lines and columns count from 1, in characters; the column at the end is the one after the
    last character. The first label of a diagnostic is the main place.

    Args:
        files: how many files were looked at, where that is known.
    """
    errors = sum(each.is_error for each in diagnostics)
    summary = {"errors": errors, "warnings": len(diagnostics) - errors}
    value = {
        "format_version": FORMAT_VERSION,
        "diagnostics": [record(each) for each in diagnostics],
        "summary": summary if files is None else {"files": files, **summary},
    }
    return json_text(value) + "\n"


def record(diagnostic: Diagnostic) -> dict[str, Any]:
    """One diagnostic as plain values."""
    return {
        "code": diagnostic.code.number,
        "name": diagnostic.code.slug,
        "severity": str(diagnostic.code.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "labels": [_label(label) for label in diagnostic.labels],
    }


def _label(label: Label) -> dict[str, Any]:
    span = label.span
    return {
        "file": span.source.name,
        "start": _place(span.source, span.start),
        "end": _place(span.source, span.end),
        "text": label.text,
    }


def _place(source: SourceFile, offset: int) -> dict[str, int]:
    line, column = source.place(min(max(offset, 0), len(source.text)))
    return {"line": line, "column": column}
