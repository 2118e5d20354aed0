"""PostgreSQL, through ADBC: rows come as Arrow batches, by COPY. The only module that imports it.

What COPY gives of a type that Arrow has no counterpart for is bytes, or worse: `money` would come
as cents, without a word. So such columns are cast first, money to `numeric`, all others to text.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import adbc_driver_manager as adbc
import attrs
import pyarrow as pa
from adbc_driver_postgresql import dbapi

from policylang.engine.sql.address import Address
from policylang.engine.sql.catalogue import Listed, quoted, the_table
from policylang.engine.sql.columns import Column, Content

#: Types that arrive as what they are, as PostgreSQL calls them.
_PLAIN: Final = frozenset(
    ("bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar")
) | {"name", "date", "timestamp", "timestamptz"}
#: Bytes of a batch, about.
_BATCH_BYTES: Final = 4 * 1024 * 1024
#: A server that is not there, or no longer, is noticed after a while, in seconds.
_PATIENCE: Final = {
    "connect_timeout": "15",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
#: Nothing can be changed; what is read twice is the same both times; and rows come in the order in
#: which they lie in a table, not as several processes find them.
_READING: Final = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL synchronize_seqscans = off",
    "SET LOCAL max_parallel_workers_per_gather = 0",
)
#: Longest name that is kept; of a longer one the rest is dropped in silence.
_NAME_BYTES: Final = 63


@attrs.frozen(eq=False)
class PostgresqlRows:
    """What a table or a query holds, as it was when it was opened."""

    names: list[str]
    _cursor: dbapi.Cursor
    _query: str
    _address: Address

    def schema(self) -> pa.Schema:
        """The types of its columns."""
        with _telling(self._address):
            found = self._cursor.adbc_execute_schema(self._query)
        kinds = [getattr(field.type, "storage_type", field.type) for field in found]
        return pa.schema(list(zip(self.names, kinds, strict=True)))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows in parts, in the order in which the database gives them.

        Raises:
            HistoryError: the server goes away, or cannot go on (PL435).
        """
        with _telling(self._address):
            self._cursor.execute(self._query)
            for batch in self._cursor.fetch_record_batch():
                yield pa.record_batch([_storage(each) for each in batch.columns], self.names)


@contextmanager
def opened(address: Address) -> Iterator[PostgresqlRows]:
    """Open a connection for reading.

    Raises:
        HistoryError: the server cannot be used (PL435), or has no such table (PL436).
    """
    with _cursor(address) as cursor:
        for setting in _READING:
            cursor.execute(setting)
        if address.query is None:
            table = the_table(address, _tables(cursor))
            query = f"SELECT * FROM {table.quoted}"  # noqa: S608
        else:
            query = address.query.strip().rstrip(";")
        schema = cursor.adbc_execute_schema(query)
        if not len(schema):
            help = "write one statement that only reads"
            raise address.error("the query is not one SELECT", help)
        yield PostgresqlRows(schema.names, cursor, _cast(query, schema), address)


@contextmanager
def _cursor(address: Address) -> Iterator[dbapi.Cursor]:
    """A cursor in a transaction that is undone unless it is committed."""
    with _telling(address):
        connection = dbapi.connect(_with_patience(address.place))
        try:
            cursor = connection.cursor()
            cursor.adbc_statement.set_options(
                **{"adbc.postgresql.batch_size_hint_bytes": str(_BATCH_BYTES)}
            )
            try:
                yield cursor
            finally:
                cursor.close()
        finally:
            connection.close()


def _with_patience(url: str) -> str:
    missing = [f"{name}={value}" for name, value in _PATIENCE.items() if f"{name}=" not in url]
    return url + ("&" if "?" in url else "?") + "&".join(missing)


def _cast(query: str, schema: pa.Schema) -> str:
    """The query with its odd columns cast; the same where there are none."""
    casts = [_cast_of(field) for field in schema]
    if not any(casts) or len(set(schema.names)) < len(schema):  # the latter is refused as it is
        return query
    columns = ", ".join(quoted(name) + cast for name, cast in zip(schema.names, casts, strict=True))
    return f"SELECT {columns} FROM (\n{query}\n) AS source"  # noqa: S608


def _cast_of(field: pa.Field) -> str:
    kind = (field.metadata or {}).get(b"POSTGRESQL:type", b"").decode()
    if kind in _PLAIN:
        return ""
    return "::numeric" if kind == "money" else "::text"


def _storage(column: pa.Array) -> pa.Array:
    """A `numeric` as the text it comes as."""
    return column.storage if isinstance(column, pa.ExtensionArray) else column


def _tables(cursor: dbapi.Cursor) -> list[Listed]:
    cursor.execute(
        "SELECT n.nspname::text, c.relname::text, pg_table_is_visible(c.oid) "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname <> 'information_schema' "
        "AND n.nspname NOT LIKE 'pg\\_%'"
    )
    found = []
    for schema, name, is_visible in cursor.fetchall():
        found += [Listed("", name)] if is_visible else []
        found.append(Listed(schema, name))
    return found


@contextmanager
def _telling(address: Address) -> Iterator[None]:
    """Say of which server a problem is."""
    try:
        yield
    except (adbc.Error, pa.ArrowException, OSError) as error:
        raise address.error(_told(error)) from None


def _told(error: Exception) -> str:
    said = str(error)
    _, is_server, rest = said.partition("ERROR: ")
    said = rest if is_server else said.removeprefix("IO: ").removeprefix("[libpq] ")
    first = next((line.strip() for line in said.splitlines() if line.strip()), "an unknown error")
    return f"PostgreSQL says: {first[:300]}"


# --- writing -------------------------------------------------------------------------------------

_TYPES: Final = {
    Content.TEXT: "text",
    Content.DATE: "date",
    Content.WHOLE: "bigint",
}


def check_free(address: Address, table: str, *, replace: bool) -> None:
    """Refuse a table that is there already, unless it may be replaced.

    Raises:
        HistoryError: it is there, or the server cannot be used (PL435).
    """
    with _cursor(address) as cursor:
        found = _existing(cursor, _target(cursor, address, table))
        address.check_replaced(found, replace=replace)


def write(
    address: Address,
    table: str,
    columns: Sequence[Column],
    rows: pa.RecordBatchReader,
    *,
    replace: bool,
) -> None:
    """Write a table in one transaction.

    It has another name until all is there: a table that is replaced can be read until then.

    Raises:
        HistoryError: the server cannot be used, or has such a table already (PL435).
    """
    with _cursor(address) as cursor:
        target = _target(cursor, address, table)
        draft = Listed(target.schema, f"policylang_{secrets.token_hex(8)}")
        lines = ", ".join(f"{quoted(each.name)} {_type(each)}" for each in columns)
        cursor.execute(f"CREATE TABLE {draft.quoted} ({lines})")
        cursor.adbc_ingest(draft.name, rows, mode="append", db_schema_name=target.schema)
        found = _existing(cursor, target)
        address.check_replaced(found, replace=replace)
        if found is not None:
            cursor.execute(f"DROP TABLE {target.quoted}")
        cursor.execute(f"ALTER TABLE {draft.quoted} RENAME TO {quoted(target.name)}")
        cursor.connection.commit()


def _target(cursor: dbapi.Cursor, address: Address, table: str) -> Listed:
    """Schema and name of a table; the schema is the one that new tables get unless it is named."""
    schema, dot, name = table.partition(".")
    if not dot:
        cursor.execute("SELECT current_schema()::text")
        schema, name = cursor.fetchone()[0], table
    if schema is None:
        raise address.error("it has no schema to put a table in", "name one: `table=schema.name`")
    if len(name.encode()) > _NAME_BYTES:
        problem = f"the name of the table is longer than {_NAME_BYTES} bytes"
        raise address.error(problem, "give a shorter one")
    return Listed(schema, name)


def _existing(cursor: dbapi.Cursor, target: Listed) -> tuple[str, bool] | None:
    """What is there of that name, and whether it is a table."""
    cursor.execute(
        "SELECT c.relname::text, c.relkind IN ('r', 'p') FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
        (target.schema, target.name),
    )
    found = cursor.fetchone()
    return None if found is None else (str(found[0]), bool(found[1]))


def _type(column: Column) -> str:
    return _TYPES.get(column.content) or f"numeric(38, {column.places})"
