"""A copy in columns of a file that is none of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa

from policylang.engine.bulk.csv_columns import csv_batches, csv_header
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.source import Layout, Source
from policylang.engine.columnar.files import open_table_file
from policylang.engine.columns import Columns, history_columns
from policylang.engine.excerpt import file_error, shortened
from policylang.engine.readers import read_rows
from policylang.engine.rows import RawRow, Reject
from policylang.model.machine import Machine
from policylang.model.values import InputProblem

_FILE: Final = "copy.arrow"
#: Rows that are put into columns together.
_TOGETHER: Final = 20_000


def copy_of_csv(
    path: Path, machine: Machine, folder: WorkFolder, on_step: Callable[[str], None]
) -> Source:
    """A plain CSV file as columns of text, with every cell as it stands there.

    Raises:
        UnusualError: the file is not plain.
        OSError: a file cannot be read or written.
    """
    names = csv_header(path, history_columns(machine))
    known = folder.recorded("copy")
    if known is None or not folder.is_whole(_FILE, known.get("digest")):
        digest = _written(folder, names, csv_batches(path, names))
        folder.record("copy", {"digest": digest})
        on_step("copied")
    return Source(
        Layout(str(path), names, is_text=True), open_table_file(folder.file(_FILE)), (path,)
    )


def _written(folder: WorkFolder, names: list[str], batches: Iterator[pa.RecordBatch]) -> str:
    schema = pa.schema([(name, pa.string()) for name in names])
    with folder.written(_FILE) as file, pa.ipc.new_file(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
    return file.digest


def copy_of_rows(
    path: Path,
    format: str | None,
    machine: Machine,
    folder: WorkFolder,
    on_reject: Callable[[Reject], None],
) -> Source:
    """Any file that is read row by row as columns of text; null where a row has no such value.

    Args:
        on_reject: called with a row that cannot be taken apart, which is left out.

    Raises:
        HistoryError: the file as a whole cannot be read.
        OSError: a file cannot be read or written.
    """
    columns = history_columns(machine)
    names = list(columns.known)
    schema = pa.schema([(name, pa.string()) for name in names])
    seen: set[str] = set()
    rows = read_rows(path, columns, format=format)

    def batches() -> Iterator[pa.RecordBatch]:
        while some := list(islice(rows, _TOGETHER)):
            kept = []
            for row in some:
                if isinstance(row, Reject):
                    on_reject(row)
                    continue
                for name in row.values.keys() - seen:
                    _check_known(name, columns, path, row)
                    seen.add(name)
                kept.append(row.values)
            yield pa.RecordBatch.from_pylist(kept, schema)

    _written(folder, names, batches())
    used = [name for name in names if name in seen]
    return Source(
        Layout(str(path), used, is_text=False), open_table_file(folder.file(_FILE)), (path,)
    )


def _check_known(name: str, columns: Columns, path: Path, row: RawRow) -> None:
    """A name in a single row, as in JSON Lines, that would be no column.

    Raises:
        HistoryError: PL404.
    """
    if name not in columns.known:
        message = f"`{shortened(name)}` is no {columns.noun} in this policy"
        problem = InputProblem(columns.unknown, message, "take it out, or declare it")
        raise file_error(str(path), problem, line=row.line, text=row.text, mark=name)
