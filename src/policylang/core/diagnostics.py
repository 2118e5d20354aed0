"""Diagnostics: what is wrong, where, and what to do, as values that any renderer can show."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from policylang.core import limits
from policylang.core.record import Record, record
from policylang.core.source import Span


class Severity(StrEnum):
    """How bad it is: an error stops the policy or the row, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@record
class Code(Record):
    """A stable name for one kind of problem. Its meaning never changes, its number is never reused.

    The first digit is the stage: 0 syntax, 1 names, 2 types and units, 3 the rules as a set,
    4 data and replay, 5 findings of the auditor.
    """

    number: str
    slug: str
    severity: Severity


@record
class Label(Record):
    """A place with what there is to say about it, a few words without a capital or full stop."""

    span: Span
    text: str = ""


@record
class Diagnostic(Record):
    """One problem: a lower-case sentence, labelled places (the first is the main one), advice."""

    code: Code
    message: str
    labels: tuple[Label, ...] = ()
    help: str | None = None

    @property
    def span(self) -> Span | None:
        """The main place, if the problem has one."""
        return self.labels[0].span if self.labels else None

    @property
    def is_error(self) -> bool:
        """Whether this stops the policy from being used."""
        return self.code.severity is Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.span!r}: " if self.span else ""
        return f"{where}{self.code.severity}[{self.code.number}]: {self.message}"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file and place, keep what belongs to one place in the order found, drop repeats.

    At most `limits.DIAGNOSTICS` are kept; a warning makes room for an error.
    """

    def place(diagnostic: Diagnostic) -> tuple[str, int]:
        span = diagnostic.span
        return (span.source.name, span.start) if span else ("", -1)

    found = dict.fromkeys(sorted(diagnostics, key=place))
    if len(found) <= limits.DIAGNOSTICS:
        return tuple(found)
    errors_first = sorted(found, key=lambda each: not each.is_error)
    return tuple(sorted(errors_first[: limits.DIAGNOSTICS], key=place))
