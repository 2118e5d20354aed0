"""Rules that follow from changes: those that end, and those that could go round for ever."""

from __future__ import annotations

import pytest

from tests.rooms.checker.policies import codes, visit

BAN = "status ban {\n}\n"
MILES = "score miles {\n  starts at 0\n  stays within 0 to 1000\n}\n"


def rule(trigger: str, *does: str, name: str = "r") -> str:
    return f"rule {name} {{\n  {trigger}\n" + "".join(f"  {each}\n" for each in does) + "}\n"


def found(*rules: str) -> list[str]:
    return codes(
        BAN, MILES, visit("loses 1 s", "begins ban for 1 months", "loses 1 s when ban"), *rules
    )


@pytest.mark.parametrize(
    ("trigger", "does", "expected"),
    [
        # down from a threshold above, and up from one below
        ("when s reaches 120", ["sets s to 0"], []),
        ("when s reaches 120", ["clears s"], []),
        ("when s reaches 120", ["loses 20 s"], []),
        ("when s falls to 20", ["sets s to 100"], []),
        ("when s falls to 20", ["earns 100 s"], []),
        # the same way once more: what has happened is not undone
        ("when s reaches 120", ["earns 5 s"], []),
        ("when s falls below 20", ["loses 5 s"], []),
        # undone and then reached again, by one rule
        ("when s reaches 120", ["loses 20 s", "earns 20 s"], ["PL336"]),
        ("when s reaches 120", ["sets s to 0", "earns 150 s"], ["PL336"]),
        ("when s reaches 120", ["sets s to 0", "sets s to 119"], []),
        ("when s reaches 120", ["sets s to 0", "sets s to 120"], ["PL336"]),
        ("when s exceeds 120", ["sets s to 0", "sets s to 120"], []),
        ("when s reaches 120", ["sets s to 0", "raises s to at least 119"], []),
        ("when s reaches 120", ["sets s to 0", "raises s to at least 120"], ["PL336"]),
        ("when s reaches 120", ["begins ban for 1 months", "sets s to 0"], []),
        # another score
        ("when s reaches 120", ["clears miles", "earns 5 miles"], []),
        # a status
        ("as soon as ban", ["ends ban"], []),
        ("as soon as ban", ["ends ban", "begins ban"], ["PL336"]),
        ("as soon as not ban", ["begins ban"], []),
        ("on the start of ban", ["ends ban"], []),
        ("on the end of ban", ["begins ban"], []),
        ("on the start of ban", ["ends ban", "begins ban"], ["PL336"]),
        ("on the start of ban", ["begins ban"], []),
        # a form that does not tell a direction
        ("as soon as s is 120", ["sets s to 5", "earns 20 s"], ["PL336"]),
        # days and events go round as often as they come
        ("every month on day 1", ["sets s to 0", "earns 150 s"], []),
        ("on visit", ["sets s to 0", "earns 150 s"], []),
    ],
)
def test_a_rule_that_could_set_itself_off_again_is_refused(
    trigger: str, does: list[str], expected: list[str]
) -> None:
    assert found(rule(trigger, *does)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("when s reaches 120", "sets s to 0"), ("when s falls to 0", "sets s to 120"), ["PL336"]),
        (("when s reaches 120", "sets s to 0"), ("when s falls to 0", "sets s to 119"), []),
        (("when s reaches 120", "sets s to 1"), ("when s falls to 0", "sets s to 120"), []),
        (("when s reaches 120", "clears miles"), ("when miles falls to 0", "earns 9 miles"), []),
        (("when s reaches 120", "loses 1 s"), ("when s falls to 20", "earns 1 s"), []),
        (("when s reaches 120", "loses 99 s"), ("when s falls to 20", "earns 99 s"), []),
        (("when s reaches 120", "loses 100 s"), ("when s falls to 20", "earns 99 s"), []),
        (("when s reaches 120", "loses 100 s"), ("when s falls to 20", "earns 100 s"), ["PL336"]),
        (
            ("when s reaches 120", "begins ban", "sets s to 50"),
            ("on the start of ban", "earns 90 s", "ends ban"),
            ["PL336"],
        ),
        (
            ("when s reaches 120", "begins ban", "sets s to 50"),
            ("on the start of ban", "earns 90 s"),
            [],
        ),
        (
            ("as soon as ban", "ends ban", "clears miles"),
            ("when miles falls to 0", "begins ban", "earns 9 miles"),
            ["PL336"],
        ),
        (
            ("when s reaches 120", "begins ban for 6 months", "sets s to 0"),
            ("on the end of ban", "sets s to 60"),
            [],
        ),
    ],
)
def test_two_rules_that_could_set_each_other_off_are_refused(
    first: tuple[str, ...], second: tuple[str, ...], expected: list[str]
) -> None:
    assert found(rule(*first), rule(*second, name="q")) == expected
    assert found(rule(*second, name="q"), rule(*first)) == expected


def test_a_grade_is_watched_through_its_score() -> None:
    grades = "grades of s {\n  A from 100\n  B from 50\n  C below\n}\n"
    assert found(grades, rule("as soon as grade is A", "drops s to grade B")) == []
    both = ("drops s to grade B", "earns 90 s")
    assert found(grades, rule("as soon as grade is A", *both)) == ["PL336"]
    held = grades.replace("}", "  no better than C while ban\n}")
    rules = (
        rule("as soon as grade is C", "ends ban"),
        rule("on the end of ban", "begins ban", name="q"),
    )
    assert found(held, *rules) == ["PL336"]
    assert found(held, rules[0]) == []


def test_a_formula_is_watched_through_what_it_is_made_of() -> None:
    both = "score both {\n  is s + miles\n}\n"
    goes = rule("when both reaches 500", "clears miles", "sets s to 5", "earns 600 miles")
    assert found(both, goes) == ["PL336"]
    assert found(both, rule("when both reaches 500", "clears miles")) == []
