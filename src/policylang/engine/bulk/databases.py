"""A table of a database in columns: at once where it fits into memory, else in parts of a copy.

A database is read once, so that all parts are of one moment; who goes on with a run goes on with
the copy it made.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pyarrow as pa
import pyarrow.dataset as ds

from policylang.compiler import Evaluator
from policylang.compiler.columnar.reach import why_not
from policylang.core import codes
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.bulk.copying import copied, copy_in
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.joining import Found
from policylang.engine.bulk.run import Settings, evaluate_in_parts, open_folder
from policylang.engine.bulk.source import Source
from policylang.engine.bulk.whole import evaluate_whole
from policylang.engine.columnar.files import TableFile
from policylang.engine.columns import history_columns
from policylang.engine.excerpt import empty_file
from policylang.engine.rejects import RejectLog
from policylang.engine.sql import reading
from policylang.engine.sql.address import Address
from policylang.model.history import Encoder
from policylang.model.machine import Machine


def evaluate_database(
    evaluator: Evaluator,
    encoder: Encoder,
    asked: Asked,
    address: Address,
    log: RejectLog,
    settings: Settings,
    *,
    in_parts: bool,
) -> Found | None:
    """Evaluate everybody in a table of a database; all else as in `choose.evaluate_columns`."""
    if not in_parts and why_not(evaluator.machine) is not None:
        return None
    folder = open_folder(evaluator, asked, (), settings) if in_parts and settings.resume else None
    try:
        read = _read(evaluator, asked, address, settings, folder, in_parts=in_parts)
    except HistoryError as error:
        _leave(folder)
        if error.diagnostics[0].code is not codes.UNREADABLE_VALUE:
            raise
        return None  # a row is to be rejected: whoever reads rows says which it is
    if isinstance(read, pa.Table):
        if why_not(evaluator.machine) is not None:
            return None
        held = TableFile(str(address), ds.dataset(read), read.num_rows, ())
        source = Source(held.name, read.column_names, held, ())
        return evaluate_whole(evaluator, encoder, asked, source, read)
    with read as folder:
        source = _of_copy(folder, address, evaluator.machine)
        return evaluate_in_parts(evaluator, encoder, asked, source, folder, log, settings)


def _read(
    evaluator: Evaluator,
    asked: Asked,
    address: Address,
    settings: Settings,
    folder: WorkFolder | None,
    *,
    in_parts: bool,
) -> pa.Table | WorkFolder:
    """All of it, if that fits into memory; else a folder with a copy of it.

    Args:
        folder: of a run that is to go on.
    """
    if folder is not None and copy_in(folder) is not None:
        return folder
    with reading.opened(address, history_columns(evaluator.machine)) as found:
        schema, batches = found.schema(), found.batches()
        first = [] if folder is not None else list(_up_to(batches, settings.rows, in_parts))
        if folder is None and (not in_parts or sum(map(len, first)) <= settings.rows):
            if not first:
                raise empty_file(str(address), "the table")
            return pa.Table.from_batches(first, schema)
        folder = folder or open_folder(evaluator, asked, (), settings)
        try:
            copied(folder, settings, schema, lambda: chain(first, batches))
        except BaseException:
            _leave(folder)
            raise
    return folder


def _up_to(
    batches: Iterator[pa.RecordBatch], rows: int, is_bounded: bool
) -> Iterator[pa.RecordBatch]:
    """Batches until there are more rows than these."""
    seen = 0
    for batch in batches:
        if len(batch):
            yield batch
        seen += len(batch)
        if is_bounded and seen > rows:
            return


def _of_copy(folder: WorkFolder, address: Address, machine: Machine) -> Source:
    copy = copy_in(folder)
    assert copy is not None
    return Source(str(address), copy.columns(frozenset(history_columns(machine).known)), copy, ())


def _leave(folder: WorkFolder | None) -> None:
    """Take a folder away in which there is nothing to go on with."""
    if folder is not None:
        folder.remove()
