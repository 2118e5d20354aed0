from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import codes
from policylang.core.diagnostics import Code
from policylang.model.values import InputProblem, local_date, read_date

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("raw", ["2018-12-01", " 2018-12-01\n", datetime.date(2018, 12, 1)])
def test_a_date_is_written_as_year_month_and_day(raw: object) -> None:
    assert read_date(raw) == datetime.date(2018, 12, 1)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("2018-02-29", "there is no day `2018-02-29` in the calendar"),
        ("2018-13-01", "there is no day `2018-13-01` in the calendar"),
        ("0000-01-01", "there is no day `0000-01-01` in the calendar"),
        ("1799-12-31", "`1799-12-31` is not between the years 1800 and 2999"),
        ("3000-01-01", "`3000-01-01` is not between the years 1800 and 2999"),
        ("01.12.2018", "`01.12.2018` is not a date"),
        ("2018-12-1", "`2018-12-1` is not a date"),
        ("20181201", "`20181201` is not a date"),
        ("", "`` is not a date"),
        (None, "`None` is not a date"),
        (20181201, "`20181201` is not a date"),
        (datetime.datetime(2018, 12, 1), "`2018-12-01 00:00:00` is not a date"),  # noqa: DTZ001
    ],
)
def test_what_is_no_date_is_refused(raw: object, says: str) -> None:
    with pytest.raises(InputProblem) as caught:
        read_date(raw)
    assert (caught.value.code, caught.value.message) == (codes.BAD_DATE, says)


@pytest.mark.parametrize("raw", ["1800-01-01", "2999-12-31", "2000-02-29"])
def test_the_first_and_last_day_are_dates(raw: str) -> None:
    assert read_date(raw).isoformat() == raw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2018-12-01", "2018-12-01"),
        ("2018-12-01T15:59:59Z", "2018-12-01"),
        ("2018-12-01T16:00:00Z", "2018-12-02"),
        ("2018-12-01 23:59:59+08:00", "2018-12-01"),
        ("2018-12-01t23:59:59.999999-12:00", "2018-12-02"),
        (datetime.datetime(2018, 12, 1, 16, tzinfo=datetime.UTC), "2018-12-02"),
    ],
)
def test_a_moment_lies_on_the_day_it_has_in_the_zone_of_the_policy(
    raw: object, expected: str
) -> None:
    assert local_date(raw, SHANGHAI).isoformat() == expected


@given(st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2900, 1, 1)), st.data())  # noqa: DTZ001
def test_a_moment_is_the_same_day_however_its_zone_is_written(
    moment: datetime.datetime, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(-14 * 60, 14 * 60))
    zone = datetime.timezone(datetime.timedelta(minutes=offset))
    aware = moment.replace(tzinfo=datetime.UTC)
    expected = aware.astimezone(SHANGHAI).date()
    assert local_date(aware.astimezone(zone).isoformat(), SHANGHAI) == expected
    assert local_date(aware.astimezone(zone), SHANGHAI) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2018-12-01T14:30:00", codes.TIMESTAMP_WITHOUT_ZONE),
        (datetime.datetime(2018, 12, 1, 14), codes.TIMESTAMP_WITHOUT_ZONE),  # noqa: DTZ001
        ("2018-12-01T25:00:00Z", codes.BAD_DATE),
        ("2018-02-30T12:00:00Z", codes.BAD_DATE),
        ("2018-12-01T", codes.BAD_DATE),
        ("2018-12-01x12:00:00Z", codes.BAD_DATE),
        ("2999-12-31T23:00:00Z", codes.BAD_DATE),
        ("2018-12-01T14:30:00.0000000000000+08:00garbage", codes.BAD_DATE),
        ("2018-12-01T14:30:00.0000000000000+08:00" + " " * 60 + "x", codes.BAD_DATE),
        (datetime.datetime.max.replace(tzinfo=datetime.UTC), codes.BAD_DATE),
        (datetime.datetime.min.replace(tzinfo=datetime.timezone.max), codes.BAD_DATE),
    ],
)
def test_moments_that_say_no_day_are_refused(raw: object, code: Code) -> None:
    with pytest.raises(InputProblem) as caught:
        local_date(raw, SHANGHAI)
    assert caught.value.code is code


@given(st.text(max_size=60) | st.text("0123456789-T:+Z. ", max_size=45))
def test_any_text_is_a_day_or_refused(raw: str) -> None:
    found = attempt(raw)
    if isinstance(found, InputProblem):
        assert found.message.isprintable()
    else:
        assert 1800 <= found.year <= 2999


def attempt(raw: str) -> datetime.date | InputProblem:
    try:
        return local_date(raw, SHANGHAI)
    except InputProblem as problem:
        return problem
