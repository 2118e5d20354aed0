"""What an author is told who writes as elsewhere, in the words of the policy."""

from __future__ import annotations

import pytest

from tests.rooms.checker.policies import SCORE, codes, diagnostics, visit

PERSON = "person {\n  born: date\n}\n"
TABLE = "table fine {\n  by size: points from 0 to 20\n  0 to 9: 1\n  10 to 20: 2\n}\n"


def told(*clauses: str, score: str = SCORE) -> list[tuple[str, str]]:
    """The code of each problem of an action with these clauses, and what to do about it."""
    found = diagnostics(PERSON, TABLE, "status ban { }\n", visit(*clauses), score=score)
    listed = [(each.code.number, each.help or "") for each in found]
    return [each for each in listed if each[0] != "PL341"]


@pytest.mark.parametrize(
    ("clause", "code", "advice"),
    [
        ("loses double size", "PL021", "write `size * 2`"),
        ("earns triple size", "PL021", "write `size * 3`"),
        ("loses size when kind is minor or serious", "PL101", "say it in full: `kind is serious`"),
        (
            "loses size when paid and kind is not minor or serious",
            "PL101",
            "say it in full: `kind is not serious`",
        ),
        (
            "begins ban for fine of number days",
            "PL201",
            "put the table in brackets: `(fine of number) days`",
        ),
        ("loses three", "PL101", "write `3`"),
        (
            "loses number",
            "PL201",
            "say how many points it is worth: `1 per 1 of number`, or declare it as `points`",
        ),
        (
            "loses 1 when full years since born < 18 years",
            "PL202",
            "the other side is a number: write `18`",
        ),
        (
            "loses 1 points * (fine of size)",
            "PL225",
            "give the table an `otherwise` row, or a wider range",
        ),
    ],
)
def test_what_is_written_as_elsewhere_is_told_how_it_is_written_here(
    clause: str, code: str, advice: str
) -> None:
    assert told(clause) == [(code, advice)]


def test_a_choice_that_has_a_name_of_its_own_is_no_slip() -> None:
    assert codes(PERSON, visit("loses 1 when kind is minor or paid")) == []


def test_values_that_a_table_is_not_for_are_named() -> None:
    (found,) = diagnostics(TABLE, visit("loses 1 points * (fine of size)"))
    assert found.labels[0].text == "this is anything from 0 to 50, and `size` from 0 to 20"


@pytest.mark.parametrize("unit", ["days", "hours", "USD"])
def test_a_score_cannot_be_named_behind_a_number_where_it_is_called_like_a_unit(unit: str) -> None:
    two = f"{SCORE}score {unit} {{\n  starts at 5\n}}\n"
    assert told(f"earns 5 {unit}", score=two) == [
        ("PL140", f"give the score another name, such as `{unit}_score`")
    ]
    assert told(f"sets {unit} to 5", score=two) == []


def test_the_past_is_not_watched_and_it_is_said_what_to_do() -> None:
    rule = "rule r {\n  as soon as count of visit ever > 3\n  sets to 5\n}\n"
    (found,) = diagnostics(visit("loses 1"), rule)
    assert found.code.number == "PL117"
    assert (found.help or "").startswith("write `on` an action, and the condition after the effect")


def test_a_score_that_is_worked_out_from_the_past_is_said_to_be() -> None:
    scores = f"{SCORE}score often {{\n  is 1 points * count of visit this calendar year\n}}\n"
    rule = "rule r {\n  when often reaches 3\n  loses 1\n}\n"
    (found,) = diagnostics(visit("loses 1"), rule, score=scores)
    assert found.code.number == "PL254"
    assert found.labels[0].text == "a score in it is worked out from the past or from the date"


def test_the_days_of_a_month_are_told() -> None:
    (found,) = diagnostics(visit("loses 1"), "rule r {\n  every year on 31 June\n  loses 1\n}\n")
    assert (found.code.number, found.help) == ("PL010", "that month has 30 days")
