"""What a run remembers: tallies and counters that keep what a later day can still see."""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Final, Protocol

import attrs

from policylang.runtime.program import Fields, Reading, Sight
from policylang.runtime.seen import Seen

#: What is saved of a memory: (heap, value), or (heap, value, field, ...); heaps rise.
Entries = tuple[tuple[int, ...], ...]

#: How two values become one, the second being the later.
_FOLDS: Final[dict[str, Callable[[int, int], int]]] = {
    "count": operator.add,
    "sum": operator.add,
    "points": operator.add,
    "times": operator.add,
    "net": operator.add,
    "latest": lambda _, now: now,
    "first": lambda before, _: before,
    "most": max,
    "highest": max,
    "least": min,
}


class Memory(Protocol):
    """Values of the past, and what they come to in a window that ends today."""

    def take(self, person: Sight, value: int, fields: Fields) -> None:
        """Take in a value today."""

    def read(self, person: Sight) -> int:
        """What the values in the window come to."""

    def clear(self) -> None:
        """Forget everything."""

    def saved(self, person: Sight) -> Entries:
        """What has to be kept."""

    def restore(self, entries: Iterable[Sequence[int]]) -> None:
        """Fill an empty memory with what was saved."""


@attrs.define
class Folded:
    """One value for each heap: what the values in it come to."""

    seen: Seen
    measure: str
    empty: int = 0
    entries: deque[tuple[int, int]] = attrs.field(factory=deque)

    def take(self, person: Sight, value: int, fields: Fields = ()) -> None:
        """Take in a value today."""
        heap = self.seen.heap(person)
        if heap is None:
            return
        entries = self.entries
        if entries and entries[-1][0] == heap:
            value = _FOLDS[self.measure](entries.pop()[1], value)
        entries.append((heap, value))
        most = self.seen.most
        if most is not None and len(entries) > most:
            entries.popleft()

    def read(self, person: Sight) -> int:
        """What the values in the window come to."""
        if not self.entries:
            return self.empty
        first, last = self.seen.range(person)
        self._forget(first)
        values = [value for heap, value in self.entries if first <= heap <= last]
        return reduce(_FOLDS[self.measure], values) if values else self.empty

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()

    def saved(self, person: Sight) -> Entries:
        """What has to be kept."""
        self._forget(self.seen.range(person)[0])
        return tuple(self.entries)

    def restore(self, entries: Iterable[Sequence[int]]) -> None:
        """Fill an empty memory with what was saved."""
        self.entries.extend((heap, value) for heap, value in entries)

    def _forget(self, first: int) -> None:
        entries = self.entries
        while self.seen.forgets and entries and entries[0][0] < first:
            entries.popleft()


@attrs.define
class OneByOne:
    """Every value with the fields of its event: for a filter that looks at the event of today."""

    seen: Seen
    measure: str
    where: Reading
    empty: int = 0
    entries: deque[tuple[int, int, Fields]] = attrs.field(factory=deque)

    def take(self, person: Sight, value: int, fields: Fields) -> None:
        """Take in a value today."""
        heap = self.seen.heap(person)
        if heap is not None:
            self.entries.append((heap, value, tuple(fields)))
            self._forget(self.seen.range(person)[0])

    def read(self, person: Sight) -> int:
        """What the values in the window come to for which the filter holds now."""
        if not self.entries:
            return self.empty
        first, last = self.seen.range(person)
        self._forget(first)
        values = [
            value
            for heap, value, fields in self.entries
            if first <= heap <= last and self.where(person, fields)
        ]
        return reduce(_FOLDS[self.measure], values) if values else self.empty

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()

    def saved(self, person: Sight) -> Entries:
        """What has to be kept."""
        self._forget(self.seen.range(person)[0])
        return tuple((heap, value, *fields) for heap, value, fields in self.entries)

    def restore(self, entries: Iterable[Sequence[int]]) -> None:
        """Fill an empty memory with what was saved."""
        self.entries.extend((heap, value, tuple(fields)) for heap, value, *fields in entries)

    def _forget(self, first: int) -> None:
        entries = self.entries
        while self.seen.forgets and entries and entries[0][0] < first:
            entries.popleft()
