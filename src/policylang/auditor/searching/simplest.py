"""The simplest history that shows something: of the fewest events, then the least money.

A history that was found for what it gains may have many cheap events where few would do. So all
histories of one event, of two, ... on its days and the first are tried, or where these are too many
those on one day, as long as that is not too many either.
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
    """The cheapest and then earliest history of the fewest events which shows it, on some days."""
    cheap = sorted(ways, key=lambda way: (way.money, way.hours))
    left = _TRIED
    for count in range(1, below):
        apart = [(day, way) for day in sorted(days) for way in cheap]
        on_days = [apart]
        if comb(len(apart) + count - 1, count) > left:  # all of them on one day, then
            on_days = [[(day, way) for way in cheap] for day in days]
        left -= sum(comb(len(events) + count - 1, count) for events in on_days)
        if left < 0:
            return
        shown = [
            (*_burden(chosen), rows)
            for events in on_days
            for chosen in combinations_with_replacement(events, count)
            if shows(rows := tuple((day, way.code, way.values_on(day)) for day, way in chosen))
        ]
        if shown:
            yield min(shown)[-1]
            return


def _burden(chosen: Sequence[tuple[int, Way]]) -> tuple[int, int, int]:
    """Money and hours of some events, and how late they are."""
    money, hours = sum(way.money for _, way in chosen), sum(way.hours for _, way in chosen)
    return money, hours, sum(day for day, _ in chosen)
