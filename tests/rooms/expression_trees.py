"""Random expressions of the machine, for tests that need no policy around them."""

from __future__ import annotations

from hypothesis import strategies as st

from policylang.model import expressions as e
from policylang.model.calendar import Period

#: What the leaves look at: two fields, one attribute.
FIELDS, ATTRIBUTES = 2, 1

RELATIONS = st.sampled_from(e.Relation)
EDGES = ("first", "last")

_LEAVES = st.one_of(
    st.builds(e.Constant, st.integers(-20, 20)),
    st.builds(e.FieldValue, st.integers(0, FIELDS - 1)),
    st.builds(e.AttributeValue, st.just(0)),
    st.just(e.Balance()),
    st.just(e.Today()),
    st.just(e.AsOf()),
)


def _parts(inner: st.SearchStrategy[e.Expression]) -> st.SearchStrategy[tuple[e.Expression, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


def _larger(numbers: st.SearchStrategy[e.Expression]) -> st.SearchStrategy[e.Expression]:
    return st.one_of(
        st.builds(e.Add, _parts(numbers)),
        st.builds(e.Multiply, _parts(numbers)),
        st.builds(e.Negate, numbers),
        st.builds(e.Divide, numbers, st.integers(1, 7), st.sampled_from(e.Rounding)),
        st.builds(e.Least, numbers, numbers),
        st.builds(e.Greatest, numbers, numbers),
        st.builds(e.Either, st.builds(e.Compare, RELATIONS, numbers, numbers), numbers, numbers),
        st.builds(e.AddMonths, numbers, numbers, st.booleans()),
        st.builds(e.MonthsBetween, numbers, numbers, st.booleans()),
        st.builds(e.PeriodEdge, numbers, st.sampled_from(Period), st.sampled_from(EDGES)),
    )


NUMBERS: st.SearchStrategy[e.Expression] = st.recursive(_LEAVES, _larger, max_leaves=8)

CONDITIONS: st.SearchStrategy[e.Expression] = st.recursive(
    st.builds(e.Compare, RELATIONS, NUMBERS, NUMBERS),
    lambda inner: st.one_of(
        st.builds(e.All, _parts(inner)),
        st.builds(e.Any, _parts(inner)),
        st.builds(e.Not, inner),
        st.builds(e.Compare, st.sampled_from([e.Relation.EQUAL, e.Relation.UNEQUAL]), inner, inner),
    ),
    max_leaves=5,
)
