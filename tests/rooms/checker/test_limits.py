"""Caps with keys and windows of every kind, and limits that several rules share."""

from __future__ import annotations

import pytest

from policylang.model.calendar import Period
from policylang.model.expressions import Add, AttributeValue, Constant, FieldValue
from policylang.model.machine import (
    Anchored,
    Calendar,
    Cap,
    Ever,
    Shifted,
    Sliding,
    SlidingMonths,
    Window,
    Within,
)
from tests.rooms.checker.policies import codes, machine, visit

PERSON = "person {\n  licensed: date\n}\n"
SUMMER = "period summer {\n  every year from 1 June to 31 August\n}\n"


def donate(*clauses: str) -> str:
    fields = "  stop: name\n  n: number from 1 to 9\n  m: money from 0 USD to 9 USD\n"
    return "action donate {\n" + fields + "".join(f"  {each}\n" for each in clauses) + "}\n"


def cap(text: str) -> Cap:
    (found,) = machine(PERSON, SUMMER, donate(f"earns 5, {text}")).caps
    return found


def limit(*clauses: str, name: str = "l") -> str:
    return f"limit {name} {{\n" + "".join(f"  {each}\n" for each in clauses) + "}\n"


@pytest.mark.parametrize(
    ("per", "window"),
    [
        ("per calendar year", Calendar(Period.YEAR)),
        ("per year from 1 November", Shifted(11, 1)),
        ("per year from licensed", Anchored(AttributeValue(0))),
        ("per summer", Within(0)),
        ("in any 30 days", Sliding(30)),
        ("in any 2 weeks", Sliding(14)),
        ("in any 12 months", SlidingMonths(12)),
        ("in any 1 years", SlidingMonths(12)),
        ("ever", Ever()),
    ],
)
def test_a_cap_has_a_window(per: str, window: Window) -> None:
    assert cap(f"at most 9 {per}").window == window
    assert cap(f"at most 9 times {per}").window == window


@pytest.mark.parametrize(
    ("per", "window"), [("per stop", Ever()), ("per stop per calendar year", Calendar(Period.YEAR))]
)
def test_a_cap_counts_for_each_value_of_a_field(per: str, window: Window) -> None:
    found = cap(f"at most 9 {per}")
    assert (found.key, found.window) == (FieldValue(0), window)


def test_a_key_of_nothing_is_never_taken_for_a_value() -> None:
    assert cap("at most 9 per n").key == Add((FieldValue(1), Constant(0)))
    low = donate("earns 5, at most 9 per n").replace("from 1 to 9", "from 0 to 9")
    assert machine(PERSON, SUMMER, low).caps[0].key == Add((FieldValue(1), Constant(1)))


def test_only_the_highest_of_an_occasion_counts() -> None:
    found = cap("only the highest per stop")
    assert (found.measure, found.key, found.window) == ("highest", FieldValue(0), Ever())


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("at most 9 per m", ["PL148"]),
        ("at most 9 per spot", ["PL148"]),
        ("at most 9 per stop per n", ["PL108"]),
        ("at most 9 per calendar year per calendar month", ["PL108"]),
        ("only the highest per m", ["PL148"]),
        ("at most -1 per stop", ["PL212"]),
    ],
)
def test_what_a_cap_counts_by_is_checked(clause: str, expected: list[str]) -> None:
    assert codes(PERSON, donate(f"earns 5, {clause}")) == expected


def test_a_status_has_no_points_to_cap() -> None:
    ban = "status ban {\n}\n"
    assert codes(ban, donate("begins ban, at most 9 ever")) == ["PL215"]
    assert codes(ban, donate("begins ban, at most 9 times ever")) == []


# --- limits --------------------------------------------------------------------------------

OTHER = "action help {\n  earns 3\n  loses 1\n}\n"


@pytest.mark.parametrize(
    ("covers", "covered", "measure"),
    [
        ("covers donate, help", {0, 2}, "points"),
        ("covers gains of donate, help", {0, 2}, "points"),
        ("covers losses of donate, help", {1, 3}, "points"),
        ("covers gains and losses of donate, help", {0, 1, 2, 3}, "net"),
        ("covers gains of help", {2}, "points"),
    ],
)
def test_a_limit_is_one_cap_of_all_that_it_covers(
    covers: str, covered: set[int], measure: str
) -> None:
    shared = limit(covers, "at most 9 per calendar year")
    built = machine(donate("earns 5", "loses 2"), OTHER, shared)
    assert {rule.number for rule in built.rules if rule.caps} == covered
    assert {cap.slot for rule in built.rules for cap in rule.caps} == {0}
    assert built.caps[0].measure == measure


def test_a_limit_comes_after_the_caps_of_the_rule_itself() -> None:
    own = "earns 5, at most 7 per calendar year"
    (rule,) = machine(donate(own), limit("covers donate", "at most 9 per calendar year")).rules
    assert [cap.limit for cap in rule.caps] == [7, 9]


def test_a_limit_with_several_clauses_has_a_slot_for_each() -> None:
    two = limit("covers donate, help", "at most 9 per calendar year", "at most 2 times ever")
    built = machine(donate("earns 5"), OTHER, two)
    assert [[cap.slot for cap in rule.caps] for rule in built.rules] == [[0, 1], [0, 1], []]


def test_a_limit_counts_by_a_field_of_each_action() -> None:
    other = "action help {\n  stop: name\n  x: name\n  earns 3\n  loses 1 when x is given\n}\n"
    moved = other.replace("  stop: name\n  x: name\n", "  x: name\n  stop: name\n")
    built = machine(donate("earns 5"), moved, limit("covers donate, help", "at most 9 per stop"))
    assert [cap.key for rule in built.rules for cap in rule.caps] == [FieldValue(0), FieldValue(1)]
    assert codes(donate("earns 5"), OTHER, limit("covers donate, help", "at most 9 per stop")) == [
        "PL148"
    ]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["covers donate", "at most 9 ever"], []),
        (["covers losses of donate", "at most 9 ever"], ["PL339"]),
        (["covers dnate", "at most 9 ever"], ["PL102"]),
        (["covers clean, donate", "at most 9 ever"], ["PL102"]),
        (["covers ban", "at most 9 ever"], ["PL102"]),
        (["covers donate"], ["PL112"]),
        (["at most 9 ever"], ["PL112"]),
        (["covers donate", "covers donate", "at most 9 ever"], ["PL108"]),
    ],
)
def test_a_limit_limits_something(clauses: list[str], expected: list[str]) -> None:
    assert codes(donate("earns 5"), limit(*clauses)) == expected


def test_a_limit_is_of_one_score() -> None:
    miles = "score miles {\n  starts at 0\n  stays within 0 to 9\n}\n"
    does = donate("earns 5 s", "earns 5 miles")
    covers = "covers donate in miles"
    built = machine(miles, does, limit(covers, "at most 9 ever"))
    assert [len(rule.caps) for rule in built.rules] == [0, 1]
    assert codes(miles, does, limit("covers donate", "at most 9 ever")) == ["PL140"]


def test_a_limit_is_not_reached_sooner_because_of_one_of_its_rules() -> None:
    own = "earns 5, at most 5 per calendar year"
    shared = limit("covers donate, help", "at most 9 per calendar year")
    assert codes(donate(own), OTHER, shared) == []
    assert codes(donate("earns 5, at most 5 per calendar year, at most 9 per calendar year")) == [
        "PL307"
    ]


def test_visits_still_have_caps() -> None:
    assert codes(visit("earns 5, at most 9 per kind")) == []
