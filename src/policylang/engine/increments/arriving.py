"""Events as they arrive, from a file, a table or plain mappings, to held integers; or rejected."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import Any, NamedTuple

from policylang.core import codes
from policylang.engine.columns import ACTION, DATES, PERSON, history_columns
from policylang.engine.encoding import RowEncoder, person_of, person_or_none
from policylang.engine.increments.person import Kept
from policylang.engine.readers import Progress, name_of, read_rows
from policylang.engine.rows import RawRow, Reject, rejected
from policylang.model.history import Encoder, Marks, Row, dated_places
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE

#: A path or stream of any format that `policylang eval` reads, anything with the Arrow C stream
#: interface, or mappings with `person`, `date`, `action` and the fields.
EventSource = Any


class Arriving(NamedTuple):
    """One good row: whose it is, the event, and how it stands in its source."""

    person: str
    row: Row
    marks: Marks | None
    line: int
    text: str


class Arrivals:
    """Reads the rows of a source; bad ones are counted, told of and left out."""

    def __init__(self, encoder: Encoder, source: EventSource, since: int | None) -> None:
        self.file = _name(source)
        self._encoder = encoder
        self._source = source
        self._since = since
        self._moments = tuple(dated_places(action) for action in encoder.machine.actions)

    def read(
        self, format: str | None = None, progress: Progress | None = None
    ) -> Iterator[Arriving | Reject]:
        """Every row, in order.

        Raises:
            HistoryError: the source as a whole cannot be read.
            OSError: it cannot be opened.
        """
        if hasattr(self._source, "__arrow_c_stream__"):
            yield from self._given(_table_rows(self._encoder, self._source))
        elif isinstance(self._source, str | PathLike) or hasattr(self._source, "read"):
            columns = history_columns(self._encoder.machine)
            rows = read_rows(self._source, columns, format=format, progress=progress)
            yield from self._read(rows)
        else:
            yield from self._given(self._source)

    def latest(self, event: Kept) -> int:
        """The latest day an event gives, whichever of its moments it is of."""
        places = () if event.code == VOID_CODE else self._moments[event.code]
        return max([event.day, *(event.values[place] for place in places)])

    def _read(self, rows: Iterable[RawRow | Reject]) -> Iterator[Arriving | Reject]:
        reader = RowEncoder(self._encoder)
        for row in rows:
            if isinstance(row, Reject):
                yield row
                continue
            person = None
            try:
                person = person_of(row.values)
                marks = reader.marks(row)
                day, (code, values) = reader.encode(row)
                self._check(day)
                yield Arriving(person, (day, code, values), marks, row.line, row.text)
            except InputProblem as problem:
                yield rejected(self.file, row.line, row.text, problem, person)

    def _given(self, rows: Iterable[Mapping[str, object]]) -> Iterator[Arriving | Reject]:
        for number, given in enumerate(rows, 1):
            text = str(given)
            person = None
            try:
                fields = _mapping(given)
                person = person_of({PERSON: str(fields.pop(PERSON, ""))})
                dates = [fields.pop(name) for name in DATES if name in fields]
                date = dates[0] if dates else None
                row, marks = self._encoder.read(date, str(fields.pop(ACTION, "")), fields)
                self._check(row[0])
                yield Arriving(person, row, marks, number, text)
            except InputProblem as problem:
                yield rejected(self.file, number, text, problem, person_or_none(person))

    def _check(self, day: int) -> None:
        if self._since is not None and day < self._since:
            event, first = (datetime.date.fromordinal(each) for each in (day, self._since))
            message = f"the event is dated {event}, before the first day of the store, {first}"
            raise InputProblem(codes.NOT_IN_FORCE, message)


def _mapping(given: object) -> dict[str, object]:
    if not isinstance(given, Mapping):
        message = f"an event is a mapping with `person`, `date` and `action`, not `{given!r:.60}`"
        raise InputProblem(codes.MALFORMED_DATA, message)
    return dict(given)


def _table_rows(encoder: Encoder, source: EventSource) -> Iterator[Mapping[str, object]]:
    from policylang.engine.columnar.tables import rows_of, table_of

    yield from rows_of(table_of(source, history_columns(encoder.machine), "events"))


def _name(source: EventSource) -> str:
    if isinstance(source, str | PathLike) or hasattr(source, "read"):
        return name_of(source)
    return "<events>"
