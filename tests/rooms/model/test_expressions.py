from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.model.expressions import (
    Add,
    All,
    Any,
    Balance,
    Compare,
    Constant,
    Divide,
    Expression,
    FieldValue,
    Greatest,
    Least,
    Multiply,
    Negate,
    Not,
    Recall,
    Relation,
    Rounding,
    Today,
    divide,
    parts_of,
)

values = st.integers(-(2**70), 2**70) | st.integers(-50, 50)
divisors = st.integers(1, 2**40) | st.integers(1, 12)


def exactly(value: int, by: int, rounding: Rounding) -> int:
    """The quotient as it is defined, over exact fractions."""
    quotient = Fraction(value, by)
    match rounding:
        case Rounding.DOWN:
            return math.floor(quotient)
        case Rounding.UP:
            return math.ceil(quotient)
        case Rounding.TRUNCATE:
            return math.trunc(quotient)
        case Rounding.NEAREST:
            away = math.floor(abs(quotient) + Fraction(1, 2))
            return away if quotient >= 0 else -away


@given(values, divisors, st.sampled_from(Rounding))
def test_division_rounds_as_it_says(value: int, by: int, rounding: Rounding) -> None:
    assert divide(value, by, rounding) == exactly(value, by, rounding)


@given(values, divisors, st.sampled_from(Rounding))
def test_what_comes_out_even_is_not_rounded(value: int, by: int, rounding: Rounding) -> None:
    assert divide(value * by, by, rounding) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, {"rounded down": 2, "rounded up": 3, "rounded to nearest": 3, "truncated": 2}),
        (-5, {"rounded down": -3, "rounded up": -2, "rounded to nearest": -3, "truncated": -2}),
        (0, {"rounded down": 0, "rounded up": 0, "rounded to nearest": 0, "truncated": 0}),
    ],
)
def test_halves_and_negative_values(value: int, expected: dict[str, int]) -> None:
    assert {each.value: divide(value, 2, each) for each in Rounding} == expected


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        (Add((Constant(1), Balance())), (Constant(1), Balance())),
        (Multiply((Constant(2), FieldValue(0))), (Constant(2), FieldValue(0))),
        (All((Constant(1), Constant(0))), (Constant(1), Constant(0))),
        (Any((Constant(1), Constant(0))), (Constant(1), Constant(0))),
        (Negate(Today()), (Today(),)),
        (Not(Today()), (Today(),)),
        (Divide(Recall(3), 2, Rounding.UP), (Recall(3),)),
        (Least(Today(), Balance()), (Today(), Balance())),
        (Greatest(Today(), Balance()), (Today(), Balance())),
        (Compare(Relation.LESS, Today(), Balance()), (Today(), Balance())),
        (Constant(4), ()),
        (Recall(1), ()),
    ],
)
def test_the_parts_of_an_expression_are_found(
    expression: Expression, parts: tuple[Expression, ...]
) -> None:
    assert parts_of(expression) == parts
