"""Numbers persons in order of their first row, in some forty bytes for each of them.

A person is known by a key of 64 bits. Two who had the same key would be put into the same part,
and no more than that: whoever looks at a part looks at their names.
"""

from __future__ import annotations

import secrets
from typing import Final

import numpy as np
import pyarrow as pa

from policylang.engine.columnar.arrays import Int64
from policylang.engine.columnar.passes import quick
from policylang.engine.columnar.tables import numbers_of
from policylang.engine.columnar.texts import bytes_of

#: Keys run over; they have a sign, as all numbers that are compiled.
_PRIME: Final = 0x9E3779B97F4A7C15 - 2**64
_SHIFT: Final = 29
#: What is left of a number that is moved down by `_SHIFT`.
_LOW: Final = 2 ** (64 - _SHIFT) - 1
_LEAST: Final = 1024


class Numbering:
    """Gives each person a number when they are first seen: 0, 1, 2, ...

    The keys depend on a secret, so that nobody can choose names that all fall into one place.
    """

    def __init__(self) -> None:
        self.count = 0
        self._seed = secrets.randbits(64) - 2**63
        self._keys = np.zeros(_LEAST, np.int64)
        self._numbers = np.full(_LEAST, -1, np.int64)

    def numbers(self, persons: pa.Array) -> Int64:
        """The number of the person of each row; rows without one have a number of their own."""
        found = np.empty(len(persons), np.int64)
        self._make_room(len(persons))
        keys = self._keys_of(persons)
        self.count = quick(number_loop)(
            keys, self._keys, self._numbers, _SHIFT, _LOW, self.count, found
        )
        return found

    def _make_room(self, more: int) -> None:
        """Keep the table at most half full."""
        size = self._keys.size
        while size < 2 * (self.count + more):
            size *= 2
        if size == self._keys.size:
            return
        taken = self._numbers >= 0
        keys, numbers = self._keys[taken], self._numbers[taken]
        order = np.argsort(numbers)  # each gets the number it had
        self._keys, self._numbers = np.zeros(size, np.int64), np.full(size, -1, np.int64)
        found = np.empty(keys.size, np.int64)
        quick(number_loop)(keys[order], self._keys, self._numbers, _SHIFT, _LOW, 0, found)

    def _keys_of(self, persons: pa.Array) -> Int64:
        kind = persons.type
        if pa.types.is_dictionary(kind) and len(persons.dictionary) > len(persons):
            return self._keys_of(persons.cast(kind.value_type))
        if pa.types.is_dictionary(kind):
            words = self._keys_of(persons.dictionary)
            places = persons.indices.fill_null(0).to_numpy(zero_copy_only=False)
            keys = words[places] if words.size else np.zeros(len(persons), np.int64)
        elif pa.types.is_integer(kind):
            keys = self._mixed(numbers_of(persons).astype(np.int64))
        else:
            keys = self._of_texts(persons.cast(pa.string()))
        if persons.null_count:
            keys = np.where(persons.is_null().to_numpy(zero_copy_only=False), self._seed, keys)
        return keys

    def _mixed(self, numbers: Int64) -> Int64:
        mixed = (numbers ^ self._seed) * _PRIME
        found: Int64 = mixed ^ ((mixed >> _SHIFT) & _LOW)
        return found

    def _of_texts(self, texts: pa.Array) -> Int64:
        begins, data = bytes_of(texts)
        keys = np.empty(len(texts), np.int64)
        quick(key_loop)(begins, data, self._seed, _PRIME, _SHIFT, _LOW, keys)
        return keys


def key_loop(begins, data, seed, prime, shift, low, keys):  # type: ignore[no-untyped-def]
    """A key of each text: bytes `begins[row]` up to `begins[row + 1]`."""
    for row in range(keys.size):
        key = seed
        for at in range(begins[row], begins[row + 1]):
            key = (key ^ data[at]) * prime
            key ^= (key >> shift) & low
        keys[row] = key


def number_loop(keys, known, numbers, shift, low, count, found):  # type: ignore[no-untyped-def]
    """How many keys are known now; `known` and `numbers` are a table of a size of 2, 4, 8, ..."""
    last = known.size - 1
    for row in range(keys.size):
        key = keys[row]
        place = ((key >> shift) & low) & last
        while numbers[place] >= 0 and known[place] != key:
            place = (place + 1) & last
        if numbers[place] < 0:
            known[place] = key
            numbers[place] = count
            count += 1
        found[row] = numbers[place]
    return count
