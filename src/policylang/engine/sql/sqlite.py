"""SQLite files, through the standard library. The only module that imports it.

SQLite knows whole numbers, binary fractions, text and bytes, and a column may hold all of them;
days and money are text or whole numbers. So every value is read as the text a person would write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from policylang.engine.floats import exact_text
from policylang.engine.sql.address import Address
from policylang.engine.sql.catalogue import Listed, quoted, the_table
from policylang.engine.sql.columns import Column, Content
from policylang.engine.sql.kinds import file_of
from policylang.engine.unreadable import UnreadableValue, of_no_policy

#: Rows that are fetched together.
BATCH: Final = 8_192
#: Seconds to wait for whoever is writing to the file.
PATIENCE: Final = 5.0
#: Longest text or query, in bytes. What is longer ends the run before it is in memory.
_LONGEST: Final = 16 * 1024 * 1024
#: What a query is called while it is read.
_SOURCE: Final = "policylang source"
#: Types of columns whose whole numbers 0 and 1 are no and yes.
_BOOLEANS: Final = frozenset({"BOOLEAN", "BOOL"})

#: The text of a value, or what is wrong with it.
Text = str | UnreadableValue


@attrs.frozen(eq=False)
class SqliteRows:
    """What a table or a query holds, as it was when it was opened."""

    names: list[str]
    _connection: sqlite3.Connection
    _relation: str
    #: How a value of each column is told as text.
    told: Sequence[Callable[[Any], Text]]
    _address: Address

    def texts(self) -> Iterator[tuple[Text, ...]]:
        """Its rows as texts, in the order in which the database gives them.

        Raises:
            HistoryError: the database cannot be read any further (PL435).
        """
        told = self.told
        for rows in self.parts():
            for row in rows:
                yield tuple([tell(value) for tell, value in zip(told, row, strict=True)])

    def parts(self) -> Iterator[list[tuple[Any, ...]]]:
        """The same as SQLite has them, several rows at a time."""
        with _telling(self._address):
            cursor = self._connection.execute(f"SELECT * FROM {self._relation}")  # noqa: S608
            while rows := cursor.fetchmany(BATCH):
                yield rows

    def whole_numbers(self) -> list[bool]:
        """Which of its columns hold whole numbers alone."""
        sums = ", ".join(
            f"total(typeof({quoted(name)}) NOT IN ('integer', 'null'))" for name in self.names
        )
        with _telling(self._address):
            found = self._connection.execute(f"SELECT {sums} FROM {self._relation}").fetchone()  # noqa: S608
        plain = [tell is _text for tell in self.told]
        return [not others and is_plain for others, is_plain in zip(found, plain, strict=True)]


@contextmanager
def opened(address: Address) -> Iterator[SqliteRows]:
    """Open a file for reading. Nothing in it can be changed, and nothing else be opened by it.

    Raises:
        HistoryError: it cannot be used (PL435), or has no such table (PL436).
        OSError: there is no such file.
    """
    path = file_of(address)
    with _telling(address), closing(_connected(path, "ro")) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.text_factory = _decoded
        for setting in ("trusted_schema = OFF", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {setting}")
        relation = _relation(connection, address)
        connection.execute("BEGIN")  # what is read twice is the same both times
        columns = connection.execute(
            "SELECT name, type FROM pragma_table_xinfo(?, ?) WHERE hidden IN (0, 2, 3)", relation
        ).fetchall()
        told = [_yes_or_no if str(kind).upper() in _BOOLEANS else _text for _, kind in columns]
        source = ".".join(map(quoted, reversed(relation)))
        yield SqliteRows(
            [str(name) for name, _ in columns],
            connection,
            source,
            told,
            address,
        )


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, PATIENCE, isolation_level=None, uri=True)


def _relation(connection: sqlite3.Connection, address: Address) -> tuple[str, str]:
    """Name and schema of what is to be read; a query becomes a view that is nowhere stored."""
    if address.query is not None:
        # A view is one SELECT: anything else is refused by the database itself.
        connection.execute(f"CREATE TEMP VIEW {quoted(_SOURCE)} AS {address.query}")
        return _SOURCE, "temp"
    return the_table(address, _tables(connection)).name, "main"


def _tables(connection: sqlite3.Connection) -> list[Listed]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND substr(name, 1, 7) <> 'sqlite_'"
    )
    return [Listed("", name) for (name,) in names if isinstance(name, str)]


def _decoded(text: bytes) -> str | bytes:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text


def _text(value: object) -> Text:
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case int():
            return str(value)
        case float():
            return exact_text(value)
    return of_no_policy(value)


def _yes_or_no(value: object) -> Text:
    if isinstance(value, int) and value in (0, 1):
        return "yes" if value else "no"
    return _text(value)


@contextmanager
def _telling(address: Address) -> Iterator[None]:
    """Say of which database a problem is."""
    try:
        yield
    except sqlite3.Error as error:
        raise address.error(*_told(error)) from None


def _told(error: sqlite3.Error) -> tuple[str, str | None]:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_NOTADB":
        return "it is no SQLite database", None
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "another program is writing to it", "run the command again when that is done"
    if name.startswith("SQLITE_TOOBIG"):
        return f"a text in it is longer than {_LONGEST:,} bytes", None
    return f"SQLite says: {str(error)[:300]}", None


# --- writing -------------------------------------------------------------------------------------

_TYPES: Final = {
    Content.TEXT: "TEXT",
    Content.DATE: "TEXT",
    Content.WHOLE: "INTEGER",
    Content.DECIMAL: "TEXT",  # exactly as it stands; a REAL would be a binary fraction
}


def check_free(address: Address, table: str, *, replace: bool) -> None:
    """Refuse a table that is there already, unless it may be replaced.

    Raises:
        HistoryError: it is there, or the file is no database (PL435).
        OSError: the file cannot be read.
    """
    if not Path(address.place).exists():
        return
    path = file_of(address)
    with _telling(address), closing(_connected(path, "ro")) as connection:
        address.check_replaced(_existing(connection, table), replace=replace)


def write(
    address: Address,
    table: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    replace: bool,
) -> None:
    """Write a table in one transaction; a file that is not there yet is made.

    Raises:
        HistoryError: the database cannot be written to, or has such a table already (PL435).
        OSError: the file cannot be made.
    """
    path = Path(address.place)
    is_new = not path.exists()
    try:
        path.open("ab").close()  # the system's own words where that is not allowed
        with _telling(address), closing(_connected(path, "rw")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            found = _existing(connection, table)
            address.check_replaced(found, replace=replace)
            if found is not None:
                connection.execute(f"DROP TABLE {quoted(found[0])}")
            lines = ", ".join(f"{quoted(each.name)} {_TYPES[each.content]}" for each in columns)
            connection.execute(f"CREATE TABLE {quoted(table)} ({lines})")
            marks = ", ".join("?" * len(columns))
            insert = f"INSERT INTO {quoted(table)} VALUES ({marks})"  # noqa: S608
            connection.executemany(insert, _plain(rows))
            connection.execute("COMMIT")
    except BaseException:
        if is_new:  # else what is left of the transaction is what the file is mended with
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        raise


def _existing(connection: sqlite3.Connection, table: str) -> tuple[str, bool] | None:
    """What is there of that name, which counts whatever its capitals, and whether it is a table."""
    found = connection.execute(
        "SELECT name, type = 'table' FROM sqlite_master WHERE lower(name) = lower(?)", (table,)
    ).fetchone()
    return None if found is None else (str(found[0]), bool(found[1]))


def _plain(rows: Iterable[Sequence[Any]]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            value if value is None or isinstance(value, int | str) else str(value) for value in row
        ]
