"""Expressions of an offence as an author would write them, made at random: by their unit."""

from __future__ import annotations

from hypothesis import strategies as st

_RELATIONS = st.sampled_from((">", "<", ">=", "<=", "is", "is not"))
_UNITS = st.sampled_from(("days", "weeks", "months", "years"))
_FULL = st.sampled_from(("weeks", "months", "years"))
_PERIODS = st.sampled_from(("day", "week", "month", "quarter", "year"))
_ROUNDINGS = st.sampled_from(("rounded down", "rounded up", "rounded to nearest", "truncated"))

Phrases = st.SearchStrategy[str]


def _texts(form: str, **parts: Phrases) -> Phrases:
    return st.fixed_dictionaries(parts).map(lambda found: form.format(**found))


@st.composite
def numbers(draw: st.DrawFn, depth: int) -> str:
    """A number."""
    if depth == 0:
        return draw(st.sampled_from(("size", "wait", "3", "0", "12")))
    one, other = numbers(depth - 1), numbers(depth - 1)
    day, test = dates(depth - 1), conditions(depth - 1)
    phrase: str = draw(
        st.one_of(
            _texts("({a} + {b})", a=one, b=other),
            _texts("({a} - {b})", a=one, b=other),
            _texts("(2 * {a})", a=one),
            _texts("-({a})", a=one),
            _texts("(({a}) up to {b})", a=one, b=other),
            _texts("({a} when {c} otherwise {b})", a=one, b=other, c=test),
            _texts("the larger of {a} and {b}", a=one, b=other),
            _texts("(30% of ({a}) {r})", a=one, r=_ROUNDINGS),
            _texts("(days since {d} to {e})", d=day, e=dates(depth - 1)),
            _texts("(full {u} since {d} to {e})", u=_FULL, d=day, e=dates(depth - 1)),
        )
    )
    return phrase


@st.composite
def dates(draw: st.DrawFn, depth: int) -> str:
    """A date, in brackets where it has parts."""
    if depth == 0:
        return draw(st.sampled_from(("committed", "final", "quarter", "2024-02-29")))
    day, test = dates(depth - 1), conditions(depth - 1)
    count = numbers(depth - 1)
    phrase: str = draw(
        st.one_of(
            _texts("({d} + 3 {u})", d=day, u=_UNITS),
            _texts("({d} - 1 years 2 days)", d=day),
            _texts("({d} + ({n}) days)", d=day, n=count),
            _texts("({d} + ({n} up to 40) months)", d=day, n=count),
            _texts("({d} + (1 years when {c} otherwise 6 months))", d=day, c=test),
            _texts("({d} when {c} otherwise {e})", d=day, c=test, e=dates(depth - 1)),
            _texts("(the first day of the {p} of {d})", d=day, p=_PERIODS),
            _texts("(the last day of the {p} of {d})", d=day, p=_PERIODS),
            _texts("(the day before {d})", d=day),
            _texts("(the smaller of {d} and {e})", d=day, e=dates(depth - 1)),
        )
    )
    return phrase


@st.composite
def conditions(draw: st.DrawFn, depth: int) -> str:
    """Something that is true or false, in brackets where it has parts."""
    if depth == 0:
        return draw(
            st.sampled_from(("grave", "final is given", "kind is minor", "stop is not given"))
        )
    one, test = numbers(depth - 1), conditions(depth - 1)
    phrase: str = draw(
        st.one_of(
            _texts("({a} {r} {b})", a=one, b=numbers(depth - 1), r=_RELATIONS),
            _texts("({d} {r} {e})", d=dates(depth - 1), e=dates(depth - 1), r=_RELATIONS),
            _texts("({c} and {e})", c=test, e=conditions(depth - 1)),
            _texts("({c} or {e})", c=test, e=conditions(depth - 1)),
            _texts("(not {c})", c=test),
            _texts("({a} out of {b} {r} 3 out of 4)", a=one, b=numbers(depth - 1), r=_RELATIONS),
            _texts("(10% of ({a}) {r} {b})", a=one, b=numbers(depth - 1), r=_RELATIONS),
        )
    )
    return phrase


#: A value of each kind.
phrases = st.one_of(numbers(2), dates(2), conditions(2))
