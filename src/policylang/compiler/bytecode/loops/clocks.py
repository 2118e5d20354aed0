"""Quiet periods, as `runtime.clocks` has them."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.calendar import months_later


def due_day(code: list[int], clock: int, start: int, months: int, days: int) -> int:
    """The day on which a turn is over; 0 of a clock that does not run."""
    return months_later(start, months, code[clock + n.CLOCK_NEXT_DAY]) + days


def set_clock(
    code: list[int], cells: list[int], clock: int, start: int, months: int, days: int
) -> None:
    """Let a clock run so; from 0 it is still."""
    cell = code[clock + n.CLOCK_CELL]
    cells[cell + n.RUN_START] = start
    cells[cell + n.RUN_MONTHS] = months
    cells[cell + n.RUN_DAYS] = days
    cells[cell + n.RUN_DUE] = due_day(code, clock, start, months, days)


def turn(code: list[int], cells: list[int], clock: int, start: int, months: int, days: int) -> None:
    """Let a clock run another turn, as long as turns are now; still if they are of no length."""
    if cells[n.MONTHS] or cells[n.DAYS]:
        set_clock(code, cells, clock, start, months + cells[n.MONTHS], days + cells[n.DAYS])
    else:
        set_clock(code, cells, clock, 0, 0, 0)


def turns_by(code: list[int], clock: int, start: int, today: int, months: int, days: int) -> int:
    """Which turn of a clock is the first that is over today or later; each is a day at least."""
    low, high = 1, today - start + 1
    while low < high:
        middle = (low + high) // 2
        if due_day(code, clock, start, middle * months, middle * days) < today:
            low = middle + 1
        else:
            high = middle
    return low


def begin_clock(
    code: list[int], cells: list[int], clock: int, start: int, today: int, repeats: int
) -> None:
    """On the first day: let a clock run that runs from a date of the person's."""
    months, days = cells[n.MONTHS], cells[n.DAYS]
    cell = code[clock + n.CLOCK_CELL]
    if start >= today:
        if months or days:
            cells[cell + n.OPENING_START] = start
            cells[cell + n.OPENING_MONTHS] = months
            cells[cell + n.OPENING_DAYS] = days
    elif start > 0:
        turns = 1
        if repeats and (months or days):
            turns = turns_by(code, clock, start, today, months, days)
        if months or days:
            set_clock(code, cells, clock, start, turns * months, turns * days)


def open_clock(code: list[int], cells: list[int], clock: int, today: int) -> None:
    """Start a clock that begins to run today by itself."""
    cell = code[clock + n.CLOCK_CELL]
    start = cells[cell + n.OPENING_START]
    if start and start == today:
        months, days = cells[cell + n.OPENING_MONTHS], cells[cell + n.OPENING_DAYS]
        set_clock(code, cells, clock, start, months, days)
        cells[cell + n.OPENING_START] = 0
