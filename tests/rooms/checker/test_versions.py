"""Versions of one block: which one holds on a day, and where they get in each other's way."""

from __future__ import annotations

import datetime

import attrs
import pytest

from policylang.checker.check import check
from policylang.core.source import SourceFile
from policylang.model.expressions import (
    All,
    AsOf,
    Compare,
    Constant,
    FieldValue,
    Relation,
    Today,
)
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from tests.rooms.checker.policies import codes, machine, visit, whole

OLD, NEW = datetime.date(2019, 12, 31).toordinal(), datetime.date(2020, 1, 1).toordinal()
BEFORE = Compare(Relation.AT_MOST, Today(), Constant(OLD))
AFTER = Compare(Relation.AT_LEAST, Today(), Constant(NEW))
ASKED = Compare(Relation.AT_LEAST, AsOf(), Constant(NEW))


def action(*clauses: str) -> str:
    return "action a {\n" + "".join(f"  {each}\n" for each in clauses) + "}\n"


def conditions(*blocks: str) -> list[object]:
    built = machine(*blocks)
    return [arm.condition for choice in built.actions[0].choices for arm in choice.arms]


def test_versions_of_an_action_are_one_action_whose_rules_ask_for_the_day() -> None:
    old = action("loses 5", "in force until 2019-12-31")
    new = action("loses 6", "in force from 2020-01-01")
    assert len(machine(old, new).actions) == 1
    assert conditions(old, new) == [BEFORE, AFTER]


def test_the_condition_of_a_rule_is_asked_beside_that_of_its_version() -> None:
    new = action("loses 6 when s > 50", "loses 5 otherwise", "in force from 2020-01-01")
    first, second = conditions(new)
    assert isinstance(first, All)
    assert first.parts[0] == AFTER
    assert len(first.parts) == 2
    assert second == AFTER


def test_a_version_that_is_in_force_for_the_past_is_chosen_by_the_day_that_is_asked_about() -> None:
    old = action("loses 5", "in force until 2019-12-31")
    new = action("loses 6", "in force from 2020-01-01, also for the past")
    first, second = conditions(old, new)
    assert second == ASKED
    assert isinstance(first, All)
    assert first.parts == (BEFORE, Compare(Relation.LESS, AsOf(), Constant(NEW)))


def test_a_version_for_the_past_that_ends_leaves_the_days_after_it_alone() -> None:
    old = action("loses 5", "in force until 2019-12-31")
    new = action(
        "loses 6", "in force from 2020-01-01, also for the past", "in force until 2020-12-31"
    )
    last = action("loses 7", "in force from 2021-01-01")
    first, second, third = conditions(old, new, last)
    assert isinstance(second, All)
    assert second.parts[0] == ASKED
    assert first == All((BEFORE, Compare(Relation.LESS, AsOf(), Constant(NEW))))
    assert third == Compare(
        Relation.AT_LEAST, Today(), Constant(datetime.date(2021, 1, 1).toordinal())
    )


def test_a_version_is_judged_by_the_moment_it_names() -> None:
    moments = "moments committed, final"
    old = action(moments, "loses 5 on final", "in force until 2019-12-31 judged by committed")
    new = action("loses 6 on final", "in force from 2020-01-01 judged by committed")
    assert conditions(old, new) == [
        Compare(Relation.AT_MOST, FieldValue(0), Constant(OLD)),
        Compare(Relation.AT_LEAST, FieldValue(0), Constant(NEW)),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("until 2019-12-31", "from 2020-01-01", []),
        ("until 2020-01-01", "from 2020-01-01", ["PL335"]),
        ("until 2019-12-31", "until 2018-12-31", ["PL335"]),
        ("from 2019-12-31", "from 2020-12-31", ["PL335"]),
        ("until 2019-06-30", "from 2020-01-01", []),
        ("until 2019-12-31 judged by day", "from 2020-01-01 judged by day", []),
        ("until 2019-12-31 judged by day", "from 2020-01-01 judged by other", ["PL147"]),
        ("until 2019-12-31 judged by day", "from 2020-01-01", ["PL147"]),
        ("until 2019-12-31 judged by dya", "from 2020-01-01 judged by dya", ["PL120", "PL120"]),
    ],
)
def test_versions_follow_one_another(first: str, second: str, expected: list[str]) -> None:
    fields = ("day: date", "other: date")
    old = action(*fields, "loses 5", f"in force {first}")
    assert codes(old, action("loses 6", f"in force {second}")) == expected


def test_two_blocks_that_do_not_say_when_are_two_of_one_name() -> None:
    assert codes(action("loses 5"), action("loses 6")) == ["PL106"]
    assert codes(action("loses 5"), action("loses 6", "in force from 2020-01-01")) == ["PL335"]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("n: number from 0 to 9", []), ("n: number from 0 to 8", ["PL146"]), ("by chance", ["PL146"])],
)
def test_later_versions_say_the_same_of_an_event_or_nothing(
    clause: str, expected: list[str]
) -> None:
    old = action("n: number from 0 to 9", "loses 1 per 1 of n", "in force until 2019-12-31")
    new = action(clause, "loses 2 per 1 of n", "in force from 2020-01-01")
    assert codes(old, new) == expected


def test_versions_of_a_rule_with_one_trigger_are_one_rule() -> None:
    old = "rule r {\n  every year on 1 May\n  loses 5\n  in force until 2019-12-31\n}\n"
    new = old.replace("loses 5", "loses 6").replace("until 2019-12-31", "from 2020-01-01")
    (reaction,) = machine(visit("loses 1"), old, new).reactions
    assert [choice.arms[0].condition for choice in reaction.choices] == [BEFORE, AFTER]


def test_versions_of_a_rule_with_other_triggers_are_rules_that_nobody_can_count() -> None:
    old = "rule r {\n  every year on 1 May\n  loses 5\n  in force until 2019-12-31\n}\n"
    new = old.replace("1 May", "2 May").replace("until 2019-12-31", "from 2020-01-01")
    assert [each.name for each in machine(visit("loses 1"), old, new).reactions] == ["r", "r"]
    assert codes(visit("loses 1 when count of r ever > 2"), old, new) == ["PL146"]
    assert codes(visit("loses 1 when count of r ever > 2"), old) == []


def test_a_version_of_a_perk_is_a_perk_with_a_condition() -> None:
    old = 'perk p {\n  every year on 1 May\n  grants "tea"\n  in force until 2019-12-31\n}\n'
    new = old.replace("tea", "soup").replace("until 2019-12-31", "from 2020-01-01")
    first, second = machine(visit("loses 1"), old, new).grants
    assert (first.condition, second.condition) == (BEFORE, AFTER)
    assert (first.place, second.place) == (0, 1)


@pytest.mark.parametrize("block", ["rule r", "perk p"])
def test_nothing_is_judged_where_no_event_is_in_sight(block: str) -> None:
    does = "loses 5" if block == "rule r" else 'grants "tea"'
    judged = "in force from 2020-01-01 judged by day"
    clauses = f"{block} {{\n  every year on 1 May\n  {does}\n  {judged}\n}}\n"
    assert codes(visit("loses 1"), clauses) == ["PL147"]
    upon = clauses.replace("every year on 1 May", "on visit")
    assert codes(visit("loses 1"), upon) == []


@pytest.mark.parametrize("clause", [{"judged": tree.Name("day")}, {"past": True}])
def test_a_whole_policy_is_in_force_on_days(clause: dict[str, object]) -> None:
    parsed = parse(SourceFile("a", whole(visit("loses 1"))))
    assert parsed.tree is not None
    policy, *others = parsed.tree.items
    assert isinstance(policy, tree.PolicyBlock)
    clauses = tuple(
        attrs.evolve(each, **clause) if isinstance(each, tree.InForce) else each
        for each in policy.clauses
    )
    found = check(tree.PolicyFile((attrs.evolve(policy, clauses=clauses), *others)))
    assert [each.code.number for each in found.diagnostics if each.is_error] == ["PL147"]
