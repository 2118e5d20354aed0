"""Results as a table of a database: all of it, or nothing.

A row for each person, with the columns of the CSV form; but days, numbers and money have types.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from policylang.engine.sql.address import Address, System, no_table_named
from policylang.engine.sql.columns import Column, Content
from policylang.engine.sql.drivers import driver_of

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows that are written together.
_BATCH: Final = 10_000


def write_table(
    address: Address,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    replace: bool = False,
) -> None:
    """Write rows as a table of their own in one transaction.

    Args:
        rows: values that are texts or whole numbers, exactly as in CSV; empty text is null.
        replace: whether a table of that name may be there, and is lost when all is written.

    Raises:
        HistoryError: the database cannot be used, or has such a table already (PL435); or the
            address names none (PL436). Nothing of the database is changed then.
        MissingExtraError: the driver of the database is not installed.
        OSError: the file cannot be made.
    """
    table = _table_of(address)
    typed = _typed(columns, rows)
    if address.system is System.SQLITE:
        from policylang.engine.sql import sqlite

        sqlite.write(address, table, columns, typed, replace=replace)
        return
    driver = driver_of(address.system)
    driver.write(address, table, columns, _reader(columns, typed), replace=replace)


def check_output(address: Address, *, replace: bool) -> None:
    """Refuse early what `write_table` would refuse at the end of a long run.

    Raises:
        HistoryError, MissingExtraError, OSError: as there.
    """
    table = _table_of(address)
    if address.file is not None and not address.file.parent.is_dir():
        raise FileNotFoundError(2, "no such folder", str(address.file))
    if address.system is System.SQLITE:
        from policylang.engine.sql import sqlite

        sqlite.check_free(address, table, replace=replace)
        return
    driver_of(address.system).check_free(address, table, replace=replace)


def _table_of(address: Address) -> str:
    if address.query is not None:
        raise address.error("results go to a table, not to a query", "give `table=NAME`")
    if address.table is None:
        raise no_table_named(address)
    return address.table


def _typed(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Iterator[list[Any]]:
    reads = [_READS[column.content] for column in columns]
    for row in rows:
        yield [
            None if value in ("", None) else read(value)
            for read, value in zip(reads, row, strict=True)
        ]


_READS: Final[dict[Content, Callable[[Any], Any]]] = {
    Content.TEXT: str,
    Content.DATE: datetime.date.fromisoformat,
    Content.WHOLE: int,
    Content.DECIMAL: Decimal,
}


def _reader(columns: Sequence[Column], rows: Iterator[list[Any]]) -> pa.RecordBatchReader:
    import pyarrow as pa

    kinds = {Content.TEXT: pa.string(), Content.DATE: pa.date32(), Content.WHOLE: pa.int64()}
    schema = pa.schema(
        [(each.name, kinds.get(each.content) or pa.decimal128(38, each.places)) for each in columns]
    )

    def batches() -> Iterator[pa.RecordBatch]:
        while part := list(islice(rows, _BATCH)):
            arrays = [
                pa.array(values, kind)
                for values, kind in zip(zip(*part, strict=True), schema.types, strict=True)
            ]
            yield pa.record_batch(arrays, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())
