"""Totals over windows: what each holds at its edges, and that forgetting changes nothing."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Ever, Sliding, Window
from policylang.runtime.windows import Everything, Recent, covers


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


WINDOWS = st.one_of(
    st.builds(Sliding, st.integers(1, 40)),
    st.builds(Calendar, st.sampled_from(list(Period))),
    st.just(Ever()),
)


@pytest.mark.parametrize(
    ("window", "inside", "outside", "today"),
    [
        (Sliding(1), "2018-06-02", "2018-06-01", "2018-06-02"),
        (Sliding(365), "2018-01-01", "2017-12-31", "2018-12-31"),
        (Calendar(Period.DAY), "2018-06-02", "2018-06-01", "2018-06-02"),
        (Calendar(Period.WEEK), "2018-06-04", "2018-06-03", "2018-06-10"),
        (Calendar(Period.MONTH), "2020-02-01", "2020-01-31", "2020-02-29"),
        (Calendar(Period.QUARTER), "2018-04-01", "2018-03-31", "2018-06-30"),
        (Calendar(Period.YEAR), "2018-01-01", "2017-12-31", "2018-12-31"),
    ],
)
def test_a_window_holds_its_first_day_and_not_the_one_before(
    window: Window, inside: str, outside: str, today: str
) -> None:
    assert covers(window, day(inside), day(today))
    assert not covers(window, day(outside), day(today))


def test_ever_holds_the_first_day_there_is() -> None:
    assert covers(Ever(), 1, day("2999-12-31"))


@given(
    WINDOWS,
    st.lists(st.tuples(st.integers(0, 50), st.integers(-9, 9), st.integers(0, 400))),
)
def test_forgetting_what_is_out_of_sight_changes_no_reading(
    window: Window, steps: list[tuple[int, int, int]]
) -> None:
    everything, recent = Everything(window), Recent(window)
    today = day("2019-12-20")
    for passed, value, later in steps:
        today += passed
        everything.add(today, value)
        recent.add(today, value)
        assert recent.read(today) == everything.read(today)
        assert recent.read(today + later) == everything.read(today + later)


@given(WINDOWS, st.lists(st.integers(0, 3), max_size=200))
def test_what_is_kept_is_bounded_by_the_window(window: Window, steps: list[int]) -> None:
    recent = Recent(window)
    today = day("2019-12-20")
    for passed in steps:
        today += passed
        recent.add(today, 1)
    assert len(recent.entries) <= (window.days if isinstance(window, Sliding) else 1)
