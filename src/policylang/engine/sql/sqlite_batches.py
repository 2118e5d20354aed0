"""Rows of a SQLite file as Arrow batches: a column is of whole numbers, or else of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from policylang.engine.sql.address import Address
from policylang.engine.sql.sqlite import SqliteRows, Text
from policylang.engine.unreadable import UnreadableValue


class SqliteBatches:
    """As drivers of other databases give them; a column is looked at once before, for its type."""

    def __init__(self, rows: SqliteRows, address: Address) -> None:
        self._rows = rows
        self._address = address

    @property
    def names(self) -> list[str]:
        """Its columns."""
        return self._rows.names

    def schema(self) -> pa.Schema:
        """The types of its columns.

        Raises:
            HistoryError: the database cannot be read (PL435).
        """
        return self._schema

    @cached_property
    def _schema(self) -> pa.Schema:
        kinds = [pa.int64() if whole else pa.string() for whole in self._rows.whole_numbers()]
        return pa.schema(list(zip(self.names, kinds, strict=True)))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows in parts.

        Raises:
            HistoryError: a value has no counterpart in any policy (PL408), or the database cannot
                be read any further (PL435).
        """
        done = 0
        for rows in self._rows.parts():
            columns = zip(self._schema, self._rows.told, zip(*rows, strict=True), strict=True)
            arrays = [self._array(field, tell, values, done) for field, tell, values in columns]
            yield pa.record_batch(arrays, schema=self._schema)
            done += len(rows)

    def _array(
        self, field: pa.Field, tell: Callable[[Any], Text], values: Sequence[Any], done: int
    ) -> pa.Array:
        if pa.types.is_integer(field.type) or set(map(type, values)) <= {str, type(None)}:
            return pa.array(values, field.type)
        texts = [tell(value) for value in values]
        for number, text in enumerate(texts, done + 1):
            if isinstance(text, UnreadableValue):
                problem = f"row {number:,}, `{field.name}`: {text.what}"
                raise self._address.error(problem, text.help, code=text.code)
        return pa.array([text or None for text in texts], field.type)
