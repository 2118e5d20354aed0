"""Grades of several scores, their versions, and what keeps a grade down."""

from __future__ import annotations

import datetime

import pytest

from policylang.model.expressions import InStatus, Least, RankOf, every_part
from policylang.model.machine import Move
from tests.rooms.checker.policies import codes, machine, visit

MILES = "score miles {\n  starts at 0\n  stays within 0 to 1000\n}\n"
BAN = "status ban {\n}\n"
OF_S = "grades of s {\n  A from 100\n  B from 50\n  C below\n}\n"
OF_MILES = "grades of miles {\n  gold from 500\n  basic below\n}\n"


def of_s(*clauses: str, a: int = 100, names: str = "ABC") -> str:
    top, middle, rest = names
    rows = (f"{top} from {a}", f"{middle} from 50", f"{rest} below", *clauses)
    return "grades of s {\n" + "".join(f"  {each}\n" for each in rows) + "}\n"


def test_every_score_may_have_grades_in_order_of_the_scores() -> None:
    perk = 'perk p {\n  for gold of miles\n  grants "tea"\n}\n'
    built = machine(MILES, OF_MILES, OF_S, visit("loses 1 s"), perk)
    assert [grading.score for grading in built.gradings] == [0, 1]
    assert (built.grants[0].grading, built.grants[0].ranks) == (1, (0,))
    assert codes(MILES, OF_MILES, OF_S, visit("loses 1 s"), perk.replace(" of miles", "")) == [
        "PL103"
    ]


def test_a_grade_is_dropped_to_in_its_own_score() -> None:
    built = machine(
        MILES, OF_MILES, OF_S, visit("drops s to grade B", "drops miles to grade basic")
    )
    assert [rule.effect.score for rule in built.rules if isinstance(rule.effect, Move)] == [0, 1]
    assert codes(MILES, OF_S, visit("drops miles to grade B")) == ["PL103"]


def test_versions_of_grades_follow_one_another() -> None:
    old, new = of_s("in force until 2019-12-31"), of_s("in force from 2020-01-01", a=120)
    (grading,) = machine(old, new, visit("loses 1 when grade is A")).gradings
    first, second = grading.versions
    assert (first.opens, first.closes) == (None, datetime.date(2019, 12, 31).toordinal())
    assert (second.opens, second.closes) == (datetime.date(2020, 1, 1).toordinal(), None)
    assert [version.grades[0].low for version in grading.versions] == [100, 120]


def test_a_drop_is_to_the_grade_of_the_day() -> None:
    old, new = of_s("in force until 2019-12-31"), of_s("in force from 2020-01-01", a=120)
    (rule,) = machine(old, new, visit("drops to grade B")).rules
    assert isinstance(rule.effect, Move)
    assert isinstance(rule.effect.target, Least)
    values = {getattr(each, "value", None) for each in every_part(rule.effect.target)}
    assert {99, 119} <= values


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("until 2019-12-31", "from 2020-01-01", []),
        ("until 2019-12-31", "from 2020-01-02", ["PL344"]),
        ("until 2020-01-01", "from 2020-01-01", ["PL335"]),
        ("from 2018-01-01", "until 2017-12-31", []),
        ("until 2019-12-31", "from 2020-01-01, also for the past", []),
    ],
)
def test_every_day_has_its_grades(first: str, second: str, expected: list[str]) -> None:
    blocks = of_s(f"in force {first}"), of_s(f"in force {second}")
    assert codes(*blocks, visit("loses 1")) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("in force from 2018-01-01", []),
        ("in force from 2018-01-02", ["PL344"]),
        ("in force until 2019-12-31", ["PL344"]),
    ],
)
def test_one_version_covers_the_days_of_the_policy(clause: str, expected: list[str]) -> None:
    assert codes(of_s(clause), visit("loses 1")) == expected


def test_versions_have_the_same_grades() -> None:
    old, new = of_s("in force until 2019-12-31"), of_s("in force from 2020-01-01", names="ABD")
    assert codes(old, new, visit("loses 1")) == ["PL146"]
    assert codes(OF_S, OF_S, visit("loses 1")) == ["PL118"]


def test_a_grade_is_held_down_while_something_holds() -> None:
    held = of_s("no better than C while ban")
    built = machine(BAN, held, visit("begins ban for 1 months", "loses 1 when grade is A"))
    (hold,) = built.gradings[0].holds
    assert (hold.rank, hold.condition) == (2, InStatus(0))
    condition = built.rules and built.actions[0].choices[1].arms[0].condition
    assert condition is not None
    assert any(isinstance(each, RankOf) for each in every_part(condition))
    assert codes(BAN, of_s("no better than D while ban"), visit("begins ban")) == ["PL103"]
    assert codes(BAN, of_s("no better than C while s"), visit("begins ban")) == ["PL205"]


@pytest.mark.parametrize(("last", "expected"), [("", ["PL335"]), (", also for the past", [])])
def test_grades_that_reach_back_are_followed_only_by_others_that_do(
    last: str, expected: list[str]
) -> None:
    first = of_s("in force until 2019-12-31")
    second = of_s("in force from 2020-01-01, also for the past", "in force until 2020-12-31")
    third = of_s(f"in force from 2021-01-01{last}", a=120)
    assert codes(first, second, third, visit("loses 1")) == expected
