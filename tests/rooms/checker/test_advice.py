"""What an author is advised who wrote what others write elsewhere."""

from __future__ import annotations

import pytest

from policylang.core.diagnostics import Diagnostic
from tests.rooms.checker.policies import SCORE, diagnostics, visit

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
