"""CSV as columns of text, quickly; only what the reader of rows would read as plainly as this.

Where a file has anything unusual in it, all of it is left to that reader: a line that is blank or
very long, a carriage return or a zero byte, a byte order mark, a row with too few cells, a
quotation mark, save around cells that do not need any: those marks are taken away. What is left are
lines of cells with commas between them, and a line can be put together from its cells again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from csv import Error as CsvError
from csv import reader
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from policylang.core import limits
from policylang.engine.bulk.tidy import tidy
from policylang.engine.bulk.unquoting import Readable, Unquoted, UnusualError
from policylang.engine.columns import ACTION, PERSON, Columns, check_header
from policylang.model.values import composed

#: Bytes of text from which on this is quicker than reading rows.
WORTH: Final = 2_000_000
#: What is looked at together is no longer than a line may be; so much of it is read at once.
_BLOCK: Final = limits.DATA_LINE_BYTES
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
        try:
            yield from _plain(csv.open_csv(
                _Watched(Unquoted(raw, _BLOCK)),
                csv.ReadOptions(column_names=names, block_size=_TOGETHER * _BLOCK),
                csv.ParseOptions(
                    quote_char=False, escape_char=False, ignore_empty_lines=False
                ),
                csv.ConvertOptions(
                    column_types=types, null_values=[], strings_can_be_null=False
                ),
            ))  # fmt: skip
        except pa.ArrowException:
            raise UnusualError from None


def csv_rows(path: Path) -> int:
    """How many rows a plain file has."""
    rows, last = -1, b"\n"  # the header is none
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            rows += block.count(b"\n")
            last = block[-1:]
    return rows + (last != b"\n")


def _end_of_header(path: Path) -> int:
    with path.open("rb") as file:
        return len(file.readline(_MOST_HEADER))


def _plain(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, as long as no row is without any text: such rows are passed over."""
    for batch in batches:
        nobody = pc.equal(tidy(batch.column(PERSON)), "")
        if pc.any(nobody).as_py():
            for row in batch.filter(nobody).to_pylist():
                if not any(cell.strip() for cell in row.values()):
                    raise UnusualError
        yield batch


class _Watched(io.RawIOBase):
    """Hands on a file, as long as it is plain."""

    def __init__(self, raw: Readable) -> None:
        super().__init__()
        self._raw = raw
        self._line = 0
        self._ended = b""

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def read(self, size: int = -1) -> bytes:
        """So many bytes; fewer at the end of the file."""
        pieces = []
        left = _TOGETHER * _BLOCK if size < 0 else size
        while left:
            piece = self._raw.read(min(left, _BLOCK))
            self._look_at(piece)  # at the end too: it must not be a carriage return
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _look_at(self, found: bytes) -> None:
        if b'"' in found or b"\0" in found:
            raise UnusualError
        if self._ended and found[:1] != b"\n":  # a carriage return alone
            raise UnusualError
        self._ended = b"\r" if found.endswith(b"\r") else b""
        if b"\r" in found and found.count(b"\r") != found.count(b"\r\n") + len(self._ended):
            raise UnusualError
        first, last = found.find(b"\n"), found.rfind(b"\n")
        if self._line + (len(found) if first < 0 else first) > _BLOCK:
            raise UnusualError
        self._line = self._line + len(found) if first < 0 else len(found) - last - 1
