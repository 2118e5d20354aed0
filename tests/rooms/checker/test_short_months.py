"""What is reckoned in months needs to be told what becomes of the 31st (PL343)."""

from __future__ import annotations

import pytest

from tests.rooms.checker.policies import HEADER, checked, visit, whole

PERSON = "person {\n  born: date\n  wait: number from 1 to 9\n}\n"
SCORE = "score s {\n  starts at 100\n  stays within 0 to 200\n  keeps lots\n}\n"
STATUS = "status ban {\n}\n"


def places(*blocks: str, header: str = HEADER) -> list[str]:
    """The places that PL343 points at first."""
    text = whole(PERSON, STATUS, *blocks, header=header, score=SCORE)
    found = [each for each in checked(text).diagnostics if each.code.number == "PL343"]
    return [each.labels[0].span.text for each in found]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("begins ban for 6 months", ["6 months"]),
        ("begins ban for wait months", ["wait months"]),
        ("begins ban for 30 days", []),
        ("begins ban for 4 weeks", []),
        ("begins ban until day + 1 years", ["day + 1 years"]),
        ("begins ban until 2018-03-28 + wait months", []),
        ("begins ban until 2018-03-29 + wait months", ["2018-03-29 + wait months"]),
        ("begins ban until 2018-03-31 + 6 months", []),  # a day of the calendar like any other
        ("earns 1, expires after 2 years", ["2 years"]),
        ("earns 1, expires after 30 days at the end of the month", []),
        ("earns 1 when full years since born >= 18", ["full years since born"]),
        ("earns 1 when full weeks since born >= 18", []),
        ("earns 1 when full months since 2018-01-15 >= 18", []),
        ("earns 1 when count of visit in the last 3 months > 3", ["in the last 3 months"]),
        ("earns 1 when count of visit within 1 years > 3", ["within 1 years"]),
        ("earns 1 when count of visit in the last 90 days > 3", []),
        ("earns 1 when count of visit this year from born > 3", ["this year from born"]),
        ("earns 1 when count of visit this year from 1 November > 3", []),
        ("earns 1 when count of visit this calendar month > 3", []),
        ("earns 1, at most 5 in any 3 months", ["in any 3 months"]),
        ("earns 1, at most 5 per year from born", ["per year from born"]),
        ("earns 1, at most 5 per calendar year", []),
    ],
)
def test_what_hangs_on_short_months_is_asked_about(clause: str, expected: list[str]) -> None:
    assert places(visit(clause)) == expected


@pytest.mark.parametrize(
    ("trigger", "asked"),
    [
        ("every 1 years from born", True),
        ("every 14 days from born", False),
        ("every 1 months from 2018-01-15", False),
        ("every month on day 15", False),
        ("every month on the last day", False),
        ("after 6 months without visit", True),
        ("after every wait years without visit", True),
        ("after 30 days without visit", False),
        ("once on born + 18 years", True),
    ],
)
def test_triggers_that_hang_on_short_months_are_asked_about(trigger: str, asked: bool) -> None:
    assert bool(places(visit("loses 1"), f"rule r {{\n  {trigger}\n  earns 1\n}}\n")) is asked


@pytest.mark.parametrize("said", ["end on the last day", "run to the next day"])
def test_nothing_is_asked_of_a_policy_that_says_it(said: str) -> None:
    header = HEADER.replace("}", f"  short months {said}\n}}")
    assert places(visit("begins ban for 6 months"), header=header) == []


def test_it_is_asked_once_at_the_first_place() -> None:
    assert places(visit("begins ban for 6 months", "earns 1, expires after 1 years")) == [
        "6 months"
    ]
