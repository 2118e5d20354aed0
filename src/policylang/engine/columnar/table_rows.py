"""Rows of a file of columns as texts, for whatever takes rows one by one.

The text of a value is what a person would write in a CSV file, exactly; so whatever is wrong with
a row is said in the same words. A binary fraction is written out in full: 0.5 is `0.5`, and 0.1,
which is no tenth, is finer than any coin.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from policylang.engine.columnar.files import open_table_file
from policylang.engine.columnar.moments import python_values
from policylang.engine.columnar.tables import TableSource, table_of
from policylang.engine.columns import Columns, check_header
from policylang.engine.excerpt import empty_file
from policylang.engine.floats import exact_text
from policylang.engine.rows import RawRow, Reject, raw_row
from policylang.engine.unreadable import UnreadableValue, of_no_policy


def read_table_rows(
    path: Path, columns: Columns, report: Callable[[int, int], None]
) -> Iterator[RawRow | Reject]:
    """The rows of a file of columns; their lines are their numbers, from 1.

    Args:
        report: called now and then with the rows read so far and how many there are.

    Raises:
        HistoryError: the file cannot be read (PL418), has no rows (PL411), or its columns do not
            fit (PL404 or PL423, PL409, PL410).
    """
    file = open_table_file(path)
    names = file.columns(frozenset(columns.known))
    check_header(names, columns, file.name, 1, ",".join(names))
    if not file.rows:
        raise empty_file(file.name)
    number = 1
    for batch in file.batches(names):
        yield from rows_of_batch(batch, names, file.name, range(number, number + batch.num_rows))
        number += batch.num_rows
        report(number - 1, file.rows)


def rows_of_table(table: TableSource, columns: Columns, name: str) -> Iterator[RawRow | Reject]:
    """The same of a table, or of anything with the Arrow C stream interface.

    Raises:
        HistoryError: its columns do not fit (PL404 or PL423, PL409, PL410).
    """
    number = 1
    for batch in table_of(table, columns, name).to_batches():
        rows = range(number, number + batch.num_rows)
        yield from rows_of_batch(batch, batch.schema.names, name, rows)
        number += batch.num_rows


def rows_of_batch(
    batch: pa.RecordBatch, names: Sequence[str], file: str, numbers: Iterable[int]
) -> Iterator[RawRow | Reject]:
    """The rows of a batch.

    Args:
        names: its columns, in the order in which they stand in the file.
        file: where they come from, for messages.
        numbers: which of the rows of the file they are, from 1.
    """
    texts = [_texts(batch.column(name)) for name in names]
    for number, *values in zip(numbers, *texts, strict=True):
        yield raw_row(file, number, names, values)


def _texts(column: pa.Array) -> list[Any]:
    """The values of a column as texts; what is wrong in place of one that has none."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        words = _texts(column.dictionary)
        return ["" if place is None else words[place] for place in column.indices.to_pylist()]
    if pa.types.is_date32(kind) or pa.types.is_integer(kind):
        return ["" if text is None else text for text in column.cast(pa.string()).to_pylist()]
    if pa.types.is_timestamp(kind):  # Python knows no shorter time than this
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    return [_text(value) for value in python_values(column)]


def _text(value: object) -> str | UnreadableValue:
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case datetime.datetime() | datetime.date():
            return value.isoformat()
        case float():
            return exact_text(value)
        case _:
            return of_no_policy(value)
