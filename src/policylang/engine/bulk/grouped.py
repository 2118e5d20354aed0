"""Events written anew with those of each person together, for all the runs to come."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.bulk.copies import copy_of_csv, copy_of_rows
from policylang.engine.bulk.cutting import TOGETHER, Cut, Report, silent
from policylang.engine.bulk.databases import copy_of_database
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.narrowing import Types
from policylang.engine.bulk.numbering import Numbering
from policylang.engine.bulk.plain_lines import UnusualError
from policylang.engine.bulk.plan import check_unchanged, plan_of
from policylang.engine.bulk.source import Source, open_source
from policylang.engine.bulk.survey import Surveyor
from policylang.engine.bulk.tidy import tidy
from policylang.engine.columnar.arrays import Int64
from policylang.engine.columnar.placing import order_of
from policylang.engine.columns import PERSON
from policylang.engine.readers import COLUMNAR, format_of
from policylang.engine.rows import Reject
from policylang.engine.sql.address import Address
from policylang.model.history import Encoder

#: About so many rows a row group has; those of one person are never in two.
_ROW_GROUP: Final = 500_000


@attrs.frozen
class Grouped:
    """What was written."""

    rows: int
    people: int
    #: Whether the rows of each person stood together before.
    already: bool


def group(
    encoder: Encoder,
    asked: Asked,
    target: Path,
    folder: Path,
    rows: int,
    report: Report = silent,
) -> Grouped:
    """Write the events of a history grouped by person, as Parquet.

    People come in order of their first rows, the rows of each in the order of the file. No row is
    looked at further: what does not fit the policy is rejected when it is evaluated.

    Args:
        target: the file that is written.
        folder: holds the rows meanwhile, and is removed.
        rows: about so many are in memory together.

    Raises:
        FolderError: the folder may not be used, or a file was changed meanwhile.
        HistoryError: the file or table as a whole cannot be read, or a row cannot even be taken
            apart.
        OSError: a file cannot be read or written.
    """
    source, files = None, tuple[Path, ...]()
    if not isinstance(asked.history, Address):
        assert isinstance(asked.history, str | PathLike)
        files = (Path(asked.history),)
        if format_of(asked.history, asked.format) in COLUMNAR:
            source = open_source(files[0], encoder.machine)
            files = source.files
    work = WorkFolder(folder, plan_of(encoder.machine, asked, files, rows, ""), resume=False)
    try:
        source = source or _copied(asked, encoder, work)
        # Rows are there as they were, in order, and with their new types.
        cut = Cut(source, work, lambda: Surveyor(encoder, None, None), rows // 3 or 1, report)
        types = _types(source, encoder)
        people = _write(cut, types, source, target, report)
        check_unchanged(work, asked, files)
    finally:
        work.remove()
    return Grouped(source.rows, people, cut.grouped)


def _copied(asked: Asked, encoder: Encoder, work: WorkFolder) -> Source:
    if isinstance(asked.history, Address):
        return copy_of_database(asked.history, encoder.machine, work)
    assert isinstance(asked.history, str | PathLike)
    path = Path(asked.history)
    if format_of(path, asked.format) == "csv":
        try:
            return copy_of_csv(path, encoder.machine, work, _nothing)
        except UnusualError:
            pass
    return copy_of_rows(path, asked.format, encoder.machine, work, _refuse)


def _nothing(_: str) -> None:
    pass


def _refuse(reject: Reject) -> None:
    """A row that cannot be taken apart has no place in columns."""
    told = reject.diagnostic
    help = "mend the row or take it out; `policylang eval --rejects` lists all that are wrong"
    raise HistoryError([Diagnostic(told.code, told.message, told.labels, told.help or help)])


def _types(source: Source, encoder: Encoder) -> Types:
    schema = source.table.dataset.schema
    types = Types(encoder.machine, pa.schema([schema.field(name) for name in source.columns]))
    if types.columns:
        for batch in source.table.batches(types.columns, TOGETHER):
            types.look_at(batch)
    return types


def _write(cut: Cut, types: Types, source: Source, target: Path, report: Report) -> int:
    people = done = 0
    with (
        target.open("wb") as file,
        pq.ParquetWriter(file, types.schema, compression="zstd") as writer,
    ):
        for _, batches in cut.each_part():
            table = pa.Table.from_batches(list(batches)).select(source.columns)
            ordered, ends = _together(table)
            people += ends.size
            for piece in _pieces(types.typed(ordered), ends):
                writer.write_table(piece, row_group_size=max(piece.num_rows, 1))
            done += table.num_rows
            report("writing", done, source.rows)
            pa.default_memory_pool().release_unused()
    return people


def _together(table: pa.Table) -> tuple[pa.Table, Int64]:
    """The rows of each person together, and the ends of each person's."""
    numbering = Numbering()
    column = table.column(PERSON)
    places = np.concatenate([numbering.numbers(tidy(chunk)) for chunk in column.chunks])
    ends = np.cumsum(np.bincount(places, minlength=numbering.count))
    if (places[1:] >= places[:-1]).all():
        return table, ends
    return table.take(pa.array(order_of(places, numbering.count))), ends


def _pieces(
    table: pa.Table, ends: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Iterator[pa.Table]:
    """Row groups, each with whole people."""
    begin = 0
    while begin < table.num_rows:
        at = min(int(np.searchsorted(ends, begin + _ROW_GROUP)), ends.size - 1)
        end = int(ends[at])
        yield table.slice(begin, end - begin)
        begin = end
