"""Named periods: the stretch of days that holds a day."""

from __future__ import annotations

import datetime
from bisect import bisect_right

from policylang.model.calendar import day_in_month
from policylang.model.machine import NamedPeriod

#: First and last day, both included.
Stretch = tuple[int, int]


def stretch_holding(period: NamedPeriod, day: int) -> Stretch | None:
    """The stretch of a named period that a day lies in; None where it lies in none."""
    if day < 1:
        return None
    place = bisect_right(period.stretches, (day, day)) - 1
    for at in (place, place + 1):  # one that begins on the very day may sort behind it
        if 0 <= at < len(period.stretches) and _holds(period.stretches[at], day):
            return period.stretches[at]
    return None if period.season is None else _season_holding(period.season, day)


def _season_holding(season: tuple[int, int, int, int], day: int) -> Stretch | None:
    """The season of a year; one that runs over the new year began the year before, perhaps."""
    month, first, last_month, last = season
    over = (last_month, last) < (month, first)
    year = datetime.date.fromordinal(day).year
    for begun in (year, year - 1) if over else (year,):
        if datetime.MINYEAR <= begun and begun + over <= datetime.MAXYEAR:
            stretch = (
                day_in_month(begun, month, first),
                day_in_month(begun + over, last_month, last),
            )
            if _holds(stretch, day):
                return stretch
    return None


def _holds(stretch: Stretch, day: int) -> bool:
    return stretch[0] <= day <= stretch[1]
