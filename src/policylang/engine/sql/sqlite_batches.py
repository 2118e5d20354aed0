"""Rows of a SQLite file as Arrow batches: a column is of whole numbers, or else of texts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from typing import Any

import attrs
import pyarrow as pa

from policylang.engine.sql.address import Address
from policylang.engine.sql.sqlite import BATCH, SqliteRows
from policylang.model.values import InputProblem


@attrs.frozen(eq=False)
class SqliteBatches:
    """As drivers of other databases give them; a column is looked at once before, for its type."""

    _rows: SqliteRows
    _address: Address

    @property
    def names(self) -> list[str]:
        """Its columns."""
        return self._rows.names

    def schema(self) -> pa.Schema:
        """The types of its columns.

        Raises:
            HistoryError: the database cannot be read (PL435).
        """
        kinds = [pa.int64() if whole else pa.string() for whole in self._rows.whole_numbers()]
        return pa.schema(list(zip(self.names, kinds, strict=True)))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows in parts.

        Raises:
            HistoryError: a value has no counterpart in any policy (PL408), or the database cannot
                be read any further (PL435).
        """
        schema = self.schema()
        begin = count(1, BATCH)
        for rows in _parts(self._rows.texts()):
            first = next(begin)
            arrays = [
                self._array(field, texts, first)
                for field, texts in zip(schema, zip(*rows, strict=True), strict=True)
            ]
            yield pa.record_batch(arrays, schema=schema)

    def _array(self, field: pa.Field, texts: tuple[Any, ...], first: int) -> pa.Array:
        for number, text in enumerate(texts, first):
            if isinstance(text, InputProblem):
                problem = f"row {number:,}, `{field.name}`: {text.what}"
                raise self._address.error(problem, text.help, code=text.code)
        return pa.array([text or None for text in texts], pa.string()).cast(field.type)


def _parts(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], ...]]:
    while part := tuple(islice(rows, BATCH)):
        yield part
