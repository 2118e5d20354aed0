"""A table of a database in columns: at once where it fits into memory, else in parts of a copy.

A database is read once, so that all parts are of one moment; who goes on with a run goes on with
the copy it made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, TextIO

import pyarrow as pa

from policylang.compiler import Evaluator
from policylang.compiler.columnar.reach import why_not
from policylang.core import codes
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.joining import Found
from policylang.engine.bulk.run import Settings, evaluate_in_parts, open_folder
from policylang.engine.bulk.source import Layout, Source
from policylang.engine.bulk.whole import evaluate_whole
from policylang.engine.columnar.files import open_table_file
from policylang.engine.columns import history_columns
from policylang.engine.excerpt import empty_file
from policylang.engine.rejects import RejectLog
from policylang.engine.sql import reading
from policylang.engine.sql.address import Address
from policylang.model.history import Encoder
from policylang.model.machine import Machine

_FILE: Final = "copy.arrow"
_RECORD: Final = "copy"


def evaluate_database(
    evaluator: Evaluator,
    encoder: Encoder,
    asked: Asked,
    address: Address,
    rejects: TextIO | None,
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
        if error.diagnostics[0].code is not codes.UNREADABLE_VALUE:
            raise
        return None  # a row is to be rejected: whoever reads rows says which it is
    if isinstance(read, WorkFolder):
        with read:
            copy = open_table_file(read.file(_FILE))
            source = Source(_layout(address, copy.dataset.schema), copy, ())
            log = RejectLog(rejects)
            return evaluate_in_parts(evaluator, encoder, asked, source, read, log, settings)
    if why_not(evaluator.machine) is not None:
        return None
    layout = _layout(address, read[0].schema)
    return evaluate_whole(evaluator, encoder, asked, layout, read, sum(map(len, read)))


def copy_of_database(address: Address, machine: Machine, folder: WorkFolder) -> Source:
    """A table of a database as columns, of one moment.

    Raises:
        HistoryError: it cannot be read (PL435, PL436), its columns do not fit (PL404, PL409), or
            it has no rows (PL411).
        OSError: the copy cannot be written.
    """
    with reading.opened(address, history_columns(machine)) as found:
        _copy(folder, found.schema(), found.batches())
    copy = open_table_file(folder.file(_FILE))
    if not copy.rows:
        raise empty_file(str(address), "the table")
    return Source(_layout(address, copy.dataset.schema), copy, ())


def _read(
    evaluator: Evaluator,
    asked: Asked,
    address: Address,
    settings: Settings,
    folder: WorkFolder | None,
    *,
    in_parts: bool,
) -> list[pa.RecordBatch] | WorkFolder:
    """All of it, if that fits into memory; else a folder with a copy of it.

    Args:
        folder: of a run that is to go on.
    """
    if folder is not None and _has_copy(folder):
        return folder
    try:
        with reading.opened(address, history_columns(evaluator.machine)) as found:
            schema, batches = found.schema(), found.batches()
            if folder is None:
                first = list(_up_to(batches, settings.rows if in_parts else None))
                if not in_parts or sum(map(len, first)) <= settings.rows:
                    if not first:
                        raise empty_file(str(address), "the table")
                    return first
                folder = open_folder(evaluator, asked, (), settings)
                batches = chain(first, batches)
            _copy(folder, schema, batches)
    except BaseException:
        if folder is not None:
            folder.remove()  # there is nothing in it to go on with
        raise
    with folder:
        settings.on_step("copied")
    return folder


def _up_to(batches: Iterator[pa.RecordBatch], rows: int | None) -> Iterator[pa.RecordBatch]:
    """Batches until there are more rows than these."""
    seen = 0
    for batch in batches:
        if len(batch):
            yield batch
        seen += len(batch)
        if rows is not None and seen > rows:
            return


def _copy(folder: WorkFolder, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    with folder.written(_FILE) as file, pa.ipc.new_file(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
    folder.record(_RECORD, {"digest": file.digest})


def _has_copy(folder: WorkFolder) -> bool:
    known = folder.recorded(_RECORD)
    return known is not None and folder.is_whole(_FILE, known.get("digest"))


def _layout(address: Address, schema: pa.Schema) -> Layout:
    return Layout(str(address), schema.names, is_text=False)
