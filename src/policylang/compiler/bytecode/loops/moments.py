"""Moments of events: those that come today, in order of the events."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.steps import run


def comes_before(cells: list[int], one: int, other: int) -> bool:
    """Whether a moment comes before another of the same day: of an earlier event, or earlier."""
    event, other_event = cells[one + n.NEXT_EVENT], cells[other + n.NEXT_EVENT]
    if event != other_event:
        return event < other_event
    return cells[one + n.NEXT_MOMENT] < cells[other + n.NEXT_MOMENT]


def next_moment(code: list[int], cells: list[int], day: int) -> int:
    """The cell of the first moment that comes on a day; NONE without any."""
    at, found = code[n.COMING_AT], n.NONE
    size = n.NEXT_FIELDS + code[n.WIDTH] + 1
    for number in range(cells[n.COMING]):
        coming = at + number * size
        if cells[coming + n.NEXT_DAY] == day and (
            found == n.NONE or comes_before(cells, coming, found)
        ):
            found = coming
    return found


def live_moments(code: list[int], cells: list[int], day: int) -> None:
    """Live through the moments of today that have come up so far."""
    fields = code[n.WIDTH] + 1
    size = n.NEXT_FIELDS + fields
    coming = next_moment(code, cells, day) if cells[n.COMING] else n.NONE
    while coming != n.NONE:
        cells[n.EVENT] = cells[coming + n.NEXT_EVENT]
        action = code[n.ACTIONS] + cells[coming + n.NEXT_ACTION] * n.ACTION_ROW
        moment = cells[coming + n.NEXT_MOMENT]
        for field in range(fields):
            cells[code[n.PRESENT] + field] = cells[coming + n.NEXT_FIELDS + field]
        cells[n.COMING] -= 1
        last = code[n.COMING_AT] + cells[n.COMING] * size
        for cell in range(size):
            cells[coming + cell] = cells[last + cell]
        run(code, cells, code[code[action + n.ACTION_MOMENTS] + moment])
        cells[n.EVENT] = n.NO_EVENT
        coming = next_moment(code, cells, day) if cells[n.COMING] else n.NONE


def arrive(code: list[int], cells: list[int], event: int, action: int) -> None:
    """An event comes that is in sight: unless it is refused, its moments will come."""
    cells[n.EVENT] = event
    run(code, cells, code[code[n.ACTIONS] + action * n.ACTION_ROW + n.ACTION_ARRIVES])
    cells[n.EVENT] = n.NO_EVENT
