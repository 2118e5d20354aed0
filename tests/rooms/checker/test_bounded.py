"""Bounds, folding and contradictions, against every value there is."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded, constant
from policylang.core import limits
from policylang.model.expressions import (
    Add,
    All,
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
    Relation,
    Rounding,
    divide,
)
from policylang.model.expressions import Any as AnyOf

#: What the two fields of the expressions below can be.
X, Y = range(-2, 4), range(3)
FIELDS = (Bounded(FieldValue(0), X[0], X[-1]), Bounded(FieldValue(1), Y[0], Y[-1]))

_HOLDS = {
    Relation.LESS: int.__lt__,
    Relation.AT_MOST: int.__le__,
    Relation.MORE: int.__gt__,
    Relation.AT_LEAST: int.__ge__,
    Relation.EQUAL: int.__eq__,
    Relation.UNEQUAL: int.__ne__,
}


def value_of(expression: Expression, fields: tuple[int, ...]) -> int:
    """What an expression is, as its definition has it."""

    def of(part: Expression) -> int:
        return value_of(part, fields)

    match expression:
        case Constant(value):
            return value
        case FieldValue(slot):
            return fields[slot]
        case Add(parts):
            return sum(map(of, parts))
        case Negate(part):
            return -of(part)
        case Multiply(parts):
            result = 1
            for part in parts:
                result *= of(part)
            return result
        case Divide(part, by, rounding):
            return divide(of(part), by, rounding)
        case Least(left, right):
            return min(of(left), of(right))
        case Greatest(left, right):
            return max(of(left), of(right))
        case Compare(relation, left, right):
            return int(_HOLDS[relation](of(left), of(right)))
        case All(parts):
            return int(all(map(of, parts)))
        case AnyOf(parts):
            return int(any(map(of, parts)))
        case Not(part):
            return 1 - of(part)
        case _:
            raise AssertionError(expression)


def all_values(expression: Expression) -> set[int]:
    return {value_of(expression, fields) for fields in product(X, Y)}


numbers: st.SearchStrategy[Bounded] = st.sampled_from(FIELDS) | st.integers(-4, 4).map(constant)


def _arithmetic(inner: st.SearchStrategy[Bounded]) -> st.SearchStrategy[Bounded]:
    signs = st.sampled_from([1, -1])
    return st.one_of(
        st.lists(st.tuples(signs, inner), min_size=2, max_size=3).map(bounded.add),
        st.lists(inner, min_size=2, max_size=3).map(bounded.multiply),
        inner.map(bounded.negate),
        st.builds(bounded.divided, inner, st.integers(1, 5), st.sampled_from(Rounding)),
        st.builds(bounded.least, inner, inner),
        st.builds(bounded.greatest, inner, inner),
    )


arithmetic = st.recursive(numbers, _arithmetic, max_leaves=6)
comparisons = st.builds(bounded.compare, st.sampled_from(Relation), arithmetic, arithmetic)
fixed = st.integers(-4, 4).map(constant)
simple = st.builds(bounded.compare, st.sampled_from(Relation), st.sampled_from(FIELDS), fixed)


def _logic(inner: st.SearchStrategy[Bounded]) -> st.SearchStrategy[Bounded]:
    several = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        several.map(bounded.all_of), several.map(bounded.any_of), inner.map(bounded.negation)
    )


conditions = st.recursive(comparisons | simple, _logic, max_leaves=6)


@given(arithmetic | conditions)
def test_no_value_leaves_the_bounds(built: Bounded) -> None:
    found = all_values(built.expression)
    assert built.low <= min(found)
    assert max(found) <= built.high


@given(arithmetic | conditions)
def test_what_can_be_only_one_value_is_a_constant(built: Bounded) -> None:
    if built.low == built.high:
        assert built.constant == built.low
        assert built.expression == Constant(built.low)
    if built.constant is not None:
        assert all_values(built.expression) == {built.constant}


@given(st.recursive(st.integers(-9, 9).map(constant), _arithmetic, max_leaves=8))
def test_arithmetic_on_constants_is_done_at_once(built: Bounded) -> None:
    assert built.constant is not None
    assert (built.low, built.high) == (built.constant, built.constant)


@given(st.lists(simple, min_size=2, max_size=5))
def test_conditions_contradict_each_other_only_where_no_value_fulfils_them(
    parts: list[Bounded],
) -> None:
    fulfilled = any(
        all(value_of(part.expression, fields) for part in parts) for fields in product(X, Y)
    )
    if bounded.contradict(part.expression for part in parts):
        assert not fulfilled
    if fulfilled:
        assert bounded.all_of(parts).high == 1


@given(st.lists(conditions, min_size=1, max_size=3), conditions)
def test_what_ranges_leave_is_never_less_than_there_is(
    before: list[Bounded], last: Bounded
) -> None:
    ranges = bounded.Ranges()
    some_left = False not in [ranges.narrow(part.expression) for part in before]
    for fields in product(X, Y):
        if all(value_of(part.expression, fields) for part in before):
            assert some_left
            if value_of(last.expression, fields):
                assert ranges.allow(last.expression)


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("other", range(-4, 6))
def test_a_comparison_is_settled_exactly_where_its_outcome_is_always_the_same(
    relation: Relation, other: int
) -> None:
    built = bounded.compare(relation, FIELDS[0], constant(other))
    outcomes = {int(_HOLDS[relation](x, other)) for x in X}
    settled = {built.constant} if built.constant is not None else {0, 1}
    if relation in (Relation.EQUAL, Relation.UNEQUAL) or len(outcomes) == 2:
        assert outcomes <= settled
    else:
        assert outcomes == settled


def narrow(relation: Relation, value: int) -> Bounded:
    return bounded.compare(relation, FIELDS[0], constant(value))


@pytest.mark.parametrize(
    ("parts", "possible"),
    [
        ([narrow(Relation.AT_LEAST, 1), narrow(Relation.AT_MOST, 1)], True),
        ([narrow(Relation.AT_LEAST, 2), narrow(Relation.AT_MOST, 1)], False),
        ([narrow(Relation.MORE, 0), narrow(Relation.LESS, 2)], True),
        ([narrow(Relation.MORE, 0), narrow(Relation.LESS, 1)], False),
        ([narrow(Relation.EQUAL, 0), narrow(Relation.EQUAL, 0)], True),
        ([narrow(Relation.EQUAL, 0), narrow(Relation.EQUAL, 1)], False),
        ([narrow(Relation.UNEQUAL, 0), narrow(Relation.UNEQUAL, 1)], True),
        ([bounded.compare(Relation.LESS, constant(0), FIELDS[0]), narrow(Relation.LESS, 1)], False),
        ([bounded.compare(Relation.LESS, constant(0), FIELDS[0]), narrow(Relation.LESS, 2)], True),
    ],
)
def test_neighbouring_values_decide_whether_conditions_contradict(
    parts: list[Bounded], possible: bool
) -> None:
    assert bounded.all_of(parts).high == int(possible)
    assert bounded.any_of([bounded.negation(part) for part in parts]).low == int(not possible)


def test_an_equal_expression_compared_with_itself_is_settled() -> None:
    for relation in Relation:
        built = bounded.compare(relation, FIELDS[0], FIELDS[0])
        assert built.constant == int(_HOLDS[relation](0, 0))


# --- 64 bits -------------------------------------------------------------------------------

HIGH, LOW = limits.INT64_HIGH, limits.INT64_LOW


def field(low: int, high: int) -> Bounded:
    return Bounded(FieldValue(0), low, high)


BOUNDARY: dict[str, tuple[Any, Any]] = {
    "a constant": (constant(HIGH), constant(HIGH + 1)),
    "a negative constant": (constant(LOW), constant(LOW - 1)),
    "a sum": (
        bounded.add([(1, field(0, HIGH - 5)), (1, constant(5))]),
        bounded.add([(1, field(0, HIGH - 5)), (1, constant(6))]),
    ),
    "a sum on the way to a small result": (
        bounded.add([(1, field(0, HIGH - 5)), (-1, constant(5))]),
        bounded.add([(1, field(0, HIGH - 5)), (-1, constant(6))]),
    ),
    "the negative": (bounded.negate(field(LOW + 1, 0)), bounded.negate(field(LOW, 0))),
    "a product": (
        bounded.multiply([field(0, HIGH // 7), constant(7)]),
        bounded.multiply([field(0, HIGH // 7 + 1), constant(7)]),
    ),
    "a product that is small in the end": (
        bounded.multiply([field(0, HIGH // 7), constant(7), constant(0)]),
        bounded.multiply([field(0, HIGH // 7 + 1), constant(7), constant(0)]),
    ),
    "what rounding up computes": (
        bounded.divided(field(0, HIGH - 2), 2, Rounding.UP),
        bounded.divided(field(0, HIGH - 1), 2, Rounding.UP),
    ),
    "what rounding to nearest computes": (
        bounded.divided(field(0, (HIGH - 2) // 2), 2, Rounding.NEAREST),
        bounded.divided(field(0, (HIGH - 2) // 2 + 1), 2, Rounding.NEAREST),
    ),
}


@pytest.mark.parametrize("name", BOUNDARY)
def test_a_value_may_reach_the_end_of_64_bits_and_not_go_beyond(name: str) -> None:
    inside, outside = BOUNDARY[name]
    assert not inside.overflows
    assert outside.overflows


def test_dividing_by_one_changes_nothing() -> None:
    assert bounded.divided(FIELDS[0], 1, Rounding.UP) is FIELDS[0]


@given(conditions)
def test_size_and_depth_count_the_parts(built: Bounded) -> None:
    def size(expression: Expression) -> int:
        from policylang.model.expressions import parts_of

        return 1 + sum(map(size, parts_of(expression)))

    assert 1 <= built.depth <= built.size
    assert size(built.expression) <= built.size
