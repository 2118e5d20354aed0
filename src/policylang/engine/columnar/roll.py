"""Who is who: persons numbered in the order in which they are first seen, exactly.

A text is found by a hash of 64 bits and then held to the bytes that are kept, so that no two names
are ever taken for one. Which hash it is depends on secret numbers drawn anew for each roll: whoever
wrote the names cannot have chosen ones that all fall into one place. (The sum of the words of a
text, each times a secret number of its own, of which the high bits are taken: Carter and Wegman's
universal hashing, as Lemire and Kaser 2014 put it for texts.)
"""

from __future__ import annotations

import secrets
from typing import Any, Final

import numpy as np
import pyarrow as pa

from policylang.engine.columnar import roll_loops
from policylang.engine.columnar.arrays import Int32, Int64
from policylang.engine.columnar.kinds import is_name
from policylang.engine.columnar.passes import in_order_of_appearance, quick
from policylang.engine.columnar.tables import numbers_of
from policylang.engine.columnar.texts import Bytes, bytes_of

#: Bytes of the longest name there can be: 200 characters of four bytes. Longer ones are no names,
#: and are one entry together, the first of them.
LONGEST: Final = 800
_LEAST: Final = 1024
#: Rows that are looked at ahead.
_AHEAD: Final = 256
#: Bytes of text that a string array of Arrow has room for.
_MOST_TEXT: Final = 2**31 - 1


class Roll:
    """Gives each person a number when they are first seen: 0, 1, 2, ...

    All persons of a roll are texts, or all are whole numbers; those of a row without one are
    counted as one more person.
    """

    def __init__(self, expected: int = 0) -> None:
        """Begin a roll.

        Args:
            expected: about so many persons there will be; there may be any number.
        """
        size = max(_LEAST, 1 << (2 * expected).bit_length())
        self._secrets = np.frombuffer(secrets.token_bytes(8 * (LONGEST // 4 + 4)), np.int64)
        #: Two numbers for each place: half a hash with a number, and the beginning of the text.
        self._table = np.zeros(2 * size, np.int64)
        #: By number: the hash, and where the bytes of the next one begin.
        self._hashes = np.zeros(size // 2, np.int64)
        self._stops = np.zeros(size // 2 + 1, np.int64)
        self._bytes = np.zeros(8 * size, np.int8)
        self._count = 0
        #: What the bytes are: texts, or whole numbers of a type.
        self._kind: pa.DataType = pa.string()

    def __len__(self) -> int:
        return self._count

    @property
    def has_texts(self) -> bool:
        """Whether its persons are texts."""
        return bool(pa.types.is_string(self._kind))

    @property
    def names(self) -> pa.Array:
        """Everybody as text, by number."""
        stops = self._stops[: self._count + 1]
        kept = np.array(self._bytes[: stops[-1]])
        if pa.types.is_integer(self._kind):
            return pa.array(kept.view(self._kind.to_pandas_dtype())).cast(pa.string())
        long = stops[-1] > _MOST_TEXT
        offsets = np.array(stops) if long else stops.astype(np.int32)
        kind = pa.large_string() if long else pa.string()
        return pa.Array.from_buffers(
            kind, self._count, [None, pa.py_buffer(offsets), pa.py_buffer(kept)]
        )

    def numbers(self, persons: pa.Array) -> Int32:
        """The number of the person of each row."""
        return self._places(persons, adding=True)

    def places(self, persons: pa.Array) -> Int32:
        """The same for those who are known; -1 for others."""
        return self._places(persons, adding=False)

    def _places(self, persons: pa.Array, *, adding: bool) -> Int32:
        kind = persons.type
        if pa.types.is_dictionary(kind):
            words, rows = _used(persons)
            if rows is not None:
                return self._places(words, adding=adding)[rows]
            persons, kind = words, words.type
        if adding and not self._count:
            self._kind = _held(kind)
        begins, data = _pieces(persons)
        found = np.empty(len(persons), np.int32)
        row, counts = 0, np.array([self._count])
        ahead = np.empty((_AHEAD, 4), np.int64)
        while row < found.size:
            row = quick(roll_loops.look_up, *roll_loops.HELPERS)(
                begins, data, row, adding, self._secrets, LONGEST, self._table, self._hashes,
                self._stops, self._bytes, counts, ahead, found,
            )  # fmt: skip
            self._count = int(counts[0])
            if row < found.size:
                self._make_room(int(begins[row + 1] - begins[row]))
        return found

    def _make_room(self, more: int) -> None:
        """Keep the table at most half full, and have room for another text of so many bytes."""
        needed = int(self._stops[self._count]) + more + 8
        if self._bytes.size < needed:
            self._bytes = _longer(self._bytes, max(2 * self._bytes.size, needed))
        if self._count == self._hashes.size:
            self._hashes = _longer(self._hashes, 2 * self._count)
            self._stops = _longer(self._stops, 2 * self._count + 1)
            self._table = np.zeros(8 * self._count, np.int64)
            quick(roll_loops.put_back, *roll_loops.HELPERS)(
                self._hashes, self._stops, self._bytes, self._count, LONGEST, self._table
            )


def can_be_rolled(kind: pa.DataType) -> bool:
    """Whether persons of a type have a place on a roll."""
    return is_name(kind)


def _held(kind: pa.DataType) -> pa.DataType:
    if not pa.types.is_integer(kind):
        return pa.string()
    return pa.uint64() if kind == pa.uint64() else pa.int64()


def _used(persons: pa.Array) -> tuple[pa.Array, Int64 | None]:
    """Of a dictionary the words that occur, in order, and which of them each row has.

    In place of that the rows in full, where there is nothing to be gained.
    """
    if persons.null_count or len(persons.dictionary) > len(persons):
        return persons.cast(persons.type.value_type), None
    places = numbers_of(persons.indices).astype(np.int64)
    rows, old = in_order_of_appearance(places, len(persons.dictionary))
    return persons.dictionary.take(pa.array(old)), rows


def _pieces(persons: pa.Array) -> tuple[Int64, Bytes]:
    """Where the bytes of each row begin, and those of the one after the last; and the bytes.

    Of the bytes there are at least eight.
    """
    if pa.types.is_integer(persons.type):
        kind = _held(persons.type)
        begins = np.arange(0, 8 * len(persons) + 8, 8)
        if persons.null_count:
            given = persons.is_valid().to_numpy(zero_copy_only=False)
            begins = np.concatenate(([0], np.cumsum(8 * given)))
            persons = persons.drop_null()
        numbers = numbers_of(persons).astype(kind.to_pandas_dtype(), copy=False)
        return begins, _eight(numbers.view(np.int8))
    if persons.null_count:
        persons = persons.fill_null("")
    begins, data = bytes_of(persons)
    return begins, _eight(data)


def _eight(data: Bytes) -> Bytes:
    """Bytes, and as many more as a loop wants to have at least."""
    return data if data.size >= 8 else _longer(data, 8)


def _longer(array: np.ndarray[tuple[int], np.dtype[Any]], size: int) -> Any:
    grown = np.zeros(size, array.dtype)
    grown[: array.size] = array
    return grown
