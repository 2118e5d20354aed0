"""Whether boxes of integers cover a box: whether the rows of a table leave a hole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import attrs

#: For each key, least and greatest value, both included.
Box = tuple[tuple[int, int], ...]


@attrs.define
class Stretches:
    """Numbers taken so far: stretches that rise and lie apart. Each is taken in little time."""

    starts: list[int] = attrs.field(factory=list)
    ends: list[int] = attrs.field(factory=list)

    def meet(self, low: int, high: int) -> bool:
        """Whether a number from low to high is taken."""
        before = bisect_right(self.starts, high) - 1
        return before >= 0 and self.ends[before] >= low

    def take(self, low: int, high: int) -> None:
        """Take the numbers from low to high."""
        first = bisect_left(self.ends, low - 1)
        last = bisect_right(self.starts, high + 1)
        if first < last:
            low, high = min(low, self.starts[first]), max(high, self.ends[last - 1])
        self.starts[first:last] = [low]
        self.ends[first:last] = [high]


class TooManyBoxes(Exception):  # noqa: N818 - the end of a search, not a failure
    """There are more ways to combine the edges of boxes than may be tried."""


@attrs.define
class Search:
    """Looks for places that boxes leave open, in no more than `steps` steps."""

    steps: int

    def hole(self, boxes: Sequence[Box], of: Box) -> tuple[int, ...] | None:
        """A place in `of` that no box covers; None where they cover all of it.

        Raises:
            TooManyBoxes: the steps have run out.
        """
        self.steps -= len(boxes)
        return self._hole([box for box in boxes if _meet(box, of)], of)

    def _hole(self, boxes: Sequence[Box], of: Box) -> tuple[int, ...] | None:
        self.steps -= len(boxes) + 1
        if self.steps < 0:
            raise TooManyBoxes
        if not boxes or not of:
            return None if boxes else tuple(low for low, _ in of)
        (low, high), rest = of[0], of[1:]
        if not rest:
            return _gap(sorted(box[0] for box in boxes), low, high)
        edges = {low}
        for (first, last), *_ in boxes:
            edges.update(edge for edge in (first, last + 1) if low < edge <= high)
        tried: set[tuple[Box, ...]] = set()
        for edge in sorted(edges):
            beyond = tuple(box[1:] for box in boxes if box[0][0] <= edge <= box[0][1])
            if beyond in tried:
                continue
            tried.add(beyond)
            found = self._hole(beyond, rest)
            if found is not None:
                return (edge, *found)
        return None


def _meet(box: Box, of: Box) -> bool:
    sides = zip(box, of, strict=True)
    return all(
        low <= other_high and other_low <= high for (low, high), (other_low, other_high) in sides
    )


def _gap(stretches: Sequence[tuple[int, int]], low: int, high: int) -> tuple[int, ...] | None:
    """The least number from low to high outside stretches that are sorted."""
    at = low
    for first, last in stretches:
        if first > at:
            break
        at = max(at, last + 1)
    return (at,) if at <= high else None
