from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.model.calendar import Period, day_in_month, period_end, period_start

#: Two leap years, one of them a century, and the years around them.
FIRST = datetime.date(1995, 12, 25)
LAST = datetime.date(2005, 1, 10)
days = st.dates(datetime.date(1800, 1, 1), datetime.date(2999, 12, 31))


def name_of_period(date: datetime.date, period: Period) -> object:
    """What two days of one period have in common, found another way than by arithmetic."""
    return {
        Period.DAY: date,
        Period.WEEK: date.isocalendar()[:2],
        Period.MONTH: (date.year, date.month),
        Period.QUARTER: (date.year, (date.month + 2) // 3),
        Period.YEAR: date.year,
    }[period]


def all_days() -> Iterator[datetime.date]:
    for day in range(FIRST.toordinal(), LAST.toordinal() + 1):
        yield datetime.date.fromordinal(day)


@pytest.mark.parametrize("period", Period)
def test_a_period_begins_and_ends_where_its_name_changes(period: Period) -> None:
    start = None
    before: object = None
    for date in all_days():
        day = date.toordinal()
        name = name_of_period(date, period)
        if name != before and before is not None:
            if start is not None:
                assert period_end(day - 1, period) == day
            start = day
        before = name
        if start is not None:
            assert period_start(day, period) == start


@given(days, st.sampled_from(Period))
def test_a_day_lies_in_its_own_period(date: datetime.date, period: Period) -> None:
    day = date.toordinal()
    start, end = period_start(day, period), period_end(day, period)
    assert start <= day < end
    assert period_start(end, period) == end
    assert period_start(end - 1, period) == start
    assert period_end(start, period) == end


def test_a_week_starts_on_monday() -> None:
    monday = datetime.date(2018, 12, 3)
    for offset in range(7):
        assert period_start(monday.toordinal() + offset, Period.WEEK) == monday.toordinal()
    assert period_start(monday.toordinal() - 1, Period.WEEK) == monday.toordinal() - 7


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2018, 2, 28, "2018-02-28"),
        (2018, 2, 29, "2018-02-28"),
        (2020, 2, 29, "2020-02-29"),
        (1900, 2, 29, "1900-02-28"),
        (2000, 2, 29, "2000-02-29"),
        (2018, 4, 30, "2018-04-30"),
        (2018, 4, 31, "2018-04-30"),
        (2018, 12, 31, "2018-12-31"),
        (2018, 12, 1, "2018-12-01"),
    ],
)
def test_a_day_a_month_does_not_have_is_its_last_day(
    year: int, month: int, day: int, expected: str
) -> None:
    assert day_in_month(year, month, day) == datetime.date.fromisoformat(expected).toordinal()
