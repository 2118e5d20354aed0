"""Rows as readers hand them on: text by column name, not yet looked at, or already refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import attrs

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic
from policylang.engine.excerpt import SHOWN, diagnostic_at, printable, shortened
from policylang.engine.unreadable import UnreadableValue
from policylang.model.values import InputProblem, composed


class RawRow(NamedTuple):
    """One row of a file: every value as trimmed text, by name of its column.

    A value that is not given is empty text or has no entry.
    """

    #: Line the row begins on, counted from 1.
    line: int
    values: dict[str, str]
    #: The row as it stands in the file.
    text: str


@attrs.frozen
class Reject:
    """A row that was not used, and why."""

    file: str
    #: Line the row begins on, counted from 1.
    line: int
    code: Code
    #: One lower-case sentence without a full stop.
    message: str
    help: str | None
    #: The beginning of the row as it stands in the file, at most 200 characters.
    text: str
    #: Whose row it is, where that much could be read.
    person: str | None = None

    @property
    def diagnostic(self) -> Diagnostic:
        """The same as a diagnostic that points at the line."""
        return diagnostic_at(self.file, self.line, self.text, self.code, self.message, self.help)


def rejected(
    file: str, line: int, text: str, problem: InputProblem, person: str | None = None
) -> Reject:
    """Refuse a row because of a problem found in it."""
    message = printable(problem.message)
    return Reject(file, line, problem.code, message, problem.help, text[:SHOWN], person)


def raw_row(
    file: str, number: int, names: Sequence[str], values: Sequence[str | UnreadableValue]
) -> RawRow | Reject:
    """A row of a table whose values are texts already, or what is wrong with one.

    Args:
        file: where it comes from, for messages.
        number: which of the rows it is, from 1.
    """
    text = ", ".join([value if isinstance(value, str) else value.given for value in values])
    row: dict[str, str] = {}
    odd = None
    for name, value in zip(names, values, strict=True):
        if isinstance(value, str):
            row[name] = value
        else:
            problem = f"`{shortened(name)}`: {value.what}"
            odd = odd or InputProblem(value.code, problem, value.help)
    if odd is None:
        return RawRow(number, row, text)
    return rejected(file, number, text, odd, row.get("person"))


def values_of(pairs: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The values of an object of a JSON or YAML file, as text by name.

    Args:
        pairs: names with text, None, True or False; anything else holds more than one value.

    Raises:
        InputProblem: a name is given twice or with several values (PL418).
    """
    values: dict[str, str] = {}
    for written, given in pairs:
        name = composed(written)
        if name in values:
            raise InputProblem(
                codes.MALFORMED_DATA, f"`{shortened(name)}` is given twice", "keep one of the two"
            )
        if isinstance(given, str):
            values[name] = given.strip()
        elif given is None:
            values[name] = ""
        elif isinstance(given, bool):
            values[name] = "true" if given else "false"
        else:
            raise InputProblem(
                codes.MALFORMED_DATA,
                f"`{shortened(name)}` holds a list or an object",
                "write one value, such as `250 USD`",
            )
    return values


def person_in(pairs: Iterable[tuple[str, object]]) -> str | None:
    """Whose row it seems to be, where the row as a whole cannot be used."""
    for name, given in pairs:
        if name == "person" and isinstance(given, str):
            return given.strip() or None
    return None
