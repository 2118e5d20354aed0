"""Several scores in one policy: which one a rule changes, formulas, ranges that depend."""

from __future__ import annotations

import pytest

from policylang.model.expressions import Add, AttributeValue, Balance, Either
from policylang.model.machine import Change, Move, Rule
from tests.rooms.checker.policies import SCORE, codes, diagnostics, machine, underlined, visit

MILES = "score miles {\n  starts at 0\n  stays within 0 to 1000\n}\n"
STATE = "score state {\n  is s + miles\n}\n"


def rules(*clauses: str) -> tuple[Rule, ...]:
    return machine(MILES, visit(*clauses)).rules


@pytest.mark.parametrize(
    "clause",
    [
        "earns 5 {}",
        "loses 5 {}",
        "sets {} to 5",
        "multiplies {} by 2",
        "raises {} to at least 5",
        "lowers {} to at most 5",
        "clears {}",
    ],
)
def test_an_effect_changes_the_score_it_names(clause: str) -> None:
    for number, name in enumerate(("s", "miles")):
        effect = rules(clause.format(name))[0].effect
        assert isinstance(effect, Change | Move)
        assert effect.score == number
    assert codes(MILES, visit(clause.format(""))) == ["PL140"]
    assert codes(visit(clause.format(""))) == []
    assert codes(MILES, visit(clause.format("km"))) == ["PL105"]
    assert codes(MILES, STATE, visit(clause.format("state"))) == ["PL251"]


def test_a_formula_leaves_one_score_to_be_meant() -> None:
    (rule,) = machine("score twice {\n  is s + s\n}\n", visit("earns 5")).rules
    assert isinstance(rule.effect, Change)
    assert rule.effect.score == 0


def test_a_formula_is_worked_out_and_bounded_by_what_it_is_made_of() -> None:
    built = machine(MILES, STATE, visit("earns 5 s"))
    state = built.scores[2]
    assert state.formula == Add((Balance(0), Balance(1)))
    assert state.bounds == (0, 1200)


def test_a_formula_of_a_later_formula_has_its_bounds() -> None:
    twice = "score twice {\n  is state + state\n}\n"
    built = machine(twice, STATE, MILES, visit("earns 5 s"))
    assert [score.bounds for score in built.scores] == [(0, 200), (0, 2400), (0, 1200), (0, 1000)]


def test_a_formula_is_cut_to_its_range() -> None:
    capped = "score capped {\n  is s + miles\n  stays within 10 to 50\n}\n"
    assert machine(MILES, capped, visit("earns 5 s")).scores[2].bounds == (10, 50)


def test_formulas_do_not_lead_back_to_themselves() -> None:
    one, other = "score a {\n  is b + 1\n}\n", "score b {\n  is a + 1\n}\n"
    assert set(codes(one, other, visit("earns 5 s"))) == {"PL145"}


@pytest.mark.parametrize("clause", ["starts at 5", "keeps lots"])
def test_a_formula_neither_starts_nor_keeps_lots(clause: str) -> None:
    score = f"score a {{\n  is s + 1\n  {clause}\n}}\n"
    assert codes(score, visit("earns 5 s")) == ["PL253"]


def test_the_start_may_depend_on_the_person() -> None:
    person = "person {\n  novice: yes or no\n}\n"
    score = (
        "score s {\n  starts at (6 points when novice otherwise 12 points)\n"
        "  stays within 0 to 12\n}\n"
    )
    kept = machine(person, visit("loses 1"), score=score).scores[0]
    assert isinstance(kept.start, Either)
    assert kept.start.condition == AttributeValue(0)
    assert kept.fixed_start is None
    outside = score.replace("otherwise 12", "otherwise 13")
    assert codes(person, visit("loses 1"), score=outside) == ["PL311"]


@pytest.mark.parametrize("most", ["ceiling", "top"])
def test_a_range_may_depend_on_another_score_and_on_definitions(most: str) -> None:
    ceiling = "score ceiling {\n  starts at 6\n  stays within 6 to 12\n}\n"
    defined = "define top {\n  means the smaller of ceiling and 11\n}\n"
    score = f"score s {{\n  starts at 6\n  stays within 0 to {most}\n}}\n"
    kept = machine(ceiling, defined, visit("loses 1 s"), score=score).scores[0]
    assert kept.bounds == (0, 12 if most == "ceiling" else 11)
    assert kept.fixed_high is None


def test_all_scores_keep_the_same_decimals() -> None:
    fine = "score fine {\n  starts at 0.25\n  keeps 2 decimals\n}\n"
    (found,) = diagnostics(fine, visit("earns 1 s"), score=SCORE)
    assert found.code.number == "PL255"
    assert underlined(found) == ["s", "keeps 2 decimals"]
    assert found.help is not None
    assert found.help.startswith("write `keeps 2 decimals` in each")
    also = SCORE.replace("starts", "keeps 2 decimals\n  starts")
    built = machine(fine, visit("earns 1 s"), score=also)
    assert built.denomination.decimals == 2
    assert [score.fixed_start for score in built.scores] == [10_000, 25]


def test_a_formula_keeps_the_decimals_of_the_others() -> None:
    formula = "score f {{\n  is s\n  keeps {} decimals\n}}\n"
    assert codes(formula.format(1), visit("earns 1 s"), score=SCORE) == ["PL255"]
    assert codes(formula.format(0), visit("earns 1 s"), score=SCORE) == []
