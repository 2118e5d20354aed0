"""Taking from several sequences in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")


def in_turn(sequences: Iterable[Iterable[_T]]) -> Iterator[_T]:
    """The first of each, then the second of each, and so on, until all are at their end."""
    waiting = [iter(each) for each in sequences]
    while waiting:
        left = []
        for each in waiting:
            for found in each:
                yield found
                left.append(each)
                break
        waiting = left
