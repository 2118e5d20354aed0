from __future__ import annotations

import pytest

from tests.rooms.checker.policies import HEADER, SCORE, checked, visit

FIELD = "action x {\n  n: number from 0 to 9\n"


def unused(*blocks: str) -> list[str]:
    found = checked("\n".join((HEADER, SCORE, *blocks))).diagnostics
    return [each.code.number for each in found]


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("earns 1", ["PL309"]),
        ("earns 1 per 2 of n", []),
        ("earns 1 when n > 5", []),
        ("earns 1 when n < n + n", []),
        ("earns 1 when n >= n", ["PL305"]),
        ("costs n * 1 USD\n  earns 1", []),
        ("earns 1 when count of x where n > 5 ever > 1", []),
        ("earns 1 when sum of n of x ever > 1", []),
        ("earns 1 when count of x where n > this n ever > 1", []),
        ("earns 1 when count of x ever > 1", ["PL309"]),
    ],
)
def test_a_field_is_read_by_something(use: str, expected: list[str]) -> None:
    assert unused(f"{FIELD}  {use}\n}}\n") == expected


def test_a_field_that_only_another_action_sums_is_used() -> None:
    other = "action y {\n  loses 1 when sum of n of x this calendar day > 5\n}\n"
    assert unused(f"{FIELD}  earns 1\n}}\n", other) == []


def test_a_field_that_is_only_compared_with_an_event_that_is_counted_is_used() -> None:
    looks = "earns 1 when count of x where n > this least ever > 1"
    other = f"action y {{\n  least: number from 0 to 9\n  {looks}\n}}\n"
    assert unused(f"{FIELD}  earns 1\n}}\n", other) == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("action y {\n  loses 1\n}\n", ["PL308"]),
        ("action y {\n  loses loan\n}\n", []),
        ("action y {\n  loses 1 when loan > 5\n}\n", []),
        ('perk y {\n  when loan > 5\n  grants "tea"\n}\n', []),
        ("define y {\n  means loan > 5\n}\n", ["PL313"]),
        ("action y {\n  loses 1 when d\n}\ndefine d {\n  means loan > 5\n}\n", []),
        ("action y {\n  loan: date\n  loses 1 when loan > 2018-01-01\n}\n", ["PL109"]),
    ],
)
def test_an_attribute_is_read_by_something(block: str, expected: list[str]) -> None:
    assert unused("person {\n  loan: points from 0 to 9\n}\n", block) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("action y {\n  loses 1\n}\n", ["PL313"]),
        ("action y {\n  loses most\n}\n", []),
        ("action y {\n  loses 1, at most most per calendar day\n}\n", []),
        ("action y {\n  n: points from 0 to most\n  loses n\n}\n", []),
        ("assumed {\n  other = most + 1\n}\n", ["PL313"]),
    ],
)
def test_a_figure_is_read_by_something(block: str, expected: list[str]) -> None:
    assert unused("reported {\n  most = 9\n}\n", block) == expected


def test_figures_of_the_score_and_of_grades_are_used() -> None:
    score = "score s {\n  starts at first\n  stays within least to most\n}\n"
    grades = "grades of s {\n  A from bound\n  B below\n}\n"
    block = "assumed {\n  first = 5\n  least = 0\n  most = 9\n  bound = 7\n}\n"
    assert [e.code.number for e in checked(HEADER + score + grades + block).diagnostics] == []


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["action y {\n}\n"], ["PL310"]),
        (["action y {\n  by choice\n  costs 5 USD\n}\n"], ["PL310"]),
        (["action y {\n  loses 1\n}\n"], []),
        (["action y {\n}\n", "action z {\n  loses 1 when count of y ever > 1\n}\n"], []),
        (["action y {\n}\n", 'perk z {\n  when count of y ever > 1\n  grants "tea"\n}\n'], []),
    ],
)
def test_an_action_has_an_effect_or_is_counted(blocks: list[str], expected: list[str]) -> None:
    assert unused(*blocks) == expected


def test_every_field_of_the_action_with_all_kinds_can_be_unused() -> None:
    assert unused(visit("loses 1")) == ["PL309"] * 8


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["loses 1"], ["PL313"]),
        (["loses 1 on late"], []),
        (["loses 1 when late > 2018-01-31"], []),
        (["loses 1 when count of late of x ever > 1"], []),
        (["later means late + 3 days", "loses 1 on later"], []),
        (["loses 1, at most 2 per late"], []),
    ],
)
def test_what_is_worked_out_of_an_event_is_read_by_something(
    clauses: list[str], expected: list[str]
) -> None:
    lines = "".join(f"  {each}\n" for each in ("late means the date + 3 days", *clauses))
    assert unused(f"action x {{\n{lines}}}\n") == expected
