from __future__ import annotations

import pytest

from tests.rooms.checker.policies import codes, diagnostics, of_visit, underlined, visit


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("number > 8", []),
        ("number > 9", ["PL304"]),
        ("number >= 9", []),
        ("number >= 10", ["PL304"]),
        ("number > 0", []),
        ("number >= 0", ["PL305"]),
        ("number > -1", ["PL305"]),
        ("number < 1", []),
        ("number < 0", ["PL304"]),
        ("number <= 0", []),
        ("number <= 8", []),
        ("number <= 9", ["PL305"]),
        ("number < 10", ["PL305"]),
        ("number is 9", []),
        ("number is 10", ["PL304"]),
        ("number is not 10", ["PL305"]),
        ("amount > 999.99 USD", []),
        ("amount > 1,000 USD", ["PL304"]),
        ("s > 199", []),
        ("s > 200", ["PL304"]),
        ("s >= 0", ["PL305"]),
        ("count of visit ever >= 0", ["PL305"]),
        ("count of visit ever > 0", []),
        ("count of visit ever > 999,999", []),
        ("count of visit ever > 1,000,000", ["PL304"]),
        ("sum of number of visit ever > 8,999,999", []),
        ("sum of number of visit ever > 9,000,000", ["PL304"]),
        ("the date >= 1800-01-01", ["PL305"]),
        ("the date > 2999-12-31", ["PL304"]),
        ("the date > 2999-12-30", []),
        ("day < 1800-01-01", ["PL304"]),
        ("paid is paid", ["PL305"]),
        ("number < number", ["PL304"]),
        ("yes", ["PL305"]),
        ("no", ["PL304"]),
        ("5 > 4", ["PL305"]),
        ("number > 5 and number < 6", ["PL304"]),
        ("number > 5 and number < 7", []),
        ("number > 5 or number < 6", ["PL305"]),
        ("number > 5 or number < 5", []),
        ("not number > 9", ["PL304"]),
        ("number > 5 and paid and 6 > number", ["PL304"]),
        ("number > 5 and size < 6", []),
    ],
)
def test_a_condition_can_hold_and_can_fail(condition: str, expected: list[str]) -> None:
    assert of_visit(f"loses 1 when {condition}") == expected


def test_the_innermost_condition_that_is_settled_is_reported() -> None:
    (found,) = diagnostics(visit("loses 1 when paid and not (number > 9 and paid)"))
    assert found.message == "`number > 9` can never hold"
    assert underlined(found) == ["number > 9"]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["loses 3 when number > 5", "loses 2 otherwise when number > 2", "loses 1 otherwise"], []),
        (["loses 3 when number > 2", "loses 2 otherwise when number > 5"], ["PL306"]),
        (["loses 3 when number > 2", "loses 2 otherwise when number > 2"], ["PL306"]),
        (["loses 3 when number > 2", "loses 2 otherwise when number >= 2"], []),
        (["loses 3 when number > 2", "loses 2 otherwise when number <= 2", "loses 1 otherwise"],
         ["PL306"]),
        (["loses 3 when number > 2", "loses 2 otherwise when number < 2", "loses 1 otherwise"], []),
        (["loses 3 when number < 5 and paid", "loses 2 otherwise when number < 5"], []),
        (["loses 3 when number < 5", "loses 2 otherwise when number < 5 and paid"], ["PL306"]),
        (["loses 3 when number > 5", "loses 2 when number > 6"], []),
        (["loses 3 when number >= 0", "loses 2 otherwise"], ["PL305", "PL306"]),
        (["loses 3 when number > 9", "loses 2 otherwise"], ["PL304"]),
        (["loses 3 when number > 5", "loses 2 otherwise when number > 9", "loses 1 otherwise"],
         ["PL304"]),
    ],
)  # fmt: skip
def test_a_rule_of_a_choice_is_left_some_case(clauses: list[str], expected: list[str]) -> None:
    assert of_visit(*clauses) == expected


def test_the_rules_that_cover_a_case_are_shown() -> None:
    (found,) = diagnostics(
        visit("loses 3 when number > 2", "loses 2 otherwise when number < 3", "loses 1 otherwise")
    )
    assert underlined(found) == [
        "loses 1 otherwise",
        "loses 3 when number > 2",
        "loses 2 otherwise when number < 3",
    ]


def test_of_very_many_rules_that_cover_a_case_the_nearest_are_shown() -> None:
    many = [f"loses 1 otherwise when number > 8 and size > {n}" for n in range(20)]
    (found,) = diagnostics(visit("loses 1 when number > 5", *many[:0], *many[19:]))
    assert len(found.labels) == 2
    chain = [f"loses 1 {'otherwise ' if n else ''}when number is {n}" for n in range(9)]
    (last,) = diagnostics(visit(*chain, "loses 2 otherwise when number > 3 and number < 3"))
    assert last.code.number == "PL304"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["loses 1 otherwise"], ["PL314"]),
        (["loses 2", "loses 1 otherwise"], ["PL314"]),
        (["loses 2 when paid", "loses 1 otherwise"], []),
        (["loses 2 when paid", "loses 1 otherwise", "loses 3 otherwise"], ["PL314"]),
        (["loses 2 when paid", "loses 1 otherwise when number > 5", "loses 3 otherwise"], []),
        (["loses 2 when paid", "loses 1 when number > 5", "loses 3 otherwise"], ["PL319"]),
        (["loses 2 when paid", "loses 1 when number > 5", "loses 3 otherwise when size > 5"], []),
        (["loses 2 when paid", "loses 4", "loses 1 when number > 5", "loses 3 otherwise"], []),
    ],
)
def test_otherwise_goes_on_with_a_condition(clauses: list[str], expected: list[str]) -> None:
    assert of_visit(*clauses) == expected


GRADES = "grades of s {\n  A from 150\n  B from 50\n  C below\n}\n"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("loses 0", ["PL317"]),
        ("loses 1", []),
        ("earns 0 * size", ["PL317"]),
        ("earns size", []),
        ("earns 1 per 1,000 USD of amount", []),
        ("earns 1 per 1,000.01 USD of amount", ["PL317"]),
        ("earns 1 per started 1,001 USD of amount", []),
        ("sets to s", ["PL317"]),
        ("sets to s + 1", []),
        ("multiplies by 100%", ["PL317"]),
        ("drops to grade A", ["PL317"]),
        ("drops to grade B", []),
        ("earns 1, at most 0 per calendar day", ["PL317"]),
        ("earns 1, at most 0 times per calendar day", ["PL317"]),
        ("earns 1, at most 1 times per calendar day", []),
    ],
)
def test_a_rule_changes_something(clause: str, expected: list[str]) -> None:
    assert codes(visit(clause), GRADES) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", []), ("200", []), ("-1", ["PL320"]), ("201", ["PL320"]), ("s + 500", [])],
)
def test_a_score_is_set_to_a_value_inside_its_range(value: str, expected: list[str]) -> None:
    assert of_visit(f"sets to {value}") == expected
