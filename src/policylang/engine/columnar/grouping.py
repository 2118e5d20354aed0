"""Whose rows a table holds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from policylang.engine.columnar import passes
from policylang.engine.columnar.arrays import Int32
from policylang.engine.columnar.roll import Roll, can_be_rolled
from policylang.engine.columnar.span import Span
from policylang.engine.columnar.tables import appearing, whole


class Whose:
    """The persons of rows that come piece by piece."""

    def __init__(self, rows: int, expected: int = 0) -> None:
        """Prepare for so many rows, of about so many persons."""
        self._rows = rows
        self._expected = expected
        self._taken = 0
        self._kept: list[pa.Array] = []
        #: Where there are so many rows that persons are put on a roll; or into a table, as long as
        #: they are whole numbers near each other.
        self.roll: Roll | None = None
        self._span: Span | None = None
        self._places = np.empty(0, np.int32)
        #: The first row without a person.
        self.nobody: int | None = None

    def take(self, column: pa.ChunkedArray) -> None:
        """Take the next rows."""
        if self.nobody is None and column.null_count:
            self.nobody = self._taken + _first_null(column)
        if not self._taken and self._rows >= passes.WORTH and can_be_rolled(column.type):
            self._span = Span(self._rows)
            self._places = np.empty(self._rows, np.int32)
        for chunk in column.chunks:
            if self._span is None and self.roll is None:
                self._kept.append(chunk)
            else:
                end = self._taken + len(chunk)
                self._places[self._taken : end] = self._numbers(chunk)
            self._taken += len(chunk)

    def _numbers(self, chunk: pa.Array) -> Int32:
        """The numbers of some rows; from the first on that does not fit a table by a roll."""
        if self._span is not None:
            found = self._span.numbers(chunk)
            if found is not None:
                return found
        if self.roll is None:
            self.roll = Roll(self._expected)
            if self._span is not None and len(self._span.known):
                self.roll.numbers(self._span.known.cast(chunk.type))
            self._span = None
        return self.roll.numbers(chunk)

    def found(self) -> tuple[pa.Array, Int32]:
        """The persons as they are called, in order of appearance, and the place of each row's.

        Every row has a person.
        """
        if self.roll is not None:
            return self.roll.names, self._places
        if self._span is not None:
            return self._span.known.cast(pa.string()), self._places
        kept = self._kept or [pa.array([], pa.string())]
        found, places = appearing(whole(pa.chunked_array(kept)))
        return found, places.astype(np.int32)


def whose(column: pa.ChunkedArray) -> tuple[pa.Array, Int32]:
    """The persons of a column, see `Whose.found`."""
    persons = Whose(len(column))
    persons.take(column)
    return persons.found()


def are_together(places: Int32) -> bool:
    """Whether the rows of each person stand together. Places are in order of appearance."""
    return bool((places[1:] >= places[:-1]).all())


def _first_null(column: pa.ChunkedArray) -> int:
    return int(column.is_null().to_numpy().argmax())
