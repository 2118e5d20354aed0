"""The people file: who there is, and the attributes of each in held integers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

import attrs

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.columns import FROM, people_columns
from policylang.engine.encoding import person_of
from policylang.engine.excerpt import shortened
from policylang.engine.readers import Progress, Source, name_of, read_rows
from policylang.engine.rows import RawRow, Reject, rejected
from policylang.model.history import Encoder
from policylang.model.persons import AttributeChange, changes_from, in_order, start_from
from policylang.model.values import InputProblem, read_date


@attrs.frozen
class People:
    """Attributes by person.

    A person whose row was rejected, or who has two rows, has no attributes that could be relied
    on: all rows of their history are rejected as well, so that nobody is scored by mistake.
    """

    attributes: dict[str, tuple[int, ...]]
    #: Persons whose attributes could not be read, and why.
    refused: dict[str, InputProblem]
    #: The attributes of whoever is not in the file; None where one has no default.
    default: tuple[int, ...] | None
    lacking: str | None
    #: Rows of the file that were rejected.
    rejected: int
    #: What changes in some of them, in order of day.
    changes: dict[str, tuple[AttributeChange, ...]] = attrs.field(factory=dict)

    def changes_of(self, person: str, as_of: int) -> tuple[AttributeChange, ...]:
        """What changes in a person up to a day."""
        changes = self.changes.get(person)
        return tuple([each for each in changes if each.day <= as_of]) if changes else ()

    def attributes_of(self, person: str) -> tuple[int, ...]:
        """The attributes of a person, by default those of somebody unknown.

        Raises:
            InputProblem: they could not be read, or have no default (PL413).
        """
        found = self.attributes.get(person)
        if found is not None:
            return found
        problem = self.refused.get(person)
        if problem is not None:
            raise InputProblem(problem.code, problem.message, problem.help)
        if self.default is None:
            raise InputProblem(
                codes.ATTRIBUTE_MISSING,
                f"the person is not in the people file, and `{self.lacking}` has no default",
            )
        return self.default


def nobody(encoder: Encoder) -> People:
    """The people where no file is given: everybody has the defaults.

    Raises:
        HistoryError: an attribute has no default (PL413).
    """
    default, lacking = _defaults(encoder)
    if default is None:
        message = f"the attribute `{lacking}` has no default, so it must be given for everybody"
        raise HistoryError(
            [Diagnostic(codes.ATTRIBUTE_MISSING, message, help="give a people file")]
        )
    return People({}, {}, default, lacking, 0)


def read_people(
    encoder: Encoder,
    source: Source,
    *,
    format: str | None = None,
    progress: Progress | None = None,
    on_reject: Callable[[Reject], None] = lambda _: None,
) -> People:
    """Read a people file: a column `person`, and one for each attribute.

    A row with a day in its column `from` holds from that day on; a person may have several.

    Raises:
        HistoryError: the file as a whole cannot be read.
        OSError: it cannot be opened.
    """
    reading = _Reading(encoder, name_of(source))
    columns = people_columns(encoder.machine)
    for row in read_rows(source, columns, format=format, progress=progress):
        reject = reading.take(row)
        if reject is not None:
            on_reject(reject)
    for reject in reading.settle():
        on_reject(reject)
    return reading.people()


class _InRow(Exception):  # noqa: N818 - it tells a problem of its row, and never leaves the module
    """A problem of one of several rows of a person."""

    def __init__(self, row: RawRow, problem: InputProblem) -> None:
        super().__init__(problem.message)
        self.row = row
        self.problem = problem


@contextmanager
def _telling(row: RawRow) -> Iterator[None]:
    """Say in which row a problem was found."""
    try:
        yield
    except InputProblem as problem:
        raise _InRow(row, problem) from None


class _Reading:
    def __init__(self, encoder: Encoder, file: str) -> None:
        self.encoder = encoder
        self.file = file
        self.attributes: dict[str, tuple[int, ...]] = {}
        self.lines: dict[str, int] = {}
        self.refused: dict[str, InputProblem] = {}
        self.rejected = 0
        self.changes: dict[str, tuple[AttributeChange, ...]] = {}
        #: Rows that hold from a day on, by person.
        self.dated: dict[str, list[RawRow]] = {}

    def take(self, row: RawRow | Reject) -> Reject | None:
        if isinstance(row, RawRow):
            reject = self._row(row)
        else:
            reject = row
            if row.person is not None:
                self._refuse(row.person, InputProblem(row.code, row.message), row.line)
        self.rejected += reject is not None
        return reject

    def _row(self, row: RawRow) -> Reject | None:
        person = None
        try:
            person = person_of(row.values)
            if row.values.get(FROM):
                self.dated.setdefault(person, []).append(row)
                return None
            row.values.pop(FROM, None)
            if person in self.lines:
                raise InputProblem(
                    codes.PERSON_REPEATED,
                    f"`{shortened(person)}` stands in the file twice, first on line "
                    f"{self.lines[person]}",
                    "keep one of the two rows; neither of them is used",
                )
            self.attributes[person] = self.encoder.attributes(row.values)
            self.lines[person] = row.line
        except InputProblem as problem:
            if person is not None:
                self._refuse(person, problem, row.line)
            return rejected(self.file, row.line, row.text, problem, person)
        return None

    def settle(self) -> Iterator[Reject]:
        """Put the rows that hold from a day on in order, once all are read."""
        for person, rows in self.dated.items():
            if person in self.refused:
                continue
            try:
                self._changes(person, rows)
            except _InRow as found:
                row, problem = found.row, found.problem
                self.rejected += 1
                self._refuse(person, problem, row.line)
                yield rejected(self.file, row.line, row.text, problem, person)

    def _changes(self, person: str, rows: list[RawRow]) -> None:
        machine = self.encoder.machine
        dated = []
        for row in rows:
            with _telling(row):
                dated.append((read_date(row.values.pop(FROM)), row))
        dated.sort(key=lambda each: each[0])
        start = self.attributes.get(person)
        if start is None:
            date, row = dated[0]
            with _telling(row):
                start = start_from(machine, date, row.values)
        changes: list[AttributeChange] = []
        for date, same_day in groupby(dated, key=itemgetter(0)):
            today: list[AttributeChange] = []
            for _, row in same_day:
                with _telling(row):
                    today += changes_from(machine, start, date, row.values)
                    today = list(in_order(machine, today))
            changes += today
        self.attributes[person], self.changes[person] = start, tuple(changes)

    def _refuse(self, person: str, problem: InputProblem, line: int) -> None:
        self.attributes.pop(person, None)
        self.lines.setdefault(person, line)
        message = f"the attributes of the person are in doubt ({self.file}:{line}): "
        self.refused.setdefault(person, InputProblem(problem.code, message + problem.message))

    def people(self) -> People:
        default, lacking = _defaults(self.encoder)
        return People(self.attributes, self.refused, default, lacking, self.rejected, self.changes)


def _defaults(encoder: Encoder) -> tuple[tuple[int, ...] | None, str | None]:
    """The attributes of somebody nothing is known about, or the first one without a default."""
    slots = encoder.machine.attributes
    lacking = next((slot.name for slot in slots if slot.default is None), None)
    if lacking is not None:
        return None, lacking
    return tuple(slot.default for slot in slots if slot.default is not None), None
