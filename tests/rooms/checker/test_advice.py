"""What an author is advised who wrote what others write elsewhere."""

from __future__ import annotations

import pytest

from policylang.core.diagnostics import Diagnostic
from tests.rooms.checker.policies import SCORE, codes, diagnostics, visit

TABLE = "table notice {\n  by number: number from 0 to 9\n  otherwise: 3\n}\n"
CLOSED = "table held {\n  by held: points from 0 to 200\n  0 to 200: 3\n}\n"
STATUS = "status ban {\n}\n"


def of_clause(*clauses: str, score: str = SCORE) -> Diagnostic:
    (found,) = diagnostics(visit(*clauses), TABLE, CLOSED, STATUS, score=score)
    return found


@pytest.mark.parametrize(
    ("clause", "code", "help"),
    [
        ("loses 5 pionts", "PL105", "did you mean `points`?"),
        ("loses 5 trsut", "PL105", "declare it with `score trsut {`"),
        ("loses double size", "PL105", "for double as much write `size * 2`"),
        ("earns twice size", "PL105", "for twice as much write `size * 2`"),
        (
            "begins ban for notice of number days",
            "PL201",
            "what the table gives is counted in brackets: `(notice of number) days`",
        ),
        (
            "loses 1 when kind is minor or serious",
            "PL101",
            "it is one of the choices of `kind`: write `kind is serious`",
        ),
        ("loses three", "PL101", "write `3`"),
        (
            "loses number",
            "PL201",
            "say how many points it is worth: `1 per 1 of number`, or declare it as `points`",
        ),
        (
            "loses 1 when full years since day < 18 years",
            "PL202",
            "the other side is a number: write `18`",
        ),
    ],
)
def test_the_form_that_was_meant_is_shown(clause: str, code: str, help: str) -> None:
    found = of_clause(clause)
    assert (found.code.number, found.help) == (code, help)


def test_a_key_outside_a_table_is_shown_with_how_far_it_can_come() -> None:
    found = of_clause("loses held of (size + s)")
    assert found.labels[0].text == "it can come to anything from 0 to 250"
    lots = SCORE.replace("starts", "keeps lots\n  starts")
    found = of_clause("loses held of (s still counting on the date)", score=lots)
    assert found.labels[0].text == "nothing says how far it can go"


@pytest.mark.parametrize("second", ["on visit", "every month on day 3", "when s reaches 5"])
def test_a_second_trigger_is_told_by_what_it_says(second: str) -> None:
    rule = f"rule r {{\n  as soon as s > 5\n  {second}\n  earns 1\n}}\n"
    (found,) = diagnostics(visit("loses 1"), rule)
    assert found.message == "this block says twice when it is looked at"
    assert [label.span.text for label in found.labels] == [second, "as soon as s > 5"]


def test_a_formula_over_the_past_is_said_to_be_one() -> None:
    formula = "score f {\n  is sum of size of visit this calendar year\n}\n"
    rule = "rule r {\n  when f reaches 10\n  earns 1 s\n}\n"
    (found,) = diagnostics(visit("loses 1 s"), formula, rule)
    assert found.code.number == "PL254"
    assert found.labels[0].text.startswith("`f` is worked out from the past or the date")
    assert found.labels[1].span.text == "f"


def test_a_choice_that_has_a_name_of_its_own_is_no_slip() -> None:
    assert codes(visit("loses 1 when kind is minor or paid")) == []


@pytest.mark.parametrize("unit", ["days", "hours", "USD"])
def test_a_score_cannot_be_named_behind_a_number_where_it_is_called_like_a_unit(unit: str) -> None:
    two = f"{SCORE}score {unit} {{\n  starts at 5\n}}\n"
    (found,) = diagnostics(visit(f"earns 5 {unit}"), score=two)
    assert found.code.number == "PL140"
    assert found.help == f"give the score another name, such as `{unit}_score`"
    assert codes(visit(f"sets {unit} to 5"), score=two) == []


def test_the_past_is_not_watched_and_it_is_said_what_to_do() -> None:
    rule = "rule r {\n  as soon as count of visit ever > 3\n  sets to 5\n}\n"
    (found,) = diagnostics(visit("loses 1"), rule)
    assert found.code.number == "PL117"
    assert (found.help or "").startswith("write `on` an action, and the condition after the effect")


def test_the_days_of_a_month_are_told() -> None:
    (found,) = diagnostics(visit("loses 1"), "rule r {\n  every year on 31 June\n  loses 1\n}\n")
    assert (found.code.number, found.help) == ("PL010", "that month has 30 days")
