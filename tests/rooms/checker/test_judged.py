"""Which version applies is known when a rule happens, and when a timeline begins."""

from __future__ import annotations

import pytest

from tests.rooms.checker.policies import codes


def versions(moment: str, judged: str) -> str:
    """Two versions of an action with two dates."""
    return "".join(
        f"action a {{\n  moments noticed, billed\n  earns {points} on {moment}\n"
        f"  in force {when} judged by {judged}\n}}\n"
        for points, when in ((1, "until 2019-12-31"), (2, "from 2020-01-01"))
    )


@pytest.mark.parametrize(
    ("moment", "judged", "expected"),
    [
        ("noticed", "billed", ["PL348", "PL348"]),
        ("noticed", "noticed", []),
        ("billed", "noticed", []),
        ("billed", "billed", []),
    ],
)
def test_a_rule_does_not_come_before_the_date_that_judges_it(
    moment: str, judged: str, expected: list[str]
) -> None:
    assert codes(versions(moment, judged)) == expected


@pytest.mark.parametrize(("tail", "expected"), [("", []), (", may change", ["PL228"])])
def test_a_timeline_begins_on_a_date_that_stays(tail: str, expected: list[str]) -> None:
    person = f"person {{\n  joined: date{tail}\n  begins on joined\n}}\n"
    action = "action a {\n  earns 1 when full years since joined >= 1\n}\n"
    assert [code for code in codes(person, action) if code != "PL343"] == expected
