"""Rows of a file in the order of a log, put into a file for each part, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pyarrow as pa

from policylang.engine.bulk.folder import Hashing, WorkFolder
from policylang.engine.bulk.source import ROW
from policylang.engine.bulk.survey import Survey
from policylang.engine.bulk.tidy import tidy
from policylang.engine.columnar.files import telling
from policylang.engine.columnar.placing import order_of
from policylang.engine.columns import ACTION, PERSON

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


def scatter(
    batches: Iterable[pa.RecordBatch], survey: Survey, folder: WorkFolder
) -> list[dict[str, Any]]:
    """Put every row into the file of its part.

    Returns:
        For each part the name of its file, its digest and how many rows it has.
    """
    names = [f"rows-{number:04}.arrow" for number in range(len(survey.sizes))]
    first = 1
    with ExitStack() as stack:
        files: list[Hashing] = [stack.enter_context(folder.written(name)) for name in names]
        writers: list[pa.RecordBatchWriter] = []
        for batch in batches:
            rows = numbered(_in_full(batch), first)
            first += batch.num_rows
            if not writers:
                for file in files:
                    writer = pa.ipc.new_stream(file, rows.schema, options=_OPTIONS)
                    writers.append(stack.enter_context(writer))
            for number, those in _shares(rows, survey):
                writers[number].write_batch(those)
        for writer in writers:
            writer.close()
        return [
            {"file": name, "digest": file.digest, "rows": int(rows)}
            for name, file, rows in zip(names, files, survey.sizes, strict=True)
        ]


def numbered(batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
    """A batch with the numbers of its rows."""
    return batch.append_column(ROW, pa.array(np.arange(first, first + batch.num_rows)))


def _in_full(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch without dictionaries but that of the actions.

    They would be written anew into each file, and most are as long as the batch.
    """
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    for name, column in columns.items():
        if pa.types.is_dictionary(column.type) and name != ACTION:
            columns[name] = column.cast(column.type.value_type)
    return pa.record_batch(columns)


def _shares(rows: pa.RecordBatch, survey: Survey) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of each part that has some."""
    parts = len(survey.sizes)
    homes = survey.homes[survey.numbering.numbers(tidy(rows.column(PERSON)))].astype(np.int64)
    sorted_rows = rows.take(pa.array(order_of(homes, parts)))
    counts = np.bincount(homes, minlength=parts)
    begin = 0
    for number in np.flatnonzero(counts):
        yield int(number), sorted_rows.slice(begin, counts[number])
        begin += int(counts[number])


def rows_of(folder: WorkFolder, name: str) -> Iterator[pa.RecordBatch]:
    """The rows of a part, in order, as they were put there."""
    path = folder.file(name)
    with telling(str(path)), path.open("rb") as file, pa.ipc.open_stream(file) as stream:
        yield from stream
