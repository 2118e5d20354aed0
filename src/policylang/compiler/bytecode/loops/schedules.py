"""The next day on which a schedule is due, as `model.ticks` has it."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.calendar import (
    LAST_DAY_THERE_IS,
    LAST_YEAR_THERE_IS,
    date_of,
    day_in_month,
    last_day_of,
    month_of,
    months_from_to,
    months_later,
    year_of,
)


def recurring_after(start: int, after: int, months: int, days: int, next_day: int) -> int:
    """The same of what recurs every so many months, or days, after a start."""
    if start < 1:
        return n.NEVER
    if days:
        return start + days * max((after - start) // days + 1, 1)
    step = max(months_from_to(start, after, next_day) // months, 0) + 1
    due = months_later(start, step * months, next_day)
    return due if due > after else n.NEVER


def due_after(code: list[int], schedule: int, after: int, date: int) -> int:
    """The first day after `after` on which a schedule is due; `NEVER` if there is none.

    Args:
        date: what its day, or its start, comes to for the person; 0 where it is not given.
    """
    after = max(after, 0)
    if after >= LAST_DAY_THERE_IS:
        return n.NEVER
    kind, first, second = (
        code[schedule + n.SCHEDULE_KIND],
        code[schedule + n.SCHEDULE_A],
        code[schedule + n.SCHEDULE_B],
    )
    if kind == n.ONCE:
        return first if first > after else n.NEVER
    if kind == n.ON_DAY:
        return date if date > after else n.NEVER
    if kind == n.END_OF:
        return last_day_of(after + 1, first)
    if kind == n.YEARLY or kind == n.MONTHLY:
        date = date_of(max(after, 1))
        year = year_of(date)
        step = 12 if kind == n.YEARLY else 1
        month = first if kind == n.YEARLY else month_of(date)
        for _ in range(3):
            if year <= LAST_YEAR_THERE_IS:
                day = day_in_month(year, month, second)
                if day > after:
                    return day
            month += step
            if month > 12:
                month -= 12
                year += 1
        return n.NEVER
    return recurring_after(date, after, first, second, code[schedule + n.SCHEDULE_C])
