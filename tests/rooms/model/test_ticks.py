from __future__ import annotations

import calendar
import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.model.machine import Grant, Machine, Monthly, Once, Origin, Schedule, Yearly
from policylang.model.ticks import first_day, ticks_between
from tests.rooms.model.machines import day, machine_of

EMPTY = machine_of('policy p {\n  title "t"\n}\nscore s {\n  starts at 0\n}\n')
ERA = (day("1999-12-01"), day("2005-03-02"))
days = st.integers(*ERA)


def with_schedules(
    *schedules: Schedule | None, opens: int | None = None, closes: int | None = None
) -> Machine:
    grants = tuple(
        Grant("perk", f"g{number}", "", None, None, each, None, None, ("x",), Origin(""))
        for number, each in enumerate(schedules)
    )
    header = attrs.evolve(EMPTY.header, opens=opens, closes=closes)
    return attrs.evolve(EMPTY, header=header, grants=grants)


def is_due(schedule: Schedule | None, date: datetime.date) -> bool:
    """Whether a day is one of a schedule, by looking at that day alone."""
    length = calendar.monthrange(date.year, date.month)[1]
    match schedule:
        case Once(ordinal):
            return date.toordinal() == ordinal
        case Yearly(month, due):
            return date.month == month and date.day == min(due, length)
        case Monthly(due):
            return date.day == min(due or length, length)
        case None:
            return False


schedules = st.one_of(
    st.none(),
    st.builds(Once, days),
    st.builds(Yearly, st.integers(1, 12), st.integers(1, 29)),
    st.builds(Monthly, st.none() | st.integers(1, 31)),
)


@given(st.lists(schedules, max_size=4), days, days, st.none() | days, st.none() | days)
def test_what_is_due_is_what_each_single_day_says(
    listed: list[Schedule | None], first: int, last: int, opens: int | None, closes: int | None
) -> None:
    machine = with_schedules(*listed, opens=opens, closes=closes)
    expected = tuple(
        (ordinal, number)
        for ordinal in range(first, last + 1)
        if (opens is None or opens <= ordinal) and (closes is None or ordinal <= closes)
        for number, schedule in enumerate(listed)
        if is_due(schedule, datetime.date.fromordinal(ordinal))
    )
    assert ticks_between(machine, first, last) == expected


def test_both_ends_are_included() -> None:
    machine = with_schedules(Yearly(12, 1))
    due = day("2018-12-01")
    assert ticks_between(machine, due, due) == ((due, 0),)
    assert ticks_between(machine, due + 1, due + 364) == ()
    assert ticks_between(machine, due - 364, due - 1) == ()
    assert ticks_between(machine, due, due - 1) == ()


def test_the_29th_of_february_is_the_28th_in_a_common_year() -> None:
    machine = with_schedules(Yearly(2, 29))
    due = ticks_between(machine, day("1999-01-01"), day("2001-12-31"))
    expected = ["1999-02-28", "2000-02-29", "2001-02-28"]
    assert [datetime.date.fromordinal(each).isoformat() for each, _ in due] == expected


def test_what_is_due_on_one_day_comes_in_the_order_of_the_file() -> None:
    machine = with_schedules(Monthly(None), Once(day("2018-12-31")), Yearly(12, 31))
    last = day("2018-12-31")
    assert ticks_between(machine, last, last) == ((last, 0), (last, 1), (last, 2))


@pytest.mark.parametrize(
    ("since", "opens", "events", "expected"),
    [
        ("2018-05-01", "2014-01-01", ["2019-01-01"], "2018-05-01"),
        (None, "2014-01-01", ["2019-01-01"], "2014-01-01"),
        (None, None, ["2019-01-01", "2020-01-01"], "2019-01-01"),
        (None, None, [], "2021-06-30"),
    ],
)
def test_a_timeline_begins_with_the_first_day_that_is_known(
    since: str | None, opens: str | None, events: list[str], expected: str
) -> None:
    machine = with_schedules(opens=None if opens is None else day(opens))
    given_day = None if since is None else day(since)
    found = first_day(machine, given_day, [day(each) for each in events], day("2021-06-30"))
    assert found == day(expected)
