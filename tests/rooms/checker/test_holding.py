"""What an amount can be is judged by the condition it stands under, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.checker.expressions.holding import facts_of
from policylang.checker.values.bounded import Bounded, all_of, any_of, compare, constant, negation
from policylang.model.expressions import FieldValue, Relation
from tests.rooms.checker.policies import codes, visit
from tests.rooms.checker.worth import worth

LATEST = "the latest size of visit where size > 5 ever if none 0"
SUM = "sum of size of visit ever"
SCORE = "score s {\n  starts at 20\n  stays within 0 to 30\n}\n"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["earns 20 - s when s < 20"], []),
        (["earns 20 - s when s <= 20 and paid"], []),
        (["earns 20 - s when not s > 20"], []),
        (["earns 20 - s when not (paid or s > 20)"], []),
        (["earns 20 - s when paid", "earns 20 - s otherwise"], ["PL212", "PL212"]),
        (["earns 20 - s when s < 21"], []),
        (["earns 20 - s when s < 22"], ["PL212"]),
        (["earns 20 - s when s < 20 or paid"], ["PL212"]),
        (["earns 20 - s"], ["PL212"]),
        # the other arms of a choice
        (["loses s - 20 when s > 20", "earns 20 - s otherwise"], []),
        (["earns 1 when s > 20 and paid", "earns 20 - s otherwise"], ["PL212"]),
        (["earns 1 when s > 20 or paid", "earns 20 - s otherwise when time > 2 hours"], []),
        (["earns 1 when s > 20", "earns 20 - s when paid"], ["PL212"]),
        (["earns 1 when s > 20", "earns 1 otherwise when paid", "earns 20 - s otherwise"], []),
        # one of two values
        (["earns (20 - s when s < 20 otherwise s - 20)"], []),
        (["earns (s - 20 when s < 20 otherwise 0)"], ["PL212"]),
        (["earns (20 - s when s < 20 otherwise 1) when s > 25"], ["PL304"]),
        (["earns 4 - (s when s < 5 otherwise s)"], ["PL212"]),
        # steps
        (["earns 5 per 1 of (number - 1) when number >= 1"], []),
        (["earns 5 per 1 of (number - 1)"], ["PL212"]),
        # what comes later is not read at the same moment
        (["earns 1 when size > 5", "earns size - 5"], ["PL212"]),
        (
            ["earns size - the latest size of visit where size > 5 ever if none 0 when size > 5"],
            ["PL212"],
        ),
    ],
)
def test_the_condition_of_an_effect_bounds_its_amount(
    clauses: list[str], expected: list[str]
) -> None:
    assert codes(visit(*clauses), score=SCORE) == expected


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["refused when s > 20", "earns 20 - s"], []),
        (["refused when s > 20 or paid", "earns 20 - s"], []),
        (["refused when s > 20 and paid", "earns 20 - s"], ["PL212"]),
        (["refused when s > 20", "loses 1", "earns 20 - s"], ["PL212"]),
        (["refused when size < 5", "loses 1", "earns size - 5"], []),
        # the event itself is counted before its effects are
        (
            ["refused when sum of size of visit ever > 3", "earns 3 - sum of size of visit ever"],
            ["PL212"],
        ),
    ],
)
def test_what_is_refused_is_known_not_to_be(clauses: list[str], expected: list[str]) -> None:
    assert codes(visit(*clauses), score=SCORE) == expected


@pytest.mark.parametrize(("amount", "expected"), [("20 - s", ["PL212"]), ("size - 5", [])])
def test_only_fields_are_the_same_on_a_later_moment(amount: str, expected: list[str]) -> None:
    action = (
        "action a {\n  moments first, last\n  size: points from 0 to 9\n"
        f"  refused when s > 20 or size < 5\n  earns {amount} on last\n}}\n"
    )
    assert codes(action, score=SCORE) == expected


def test_a_score_worked_out_from_the_past_is_not_what_it_was_before_the_event() -> None:
    formula = "score f {\n  is 1 points * (count of visit ever) up to 30\n}\n"
    assert codes(visit("refused when f > 20", "earns 20 - f s"), formula, score=SCORE) == ["PL212"]


def test_the_condition_of_an_expiry_knows_nothing_of_the_condition_of_its_rule() -> None:
    lots = SCORE.replace("stays", "keeps lots\n  stays")
    rule = "earns 1 when s < 20, expires after 2 years unless s < 20"
    assert codes(visit(rule), score=lots) == []  # else it would always hold


TERMS = st.recursive(
    st.builds(
        lambda slot, relation, value: compare(
            relation, Bounded(FieldValue(slot), -3, 3), constant(value)
        ),
        st.integers(0, 2),
        st.sampled_from(Relation),
        st.integers(-3, 3),
    ),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(all_of)
        | st.lists(inner, min_size=1, max_size=3).map(any_of)
        | inner.map(negation)
    ),
    max_leaves=6,
)


@given(TERMS, st.tuples(*[st.integers(-3, 3)] * 3))
def test_facts_hold_wherever_the_condition_does_or_does_not(
    condition: Bounded, fields: tuple[int, ...]
) -> None:
    held = bool(worth(condition.expression, fields))
    assert all(worth(fact, fields) for fact in facts_of(condition, held))
