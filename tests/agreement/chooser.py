"""Small choices, worded so that generators read as sentences.

All choices of a policy and its people come from one string of random bytes that Hypothesis draws.
Drawn one by one they would be slow, and Hypothesis would spend its time on changing a few of them:
of 300 policies drawn so, 240 were near copies of others; of 300 made from bytes, none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import attrs
from hypothesis import strategies as st

T = TypeVar("T")

#: So many choices need two bytes each, wider ones four.
_NARROW: Final = 4096


def entropy(size: int) -> st.SearchStrategy[bytes]:
    """So many random bytes. Smaller ones make simpler things, zeros the simplest."""
    return st.binary(min_size=size, max_size=size)


@attrs.define
class Chooser:
    """Reads choices off a string of bytes; where it ends, everything is the simplest.

    The first of several and the smaller of two numbers count as simpler.
    """

    source: bytes
    place: int = 0

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        width = high - low + 1
        if width == 1:
            return low
        size = 2 if width <= _NARROW else 4
        taken = self.source[self.place : self.place + size].ljust(size, b"\0")
        self.place += size
        return low + (int.from_bytes(taken) * width >> 8 * size)

    def among(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.number(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """Whether something happens that happens in so many cases of a hundred."""
        return self.number(0, 99) >= 100 - percent

    def how_many(self, *weights: int) -> int:
        """0, 1, 2 ... of something, each number as often as its weight says."""
        place = self.number(0, sum(weights) - 1)
        for count, weight in enumerate(weights):
            if place < weight:
                return count
            place -= weight
        raise AssertionError("the weights cover every place")

    def weighted(self, **options: int) -> str:
        """One of several words, each as often as its weight says."""
        return list(options)[self.how_many(*options.values())]
