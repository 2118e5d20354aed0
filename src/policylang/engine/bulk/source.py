"""What events are read from in columns, and what its single rows look like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pyarrow as pa

from policylang.engine.columnar.files import TableFile, open_table_file
from policylang.engine.columnar.table_rows import rows_of_batch
from policylang.engine.columns import DATES, check_header, history_columns
from policylang.engine.excerpt import empty_file
from policylang.engine.rows import RawRow, Reject
from policylang.model.machine import Machine

#: The number of a row in its file, from 1. No column of a file of events is called like this.
ROW = "row number"


@attrs.frozen(eq=False)
class Layout:
    """What batches of events hold."""

    #: What the file is called in messages.
    name: str
    #: The columns, in the order of the file; the policy knows all of them.
    columns: list[str]
    #: Whether it is a CSV file, whose first row stands on the second line.
    is_text: bool

    @property
    def date(self) -> str | None:
        """The column of dates, where they do not stand under the name of a moment."""
        return next((name for name in DATES if name in self.columns), None)

    def rows_of(self, batch: pa.RecordBatch) -> Iterator[RawRow | Reject]:
        """The rows of a batch that has their numbers, as the reader of the file gives them."""
        numbers = batch.column(ROW).to_pylist()
        if not self.is_text:
            yield from rows_of_batch(batch, self.columns, self.name, numbers)
            return
        cells = (batch.column(name).to_pylist() for name in self.columns)
        for number, *row in zip(numbers, *cells, strict=True):
            values = {name: cell.strip() for name, cell in zip(self.columns, row, strict=True)}
            yield RawRow(number + 1, values, ",".join(row))


@attrs.frozen(eq=False)
class Source:
    """Events in columns, that can be read again and again."""

    layout: Layout
    table: TableFile
    #: The files that were named; what is read may be a copy in columns.
    files: tuple[Path, ...]

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.table.rows

    @property
    def columns(self) -> list[str]:
        """The columns, in the order of the file."""
        return self.layout.columns


def open_source(path: Path, machine: Machine) -> Source:
    """Open a file of columns, several, or a folder of them.

    Raises:
        HistoryError: it cannot be read (PL418), has no rows (PL411), or its columns do not fit
            (PL404, PL409, PL418).
        OSError: there is no such file.
    """
    file = open_table_file(path)
    columns = history_columns(machine)
    names = file.columns(frozenset(columns.known))
    check_header(names, columns, file.name, 1, ",".join(names))
    if not file.rows:
        raise empty_file(file.name)
    return Source(Layout(file.name, names, is_text=False), file, file.files)
