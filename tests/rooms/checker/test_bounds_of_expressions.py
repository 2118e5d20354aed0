"""What the checker proves of an expression is so, for every event the policy allows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from policylang.checker.check import _machine
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import collect
from policylang.checker.declared.reporting import Reporter
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.lowering import lower
from policylang.checker.values.typed import Typed
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from tests.rooms.checker.offences import REST, SCORES, day, offence
from tests.rooms.checker.phrases import phrases
from tests.rooms.checker.policies import whole
from tests.rooms.checker.worth import worth

FIRST, LAST = day("1800-01-01"), day("2999-12-31")
DAYS = st.integers(FIRST, LAST) | st.integers(day("2023-12-01"), day("2024-03-31"))
#: committed, final, size, grave, kind, stop, fine
EVENTS = st.tuples(
    DAYS,
    st.just(0) | DAYS,
    st.integers(0, 9),
    st.integers(0, 1),
    st.integers(0, 1),
    st.sampled_from((0, 1, 2**500)),
    st.integers(0, 90_000),
)


def entered() -> Book:
    """The book of a policy of offences, with all that an expression may name."""
    parsed = parse(SourceFile("a", whole(offence("loses 1 s on committed"), REST, score=SCORES)))
    assert parsed.tree is not None
    report = Reporter()
    book = Book(collect(parsed.tree, report), report)
    _machine(parsed.tree, book)
    return book


BOOK = entered()


def meaning(phrase: str) -> tuple[Typed, set[str]]:
    """What a phrase stands for in a rule on an offence, and the codes of what is said of it."""
    parsed = parse(SourceFile("b", f"define probe {{\n  means {phrase}\n}}\n"))
    assert parsed.tree is not None, [str(each) for each in parsed.diagnostics]
    (block,) = parsed.tree.items
    assert isinstance(block, tree.DefineBlock)
    (clause,) = block.clauses
    assert isinstance(clause, tree.Means)
    BOOK.report.found.clear()
    BOOK.put_in = 0
    scope = Scope("a test", BOOK.fields["offence"], "offence")
    return lower(clause.value, scope, BOOK), {each.code.number for each in BOOK.report.found}


@given(phrases, st.lists(EVENTS, min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_values_stay_within_their_bounds_and_are_nothing_where_missing(
    phrase: str, events: list[tuple[int, ...]]
) -> None:
    typed, codes = meaning(phrase)
    if codes:  # a date beyond the calendar, too large a product, a ratio to a written 0
        assert codes <= {"PL217", "PL218", "PL229"}
        return
    for fields in events:
        value = worth(typed.value.expression, fields)
        assert typed.value.low <= value <= typed.value.high
        if typed.given is None:
            continue
        assert typed.present is not None
        if worth(typed.given.expression, fields):
            assert value == worth(typed.present.expression, fields)
            assert typed.present.low <= value <= typed.present.high
        else:
            assert value == 0
