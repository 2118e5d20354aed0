"""Expression trees of every shape the grammar can read, whatever they would mean."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from policylang.syntax.nodes import (
    PERIODS,
    ROUNDINGS,
    And,
    CalendarWindow,
    Comparison,
    CountOf,
    DateLiteral,
    Ever,
    Expr,
    Extreme,
    GradeTest,
    Name,
    Negative,
    Not,
    Occasion,
    Or,
    Product,
    Quantity,
    ShareOf,
    SlidingWindow,
    Sum,
    SumOf,
    TheDate,
    YesNo,
)

names = st.sampled_from(["a", "b_2", "走访", "hours", "minutes", "points", "date", "USD"]).map(Name)
grades = st.sampled_from(["A+++", "B", "C-"]).map(Name)
numbers = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=3) | st.integers(
    0, 10**12
).map(Decimal)
units = st.sampled_from([None, "points", "hours", "minutes", "%", "USD"])
quantities = st.builds(Quantity, numbers, units)
dates = st.dates(datetime.date(1800, 1, 1), datetime.date(2999, 12, 31)).map(DateLiteral)
windows = st.one_of(
    st.just(Ever()),
    st.builds(SlidingWindow, st.integers(0, 9999), st.sampled_from(["days", "weeks"])),
    st.builds(CalendarWindow, st.sampled_from(PERIODS)),
)
occasions = st.builds(Occasion, names, st.none() | names) | st.builds(
    Occasion, names, st.none(), st.sampled_from(["start", "end"])
)
roundings = st.none() | st.sampled_from(ROUNDINGS)
leaves = st.one_of(
    names,
    quantities,
    quantities.filter(lambda each: each.value > 0).map(
        lambda each: Quantity(-each.value, each.unit)
    ),
    dates,
    st.booleans().map(YesNo),
    st.just(TheDate()),
    st.builds(GradeTest, grades, st.sampled_from(["exactly", "not", "or better", "or worse"])),
    st.builds(CountOf, occasions, st.none(), windows),
    st.builds(SumOf, names, occasions, st.none(), windows),
)


def _is_written_number(value: Expr) -> bool:
    """`-5` is a number of its own, not the negative of one."""
    return isinstance(value, Quantity) and value.value >= 0


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    signs = st.sampled_from([1, -1])
    return st.one_of(
        st.builds(Or, several),
        st.builds(And, several),
        st.builds(Product, several),
        st.builds(Not, inner),
        st.builds(Negative, inner.filter(lambda each: not _is_written_number(each))),
        st.builds(
            lambda first, rest: Sum(((1, first), *rest)),
            inner,
            st.lists(st.tuples(signs, inner), min_size=1, max_size=3),
        ),
        st.builds(
            Comparison, st.sampled_from([">=", "<=", ">", "<", "is", "is not"]), inner, inner
        ),
        st.builds(ShareOf, quantities | names, inner, roundings),
        st.builds(Extreme, st.sampled_from(["smaller", "larger"]), inner, inner),
        st.builds(CountOf, occasions, inner, windows),
        st.builds(SumOf, names, occasions, inner, windows),
    )


expressions: st.SearchStrategy[Expr] = st.recursive(leaves, _nested, max_leaves=12)
