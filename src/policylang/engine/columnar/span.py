"""Who is who among whole numbers that lie near each other: a table with a place for each of them.

That is the commonest form of a register, and many times as fast as a roll.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from policylang.core import limits
from policylang.engine.columnar.arrays import Int32
from policylang.engine.columnar.passes import quick
from policylang.engine.columnar.tables import numbers_of


class Span:
    """Gives each whole number a number when it is first seen: 0, 1, 2, ...

    Args:
        most: how many numbers there may be from the least to the greatest.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._low = 0
        #: For each number from `_low` on: that of the person and one more; 0 where there is none.
        self._table = np.zeros(0, np.int32)
        #: By number of the person.
        self._known = np.zeros(0, np.int64)
        self._count = 0

    @property
    def known(self) -> pa.Array:
        """Everybody in order of number, as whole numbers."""
        return pa.array(np.array(self._known[: self._count]))

    def numbers(self, persons: pa.Array) -> Int32 | None:
        """The number of the person of each row; None where the persons do not fit a table."""
        if persons.null_count or not pa.types.is_integer(persons.type):
            return None
        given = numbers_of(persons)
        if not given.size:
            return np.zeros(0, np.int32)
        low, high = int(given.min()), int(given.max())
        if high > limits.INT64_HIGH or not self._reaches(low, high):
            return None
        found = np.empty(given.size, np.int32)
        held = given.astype(np.int64, copy=False)
        loop = quick(span_loop)
        self._count = loop(held, self._low, self._table, self._known, self._count, found)
        return found

    def _reaches(self, low: int, high: int) -> bool:
        """Make the table as long as it has to be; False where that is too long."""
        if self._table.size:
            low = min(low, self._low)
            high = max(high, self._low + self._table.size - 1)
        size = high - low + 1
        if size > self._most:
            return False
        if size > self._table.size:
            table, known = np.zeros(size, np.int32), np.zeros(size, np.int64)
            first = self._low - low if self._table.size else 0
            table[first : first + self._table.size] = self._table
            known[: self._count] = self._known[: self._count]
            self._low, self._table, self._known = low, table, known
        return True


def span_loop(persons, low, table, known, count, found):  # type: ignore[no-untyped-def]
    """`found` is filled; gives how many are known then."""
    for row in range(persons.size):
        at = persons[row] - low
        number = table[at]
        if number == 0:
            known[count] = persons[row]
            count += 1
            number = count
            table[at] = number
        found[row] = number - 1
    return count
