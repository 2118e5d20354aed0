"""Days of the calendar with their bounds: a length later, the edges of periods, time between.

A day that can leave the years 2 to 9998 is marked as an overflow: no engine can reckon with it.
"""

from __future__ import annotations

import datetime
from typing import Final, Literal

import attrs

from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.model.calendar import Period, add_months, months_between, period_end, period_start
from policylang.model.expressions import AddMonths, MonthsBetween, PeriodEdge, Rounding

#: First and last day of the calendar that dates may be reckoned to (ordinals).
FIRST: Final = datetime.date(2, 1, 1).toordinal()
LAST: Final = datetime.date(9998, 12, 31).toordinal()


def checked(day: Bounded) -> Bounded:
    """A day, marked as an overflow where it can leave the calendar."""
    if day.low >= FIRST and day.high <= LAST:
        return day
    low, high = max(day.low, FIRST), min(day.high, LAST)
    return attrs.evolve(day, low=min(low, high), high=max(low, high), overflows=True)


def months_later(day: Bounded, months: Bounded, *, next_day: bool) -> Bounded:
    """The same day of the month so many months later (earlier, if negative)."""
    if months.constant == 0:
        return day
    low = add_months(day.low, months.low, next_day=next_day)
    high = add_months(day.high, months.high, next_day=next_day)
    if months.overflows or day.low < FIRST:
        low = FIRST - 1
    expression = AddMonths(day.expression, months.expression, next_day)
    return checked(bounded.built(expression, low, high, [day, months]))


def days_later(day: Bounded, days: Bounded) -> Bounded:
    """The day so many days later (earlier, if negative)."""
    if days.constant == 0:
        return day
    return checked(bounded.add([(1, day), (1, days)]))


def edge(day: Bounded, period: Period, which: Literal["first", "last"]) -> Bounded:
    """The first or last day of the calendar period that holds a day."""
    if period is Period.DAY:
        return day
    reckon = period_start if which == "first" else lambda each, of: period_end(each, of) - 1
    expression = PeriodEdge(day.expression, period, which)
    low, high = reckon(day.low, period), reckon(day.high, period)
    return checked(bounded.built(expression, low, high, [day]))


def days_between(first: Bounded, last: Bounded) -> Bounded:
    """Days from one day to another; 0 where the second is earlier."""
    return bounded.greatest(bounded.NOTHING, bounded.add([(1, last), (-1, first)]))


def full_months_between(first: Bounded, last: Bounded, *, next_day: bool) -> Bounded:
    """Full months from one day to another; 0 where the second is earlier."""
    low = months_between(first.high, last.low, next_day=next_day)
    high = months_between(first.low, last.high, next_day=next_day)
    expression = MonthsBetween(first.expression, last.expression, next_day)
    return bounded.built(expression, low, high, [first, last])


def full_parts(whole: Bounded, of: int) -> Bounded:
    """How many complete parts of a size there are: weeks of days, years of months."""
    return bounded.divided(whole, of, Rounding.DOWN)
