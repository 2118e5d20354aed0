"""Days and calendar periods as integers.

A day is its proleptic Gregorian ordinal (`datetime.date.toordinal`), in the policy's time zone.
"""

from __future__ import annotations

import datetime
from calendar import isleap
from enum import StrEnum
from typing import Final


class Period(StrEnum):
    """A stretch of the calendar. Weeks start on Monday, quarters in January, April and so on."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


#: Days of each month, counted from 1; February has one more in a leap year.
_DAYS: Final = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

#: The last day there is.
LAST_DAY: Final = datetime.date.max.toordinal()

#: Months in one period, where a period is made of months.
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def iso(day: int) -> str:
    """A day as it is written: `2018-12-01`."""
    return datetime.date.fromordinal(day).isoformat()


def period_start(day: int, period: Period) -> int:
    """First day of the period that holds `day`; 0 for a day that is not given (0)."""
    if period is Period.DAY or day < 1:
        return max(day, 0)
    if period is Period.WEEK:
        return day - (day - 1) % 7  # ordinal 1 was a Monday
    date = datetime.date.fromordinal(min(day, LAST_DAY))
    length = _MONTHS[period]
    return date.replace(month=(date.month - 1) // length * length + 1, day=1).toordinal()


def period_end(day: int, period: Period) -> int:
    """First day after the period that holds `day`."""
    if period is Period.DAY:
        return day + 1
    if period is Period.WEEK:
        return day - (day - 1) % 7 + 7
    date = datetime.date.fromordinal(min(day, LAST_DAY))
    length = _MONTHS[period]
    months = date.year * 12 + (date.month - 1) // length * length + length
    if months // 12 > datetime.MAXYEAR:
        return LAST_DAY + 1
    return datetime.date(months // 12, months % 12 + 1, 1).toordinal()


def _last_of(year: int, month: int) -> int:
    """The last day of a month."""
    return _DAYS[month] + (month == 2 and isleap(year))


def day_in_month(year: int, month: int, day: int) -> int:
    """That day of a month, or the last day of the month where it is shorter."""
    return datetime.date(year, month, min(day, _last_of(year, month))).toordinal()


def period_last(day: int, period: Period) -> int:
    """Last day of the period that holds `day`; 0 for a day that is not given (0)."""
    return period_end(day, period) - 1 if day > 0 else 0


def add_months(day: int, months: int, *, next_day: bool = False) -> int:
    """The same day of the month, `months` months later (earlier, if negative).

    Where that month is too short it is its last day, or with `next_day` the first of the next.
    A day that is not given (0) stays so. Beyond the first and the last day there is it is that day.
    """
    if day < 1:
        return 0
    date = datetime.date.fromordinal(min(day, LAST_DAY))
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return 1 if year < datetime.MINYEAR else LAST_DAY
    last = _last_of(year, month + 1)
    if date.day > last:
        end = datetime.date(year, month + 1, last).toordinal()
        return end + 1 if next_day else end
    return datetime.date(year, month + 1, date.day).toordinal()


def months_between(first: int, last: int, *, next_day: bool = False) -> int:
    """How many full months lie between two days: the most that can be added to the first.

    0 where the second is earlier, or one of them is not given (0).
    """
    if not 0 < first <= last:
        return 0
    first, last = min(first, LAST_DAY), min(last, LAST_DAY)
    start, end = datetime.date.fromordinal(first), datetime.date.fromordinal(last)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(first, months, next_day=next_day) <= last else months - 1


def year_start(day: int, month: int, day_of_month: int) -> int:
    """First day of the year that begins on a day of a month and holds `day`."""
    year = datetime.date.fromordinal(day).year
    start = day_in_month(year, month, day_of_month)
    if start <= day or year == datetime.MINYEAR:
        return start if start <= day else 0
    return day_in_month(year - 1, month, day_of_month)


def anniversary(anchor: int, day: int, *, next_day: bool = False) -> int:
    """The latest anniversary of `anchor` (itself included) that is not after `day`.

    0 where `day` lies before the anchor.
    """
    if day < anchor:
        return 0
    years = months_between(anchor, day, next_day=next_day) // 12
    return add_months(anchor, 12 * years, next_day=next_day)
