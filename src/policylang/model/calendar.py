"""Days and calendar periods as integers.

A day is its proleptic Gregorian ordinal (`datetime.date.toordinal`), in the policy's time zone.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from enum import StrEnum


class Period(StrEnum):
    """A stretch of the calendar. Weeks start on Monday, quarters in January, April and so on."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


#: Months in one period, where a period is made of months.
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def period_start(day: int, period: Period) -> int:
    """First day of the period that holds `day`."""
    if period is Period.DAY:
        return day
    if period is Period.WEEK:
        return day - (day - 1) % 7  # ordinal 1 was a Monday
    date = datetime.date.fromordinal(day)
    length = _MONTHS[period]
    return date.replace(month=(date.month - 1) // length * length + 1, day=1).toordinal()


def period_end(day: int, period: Period) -> int:
    """First day after the period that holds `day`."""
    if period is Period.DAY:
        return day + 1
    if period is Period.WEEK:
        return day - (day - 1) % 7 + 7
    date = datetime.date.fromordinal(day)
    length = _MONTHS[period]
    months = date.year * 12 + (date.month - 1) // length * length + length
    return datetime.date(months // 12, months % 12 + 1, 1).toordinal()


def day_in_month(year: int, month: int, day: int) -> int:
    """That day of a month, or the last day of the month where it is shorter."""
    return datetime.date(year, month, min(day, monthrange(year, month)[1])).toordinal()
