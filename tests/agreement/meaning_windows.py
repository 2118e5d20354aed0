"""Windows and schedules as calendar dates, for whoever reads a policy without an engine."""

from __future__ import annotations

import datetime

from policylang.syntax import nodes as tree

Day = datetime.date


def in_window(window: tree.Window | tree.AnyDays, day: int, today: int) -> bool:
    """Whether the window that ends today holds a day that is not after today."""
    match window:
        case tree.Ever():
            return True
        case tree.SlidingWindow(length, "weeks"):
            return today - day < 7 * length
        case tree.SlidingWindow(length) | tree.AnyDays(length):
            return today - day < length
        case tree.CalendarWindow(period):
            return _named(Day.fromordinal(day), period) == _named(Day.fromordinal(today), period)
    raise TypeError(window)


def _named(day: Day, period: str) -> tuple[int, ...]:
    """The period that holds a day, named so that two days of one period have one name."""
    match period:
        case "day":
            return day.year, day.month, day.day
        case "week":
            return tuple(day.isocalendar())[:2]
        case "month":
            return day.year, day.month
        case "quarter":
            return day.year, (day.month + 2) // 3
        case "year":
            return (day.year,)
    raise ValueError(period)


def falls_on(schedule: tree.EveryYear | tree.EveryMonth | tree.OnceOn, date: Day) -> bool:
    """Whether a perk is due on a date. A day that a month lacks is its last day."""
    ends = (date + datetime.timedelta(days=1)).month != date.month
    match schedule:
        case tree.OnceOn(day):
            return date == day.value
        case tree.EveryMonth(None):
            return ends
        case tree.EveryMonth(day):
            return date.day == day or (ends and date.day < day)
        case tree.EveryYear(day, month):
            return date.month == month and (date.day == day or (ends and date.day < day))
    raise TypeError(schedule)
