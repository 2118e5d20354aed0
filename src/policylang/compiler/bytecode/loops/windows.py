"""Which days a window covers, as `runtime.seen` has it."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.calendar import (
    anniversary,
    first_day_of,
    months_later,
    stretch_end,
    year_start,
)


def stretch_start(code: list[int], window: int, day: int, anchor: int) -> int:
    """First day of the stretch that holds a day, of a window whose stretches follow each other."""
    kind = code[window + n.WINDOW_KIND]
    if kind == n.CALENDAR:
        return first_day_of(day, code[window + n.WINDOW_A])
    if kind == n.SHIFTED:
        return year_start(day, code[window + n.WINDOW_A], code[window + n.WINDOW_B])
    return anniversary(anchor, day, code[window + n.WINDOW_A])


def heap_of(code: list[int], window: int, today: int, anchor: int) -> int:
    """Where what comes today is kept: values of one heap are one value. `NONE`: nowhere."""
    kind = code[window + n.WINDOW_KIND]
    if kind == n.EVER:
        return 0
    if kind == n.SLIDING or kind == n.SLIDING_MONTHS or kind == n.BETWEEN:
        return today
    if kind == n.WITHIN:
        return stretch_end(code, code[window + n.WINDOW_A], today, 0)
    return stretch_start(code, window, today, anchor)


def see_nothing(cells: list[int]) -> None:
    """No heap is seen."""
    cells[n.FIRST] = 0
    cells[n.LAST] = -1


def see_before(code: list[int], cells: list[int], window: int, anchor: int) -> None:
    """The same of the stretch before the one that is seen."""
    end = cells[n.FIRST] - 1
    if end < 1:
        see_nothing(cells)
    else:
        cells[n.FIRST] = stretch_start(code, window, end, anchor)
        cells[n.LAST] = end


def see(code: list[int], cells: list[int], window: int, anchor: int, start: int, end: int) -> None:
    """Find out the first and the last heap that are seen; the first is after the last if none is.

    Args:
        anchor: the day on which its years begin.
        start, end: the days between which it lies, where it lies between days.
    """
    kind, today = code[window + n.WINDOW_KIND], cells[n.TODAY]
    cells[n.LAST] = today
    if kind == n.BETWEEN:
        cells[n.FIRST] = start
        cells[n.LAST] = min(end, today)
    elif kind == n.EVER:
        cells[n.FIRST] = 0
        cells[n.LAST] = 0
    elif kind == n.SLIDING:
        cells[n.FIRST] = today - code[window + n.WINDOW_A] + 1
    elif kind == n.SLIDING_MONTHS:
        mark = months_later(today, -code[window + n.WINDOW_A], code[window + n.WINDOW_C])
        cells[n.FIRST] = mark if code[window + n.WINDOW_B] else mark + 1
    elif kind == n.WITHIN:
        cells[n.FIRST] = stretch_end(code, code[window + n.WINDOW_A], today, 0)
        if cells[n.FIRST] == n.NONE:
            see_nothing(cells)
    else:
        cells[n.FIRST] = stretch_start(code, window, today, anchor)
        if code[window + n.WINDOW_C]:
            see_before(code, cells, window, anchor)
