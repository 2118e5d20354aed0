"""One line of a data file as a place that a diagnostic can point at, without the whole file."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.errors import HistoryError
from policylang.core.source import SourceFile
from policylang.model.values import InputProblem

#: Most characters of a line that are kept to be shown.
SHOWN: Final = 200


@attrs.define(eq=False, repr=False)
class Excerpt(SourceFile):
    """A single line of a file, which knows its number in that file."""

    number: int = attrs.field(default=1, kw_only=True)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both counted from 1."""
        return self.number, offset + 1

    def line(self, number: int) -> str:
        """The text of the line; other lines of the file are not known here."""
        return self.text if number == self.number else ""


def printable(text: str) -> str:
    """The text with `?` for every character that cannot be shown on one line."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)


def shortened(text: str, limit: int = 60) -> str:
    """At most `limit` characters of a text that came from outside, fit to be quoted."""
    text = printable(text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 3] + "..."


def diagnostic_at(
    file: str,
    line: int,
    text: str,
    code: Code,
    message: str,
    help: str | None = None,
    *,
    mark: str | None = None,
) -> Diagnostic:
    """A problem of one line of a data file.

    Args:
        line: number of the line, counted from 1.
        text: what stands there; only its beginning is kept.
        mark: the part of the line to point at; None for all of it.
    """
    kept = text[:SHOWN].partition("\n")[0]
    start = kept.find(mark) if mark else 0
    end = start + len(mark) if mark and start >= 0 else len(kept)
    span = Excerpt(file, kept, number=line).span(max(start, 0), end)
    return Diagnostic(code, printable(message), (Label(span),), help)


def file_error(
    file: str, problem: InputProblem, *, line: int = 1, text: str = "", mark: str | None = None
) -> HistoryError:
    """The error for a file that cannot be read any further because of one of its lines."""
    where = diagnostic_at(file, line, text, problem.code, problem.message, problem.help, mark=mark)
    return HistoryError([where])


def empty_file(file: str, noun: str = "the file") -> HistoryError:
    """The error for a file, or a table, without anything in it."""
    help = (
        "a history has at least its columns: `person,date,action`" if noun == "the file" else None
    )
    return file_error(file, InputProblem(codes.DATA_EMPTY, f"{noun} is empty", help))
