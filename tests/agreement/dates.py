"""Windows and due days as calendar dates, for tests that work out results by themselves."""

from __future__ import annotations

import datetime

Day = datetime.date


def same_period(one: int, other: int, period: str) -> bool:
    """Whether two days (ordinals) lie in one calendar period."""
    return _named(Day.fromordinal(one), period) == _named(Day.fromordinal(other), period)


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


def is_monthly(date: Day, day: int | None) -> bool:
    """Whether a date is that day of its month, or the last where the month lacks it; None: last."""
    ends = (date + datetime.timedelta(days=1)).month != date.month
    return ends if day is None else date.day == day or (ends and date.day < day)
