"""The next day on which a schedule is due, against a look at every day."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.model import expressions as e
from policylang.model import machine as m
from policylang.model.calendar import LAST_DAY, Period, add_months, day_in_month, period_last
from policylang.model.ticks import NEVER, next_due

DATE = e.Constant(0)
SCHEDULES: list[m.Schedule] = [
    m.Yearly(2, 29),
    m.Yearly(12, 1),
    m.Monthly(None),
    m.Monthly(30),
    m.Once(736_500),
    m.OnDay(DATE),
    m.Recurring(DATE, 1, 0),
    m.Recurring(DATE, 12, 0, next_day=True),
    m.Recurring(DATE, 5, 0),
    m.Recurring(DATE, 0, 10),
    *(m.EndOf(period) for period in Period),
]


def is_due(schedule: m.Schedule, day: int, date: int) -> bool:
    """The definition, for one day."""
    today = datetime.date.fromordinal(day)
    match schedule:
        case m.Once(that_day):
            return day == that_day
        case m.OnDay():
            return day == date
        case m.Yearly(month, number):
            return day == day_in_month(today.year, month, number)
        case m.Monthly(number):
            return day == day_in_month(today.year, today.month, number or 31)
        case m.EndOf(period):
            return day == period_last(day, period)
        case m.Recurring(_, 0, days):
            return day > date and (day - date) % days == 0
        case m.Recurring(_, months, _, next_day):
            return any(
                day == add_months(date, months * step, next_day=next_day) for step in range(1, 60)
            )


@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
@given(after=st.integers(736_000, 737_000), date=st.integers(735_900, 737_100))
def test_the_next_day_is_the_first_that_is_due(schedule: m.Schedule, after: int, date: int) -> None:
    due = next_due(schedule, after, date)
    days = range(after + 1, after + 1500)
    assert due == next((day for day in days if is_due(schedule, day, date)), NEVER)


@pytest.mark.parametrize("schedule", [m.OnDay(DATE), m.Recurring(DATE, 1, 0)])
def test_nothing_is_due_from_a_date_that_is_not_given(schedule: m.Schedule) -> None:
    assert next_due(schedule, 736_000, 0) == NEVER


@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
def test_the_calendar_comes_to_an_end(schedule: m.Schedule) -> None:
    assert next_due(schedule, LAST_DAY, 736_000) == NEVER
    assert next_due(schedule, LAST_DAY - 1, 736_000) >= LAST_DAY
