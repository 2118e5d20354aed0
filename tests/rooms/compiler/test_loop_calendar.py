"""The calendar of the bytecode loops is that of `model.calendar`, on every kind of day there is."""

from __future__ import annotations

import calendar
import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from policylang.compiler.bytecode.loops import calendar as loops
from policylang.compiler.bytecode.loops import clocks, schedules
from policylang.compiler.bytecode.loops import numbers as n
from policylang.model import calendar as model
from policylang.model import expressions as e
from policylang.model import periods, ticks
from policylang.model.machine import (
    EndOf,
    Monthly,
    Once,
    OnDay,
    Recurring,
    Schedule,
    Yearly,
)

_LAST = model.LAST_DAY
#: The ends of the calendar, and of months on which rules for leap years and short months meet.
_EDGES = [
    datetime.date(year, month, calendar.monthrange(max(year, 1), month)[1]).toordinal() + more
    for year in (1, 4, 1900, 2000, 2023, 2024, 2100, 9998, 9999)
    for month in range(1, 13)
    for more in (-1, 0, 1)
]
_DAYS = st.sampled_from([0, 1, 2, *_EDGES, _LAST]) | st.integers(0, _LAST + 3)
_INSIDE = _DAYS.map(lambda day: min(max(day, 1), _LAST))
_MONTHS = st.integers(-40, 40) | st.sampled_from([-120_000, 120_000])
_DATES = st.tuples(st.integers(1, 12), st.integers(1, 31)).map(
    lambda date: (date[0], min(date[1], calendar.monthrange(2024, date[0])[1]))
)
_PERIODS = list(model.Period)


def test_days_and_dates_are_those_of_the_calendar() -> None:
    for day in {*range(1, _LAST, 211), *(min(each, _LAST) for each in _EDGES), _LAST}:
        date = datetime.date.fromordinal(day)
        assert loops.date_of(day) == date.year * 10_000 + date.month * 100 + date.day
        assert loops.day_of(date.year, date.month, date.day) == day


@given(_DAYS, _MONTHS, st.booleans())
def test_months_later(day: int, months: int, next_day: bool) -> None:
    assert loops.months_later(day, months, next_day) == model.add_months(
        day, months, next_day=next_day
    )


def test_every_month_has_its_last_day() -> None:
    for year in (1900, 2000, 2023, 2024, 2100):
        for month in range(1, 13):
            assert loops.last_of(year, month) == calendar.monthrange(year, month)[1]


@given(_DAYS, _DAYS, st.booleans())
@example(1, 1, False)
def test_months_between(first: int, last: int, next_day: bool) -> None:
    for end in (last, first):
        expected = model.months_between(first, end, next_day=next_day)
        assert loops.months_from_to(first, end, next_day) == expected
    if 0 < first <= _LAST:
        expected = model.anniversary(first, last, next_day=next_day)
        assert loops.anniversary(first, last, next_day) == expected


@given(_DAYS, st.sampled_from(_PERIODS))
@example(_LAST, model.Period.YEAR)
def test_periods_begin_and_end(day: int, period: model.Period) -> None:
    number = _PERIODS.index(period)
    assert loops.first_day_of(day, number) == model.period_start(day, period)
    assert loops.last_day_of(day, number) == model.period_last(day, period)


@given(_INSIDE, _DATES)
@example(1, (12, 31))
def test_years_that_begin_on_any_day(day: int, begins: tuple[int, int]) -> None:
    assert loops.year_start(day, *begins) == model.year_start(day, *begins)


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 9)), max_size=3),
    st.none() | st.tuples(_DATES, _DATES),
    _DAYS | st.integers(1, 50),
)
def test_named_periods(
    lengths: list[tuple[int, int]], season: tuple[tuple[int, int], ...] | None, day: int
) -> None:
    stretches = [(first, first + more) for first, more in lengths]
    ends = None if season is None else (*season[0], *season[1])
    code = (
        [len(stretches), *(end for each in stretches for end in each), *(1, *ends)]
        if ends
        else [len(stretches), *(end for each in stretches for end in each), 0, 0, 0, 0, 0]
    )
    asked = {day, *(end for each in stretches for end in each)}
    if ends is not None:  # the very days on which it begins and ends, in each year
        asked |= {model.day_in_month(year, *ends[:2]) for year in (1, 2023, 9999)}
        asked |= {model.day_in_month(year, *ends[2:]) for year in (1, 2024, 9999)}
    for each in asked:
        found = periods.stretch_among(stretches, ends, each)
        expected = (n.NONE, n.NONE) if found is None else found
        assert tuple(loops.stretch_end(code, 0, each, last) for last in (0, 1)) == expected


def test_a_season_of_one_day_and_one_over_the_end_of_a_month() -> None:
    for ends in ((5, 1, 5, 1), (5, 20, 5, 10), (12, 31, 1, 1)):
        for day in range(datetime.date(2023, 1, 1).toordinal(), 739_300):
            found = periods.stretch_among((), ends, day)
            first = loops.stretch_end([0, 1, *ends], 0, day, 0)
            assert first == (n.NONE if found is None else found[0])


def _schedules() -> st.SearchStrategy[tuple[Schedule, list[int]]]:
    """Schedules, with their rows in the code."""
    date = e.AttributeValue(0)

    def recurring(months: int, days: int, next_day: bool) -> tuple[Schedule, list[int]]:
        schedule = Recurring(date, months, days, next_day=next_day)
        return schedule, [n.RECURRING, months, days, int(next_day)]

    return st.one_of(
        _INSIDE.map(lambda day: (Once(day), [n.ONCE, day, 0, 0])),
        st.just((OnDay(date), [n.ON_DAY, 0, 0, 0])),
        _DATES.map(lambda each: (Yearly(*each), [n.YEARLY, *each, 0])),
        st.integers(1, 31).map(lambda day: (Monthly(day), [n.MONTHLY, 0, day, 0])),
        st.sampled_from(_PERIODS[1:]).map(
            lambda each: (EndOf(each), [n.END_OF, _PERIODS.index(each), 0, 0])
        ),
        st.builds(recurring, st.integers(1, 30), st.just(0), st.booleans()),
        st.builds(recurring, st.just(0), st.integers(1, 400), st.just(False)),
    )


@given(_schedules(), _DAYS, _DAYS)
def test_what_is_due_next(
    given_schedule: tuple[Schedule, list[int]], after: int, date: int
) -> None:
    schedule, row = given_schedule
    date = min(date, _LAST)
    asked = {after, date, date - 1, _LAST, _LAST - 1}
    if isinstance(schedule, Once):
        asked |= {schedule.day, schedule.day - 1}
    for each in asked:
        assert schedules.due_after(row, 0, each, date) == ticks.next_due(schedule, each, date)


@given(_INSIDE, st.integers(0, 900), st.integers(0, 15), st.integers(0, 40), st.booleans())
def test_the_first_turn_that_is_over_today_or_later(
    start: int, lived: int, months: int, days: int, next_day: bool
) -> None:
    if start + lived > 3_640_000 or not (months or days):
        return
    code = [0, 0, 0, 0, int(next_day)]
    turns = 1
    while clocks.due_day(code, 0, start, turns * months, turns * days) < start + lived:
        turns += 1
    assert clocks.turns_by(code, 0, start, start + lived, months, days) == turns
    exactly = clocks.due_day(code, 0, start, 3 * months, 3 * days)
    assert clocks.turns_by(code, 0, start, exactly, months, days) <= 3
    assert clocks.due_day(code, 0, start, months, days) == (
        model.add_months(start, months, next_day=next_day) + days
    )
