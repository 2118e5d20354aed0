"""What a policy says of persons, one by one and side by side."""

from __future__ import annotations

import pytest

from policylang.model.expressions import AttributeValue, Balance
from tests.rooms.checker.policies import HEADER, codes, machine, visit


def person(*clauses: str) -> str:
    return "person {\n" + "".join(f"  {each}\n" for each in clauses) + "}\n"


def test_attributes_may_change_and_one_of_them_begins_the_timeline() -> None:
    people = person(
        "loan: points from 0 to 9",
        "consents: yes or no = yes, may change",
        "licensed: date",
        "begins on licensed",
        "scored only while consents",
    )
    built = machine(people, visit("loses loan"))
    assert (built.changeable, built.begins, built.consent) == ((1,), 2, AttributeValue(1))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("begins on licensed", []),
        ("begins on lisensed", ["PL101"]),
        ("begins on loan", ["PL201"]),
        ("scored only while loan > 5", []),
        ("scored only while s > 5", ["PL117"]),
        ("scored only while loan", ["PL205"]),
    ],
)
def test_when_a_person_is_scored_depends_on_the_person_alone(
    clause: str, expected: list[str]
) -> None:
    people = person("loan: points from 0 to 9", "licensed: date", clause)
    assert codes(people, visit("loses loan")) == expected


def test_events_may_be_withdrawn_where_the_policy_says_so() -> None:
    header = HEADER.replace("}", "  events may be withdrawn\n}")
    assert machine(visit("loses 1"), header=header).voids
    assert not machine(visit("loses 1")).voids


# --- rankings ------------------------------------------------------------------------------


def ranking(*rows: str) -> str:
    return "ranking t {\n" + "".join(f"  {each}\n" for each in rows) + "}\n"


GAME = (
    "action game {\n  opponent: name\n  goals: number from 0 to 99\n  earns 3 per 1 of goals\n}\n"
)


def test_a_ranking_orders_by_keys_one_after_the_other() -> None:
    rows = (
        "by s, highest first",
        "then sum of goals of game where opponent is tied ever, highest first",
        "then count of game ever, lowest first",
    )
    (found,) = machine(GAME, ranking(*rows)).rankings
    assert [(key.descending, key.among_tied) for key in found.keys] == [
        (True, False),
        (True, True),
        (False, False),
    ]
    assert found.keys[0].value == Balance()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["by s, highest first"], []),
        ([], ["PL340"]),
        (["by s > 5, highest first"], []),
        (["by goals, highest first"], ["PL117"]),
        (["by zzz, highest first"], ["PL101"]),
    ],
)
def test_a_ranking_orders_by_something_that_has_more_and_less(
    rows: list[str], expected: list[str]
) -> None:
    assert codes(GAME, ranking(*rows)) == expected
