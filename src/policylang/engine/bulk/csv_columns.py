"""CSV as columns of text, quickly; only what the reader of rows would read as plainly as this.

Where a file has anything unusual in it, all of it is left to that reader: a line that is blank or
very long, a carriage return or a zero byte, a byte order mark, a row with too few cells, a
quotation mark, save around cells that do not need any: those marks are taken away. What is left are
lines of cells with commas between them, and a line can be put together from its cells again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from csv import Error as CsvError
from csv import reader
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from policylang.core import limits
from policylang.engine.bulk.plain_lines import UnusualError, plain_lines
from policylang.engine.bulk.tidy import tidy
from policylang.engine.columnar.tables import ahead
from policylang.engine.columns import ACTION, PERSON, Columns, check_header
from policylang.model.values import composed

#: Bytes of text from which on this is quicker than reading rows.
WORTH: Final = 2_000_000
#: Bytes of the longest line; so much is read at once, too.
_LONGEST: Final = limits.DATA_LINE_BYTES
#: So many such pieces become columns together.
_TOGETHER: Final = 4
_MOST_HEADER: Final = 65_536


def csv_header(path: Path, columns: Columns) -> list[str]:
    """The names of the columns.

    Raises:
        UnusualError: they are not plain, or something is wrong with them.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        line = file.readline(_MOST_HEADER)
    if not line.endswith(b"\n") or line.startswith(b"\xef\xbb\xbf"):
        raise UnusualError
    try:
        text = line.decode().removesuffix("\n").removesuffix("\r")
        (cells,) = reader([text], strict=True, skipinitialspace=True)
        names = [composed(cell.strip()) for cell in cells]
        check_header(names, columns, str(path), 1, text)
    except (UnicodeDecodeError, CsvError, ValueError):  # a quotation mark may go on
        raise UnusualError from None
    if "\r" in text or "\0" in text or "" in names:
        raise UnusualError
    return names


def csv_batches(path: Path, names: list[str]) -> Iterator[pa.RecordBatch]:
    """The rows after the header, in order; every column is text as it stands there.

    Raises:
        UnusualError: the file is not plain. It may come after some batches.
        OSError: it cannot be read.
    """
    # Few actions stand in many rows; most other texts are as many as there are rows.
    types = dict.fromkeys(names, pa.string()) | {ACTION: pa.dictionary(pa.int32(), pa.string())}
    with path.open("rb", buffering=0) as raw:
        raw.seek(_end_of_header(path))
        yield from ahead(_batches(plain_lines(raw, _LONGEST), names, types))


def _batches(
    pieces: Iterator[bytes], names: list[str], types: Mapping[str, pa.DataType]
) -> Iterator[pa.RecordBatch]:
    while some := list(islice(pieces, _TOGETHER)):
        yield from _with_text(_table(b"".join(some), names, types).to_batches())


def _table(lines: bytes, names: list[str], types: Mapping[str, pa.DataType]) -> pa.Table:
    """What is in whole lines.

    They are read without Arrow's threads: of those one is lost for good wherever Arrow stops in the
    middle of a file, as it does at a row with too few cells, and when none is left it waits for
    ever.

    Raises:
        UnusualError: a row has too few cells or too many.
    """
    try:
        return csv.read_csv(
            pa.py_buffer(lines),
            csv.ReadOptions(use_threads=False, column_names=names, block_size=len(lines)),
            csv.ParseOptions(quote_char=False, escape_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=types, null_values=[], strings_can_be_null=False),
        )
    except pa.ArrowException:
        raise UnusualError from None


def csv_rows(path: Path) -> int:
    """How many rows a plain file has."""
    rows, last = -1, b"\n"  # the header is none
    with path.open("rb", buffering=0) as file:
        while block := file.read(_LONGEST):
            rows += block.count(b"\n")
            last = block[-1:]
    return rows + (last != b"\n")


def _end_of_header(path: Path) -> int:
    with path.open("rb") as file:
        return len(file.readline(_MOST_HEADER))


def _with_text(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, as long as no row is without any text: such rows are passed over."""
    for batch in batches:
        nobody = pc.equal(tidy(batch.column(PERSON)), "")
        if pc.any(nobody).as_py():
            for row in batch.filter(nobody).to_pylist():
                if not any(cell.strip() for cell in row.values()):
                    raise UnusualError
        yield batch
