"""Small choices drawn from Hypothesis, worded so that generators read as sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

T = TypeVar("T")

#: Strategies are kept: making one costs more than drawing from it.
_integers = cache(st.integers)


@attrs.frozen
class Chooser:
    """Draws; the first of several and the smaller of two numbers count as simpler."""

    draw: Callable[[st.SearchStrategy[Any]], Any]

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low if low == high else low + self.draw(_integers(0, high - low))

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
