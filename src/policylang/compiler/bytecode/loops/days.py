"""The days of one person after the other: from each on which something is due to the next.

What happens on a day, and in which order, is that of `runtime.timeline`. A day more on which
nothing is due changes nothing.
"""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.clocks import (
    open_clock,
    set_clock,
    turn,
)
from policylang.compiler.bytecode.loops.effects import take_back
from policylang.compiler.bytecode.loops.lots import (
    due_lot,
    next_day_of_lots,
    remember,
    remove_lot,
)
from policylang.compiler.bytecode.loops.moments import live_moments
from policylang.compiler.bytecode.loops.schedules import due_after
from policylang.compiler.bytecode.loops.steps import run

# --- what will be due --------------------------------------------------------------------------


def next_due(code: list[int], cells: list[int]) -> int:
    """The next day on which something is due."""
    after = cells[n.TODAY] if cells[n.OPENED] else cells[n.TODAY] - 1
    day = n.NEVER
    for number in range(code[n.CLOCK_COUNT]):
        cell = code[code[n.CLOCKS] + number * n.CLOCK_ROW + n.CLOCK_CELL]
        if cells[cell + n.RUN_DUE] > after:
            day = min(day, cells[cell + n.RUN_DUE])
        if cells[cell + n.OPENING_START]:
            day = min(day, cells[cell + n.OPENING_START])
    for number in range(code[n.DATED_COUNT]):
        row = code[n.DATED] + number * n.DUE_ROW
        if code[row + n.DUE_CLOCK] == n.NONE:
            day = min(day, cells[code[row + n.DUE_CELL]])
    for number in range(code[n.CLOSING_COUNT]):
        row = code[n.CLOSING] + number * n.DUE_ROW
        day = min(day, cells[code[row + n.DUE_CELL]])
    for number in range(code[n.SCORE_COUNT]):
        lots = code[code[n.SCORES] + number * n.SCORE_ROW + n.SCORE_LOTS]
        if lots != n.NONE:
            day = min(day, next_day_of_lots(code, cells, lots, after, cells[n.STIRRED]))
    for number in range(code[n.STATUS_COUNT]):
        row = code[n.STATUSES] + number * n.STATUS_ROW
        if cells[code[row + n.STATUS_UNTIL]]:
            day = min(day, cells[code[row + n.STATUS_UNTIL]])
    at = code[n.COMING_AT]
    size = n.NEXT_FIELDS + code[n.WIDTH] + 1
    for number in range(cells[n.COMING]):
        day = min(day, cells[at + number * size + n.NEXT_DAY])
    return day


def find_due(code: list[int], cells: list[int], row: int, after: int) -> None:
    """Find out when a schedule is next due, after a day and while the policy is in force."""
    schedule, date = code[row + n.DUE_SCHEDULE], 0
    if code[schedule + n.SCHEDULE_DATE] != n.NONE:
        run(code, cells, code[schedule + n.SCHEDULE_DATE])
        date = cells[n.DATE]
    day = due_after(code, schedule, max(after, code[n.OPENS] - 1), date)
    cells[code[row + n.DUE_CELL]] = day if day <= code[n.CLOSES] else n.NEVER


def find_all_due(code: list[int], cells: list[int], after: int) -> None:
    """The same of every schedule."""
    for number in range(code[n.DATED_COUNT]):
        row = code[n.DATED] + number * n.DUE_ROW
        if code[row + n.DUE_CLOCK] == n.NONE:
            find_due(code, cells, row, after)
    for number in range(code[n.CLOSING_COUNT]):
        find_due(code, cells, code[n.CLOSING] + number * n.DUE_ROW, after)


# --- a day -------------------------------------------------------------------------------------


def run_out(code: list[int], cells: list[int], score: int, day: int) -> None:
    """Lots that have come to an end are taken back, unless they stay for good or are held."""
    lots = code[score + n.SCORE_LOTS]
    lot = due_lot(code, cells, lots, day, -1)
    while lot != n.NONE:
        age = cells[lot + n.LOT_AGE]
        run(code, cells, code[cells[lot + n.LOT_LIFE] + n.LIFE_VERDICT])
        if cells[n.VERDICT] == n.STAYS:
            cells[lot + n.LOT_EXPIRES] = n.NEVER
        elif cells[n.VERDICT] == n.RUNS_OUT:
            left = cells[lot + n.LOT_LEFT]
            expires = cells[lot + n.LOT_EXPIRES]
            remove_lot(code, cells, lots, lot)
            remember(code, cells, lots, expires, left)
            run(code, cells, code[score + n.SCORE_RANGE])
            take_back(code, cells, score, -left)
            run(code, cells, code[n.LOOKING])
        lot = due_lot(code, cells, lots, day, age)


def fire_clock(code: list[int], cells: list[int], row: int, clock: int) -> None:
    """A quiet period is over: its clock stops, or goes on after the effects (if in force)."""
    cell = code[clock + n.CLOCK_CELL]
    start, months, days = (
        cells[cell + n.RUN_START],
        cells[cell + n.RUN_MONTHS],
        cells[cell + n.RUN_DAYS],
    )
    set_clock(code, cells, clock, 0, 0, 0)
    if code[n.OPENS] <= cells[n.TODAY] <= code[n.CLOSES]:
        run(code, cells, code[row + n.DUE_FIRES])
    if code[clock + n.CLOCK_REPEATS] and cells[cell + n.RUN_START] == 0:
        run(code, cells, code[clock + n.CLOCK_LENGTH])
        turn(code, cells, clock, start, months, days)


def open_day(code: list[int], cells: list[int], day: int) -> None:
    """What comes before the events of a day."""
    cells[n.OPENED] = 1
    cells[n.TODAY] = day
    for number in range(code[n.STATUS_COUNT]):
        row = code[n.STATUSES] + number * n.STATUS_ROW
        if 0 < cells[code[row + n.STATUS_UNTIL]] <= day:
            run(code, cells, code[row + n.STATUS_END])
    cells[n.STIRRED] = 0
    for number in range(code[n.SCORE_COUNT]):
        score = code[n.SCORES] + number * n.SCORE_ROW
        if code[score + n.SCORE_LOTS] != n.NONE:
            run_out(code, cells, score, day)
    for number in range(code[n.CLOCK_COUNT]):
        open_clock(code, cells, code[n.CLOCKS] + number * n.CLOCK_ROW, day)
    for number in range(code[n.DATED_COUNT]):
        row = code[n.DATED] + number * n.DUE_ROW
        clock = code[row + n.DUE_CLOCK]
        if clock != n.NONE:
            if cells[code[clock + n.CLOCK_CELL] + n.RUN_DUE] == day:
                fire_clock(code, cells, row, clock)
        elif cells[code[row + n.DUE_CELL]] == day:
            find_due(code, cells, row, day)
            run(code, cells, code[row + n.DUE_FIRES])


def close_day(code: list[int], cells: list[int]) -> None:
    """What comes after the events of the day that is open."""
    if not cells[n.OPENED]:
        return
    live_moments(code, cells, cells[n.TODAY])
    for number in range(code[n.CLOSING_COUNT]):
        row = code[n.CLOSING] + number * n.DUE_ROW
        if cells[code[row + n.DUE_CELL]] == cells[n.TODAY]:
            find_due(code, cells, row, cells[n.TODAY])
            run(code, cells, code[row + n.DUE_FIRES])


def advance(code: list[int], cells: list[int], day: int) -> None:
    """Live up to a day and open it; its events are still to come."""
    if cells[n.OPENED] and cells[n.TODAY] == day:
        return
    close_day(code, cells)
    due = next_due(code, cells)
    while due < day and not cells[n.GAVE_UP]:
        open_day(code, cells, due)
        close_day(code, cells)
        due = next_due(code, cells)
    open_day(code, cells, day)
