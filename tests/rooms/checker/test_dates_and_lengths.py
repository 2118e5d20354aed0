"""Dates and lengths: a length after a date, time between dates, days of periods."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.lengths import Lengthy, day_after, length_of
from policylang.checker.values import bounded, days
from policylang.checker.values.bounded import Bounded
from policylang.model.calendar import Period
from policylang.model.expressions import FieldValue
from policylang.syntax import nodes as tree
from tests.rooms.checker.books import book
from tests.rooms.checker.offences import codes_of, condition_of, day, of_test
from tests.rooms.checker.policies import of_visit
from tests.rooms.checker.worth import worth

FIRST, LAST = day("1800-01-01"), day("2999-12-31")


@pytest.mark.parametrize(
    ("expression", "committed", "expected"),
    [
        ("committed + 6 months", "2024-08-31", "2025-02-28"),
        ("committed + 1 years", "2024-02-29", "2025-02-28"),
        ("committed + 2 years 6 months", "2024-08-31", "2027-02-28"),
        ("committed + 1 months + 1 days", "2024-01-31", "2024-03-01"),
        ("committed + 1 days + 1 months", "2024-01-31", "2024-03-01"),
        ("committed + 1 months 1 days", "2024-01-30", "2024-03-01"),
        ("committed - 1 months", "2024-03-31", "2024-02-29"),
        ("committed - 1 weeks", "2024-03-03", "2024-02-25"),
        ("committed + size days", "2024-03-01", "2024-03-06"),
        ("committed + (size + 1) months", "2024-03-01", "2024-09-01"),
        ("committed + (2 years when grave otherwise 1 months)", "2024-03-01", "2026-03-01"),
        ("the day after committed", "2024-02-29", "2024-03-01"),
        ("the day before committed", "2024-03-01", "2024-02-29"),
        ("the first day of the quarter of committed", "2024-05-17", "2024-04-01"),
        ("the last day of the year of committed", "2024-05-17", "2024-12-31"),
        ("the last day of the week of committed", "2024-02-26", "2024-03-03"),
        ("the larger of committed and final", "2024-02-26", "2024-06-01"),
        ("quarter", "2024-05-17", "2024-04-01"),
    ],
)
def test_a_date_is_reckoned_from_another(expression: str, committed: str, expected: str) -> None:
    test = condition_of(f"{expression} is {expected}")
    fields = [day(committed), day("2024-06-01"), 5, 1, 0, 0, 0]
    assert worth(test, fields) == 1
    assert worth(condition_of(f"{expression} is not {expected}"), fields) == 0


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("days since committed to final", 152),
        ("full weeks since committed to final", 21),
        ("full months since committed to final", 5),
        ("full years since committed to final", 0),
        ("full years since 2020-02-29 to final", 4),
        ("days since final to committed", 0),
        ("full months since final to committed", 0),
        ("wait", 152),
    ],
)
def test_time_between_dates_is_counted_in_full_units(expression: str, expected: int) -> None:
    fields = [day("2024-01-01"), day("2024-06-01"), 5, 1, 0, 0, 0]
    assert worth(condition_of(f"{expression} is {expected}"), fields) == 1


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("final - committed > 3", ["PL203"]),
        ("final + committed < the date", ["PL203"]),
        ("2 years - committed < the date", ["PL203"]),
        ("committed + 3 < the date", ["PL203"]),
        ("committed - size < the date", ["PL203"]),
        ("2 years + 3 < 5", ["PL203"]),
        ("2 * 3 months < 5", ["PL203"]),
        ("2 years > 3 months", ["PL202"]),
        ("2 years is 24 months", ["PL202"]),
        ("2 years > 3", ["PL202"]),
        ("committed + (3 USD) days < the date", ["PL201"]),
        ("committed + 99999 years < the date", ["PL229"]),
        ("committed - 3000 years < the date", ["PL229"]),
        ("days since size > 3", ["PL201"]),
        ("full months since committed to size > 3", ["PL201"]),
        ("the day after size < the date", ["PL201"]),
        ("the first day of the month of size < the date", ["PL201"]),
        ("(committed when grave otherwise size) < the date", ["PL202"]),
        ("(committed when size otherwise final) < the date", ["PL205"]),
    ],
)
def test_what_is_not_a_date_or_a_length_is_said(test: str, expected: list[str]) -> None:
    assert of_test(test) == expected


def test_a_length_is_no_amount() -> None:
    assert of_visit("loses 2 years") == ["PL201"]


@pytest.mark.parametrize(
    ("parts", "months", "rest"),
    [
        (((2, "years"), (6, "months")), 30, 0),
        (((10, "days"), (1, "years")), 12, 10),
        (((3, "weeks"),), 0, 21),
    ],
)
def test_a_length_is_months_and_then_days(
    parts: tuple[tuple[int, tree.Unit], ...], months: int, rest: int
) -> None:
    node = tree.Length(tuple((tree.Quantity(Decimal(count)), unit) for count, unit in parts))
    length = length_of(node, Scope("a test"), book(), "a test lasts")
    assert length is not None
    assert (length.months.constant, length.days.constant) == (months, rest)


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [(0, "days", ["PL223"]), (-1, "years", ["PL223"]), (1, "days", []), (1, "months", [])],
)
def test_a_length_is_a_day_or_more(count: int, unit: tree.Unit, expected: list[str]) -> None:
    asked = book()
    length = length_of(
        tree.Length(((tree.Quantity(Decimal(count)), unit),)),
        Scope("a test"),
        asked,
        "a test lasts",
    )
    assert [each.code.number for each in asked.report.diagnostics()] == expected
    assert (length is None) == bool(expected)


@pytest.mark.parametrize(("unit", "expected"), [(None, ["PL204"]), ("points", ["PL201"])])
def test_a_number_of_no_unit_of_time_is_no_length(unit: str | None, expected: list[str]) -> None:
    asked = book()
    assert length_of(tree.Quantity(Decimal(3), unit), Scope(""), asked, "a test lasts") is None
    assert [each.code.number for each in asked.report.diagnostics()] == expected


dates = st.integers(FIRST, LAST)
spans = st.tuples(dates, dates).map(lambda ends: (min(ends), max(ends)))
counts = st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)).map(
    lambda ends: (min(ends), max(ends))
)


@given(spans, counts, st.data())
def test_bounds_of_a_day_months_later_are_kept(
    span: tuple[int, int], months: tuple[int, int], data: st.DataObject
) -> None:
    moved = days.months_later(
        Bounded(FieldValue(0), *span),
        Bounded(FieldValue(1), *months),
        next_day=data.draw(st.booleans()),
    )
    at = [data.draw(st.integers(*span)), data.draw(st.integers(*months))]
    assert moved.low <= worth(moved.expression, at) <= moved.high


@given(spans, spans, st.data())
def test_bounds_of_time_between_days_are_kept(
    span: tuple[int, int], other: tuple[int, int], data: st.DataObject
) -> None:
    first, last = Bounded(FieldValue(0), *span), Bounded(FieldValue(1), *other)
    at = [data.draw(st.integers(*span)), data.draw(st.integers(*other))]
    for between in (
        days.days_between(first, last),
        days.full_months_between(first, last, next_day=data.draw(st.booleans())),
    ):
        assert between.low <= worth(between.expression, at) <= between.high


@given(spans, st.sampled_from(Period), st.sampled_from(("first", "last")), st.data())
def test_bounds_of_the_edge_of_a_period_are_kept(
    span: tuple[int, int], period: Period, which: str, data: st.DataObject
) -> None:
    edge = days.edge(Bounded(FieldValue(0), *span), period, "first" if which == "first" else "last")
    at = [data.draw(st.integers(*span))]
    assert edge.low <= worth(edge.expression, at) <= edge.high


@given(dates, st.integers(1, 12_000), st.integers(0, 5_000))
def test_a_length_before_is_taken_months_first(start: int, months: int, rest: int) -> None:
    length = Lengthy(bounded.constant(months), bounded.constant(rest))
    earlier = day_after(bounded.constant(start), length, book(), sign=-1)
    if not earlier.overflows:
        assert earlier.constant is not None
        assert earlier.constant <= start - 28 * months - rest


def test_the_calendar_ends_where_it_is_said_to_end() -> None:
    assert datetime.date(9998, 12, 31).toordinal() == days.LAST
    assert not days.days_later(bounded.constant(days.LAST - 1), bounded.constant(1)).overflows
    assert days.days_later(bounded.constant(days.LAST), bounded.constant(1)).overflows
    assert days.days_later(bounded.constant(days.FIRST), bounded.constant(-1)).overflows


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        ("(2 years when grave otherwise 30 days)", []),
        ("(2 years when grave otherwise 30 days) + 1 weeks", []),
        ("(2 years when grave otherwise 0 days)", []),
        ("size days", []),
        ("(size - 1) days", ["PL223"]),
        ("0 days", ["PL223"]),
        ("(size + 1) days", []),
        ("1 months (size) days", []),
        ("(days since committed to final) days", []),
        ("5 USD", ["PL201"]),
        ("5", ["PL204"]),
        ("grace days", []),
    ],
)
def test_a_status_may_last_no_time_but_not_less(length: str, expected: list[str]) -> None:
    assert codes_of(f"begins ban for {length} on final") == expected
