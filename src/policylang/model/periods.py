"""Stretches of the calendar: which one a day lies in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from policylang.model.calendar import LAST_DAY, day_in_month
from policylang.model.machine import NamedPeriod

#: First and last day, both included.
Stretch = tuple[int, int]
#: First month and day, last month and day, of every year.
Season = tuple[int, int, int, int]


def stretch_of(period: NamedPeriod, day: int) -> Stretch | None:
    """First and last day of the stretch of a named period that holds a day; None outside.

    A day that is not given (0) lies in none.
    """
    return stretch_among(period.stretches, period.season, day)


def stretches_between(period: NamedPeriod, first: int, last: int) -> tuple[Stretch, ...]:
    """The days from `first` to `last` that lie in a named period, by the stretch they lie in."""
    found: list[tuple[Stretch, Stretch]] = []
    for day in range(first, last + 1):
        stretch = stretch_of(period, day)
        if stretch is None:
            continue
        if found and found[-1][0] == stretch and found[-1][1][1] == day - 1:
            found[-1] = stretch, (found[-1][1][0], day)
        else:
            found.append((stretch, (day, day)))
    return tuple(days for _, days in found)


def stretch_among(stretches: Iterable[Stretch], season: Season | None, day: int) -> Stretch | None:
    """The same of stretches and a season that have no name."""
    for first, last in stretches:
        if first <= day <= last:
            return first, last
    if season is None or not 0 < day <= LAST_DAY:
        return None
    first_month, first_day, last_month, last_day = season
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
