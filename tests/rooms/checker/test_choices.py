"""Choices: beside a value that is one of them, a name is one of them, wherever it stands."""

from __future__ import annotations

import pytest

from tests.rooms.checker.policies import codes, diagnostics, visit

PERSON = "person {\n  first: one of {minor, serious}\n  other: one of {serious, minor}\n}\n"
TABLE = "table t {\n  by kind: one of {minor, serious}\n  minor: 1\n  serious: 2\n}\n"
DEFINED = "define last {\n  means the latest kind of visit ever if none first\n}\n"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("the latest kind of visit ever if none first is minor", []),
        ("the latest kind of visit ever if none other is minor", ["PL210"]),
        ("the latest kind of visit ever if none size is minor", ["PL210"]),
        ("the latest kind of visit ever if none (first when paid otherwise minor) is minor", []),
        ("the latest kind of visit ever if none (5 when paid otherwise 3) is minor", ["PL202"]),
        ("(minor when paid otherwise serious) is kind", []),
        ("kind is (minor when paid otherwise serious when size > 5 otherwise first)", []),
        ("kind is (minor when paid otherwise other)", ["PL210"]),
        ("kind is (minor when paid otherwise 5)", ["PL202"]),
        ("(first when paid otherwise kind) is minor", []),
        ("(minor when paid otherwise kind when size > 5 otherwise serious) is minor", []),
        ("(minor when paid otherwise serous when size > 5 otherwise kind) is minor", ["PL210"]),
        ("last is minor", []),
        ("kind is last", []),
        ("(last when paid otherwise minor) is first", []),
        ("last is first", []),
        ("last is other", ["PL210"]),
    ],
)
def test_choices_of_one_list_stand_for_one_another(condition: str, expected: list[str]) -> None:
    assert codes(visit(f"loses 1 when {condition}"), PERSON, DEFINED) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("(minor when paid otherwise serious)", []),
        ("(minor when paid otherwise kind)", []),
        ("(minor when paid otherwise last)", []),
        ("last", []),
        ("(minor when paid otherwise other)", ["PL201"]),
        ("(minor when paid otherwise minr)", ["PL210"]),
    ],
)
def test_a_key_of_a_table_is_one_of_its_choices(key: str, expected: list[str]) -> None:
    assert codes(visit(f"loses t of {key}"), PERSON, DEFINED, TABLE) == expected


def test_a_definition_may_be_compared_before_it_is_written() -> None:
    early = "define early {\n  means first is last\n}\n"
    assert codes(visit("loses 1 when early"), PERSON, early, DEFINED) == []


def test_a_misspelt_choice_of_a_key_is_told_from_those_there_are() -> None:
    (found,) = diagnostics(visit("loses t of (minor when paid otherwise seriuos)"), PERSON, TABLE)
    assert found.help == "did you mean `serious`?"
