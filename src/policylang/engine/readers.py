"""Choose the reader of a file by its format, and read it row by row."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final, Protocol, runtime_checkable

from policylang.core import codes
from policylang.core.errors import MissingExtraError
from policylang.core.suggest import suggest
from policylang.engine.columns import Columns
from policylang.engine.csv_rows import read_csv
from policylang.engine.excerpt import file_error
from policylang.engine.json_rows import read_jsonl
from policylang.engine.lines import read_lines
from policylang.engine.rows import RawRow, Reject
from policylang.engine.sql.address import Address, address_of
from policylang.model.values import InputProblem


@runtime_checkable
class ArrowStream(Protocol):
    """A table or data frame with the Arrow C stream interface."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table as a capsule."""


#: A path, an open binary stream (`sys.stdin.buffer`), a table of a database, or one in memory.
Source = str | PathLike[str] | BinaryIO | Address | ArrowStream

#: Called with the bytes read so far and the size of the file (None where it is not known).
Progress = Callable[[int, int | None], None]

#: Formats by the end of a file's name.
SUFFIXES: Final = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
}
#: The names of the formats.
FORMATS: Final = ("csv", "jsonl", "yaml", "parquet", "arrow")
#: Those of columns, which are read from files only, and need an extra.
COLUMNAR: Final = ("parquet", "arrow")
#: What a table of a database is read as, whatever is said of formats.
DATABASE: Final = "sql"


def located(source: Source) -> Source:
    """The same, with a text that is the address of a database read as one.

    Raises:
        HistoryError: it is not written as an address (PL435).
    """
    return (address_of(source) or source) if isinstance(source, str) else source


def name_of(source: Source) -> str:
    """The name a source is shown under: its path or address, or the name of the stream."""
    if isinstance(source, ArrowStream):
        return "<table>"
    if isinstance(source, Address):
        return str(source)
    if isinstance(source, str | PathLike):
        return os.fspath(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "<stream>"


def format_of(source: Source, format: str | None = None) -> str:
    """The format of a source: the one given, else the one its name ends in.

    Raises:
        HistoryError: that is none this package reads (PL422).
    """
    name = name_of(source)
    if isinstance(source, Address):
        return DATABASE
    if format is not None:
        if format in FORMATS:
            return format
        message = f"there is no format `{format}`"
        help = suggest(format, FORMATS, otherwise=_LISTED)
    else:
        if isinstance(source, str | PathLike) and Path(source).is_dir():
            return "parquet"
        suffix = Path(name).suffix.lower()
        if suffix in SUFFIXES:
            return SUFFIXES[suffix]
        message = f"the name of the file does not tell its format: `{suffix or name}`"
        if (scheme := _SCHEME.match(name)) is not None:
            message, suffix = f"`{scheme[1]}:` is no kind of file or database that is read", _OTHERS
        help = _ADVICE.get(suffix, f"{_LISTED}; {_SAY}")
    raise file_error(name, InputProblem(codes.UNKNOWN_FORMAT, message, help))


#: The beginning of an address: no path of Windows, whose drives are single letters.
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_OTHERS: Final = "address"
_LISTED: Final = "the formats are `csv`, `jsonl` (JSON Lines), `yaml`, `parquet` and `arrow`"
_SAY: Final = "say which it is with `--input-format`, in Python with `format`"
_SAVE: Final = "save the sheet as `CSV UTF-8` and give that file"
_ADVICE: Final = {
    _OTHERS: "tables are read from `sqlite:`, `duckdb:` and `postgresql:`; else give a file",
    ".json": "write one object on each line and call the file `.jsonl`",
    ".xlsx": _SAVE,
    ".xls": _SAVE,
    ".ods": _SAVE,
    ".tsv": "separate the cells by commas and call the file `.csv`",
}


def read_rows(
    source: Source,
    columns: Columns,
    *,
    format: str | None = None,
    progress: Progress | None = None,
) -> Iterator[RawRow | Reject]:
    """The rows of a file or stream, in order. A row that cannot be read is a `Reject`.

    Raises:
        HistoryError: the file as a whole cannot be read (PL404 or PL423, PL409 to PL412, PL415,
            PL418, PL422, PL425, PL435, PL436). It may come after some rows.
        MissingExtraError: columns are read by packages that are not installed.
        OSError: the file cannot be opened or read.
    """
    if isinstance(source, Address):
        from policylang.engine.sql.reading import read_sql_rows

        yield from read_sql_rows(source, columns, progress)
        return
    if isinstance(source, ArrowStream):
        from policylang.engine.columnar.table_rows import rows_of_table

        yield from rows_of_table(source, columns, name_of(source))
        return
    chosen, file = format_of(source, format), name_of(source)
    if chosen in COLUMNAR:
        yield from _table_rows(source, columns, file, progress)
        return
    with _opened(source) as stream:
        report = _reporter(stream, progress)
        if chosen == "csv":
            yield from read_csv(read_lines(stream, file, report), columns, file)
        elif chosen == "jsonl":
            yield from read_jsonl(read_lines(stream, file, report), file)
        else:
            yield from _yaml_rows(stream, file, report)


def _table_rows(
    source: Source, columns: Columns, file: str, progress: Progress | None
) -> Iterator[RawRow | Reject]:
    if not isinstance(source, str | PathLike):
        message = "columns are read from a file, not from a stream"
        help = "save it, and give its name"
        raise file_error(file, InputProblem(codes.UNKNOWN_FORMAT, message, help))
    try:
        from policylang.engine.columnar.table_rows import read_table_rows
    except ModuleNotFoundError as error:
        raise MissingExtraError("fast", error.name or "pyarrow") from error

    yield from read_table_rows(Path(source), columns, progress or (lambda _done, _all: None))


def _yaml_rows(
    stream: BinaryIO, file: str, report: Callable[[int], None]
) -> Iterator[RawRow | Reject]:
    # PyYAML is imported by those who read YAML.
    from policylang.engine.yaml_events import PlainEvents, read_text
    from policylang.engine.yaml_rows import read_yaml

    events = PlainEvents(read_text(stream, file), file)
    for number, row in enumerate(read_yaml(events)):
        if number % 1_000 == 0:
            report(events.place)
        yield row
    report(events.place)


@contextmanager
def _opened(source: str | PathLike[str] | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, str | PathLike):
        with Path(source).open("rb") as stream:
            yield stream
    elif isinstance(source, io.RawIOBase):
        buffered = io.BufferedReader(source)
        try:
            yield buffered
        finally:
            buffered.detach()  # else it would close the caller's stream
    else:
        yield source


def _reporter(stream: BinaryIO, progress: Progress | None) -> Callable[[int], None]:
    if progress is None:
        return lambda _: None
    size = _size(stream)
    return lambda done: progress(done, size)


def _size(stream: BinaryIO) -> int | None:
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
