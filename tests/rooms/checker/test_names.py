from __future__ import annotations

import pytest

from tests.rooms.checker.policies import (
    HEADER,
    SCORE,
    checked,
    codes,
    diagnostics,
    of_meaning,
    of_visit,
    underlined,
    visit,
    whole,
)

GRADES = "grades of s {\n  A from 100\n  B below\n}\n"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("earns size", []),
        ("earns siez", ["PL101"]),
        ("earns 1 per 50 USD of amount", []),
        ("earns 1 per 50 USD of amonut", ["PL101"]),
        ("earns visit", ["PL101"]),
        ("loses 1 when kind is minor", []),
        ("loses 1 when kind is mini", ["PL210"]),
        ("loses 1 when mini is kind", ["PL210"]),
        ("loses 1 when kind is paid", ["PL210"]),
        ("loses 1 when count of visit ever > 2", []),
        ("loses 1 when count of vist ever > 2", ["PL102"]),
        ("loses 1 when sum of amount of visit ever > 2 USD", []),
        ("loses 1 when sum of amout of visit ever > 2 USD", ["PL104"]),
        ("loses 1 when sum of amount of vist ever > 2 USD", ["PL102"]),
        ("loses 1 when count of visit where paid ever > 2", []),
        ("loses 1 when count of visit where pid ever > 2", ["PL101"]),
        ("loses 1 when s > 5", []),
        ("loses 1 when score > 5", ["PL101"]),
    ],
)
def test_names_in_a_rule_must_be_declared(clause: str, expected: list[str]) -> None:
    assert of_visit(clause) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("drops to grade B", []),
        ("drops to grade C", ["PL103"]),
        ("loses 1 when grade is A", []),
        ("loses 1 when grade is A+", ["PL103"]),
    ],
)
def test_grades_must_be_declared(clause: str, expected: list[str]) -> None:
    assert codes(visit(clause), GRADES) == expected
    assert codes(visit(clause)) == ["PL103"]


@pytest.mark.parametrize(("name", "expected"), [("A", []), ("C", ["PL103"])])
def test_a_perk_is_for_a_declared_grade(name: str, expected: list[str]) -> None:
    perk = f'perk x {{\n  for {name}\n  grants "tea"\n}}\n'
    assert codes(visit("earns 1"), GRADES, perk) == expected


@pytest.mark.parametrize(("name", "expected"), [("s", []), ("S", ["PL105"]), ("t", ["PL105"])])
def test_grades_are_of_the_score_of_the_policy(name: str, expected: list[str]) -> None:
    grades = f"grades of {name} {{\n  A from 100\n  B below\n}}\n"
    assert codes(visit("earns 1"), grades) == expected


@pytest.mark.parametrize(("name", "expected"), [("s", []), ("z", ["PL105"])])
def test_grades_of_a_score_that_there_is_not_are_told_once(name: str, expected: list[str]) -> None:
    grades = f"grades of {name} {{\n  A from 100\n  B below\n}}\n"
    perk = 'perk x {\n  for A\n  grants "tea"\n}\n'
    assert codes(visit("earns 1\n  drops to grade B"), grades, perk) == expected


def test_a_near_name_is_suggested_and_a_far_one_is_not() -> None:
    (near,) = diagnostics(visit("earns siez"))
    assert (near.message, near.help) == ("unknown name `siez`", "did you mean `size`?")
    assert underlined(near) == ["siez"]
    (far,) = diagnostics(visit("earns zzz"))
    assert far.help == (
        "declare it, as a figure (`assumed { ... }`), with `define`, or as a `status`"
    )
    (action,) = diagnostics(visit("earns visit"))
    assert action.help == "count its events: `count of visit in the last 365 days`"


# --- out of place --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        ("s > 5", []),
        ("the date > 2018-05-01", []),
        ("amount > 5 USD", ["PL117"]),
        ("count of visit where amount > 5 USD ever > 1", []),
        ("count of visit where s > 5 ever > 1", ["PL117"]),
        ("count of visit where the date > 2018-05-01 ever > 1", ["PL117"]),
        ("count of visit where count of visit ever > 1 ever > 1", ["PL117"]),
        ("count of visit where grade is A ever > 1", ["PL117"]),
        ("count of visit where d ever > 1", ["PL117"]),
    ],
)
def test_what_is_not_in_sight_cannot_be_used(meaning: str, expected: list[str]) -> None:
    definition = f"define d2 {{\n  means {meaning}\n}}\n"
    other = "define d {\n  means s > 5\n}\n"
    assert codes(visit("earns 1"), GRADES, other, definition) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("5", []),
        ("5 + 2 * 3", []),
        ("fixed", []),
        ("later + fixed", []),
        ("s", ["PL216"]),
        ("loan", ["PL216"]),
        ("size", ["PL216"]),
        ("often", ["PL216"]),
        ("nothing", ["PL101"]),
        ("count of visit ever", ["PL117"]),
        ("the date", ["PL117"]),
    ],
)
def test_a_constant_is_made_of_numbers_and_figures(value: str, expected: list[str]) -> None:
    blocks = (
        f"assumed {{\n  x = {value}\n  later = 6 - fixed\n}}\n",
        "reported {\n  fixed = 3\n}\n",
        "person {\n  loan: points from 0 to 9\n}\n",
        "define often {\n  means s > 5\n}\n",
        visit("earns loan when often"),
    )
    assert codes(*blocks) == expected


@pytest.mark.parametrize(
    ("place", "of_itself"), [("starts at {}", ["PL117"]), ("stays within {} to 200", [])]
)
def test_a_score_is_declared_with_what_is_known_of_a_person(
    place: str, of_itself: list[str]
) -> None:
    for value, expected in (
        ("7", []),
        ("seven", []),
        ("loan", []),
        ("s", of_itself),
        ("size", ["PL117"]),
    ):
        clauses = ["starts at 100", "stays within 0 to 200"]
        clauses[0 if "starts" in place else 1] = place.format(value)
        score = "score s {\n  " + "\n  ".join(clauses) + "\n}\n"
        person = "person {\n  loan: points from 0 to 9\n}\n"
        figures = "assumed {\n  seven = 7\n}\n"
        assert codes(person, figures, visit("earns loan"), score=score) == expected


# --- declared twice ------------------------------------------------------------------------

NAMED = {
    "an action": "action x {\n  loses 1\n}\n",
    "a perk": 'perk x {\n  grants "tea"\n}\n',
    "a sanction": 'sanction x {\n  imposes "a letter"\n}\n',
    "a claim": "claim x {\n  within 1 years, gain from perks <= cost of actions\n}\n",
    "a definition": "define x {\n  means s > 5\n}\n",
    "a figure": "assumed {\n  x = 5\n}\n",
    "an attribute": "person {\n  x: date\n}\n",
}
#: What may have the name of what else, since no place could mean either.
VALUES = {"a definition", "a figure", "an attribute"}
GRANTS = {"a perk", "a sanction"}


@pytest.mark.parametrize("one", NAMED)
@pytest.mark.parametrize("other", NAMED)
def test_a_name_stands_for_one_thing_of_a_kind(one: str, other: str) -> None:
    blocks = (visit("earns 1"), NAMED[one], NAMED[other])
    clash = one == other or {one, other} <= VALUES or {one, other} <= GRANTS
    expected = ["PL106"] if clash else []
    if one == other == "an attribute":
        expected = ["PL118", "PL106"]
    assert codes(*blocks) == expected


def test_the_second_of_two_names_is_underlined_and_the_first_is_shown() -> None:
    text = "action x {\n  loses 1\n}\naction x {\n  loses 2\n}\n"
    (found,) = diagnostics(text)
    assert found.message == "the action `x` is declared twice"
    first, second = found.labels[1].span, found.labels[0].span
    assert first.start < second.start
    assert (first.text, second.text) == ("x", "x")


def test_names_differ_by_their_capitals() -> None:
    assert codes(NAMED["an action"], NAMED["an action"].replace("x", "X")) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("a: yes or no\n  b: yes or no", []),
        ("a: yes or no\n  a: date", ["PL107"]),
        ("s: yes or no", ["PL109"]),
        ("fixed: yes or no", ["PL109"]),
        ("visit: yes or no", []),
    ],
)
def test_a_field_has_a_name_of_its_own(fields: str, expected: list[str]) -> None:
    action = f"action x {{\n  {fields}\n  loses 1\n}}\n"
    assert codes(visit("loses 1"), "assumed {\n  fixed = 5\n}\n", action) == expected


def test_two_actions_may_have_fields_of_one_name() -> None:
    action = "action {} {{\n  amount: yes or no\n  loses 1 when amount\n}}\n"
    assert codes(action.format("x"), action.format("y")) == []


@pytest.mark.parametrize("word", ["the", "count", "when", "or", "in", "yes"])
def test_a_word_of_the_language_cannot_be_the_name_of_a_value(word: str) -> None:
    assert codes(f"assumed {{\n  {word} = 5\n}}\n") == ["PL110"]
    assert codes(f"action x {{\n  {word}: date\n  loses 1\n}}\n") == ["PL110"]
    assert codes(f"person {{\n  {word}: date\n}}\n") == ["PL110"]


@pytest.mark.parametrize("choices", ["minor, serious", "minor, minor", "a, b, a"])
def test_a_choice_is_listed_once(choices: str) -> None:
    action = f"action x {{\n  k: one of {{{choices}}}\n  loses 1\n}}\n"
    repeated = len(choices.split(", ")) - len(set(choices.split(", ")))
    assert codes(action) == ["PL106"] * repeated


# --- blocks --------------------------------------------------------------------------------


def test_a_policy_needs_a_header_and_a_score() -> None:
    action = "action x {\n  loses 1\n}\n"
    assert codes(action) == []
    assert codes(action, header="") == ["PL111"]
    assert codes(action, score="") == ["PL111"]
    found = checked(action).diagnostics
    assert [each.message for each in found] == [
        "the policy has no `policy` block",
        "the policy has no `score` block",
    ]


@pytest.mark.parametrize(
    ("block", "code"),
    [(HEADER, "PL118"), ("person {\n}\n", "PL118"), (GRADES, "PL118")],
)
def test_a_block_that_a_policy_has_once_is_written_once(block: str, code: str) -> None:
    base = whole(visit("earns 1"), GRADES, "person {\n}\n")
    assert [each.code.number for each in checked(base + block).diagnostics if each.is_error] == [
        code
    ]


@pytest.mark.parametrize(
    ("kind", "clause", "other"),
    [
        ("policy", 'title "t"', 'title "u"'),
        ("policy", "currency USD", "currency EUR"),
        ("policy", "in force from 2018-01-01", "in force from 2018-02-01"),
        ("score", "starts at 100", "starts at 0"),
        ("score", "stays within 0 to 200", "stays at least 5"),
        ("action", "by choice", "by chance"),
        ("define", "means s > 5", "means s > 6"),
        ("perk", "for A", "for B"),
        ("perk", "when s > 5", "when s > 6"),
        ("perk", "every year on 1 May", "every month on day 3"),
        ("perk", "pays 5 USD", "saves 5 USD"),
        ("claim", "within 1 years, gain from perks <= cost of actions",
         "within 2 years, gain from perks <= cost of actions"),
    ],
)  # fmt: skip
def test_a_clause_that_a_block_has_once_is_written_once(kind: str, clause: str, other: str) -> None:
    rest = {
        "policy": ["currency USD", 'title "t"', "in force from 2018-01-01"],
        "score": ["starts at 100", "stays within 0 to 200"],
        "action": ["loses 1"],
        "perk": ["every year on 1 May", "pays 5 USD"],
    }.get(kind, [])
    first = clause.split()[:2]
    listed = [each for each in rest if each.split()[:1] != first[:1]] + [clause]

    def block(clauses: list[str]) -> str:
        return f"{kind} {'p' if kind == 'policy' else 's' if kind == 'score' else 'x'} {{\n  " + (
            "\n  ".join(clauses) + "\n}\n"
        )

    def found(clauses: list[str]) -> list[str]:
        blocks = {"policy": HEADER, "score": SCORE, kind: block(clauses)}
        text = "\n".join([*blocks.values(), GRADES, visit("earns 1")])
        return [each.code.number for each in checked(text).diagnostics if each.is_error]

    assert found(listed) == []
    assert found([*listed, other]) == ["PL108"]


# --- sides of comparisons ------------------------------------------------------------------


def test_a_name_beside_a_choice_is_a_choice_whatever_else_has_that_name() -> None:
    blocks = (
        "define minor {\n  means kind2 is minor\n}\n",
        "person {\n  kind2: one of {minor, b}\n}\n",
    )
    assert codes(visit("loses 1 when kind is minor"), *blocks) == []


def test_two_choices_of_one_list_can_be_compared_and_others_cannot() -> None:
    person = "person {{\n  other: one of {{{}}}\n}}\n"
    rule = visit("loses 1 when kind is other")
    assert codes(rule, person.format("minor, serious")) == []
    assert codes(rule, person.format("serious, minor")) == ["PL210"]
    assert of_meaning("s is s2") == ["PL101"]
