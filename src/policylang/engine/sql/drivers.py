"""Which module reads and writes which kind of database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from policylang.core.errors import MissingExtraError
from policylang.engine.sql.address import Address, System
from policylang.engine.sql.columns import Column

if TYPE_CHECKING:
    import pyarrow as pa


class Rows(Protocol):
    """What a table or a query holds, while its database is open."""

    @property
    def names(self) -> list[str]:
        """Its columns."""

    def schema(self) -> pa.Schema:
        """The types of its columns."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows in parts, in order, with no more in memory than one takes."""


class Driver(Protocol):
    """A kind of database whose rows come as Arrow batches. What each raises stands there."""

    def opened(self, address: Address) -> AbstractContextManager[Rows]:
        """Open a table for reading."""

    def check_free(self, address: Address, table: str, *, replace: bool) -> None:
        """Refuse a table that is there already, unless it may be replaced."""

    def write(
        self,
        address: Address,
        table: str,
        columns: Sequence[Column],
        rows: pa.RecordBatchReader,
        *,
        replace: bool,
    ) -> None:
        """Write a table in one transaction."""


def driver_of(system: System) -> Driver:
    """The module for a kind of database other than SQLite, which needs none.

    Raises:
        MissingExtraError: the library it uses is not installed.
    """
    try:
        if system is System.DUCKDB:
            from policylang.engine.sql import duckdb

            return duckdb
        from policylang.engine.sql import postgresql
    except ModuleNotFoundError as error:
        raise MissingExtraError("sql", error.name or system.value) from error
    return postgresql
