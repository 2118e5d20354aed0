"""Tables of databases as rows of text, and as Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from policylang.core.errors import MissingExtraError
from policylang.engine.columns import Columns, check_header
from policylang.engine.excerpt import empty_file
from policylang.engine.rows import RawRow, Reject, raw_row
from policylang.engine.sql.address import Address, System
from policylang.engine.sql.drivers import Rows, driver_of

if TYPE_CHECKING:
    import pyarrow as pa

#: Called now and then with the rows read so far, and how many there are: nobody knows.
Report = Callable[[int, None], None]
#: Rows after which progress is reported.
_EVERY = 10_000


def read_sql_rows(
    address: Address, columns: Columns, report: Report | None = None
) -> Iterator[RawRow | Reject]:
    """The rows of a table; their lines are their numbers, from 1.

    Raises:
        HistoryError: the database cannot be used (PL435), or has no such table (PL436), or that
            has no rows (PL411), or its columns do not fit (PL404 or PL423, PL409, PL418). The
            first may come after some rows.
        MissingExtraError: the driver of the database is not installed.
        OSError: there is no such file.
    """
    number = 0
    for number, row in enumerate(_rows(address, columns), 1):
        if report is not None and number % _EVERY == 0:
            report(number, None)
        yield row
    if not number:
        raise empty_file(str(address), "the table")


def _rows(address: Address, columns: Columns) -> Iterator[RawRow | Reject]:
    name = str(address)
    if address.system is System.SQLITE:
        from policylang.engine.sql import sqlite

        with sqlite.opened(address) as file:
            _check_names(file.names, columns, name)
            for number, values in enumerate(file.texts(), 1):
                yield raw_row(name, number, file.names, values)
        return
    with opened(address, columns) as found:
        from policylang.engine.columnar.table_rows import rows_of_batch

        number = 1
        for batch in found.batches():
            numbers = range(number, number + batch.num_rows)
            yield from rows_of_batch(batch, found.names, name, numbers)
            number += batch.num_rows


@contextmanager
def opened(address: Address, columns: Columns) -> Iterator[Rows]:
    """Open a table with columns that are known, to be read in batches.

    Raises:
        HistoryError: as above, but for PL411.
        MissingExtraError: the driver of the database, or pyarrow, is not installed.
        OSError: there is no such file.
    """
    with _driven(address) as found:
        _check_names(found.names, columns, str(address))
        yield found


def table_at(address: Address, columns: Columns) -> pa.Table:
    """All of a table.

    Raises:
        HistoryError: as above; or a value of a SQLite file is none of any policy (PL408).
        MissingExtraError: the driver of the database, or pyarrow, is not installed.
        OSError: there is no such file.
    """
    with opened(address, columns) as found:
        import pyarrow as pa

        return pa.Table.from_batches(found.batches(), found.schema())


@contextmanager
def _driven(address: Address) -> Iterator[Rows]:
    if address.system is not System.SQLITE:
        with driver_of(address.system).opened(address) as found:
            yield found
        return
    from policylang.engine.sql import sqlite

    try:
        from policylang.engine.sql.sqlite_batches import SqliteBatches
    except ModuleNotFoundError as error:
        raise MissingExtraError("fast", error.name or "pyarrow") from error
    with sqlite.opened(address) as file:
        yield SqliteBatches(file, address)


def _check_names(names: list[str], columns: Columns, name: str) -> None:
    check_header(names, columns, name, 1, ",".join(names))
