"""What may be read where: start values, formulas, watched conditions, derived values, grades."""

from __future__ import annotations

import pytest

from policylang.model.expressions import (
    Compare,
    Constant,
    EventDay,
    FieldValue,
    RankOf,
    Relation,
)
from tests.rooms.checker.policies import HEADER, checked, codes, machine, visit, whole

PERSON = (
    "person {\n  licensed: date\n  grace: number from 1 to 30\n  consents: yes or no\n}\n"
    "status ban { }\n"
    "action begin_ban {\n  by authority\n  begins ban for 3 days\n}\n"
    "define base {\n  means 2 * count of visit ever\n}\n"
    "define flat {\n  means 10 points\n}\n"
)
#: Ways to read each kind of thing, as points.
READS = {
    "constants": "10",
    "attributes": "(grace * 1 points)",
    "history": "(count of visit ever * 1 points)",
    "date": "(10 when the date > licensed otherwise 5)",
    "standing": "(10 when ban otherwise 5)",
    "definition": "flat",
    "looking back": "(base * 1 points)",
}


def score(*clauses: str) -> str:
    return "score s {\n" + "".join(f"  {each}\n" for each in clauses) + "}\n"


@pytest.mark.parametrize("read", ["history", "date", "standing", "looking back"])
def test_a_start_reads_the_person_only(read: str) -> None:
    text = score(f"starts at {READS[read]}", "stays within 0 to 999999999")
    assert codes(visit("loses 1"), PERSON, score=text) == ["PL117"]


@pytest.mark.parametrize("read", ["constants", "attributes"])
def test_a_start_may_depend_on_the_person(read: str) -> None:
    text = score(f"starts at {READS[read]}", "stays within 0 to 999999999")
    assert codes(visit("loses 1"), PERSON, score=text) == []


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("s >= 150", []),
        ("ban and s >= 150", []),
        ("s >= 150 and consents", []),
        ("s >= flat", []),
        ("count of visit ever > 3", ["PL117"]),
        ("the date > licensed", ["PL117"]),
        ("days since licensed > 3", ["PL117"]),
        ("base > 3", ["PL117"]),
    ],
)
def test_what_is_watched_changes_only_by_changes(test: str, expected: list[str]) -> None:
    rule = f"rule watched {{\n  as soon as {test}\n  loses 1\n}}\n"
    assert codes(visit("earns 1"), PERSON, rule) == expected


@pytest.mark.parametrize("read", list(READS))
def test_a_formula_reads_anything_but_fields(read: str) -> None:
    text = score("is number_of_points", "stays within 0 to 99").replace(
        "number_of_points", READS[read]
    )
    extra = "score t {\n  starts at 5\n  stays within 0 to 9\n}\n"
    assert codes(visit("loses 1 t"), PERSON, extra, score=text) == []


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        (("b + 1", "c + 1", "2 points"), []),
        (("b + 1", "c + 1", "a"), ["PL145"]),
        (("a", "2 points", "2 points"), ["PL145"]),
        (("d", "2 points", "2 points"), []),
    ],
)
def test_formulas_are_found_in_their_order(formulas: tuple[str, ...], expected: list[str]) -> None:
    blocks = [
        f"score {name} {{\n  is {formula}\n}}\n"
        for name, formula in zip("abc", formulas, strict=True)
    ]
    define = "define d {\n  means b + 1\n}\n"
    found = codes(visit("loses 1 s"), define, *blocks)
    assert found == expected


def test_a_formula_is_as_narrow_as_what_it_is_made_of() -> None:
    blocks = (
        "score a {\n  is b + 1\n}\n",
        "score b {\n  is (3 when consents otherwise 4)\n}\n",
    )
    scores = machine(visit("loses 1 s"), PERSON, *blocks).scores
    assert [each.bounds for each in scores[1:]] == [(4, 5), (3, 4)]


# --- derived values ------------------------------------------------------------------------


def event(*clauses: str) -> str:
    return (
        "action event {\n  number: number from 0 to 9\n"
        + "".join(f"  {each}\n" for each in clauses)
        + "}\n"
    )


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["twice means 2 * number", "loses 1 when twice > 3"], []),
        (["twice means 2 * number", "more means twice + 1", "loses 1 when more > 3"], []),
        (["more means twice + 1", "twice means 2 * number", "loses 1 when more > 3"], ["PL101"]),
        (["twice means 2 * count of event ever", "loses 1 when twice > 3"], ["PL117"]),
        (["twice means s", "loses 1 when twice > 3"], ["PL117"]),
        (["due means the date + 30 days", "loses 1 on due"], []),
        (["due means the date + 30 days", "loses 1 when due > 2020-01-01"], []),
        (["due means the date + 30 days", "loses 1 on due when due > 2020-01-01"], []),
        (
            [
                "due means the date + 30 days",
                "loses 1 on due when count of event where due > 2020-01-01 ever > 1",
            ],
            [],
        ),
        (
            [
                "due means the date + 30 days",
                "loses 1 on due when count of event where due > this due ever > 1",
            ],
            ["PL117"],
        ),
        (
            [
                "moments given_out, back",
                "due means given_out + 30 days",
                "loses 1 on due when due > 2020-01-01",
                "loses 1 on due when count of due of event where due > this due ever > 1",
            ],
            [],
        ),
        (["moments day_of_it", "loses 1 when day_of_it > 2020-01-01"], []),
    ],
)
def test_a_derived_value_is_made_of_the_event(clauses: list[str], expected: list[str]) -> None:
    assert codes(event(*clauses)) == expected


def test_a_derived_date_of_the_event_is_a_moment() -> None:
    action = machine(event("due means the date + 30 days", "loses 1 on due")).actions[0]
    assert [(moment.name, moment.day is None) for moment in action.moments] == [
        ("date", True),
        ("due", False),
    ]
    action = machine(event("moments day_of_it", "loses 1 when day_of_it > 2020-01-01")).actions[0]
    assert [moment.name for moment in action.moments] == ["day_of_it"]
    condition = action.choices[0].arms[0].condition
    assert isinstance(condition, Compare)
    assert condition.left == EventDay()


# --- grades --------------------------------------------------------------------------------

TWO_SCORES = (
    "score a {\n  starts at 5\n  stays within 0 to 9\n}\n"
    "score b {\n  starts at 5\n  stays within 0 to 9\n}\n"
)
GRADES_A = "grades of a {\n  A from 5\n  B below\n}\n"
GRADES_B = "grades of b {\n  A from 7\n  B from 3\n  C below\n  no better than B while ban\n}\n"


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("grade is A", ["PL124"]),
        ("grade of a is A", []),
        ("grade of b is C or worse", []),
        ("grade of a is C", ["PL103"]),
        ("grade of zzz is A", ["PL105"]),
    ],
)
def test_of_several_grades_it_is_said_which_are_meant(test: str, expected: list[str]) -> None:
    blocks = (event(f"loses 1 a when {test}"), PERSON, GRADES_A, GRADES_B, visit("loses 1 a"))
    assert codes(*blocks, score=TWO_SCORES) == expected


@pytest.mark.parametrize(
    ("reach", "relation"), [("B or better", Relation.AT_MOST), ("B or worse", Relation.AT_LEAST)]
)
def test_grades_that_more_than_the_score_decides_are_compared_by_place(
    reach: str, relation: Relation
) -> None:
    rule = event(f"loses 1 a when grade of b is {reach}")
    built = machine(rule, PERSON, GRADES_B, visit("loses 1 a"), score=TWO_SCORES)
    condition = built.actions[0].choices[0].arms[0].condition
    assert condition == Compare(relation, RankOf(0), Constant(1))


def test_a_length_can_be_a_figure_and_a_definition() -> None:
    figures = 'assumed "x" {\n  notice = 2 weeks\n}\n'
    define = "define wait {\n  means (3 years when s > 5 otherwise notice)\n}\n"
    rule = visit("loses 1 when day + wait + notice < the date")
    assert codes(rule, figures, define) == []


def test_names_are_only_compared() -> None:
    parts = ("account: name", "loses 1 when account is account")
    assert codes(event(*parts)) == []
    assert codes(event("account: name", "loses 1 when account > account")) == ["PL202"]
    assert codes(event("account: name", "loses 1 when account is number")) == ["PL202"]
    assert codes(event("account: name = 3", "loses 1 when account is account")) == ["PL201"]
    slot = machine(event(*parts)).actions[0].fields[1]
    assert (slot.default, slot.domain.low) == (0, 0)
    assert checked(whole(event(*parts), header=HEADER)).machine is not None
    assert FieldValue(1) == machine(event(*parts)).actions[0].choices[0].arms[0].condition.left  # type: ignore[union-attr]


def test_one_of_two_written_numbers_takes_on_points() -> None:
    kept = "score s {\n  starts at 0\n  stays within 0 to 9\n  keeps 1 decimals\n}\n"
    for choice in ("(3 when number > 2 otherwise 4)", "(0.5 when number > 2 otherwise 4)"):
        assert codes(event(f"earns {choice}"), score=kept) == []
        assert codes(event(f"earns {choice} + 1 points"), score=kept) == []
    rule = event("loses 1 when number > (3 when number > 2 otherwise 4)")
    assert codes(rule, score=kept) == []
    assert codes(event("earns (3.25 when number > 2 otherwise 4)"), score=kept) == ["PL207"]
    assert codes(event("earns (3 USD when number > 2 otherwise 4 USD)"), score=kept) == ["PL201"]
