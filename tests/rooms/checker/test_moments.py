"""Events with several dates: on which of them a rule is applied, and what is refused."""

from __future__ import annotations

import pytest

from policylang.model.calendar import Period
from policylang.model.expressions import Constant, Either, FieldValue, PeriodEdge
from policylang.model.machine import Action
from tests.rooms.checker.policies import codes, machine


def action(*clauses: str) -> str:
    return "action a {\n" + "".join(f"  {each}\n" for each in clauses) + "}\n"


def built(*clauses: str) -> Action:
    return machine(action(*clauses)).actions[0]


def test_the_dates_of_an_event_are_its_first_fields() -> None:
    made = built("n: number from 0 to 9", "moments committed, final", "loses 1 per 1 of n on final")
    assert [slot.name for slot in made.fields] == ["committed", "final", "n"]
    assert [slot.default for slot in made.fields] == [None, 0, None]
    assert [(moment.name, moment.day) for moment in made.moments] == [
        ("committed", None),
        ("final", FieldValue(1)),
    ]
    assert made.dated == 2


def test_rules_are_numbered_moment_by_moment() -> None:
    made = built(
        "moments committed, final", "loses 1 on final", "loses 2 on committed", "loses 3 on final"
    )
    numbers = [[c.arms[0].rule.number for c in moment.choices] for moment in made.moments]
    assert numbers == [[0], [1, 2]]
    assert next(rule.origin.text for rule in made.rules).startswith("loses 2")


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["moments committed, final", "loses 1"], ["PL141"]),
        (["moments committed, final", "loses 1 on final"], []),
        (["moments committed, final", "loses 1 on fnial"], ["PL120"]),
        (["loses 1 on final"], ["PL120"]),
        (["moments committed", "loses 1"], []),
        (["moments committed", "loses 1 on committed"], []),
        (["moments committed, committed", "loses 1 on committed"], ["PL107"]),
        (["moments s, final", "loses 1 on final"], ["PL109"]),
    ],
)
def test_a_rule_says_on_which_date_where_there_are_several(
    clauses: list[str], expected: list[str]
) -> None:
    assert codes(action(*clauses)) == expected


def test_what_goes_on_goes_on_at_the_moment_of_what_it_follows() -> None:
    made = built("moments committed, final", "loses 1 on final when s > 5", "loses 2 otherwise")
    assert [len(moment.choices) for moment in made.moments] == [0, 1]
    assert len(made.moments[1].choices[0].arms) == 2


def test_a_date_that_is_worked_out_is_a_moment_too() -> None:
    made = built(
        "moments committed, final",
        "counted means the first day of the quarter of final",
        "loses 1 on counted",
    )
    assert [moment.name for moment in made.moments] == ["committed", "final", "counted"]
    day = made.moments[2].day
    assert isinstance(day, Either)  # it does not come where `final` is not given
    assert day.then == PeriodEdge(FieldValue(1), Period.QUARTER, "first")
    assert day.otherwise == Constant(0)
    assert made.dated == 2


def test_an_event_is_refused_for_a_reason() -> None:
    made = built('refused when s < 5 "not enough"', "loses 5", "refused when s > 150")
    assert [refusal.text for refusal in made.refusals] == ["not enough", ""]
    assert codes(action("refused when 5", "loses 5")) == ["PL205"]
