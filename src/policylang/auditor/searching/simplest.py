"""The simplest history that shows something: of the fewest events, then the least money.

A history that was found for what it gains may have many cheap events where few would do. So all
histories of one event, of two, ... on one day are tried, as long as there are not too many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from math import comb
from typing import Final

from policylang.auditor.inquiry import Inquiry
from policylang.auditor.searching.shrinking import Refitted, Shows, shrunk
from policylang.auditor.searching.ways import Way
from policylang.model.history import Row

#: Histories of few events that are tried at most.
_TRIED: Final = 4_000


def simplest(
    inquiry: Inquiry,
    rows: Sequence[Row],
    shows: Shows,
    ways: Sequence[Way],
    refitted: Refitted = lambda _: None,
) -> tuple[Row, ...]:
    """The simplest history that was found which shows something.

    Args:
        rows: one that shows it.
        ways: in which events are tried.
        refitted: see `shrunk`.
    """
    machine, first = inquiry.machine, inquiry.question.since
    found = shrunk(machine, rows, first, shows, refitted)
    days = dict.fromkeys((first, *(row[0] for row in found)))
    for fewer in _fewer(ways, list(days), len(found), shows):
        return shrunk(machine, fewer, first, shows, refitted)
    return found


def _fewer(
    ways: Sequence[Way], days: Sequence[int], below: int, shows: Shows
) -> Iterator[tuple[Row, ...]]:
    """The cheapest history of the fewest events, all on one day, which shows it."""
    left = _TRIED
    cheap = sorted(ways, key=lambda way: (way.money, way.hours))
    for count in range(1, below):
        left -= comb(len(ways) + count - 1, count) * len(days)
        if left < 0:
            return
        shown = [
            (sum(way.money for way in chosen), sum(way.hours for way in chosen), day, rows)
            for day in days
            for chosen in combinations_with_replacement(cheap, count)
            if shows(rows := tuple((day, way.code, way.values_on(day)) for way in chosen))
        ]
        if shown:
            yield min(shown)[3]
            return
