"""Tables of any origin as Arrow tables, and their columns as texts and Python values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from os import PathLike
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.columnar.arrays import Int64
from policylang.engine.columnar.files import TableFile, open_table_file, telling
from policylang.engine.columnar.kinds import is_name, values_of
from policylang.engine.columnar.moments import python_values
from policylang.engine.columnar.passes import in_order_of_appearance
from policylang.engine.columns import PERSON, Columns, check_header
from policylang.engine.sql.address import Address, address_of
from policylang.engine.sql.reading import table_at

#: The path of a file of columns (see `files`), the address of a table of a database, an Arrow
#: table, or anything with the Arrow C stream interface.
TableSource = Any
#: Rows of a table that are looked at together.
PIECE: Final = 262_144
_LABELS: Final = re.compile(r"__index_level_\d+__")
#: Bytes of text whose places fit into 32 bits.
_MOST_TEXT: Final = 2**31 - 1


def table_of(source: TableSource, columns: Columns, name: str) -> pa.Table:
    """A table with columns that are known.

    Args:
        name: what it is called in messages, where it is no file.

    Raises:
        HistoryError: it is no table (PL418), or lacks a column or has one too many (PL404, PL409,
            PL423); or its database cannot be used, or has no such table (PL435, PL436).
        OSError: the file cannot be opened.
    """
    address = address_of(source) if isinstance(source, str) else source
    if isinstance(address, Address):
        return table_at(address, columns)
    if isinstance(source, str | PathLike):
        return _of_file(open_table_file(Path(source)), columns)
    table = _given(source, name)
    _check_names(table.column_names, columns, name)
    return table


@attrs.frozen(eq=False)
class Pieces:
    """A table that need not be in memory as a whole."""

    schema: pa.Schema
    rows: int
    _table: Callable[[], pa.Table]
    _pieces: Callable[[], Iterator[pa.RecordBatch]] | None = None

    def table(self) -> pa.Table:
        """All of it."""
        return self._table()

    def pieces(self) -> Iterator[pa.Table]:
        """The same piece by piece, the next of which is read while one is looked at."""
        if self._pieces is not None:
            for batch in ahead(self._pieces()):
                yield plain_table(pa.Table.from_batches([batch]))
            return
        table = self._table()
        for begin in range(0, table.num_rows, PIECE):
            yield table.slice(begin, PIECE)


def pieces_of(source: TableSource, columns: Columns, name: str) -> Pieces:
    """As `table_of`, but a file is only read when its rows are asked for."""
    if isinstance(source, str | PathLike) and not (
        isinstance(source, str) and address_of(source) is not None
    ):
        file = open_table_file(Path(source))
        names = file.columns(frozenset(columns.known))
        _check_names(names, columns, file.name)
        whole = file.dataset.schema
        return Pieces(
            pa.schema([whole.field(each) for each in names]),
            file.rows,
            lambda: plain_table(file.table(names)),
            lambda: file.batches(names, PIECE),
        )
    table = table_of(source, columns, name)
    return Pieces(table.schema, table.num_rows, lambda: table)


def in_pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches of any size, put together until there are about so many rows as a piece has."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if waiting and rows + batch.num_rows > PIECE:
            yield pa.Table.from_batches(waiting)
            waiting, rows = [], 0
        waiting.append(batch)
        rows += batch.num_rows
    if waiting:
        yield pa.Table.from_batches(waiting)


def ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, each read while the one before it is looked at."""
    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(next, batches, None)
        while (batch := waiting.result()) is not None:
            waiting = reader.submit(next, batches, None)
            yield batch


def _of_file(file: TableFile, columns: Columns) -> pa.Table:
    names = file.columns(frozenset(columns.known))
    _check_names(names, columns, file.name)
    return plain_table(file.table(names))


def _check_names(names: list[str], columns: Columns, name: str) -> None:
    check_header(names, columns, name, 1, ",".join(names))


def _given(source: TableSource, name: str) -> pa.Table:
    if isinstance(source, pa.Table):
        return plain_table(source)
    if hasattr(source, "__arrow_c_stream__"):
        with telling(name):
            table = pa.table(source)
        # What pandas calls the labels of rows, where they are not counted from 0.
        labels = [each for each in table.column_names if _LABELS.fullmatch(each)]
        return plain_table(table.drop_columns(labels))
    message = f"the {name} are no table, but {type(source).__name__}"
    help = "give the path of a Parquet file, an Arrow table, or a data frame"
    raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message, (), help)])


def plain_table(table: pa.Table) -> pa.Table:
    """The same with texts as Arrow has long had them, of which Arrow can do everything."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string_view(values_of(field.type)):
            chunks = map(_plain_texts, table.column(place).chunks)
            plain = pa.chunked_array(chunks, pa.string())
            table = table.set_column(place, field.with_type(pa.string()), plain)
    return table


def _plain_texts(array: pa.Array) -> pa.Array:
    if not pa.types.is_dictionary(array.type):
        return array.cast(pa.string())
    words = array.dictionary.cast(pa.string())
    return pa.DictionaryArray.from_arrays(array.indices, words).cast(pa.string())


def refuse_persons(schema: pa.Schema, name: str) -> None:
    """Refuse persons who are neither text nor whole numbers: their text is not the same for all.

    Raises:
        HistoryError: PL418.
    """
    if PERSON not in schema.names or has_plain_persons(schema):
        return
    kind = schema.field(PERSON).type
    message = f"{name}: `{PERSON}` is neither text nor a whole number, but {kind}"
    help = "give persons as text"
    raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message, (), help)])


def has_plain_persons(schema: pa.Schema) -> bool:
    """Whether persons are text or whole numbers, or none is given."""
    kind = schema.field(PERSON).type
    others = (pa.types.is_string_view, pa.types.is_null)
    return is_name(kind) or any(each(values_of(kind)) for each in others)


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array, with one dictionary where it has any."""
    if pa.types.is_string(column.type) and column.nbytes > _MOST_TEXT:
        column = column.cast(pa.large_string())  # its offsets leave 32 bits
    found = column.unify_dictionaries().combine_chunks()
    if not isinstance(found, pa.ChunkedArray):
        return found
    return pa.concat_arrays(found.chunks) if found.num_chunks else pa.array([], found.type)


def numbers_of(array: pa.Array) -> np.ndarray[tuple[int], np.dtype[Any]]:
    """The whole numbers of an array without a copy; those that are not given are any number."""
    kind = array.type.to_pandas_dtype()
    return np.frombuffer(array.buffers()[1] or b"", kind)[array.offset : array.offset + len(array)]


def distinct(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """The values of a column, each once, and the place of each row's among them."""
    if pa.types.is_timestamp(column.type):  # Python knows no shorter time than this
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    if pa.types.is_nested(column.type):  # Arrow cannot tell such apart; to any reader all are wrong
        column = pc.if_else(column.is_valid(), b"\0", pa.scalar(None, pa.binary()))
    array = whole(column)
    if pa.types.is_nested(array.type):  # none of them is a value of any policy
        places = pa.array(
            np.arange(len(array)), mask=array.is_null().to_numpy(zero_copy_only=False)
        )
        return array, places
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    return encoded.dictionary, encoded.indices


def appearing(array: pa.Array) -> tuple[pa.Array, Int64]:
    """The values of an array in order of appearance, and the place of each row's among them.

    Every row has a value.
    """
    if pa.types.is_dictionary(array.type):  # its values need not be looked at
        found, places = array.dictionary, numbers_of(array.indices)
    else:
        found, places = _tabled(array)
    new, old = in_order_of_appearance(places.astype(np.int64, copy=False), len(found))
    return found.take(pa.array(old)), new


def _tabled(array: pa.Array) -> tuple[pa.Array, np.ndarray[tuple[int], np.dtype[Any]]]:
    """Values, each once, and the place of each row's among them, in any order."""
    if pa.types.is_integer(array.type) and len(array):
        numbers = numbers_of(array)
        low, high = int(numbers.min()), int(numbers.max())
        if high - low < 2 * len(array) + 1_000 and high < 2**62:
            table = pa.array(np.arange(low, high + 1).astype(numbers.dtype))
            return table, numbers.astype(np.int64) - low
    encoded = array.dictionary_encode()
    return encoded.dictionary, numbers_of(encoded.indices)


def row_of(table: pa.Table, row: int) -> dict[str, Any]:
    """One row by name of column, without what is not given."""
    (values,) = rows_of(table.slice(row, 1))
    return values


def rows_of(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Every row likewise."""
    for batch in table.to_batches(max_chunksize=10_000):
        for values in zip(*map(python_values, batch.columns), strict=True):
            named = zip(batch.schema.names, values, strict=True)
            yield {name: value for name, value in named if value is not None}
