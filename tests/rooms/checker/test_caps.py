from __future__ import annotations

import datetime
from itertools import pairwise

import pytest

from policylang.checker.lints.caps import _PARTS
from policylang.model.calendar import Period, period_end, period_start
from tests.rooms.checker.policies import diagnostics, of_visit, underlined, visit


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("earns 5, at most 10 per calendar year", []),
        ("loses 5, at most 10 in any 30 days", []),
        ("earns 5, at most 10 times per calendar year", []),
        ("sets to 5, at most 1 times per calendar year", []),
        ("sets to 5, at most 1 per calendar year", ["PL215"]),
        ("multiplies by 2, at most 1 per calendar year", ["PL215"]),
        ("earns 5, at most 10 USD per calendar year", ["PL201"]),
        ("earns 5, at most 10 points times per calendar year", ["PL201"]),
        ("earns 5, at most number per calendar year", ["PL216"]),
        ("earns 5, at most 10 per day", []),
        ("earns 5, at most 10 per calendar day", []),
        ("earns 5, at most 10 per week", ["PL221"]),
        ("earns 5, at most 10 per month", ["PL221"]),
        ("earns 5, at most 10 per quarter", ["PL221"]),
        ("earns 5, at most 10 per year", ["PL221"]),
        ("earns 5, at most 10 in any 1 days", []),
        ("earns 5, at most 10 in any 0 days", ["PL218"]),
        ("earns 5, at most 10 in any 439200 days", []),
        ("earns 5, at most 10 in any 439201 days", ["PL218"]),
    ],
)
def test_a_cap_counts_points_or_times_in_a_window(clause: str, expected: list[str]) -> None:
    assert of_visit(clause) == expected


@pytest.mark.parametrize(
    ("caps", "expected"),
    [
        # one kind of window inside another: so many of the one have a day in one of the other
        (["4 per calendar month", "47 per calendar year"], []),
        (["4 per calendar month", "48 per calendar year"], ["PL307"]),
        (["1 per calendar week", "13 per calendar quarter"], []),
        (["1 per calendar week", "14 per calendar quarter"], ["PL307"]),
        (["1 per calendar day", "365 per calendar year"], []),
        (["1 per calendar day", "366 per calendar year"], ["PL307"]),
        # the longer window is the stricter one
        (["10 per calendar year", "9 per calendar month"], []),
        (["10 per calendar year", "10 per calendar month"], ["PL307"]),
        (["10 per calendar month", "19 per calendar week"], []),
        (["10 per calendar month", "20 per calendar week"], ["PL307"]),
        # windows of days
        (["5 in any 10 days", "9 in any 20 days"], []),
        (["5 in any 10 days", "10 in any 20 days"], ["PL307"]),
        (["5 in any 10 days", "10 in any 21 days"], []),
        (["5 in any 10 days", "15 in any 21 days"], ["PL307"]),
        (["5 in any 10 days", "5 in any 3 days"], ["PL307"]),
        (["5 in any 10 days", "4 in any 3 days"], []),
        # the same window
        (["5 per calendar day", "5 per calendar day"], ["PL307"]),
        (["5 per calendar day", "6 per calendar day"], ["PL307"]),
        (["6 per calendar day", "5 per calendar day"], ["PL307"]),
        # times and points: each time grants at most 2 points
        (["3 times per calendar day", "5 per calendar day"], []),
        (["3 times per calendar day", "6 per calendar day"], ["PL307"]),
        (["6 per calendar day", "3 times per calendar day"], ["PL307"]),
        (["1 per calendar day", "2 times per calendar day"], []),
        (["1 times per calendar day", "1 times per calendar month"], ["PL307"]),
        (["1 times per calendar day", "2 times per calendar month"], []),
        (["1 times per calendar day", "31 times per calendar month"], ["PL307"]),
        # windows that do not fit into each other are not compared
        (["1 in any 30 days", "1,000 per calendar year"], []),
    ],
)
def test_a_cap_can_cut_something(caps: list[str], expected: list[str]) -> None:
    listed = ", ".join(f"at most {cap}" for cap in caps)
    assert of_visit(f"earns 2, {listed}") == expected


def test_the_cap_that_is_always_reached_first_is_shown() -> None:
    (found,) = diagnostics(
        visit("earns 2, at most 48 per calendar year, at most 4 per calendar month")
    )
    assert underlined(found) == ["at most 48 per calendar year", "at most 4 per calendar month"]


@pytest.mark.parametrize(("inner", "outer"), _PARTS)
def test_how_many_periods_have_a_day_in_one_of_another_kind(inner: Period, outer: Period) -> None:
    """Counted over the 400 years after which the calendar repeats itself."""
    first = period_start(datetime.date(2000, 1, 1).toordinal(), outer)
    last = datetime.date(2400, 1, 1).toordinal()
    if inner is Period.DAY:
        starts = range(first, last)
    else:
        starts = [period_start(first, inner)]
        while starts[-1] < last:
            starts.append(period_end(starts[-1], inner))
    most, day = 0, first
    place = 0
    while day < last:
        end = period_end(day, outer)
        while place and starts[place] > day:
            place -= 1
        while place + 1 < len(starts) and starts[place + 1] <= day:
            place += 1
        until = place
        while until < len(starts) and starts[until] < end:
            until += 1
        most = max(most, until - place)
        day, place = end, until - 1
    assert most == _PARTS[inner, outer]


def test_all_pairs_of_periods_are_known() -> None:
    order = list(Period)
    assert set(_PARTS) == {(a, b) for a in order for b in order if a != b}
    assert all(a < b for a, b in pairwise(range(len(order))))


def test_very_many_caps_of_one_rule_are_accepted() -> None:
    caps = ", ".join(f"at most {n + 1} in any {n + 1} days" for n in range(300))
    assert of_visit(f"earns 2, {caps}") == []
