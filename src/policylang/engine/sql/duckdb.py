"""DuckDB files. The only module that imports `duckdb`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import attrs
import duckdb
import pyarrow as pa

from policylang.engine.sql.address import Address
from policylang.engine.sql.catalogue import Listed, quoted, the_table
from policylang.engine.sql.columns import Column, Content
from policylang.engine.sql.kinds import file_of

#: Rows that are looked at together.
BATCH: Final = 16_384
#: Nothing is fetched from elsewhere, and no file but the database is opened, whatever a view or a
#: query in it says; and neither can undo that.
_CONFINED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


@attrs.frozen(eq=False)
class DuckdbRows:
    """What a table or a query holds."""

    names: list[str]
    _found: duckdb.DuckDBPyRelation
    _address: Address

    def schema(self) -> pa.Schema:
        """The types of its columns."""
        with _telling(self._address):
            return self._found.limit(0).to_arrow_table().schema

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows in parts, in the order in which the database gives them.

        Raises:
            HistoryError: the database cannot be read any further (PL435).
        """
        with _telling(self._address):
            yield from self._found.to_arrow_reader(BATCH)


@contextmanager
def opened(address: Address) -> Iterator[DuckdbRows]:
    """Open a file for reading.

    Raises:
        HistoryError: it cannot be used (PL435), or has no such table (PL436).
        OSError: there is no such file.
    """
    path = file_of(address)
    with _telling(address), closing(_connected(path, read_only=True)) as connection:
        if address.query is not None:
            found = _selected(connection, address, address.query)
        else:
            table = the_table(address, _tables(connection))
            found = connection.sql(f"SELECT * FROM {table.quoted}")  # noqa: S608
        yield DuckdbRows(list(found.columns), found, address)


def _connected(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path.absolute()), read_only=read_only, config=_CONFINED)


def _selected(
    connection: duckdb.DuckDBPyConnection, address: Address, query: str
) -> duckdb.DuckDBPyRelation:
    statements = connection.extract_statements(query)
    if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
        raise address.error("the query is not one SELECT", "write one statement that only reads")
    return connection.sql(query)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[Listed]:
    found = connection.execute(
        "SELECT schema_name, table_name, current_schema() FROM duckdb_tables() "
        "WHERE NOT internal AND database_name = current_database() UNION ALL "
        "SELECT schema_name, view_name, current_schema() FROM duckdb_views() "
        "WHERE NOT internal AND database_name = current_database()"
    ).fetchall()
    return [Listed("" if schema == current else schema, name) for schema, name, current in found]


@contextmanager
def _telling(address: Address) -> Iterator[None]:
    """Say of which database a problem is."""
    try:
        yield
    except (duckdb.Error, pa.ArrowException) as error:
        raise address.error(*_told(error)) from None


def _told(error: Exception) -> tuple[str, str | None]:
    said = str(error)
    if "not a valid DuckDB database" in said:
        return "it is no DuckDB database", None
    if "Could not set lock" in said:
        return "another program is using it", "run the command again when that is done"
    if "different configuration" in said:
        return "this program has it open already", "close that connection, or give its relation"
    first = next((line for line in said.splitlines() if line.strip()), "an unknown error")
    return f"DuckDB says: {first[:300]}", None


# --- writing -------------------------------------------------------------------------------------

_TYPES: Final = {
    Content.TEXT: "VARCHAR",
    Content.DATE: "DATE",
    Content.WHOLE: "BIGINT",
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
    with _telling(address), closing(_connected(path, read_only=True)) as connection:
        address.check_replaced(_existing(connection, _target(table)), replace=replace)


def write(
    address: Address,
    table: str,
    columns: Sequence[Column],
    rows: pa.RecordBatchReader,
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
    if is_new:  # the system's own words where that is not allowed; DuckDB wants no empty file
        path.open("xb").close()
        path.unlink()
    try:
        with _telling(address), closing(_connected(path, read_only=False)) as connection:
            _write(connection, address, table, columns, rows, replace=replace)
    except BaseException:
        if is_new:
            for each in (path, path.with_name(f"{path.name}.wal")):
                each.unlink(missing_ok=True)
        raise


def _write(
    connection: duckdb.DuckDBPyConnection,
    address: Address,
    table: str,
    columns: Sequence[Column],
    rows: pa.RecordBatchReader,
    *,
    replace: bool,
) -> None:
    connection.begin()
    target = _target(table)
    name = target.quoted
    found = _existing(connection, target)
    address.check_replaced(found, replace=replace)
    if found is not None:
        connection.execute(f"DROP TABLE {name}")
    lines = ", ".join(f"{quoted(each.name)} {_type(each)}" for each in columns)
    connection.execute(f"CREATE TABLE {name} ({lines})")
    connection.register("policylang rows", rows)
    connection.execute(f'INSERT INTO {name} SELECT * FROM "policylang rows"')  # noqa: S608
    connection.unregister("policylang rows")
    connection.commit()


def _existing(connection: duckdb.DuckDBPyConnection, target: Listed) -> tuple[str, bool] | None:
    """What is there of that name, which counts whatever its capitals, and whether it is a table."""
    found = connection.execute(
        "SELECT table_name, table_type = 'BASE TABLE' FROM information_schema.tables "
        "WHERE table_catalog = current_database() AND lower(table_name) = lower($1) "
        "AND lower(table_schema) = lower(coalesce(nullif($2, ''), current_schema()))",
        [target.name, target.schema],
    ).fetchone()
    return None if found is None else (found[0], found[1])


def _target(table: str) -> Listed:
    schema, dot, name = table.partition(".")
    return Listed(schema, name) if dot else Listed("", table)


def _type(column: Column) -> str:
    return _TYPES.get(column.content) or f"DECIMAL(38, {column.places})"
