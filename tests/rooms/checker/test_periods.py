"""Named periods: stretches in order, or one season."""

from __future__ import annotations

import pytest

from tests.rooms.checker.offences import day
from tests.rooms.checker.policies import codes, machine, visit

USE = visit("loses 1 when the date is in p")


def period(*clauses: str) -> str:
    return "period p {\n" + "".join(f"  {each}\n" for each in clauses) + "}\n"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["from 2018-07-01 to 2018-08-31"], []),
        (["from 2018-07-01 to 2018-07-01"], []),
        (["from 2018-07-01 to 2018-08-31", "from 2018-09-01 to 2018-09-02"], []),
        (["every year from 1 December to 28 February"], []),
        (["every year from 29 February to 29 February"], []),
        (["from 2018-09-01 to 2018-08-31"], ["PL213"]),
        (["from 2018-07-01 to 2018-08-31", "from 2018-08-31 to 2018-09-02"], ["PL325"]),
        (["from 2018-07-01 to 2018-08-31", "from 2017-08-31 to 2017-09-02"], ["PL325"]),
        (["every year from 1 July to 31 August", "from 2018-08-31 to 2018-09-02"], ["PL326"]),
        (["every year from 1 July to 31 August"] * 2, ["PL108"]),
        (["every year from 1 July to 31 June"], ["PL010"]),
        ([], ["PL112"]),
    ],
)
def test_stretches_are_in_order_and_apart(clauses: list[str], expected: list[str]) -> None:
    assert codes(USE, period(*clauses)) == expected


def test_a_period_is_days_or_a_season() -> None:
    built = machine(USE, period("from 2018-07-01 to 2018-08-31")).periods[0]
    assert (built.stretches, built.season) == (((day("2018-07-01"), day("2018-08-31")),), None)
    built = machine(USE, period("every year from 1 December to 28 February")).periods[0]
    assert (built.stretches, built.season) == ((), (12, 1, 2, 28))


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("the date is in p", []),
        ("day is not in p", []),
        ("count of visit this p > 1", []),
        ("number is in p", ["PL201"]),
        ("the date is in q", ["PL122"]),
        ("count of visit this q > 1", ["PL122"]),
        ("p", ["PL101"]),
    ],
)
def test_a_period_is_asked_for_by_its_name(test: str, expected: list[str]) -> None:
    found = codes(visit(f"loses 1 when {test}"), period("from 2018-07-01 to 2018-08-31"))
    assert found == expected
