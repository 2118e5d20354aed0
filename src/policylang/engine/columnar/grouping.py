"""Whose rows a table holds, and the one pass that sees where those of each are together."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.engine.columnar.arrays import Int64
from policylang.engine.columnar.tables import appearing, numbers_of, whole


@attrs.frozen(eq=False)
class Stretches:
    """Rows one after the other that are of one person.

    Stretch s begins at row `starts[s]` and is of person `places[s]`, counted in order of
    appearance.
    """

    starts: Int64
    places: Int64

    @property
    def is_grouped(self) -> bool:
        """Whether all rows of each person are one stretch."""
        last = int(self.places[-1]) if self.places.size else -1
        return last == self.places.size - 1 and bool((np.diff(self.places) == 1).all())

    def spread(self, rows: int) -> Int64:
        """The person of each of so many rows."""
        return np.repeat(self.places, np.diff(np.append(self.starts, rows)))


def stretches_of(column: pa.ChunkedArray) -> tuple[pa.Array, Stretches]:
    """The persons of a column in order of appearance, and whose its rows are.

    Every row has a person.
    """
    array = whole(column)
    starts = _changes(array)
    found, places = appearing(array, starts)
    return found, Stretches(starts, places)


def _changes(array: pa.Array) -> Int64:
    """Rows that have another value than the row before them; the first row too."""
    if not len(array):
        return np.zeros(0, np.int64)
    if pa.types.is_dictionary(array.type):
        array = array.indices
    if pa.types.is_integer(array.type):
        numbers = numbers_of(array)
        changed = numbers[1:] != numbers[:-1]
    else:
        changed = pc.not_equal(array[1:], array[:-1]).to_numpy(zero_copy_only=False)
    return np.concatenate(([0], np.flatnonzero(changed) + 1))
