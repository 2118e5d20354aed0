"""Tables of any origin as Arrow tables, and their columns as texts and Python values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.columnar.arrays import Int64
from policylang.engine.columnar.passes import in_order_of_appearance
from policylang.engine.columns import Columns, check_header

#: A path of a Parquet file, an Arrow table, or anything with the Arrow C stream interface.
TableSource = Any


def table_of(source: TableSource, columns: Columns, name: str) -> pa.Table:
    """A table with columns that are known.

    Args:
        name: what it is called in messages, where it is no file.

    Raises:
        HistoryError: it is no table (PL418), or lacks a column or has one too many (PL404, PL409,
            PL423).
        OSError: the file cannot be opened.
    """
    if isinstance(source, str | PathLike):
        name = str(source)
    table = _read(source, name)
    names = table.column_names
    check_header(names, columns, name, 1, ",".join(names))
    return table


def _read(source: TableSource, name: str) -> pa.Table:
    if isinstance(source, pa.Table):
        return source
    try:
        if isinstance(source, str | PathLike):
            return _read_file(Path(source))
        if hasattr(source, "__arrow_c_stream__"):
            return pa.table(source)
    except pa.ArrowException as error:
        problem = str(error).splitlines()[0]
        message = f"{name}: it cannot be read as a table: {problem}"
        raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message)]) from None
    message = f"the {name} are no table, but {type(source).__name__}"
    help = "give the path of a Parquet file, an Arrow table, or a data frame"
    raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message, (), help)])


def _read_file(path: Path) -> pa.Table:
    """A Parquet file. Texts stay dictionaries, as they lie in it: most come again and again."""
    texts = [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)]
    return pq.read_table(path, partitioning=None, read_dictionary=texts)


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array, with one dictionary where it has any."""
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
    array = whole(column)
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    return encoded.dictionary, encoded.indices


def appearing(column: pa.ChunkedArray) -> tuple[pa.Array, Int64]:
    """The values of a column in order of appearance, and the place of each row's among them.

    Every row has a value.
    """
    found, places = _tabled(whole(column))
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
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    return encoded.dictionary, numbers_of(encoded.indices)


def row_of(table: pa.Table, row: int) -> dict[str, Any]:
    """One row by name of column, without what is not given."""
    (values,) = table.slice(row, 1).to_pylist()
    return {name: value for name, value in values.items() if value is not None}


def rows_of(table: pa.Table) -> Iterable[dict[str, Any]]:
    """Every row likewise."""
    for batch in table.to_batches(max_chunksize=10_000):
        for values in batch.to_pylist():
            yield {name: value for name, value in values.items() if value is not None}


def result_table(columns: Mapping[str, pa.Array], metadata: Mapping[str, str]) -> pa.Table:
    """The columns of a result, with what is said of it."""
    return pa.table(dict(columns)).replace_schema_metadata(dict(metadata))
