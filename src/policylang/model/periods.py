"""Stretches of the calendar: which one a day lies in."""

from __future__ import annotations

import datetime

from policylang.model.calendar import LAST_DAY, day_in_month
from policylang.model.machine import NamedPeriod


def stretch_of(period: NamedPeriod, day: int) -> tuple[int, int] | None:
    """First and last day of the stretch of a named period that holds a day; None outside.

    A day that is not given (0) lies in none.
    """
    if not 0 < day <= LAST_DAY:
        return None
    for first, last in period.stretches:
        if first <= day <= last:
            return first, last
    if period.season is None:
        return None
    first_month, first_day, last_month, last_day = period.season
    over_new_year = (last_month, last_day) < (first_month, first_day)
    year = datetime.date.fromordinal(day).year
    for start in (year - 1, year) if over_new_year else (year,):
        if start < datetime.MINYEAR or start + over_new_year > datetime.MAXYEAR:
            continue
        first = day_in_month(start, first_month, first_day)
        last = day_in_month(start + over_new_year, last_month, last_day)
        if first <= day <= last:
            return first, last
    return None
