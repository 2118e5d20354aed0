"""What is known where a condition holds: `earns 20 - s when s < 20` earns at least one point.

While the amount of an effect is lowered, what its condition compares with a constant has narrower
bounds: condition and amount are read at the same moment. What is read at another one, as in the
filter of a count or the condition of an expiry, is lowered with nothing known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.declared.scope import Reads, read_by
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded, Ranges
from policylang.checker.values.typed import Typed
from policylang.model.expressions import All, Any, Balance, Compare, Expression, Not, every_part


def facts_of(condition: Bounded, holds: bool = True) -> tuple[Compare, ...]:
    """The comparisons that hold for sure where a condition holds, or where it does not."""
    return tuple(_facts(condition.expression, holds))


def _facts(condition: Expression, holds: bool) -> Iterator[Compare]:
    match condition:
        case Compare() if holds:
            yield condition
        case Compare(relation, left, right):
            yield Compare(bounded.OPPOSITE[relation], left, right)
        case Not(part):
            yield from _facts(part, not holds)
        case All(parts) if holds:
            for part in parts:
                yield from _facts(part, True)
        case Any(parts) if not holds:
            for part in parts:
                yield from _facts(part, False)


def lasting(facts: Iterable[Compare], *, first: bool, opening: bool, book: Book) -> list[Compare]:
    """The facts found before an event that still hold at one of its moments.

    Fields stay as they are. On the `first` moment attributes and the date do, and up to the effect
    that is the `opening` one scores do, but for what is worked out from the past: it holds the
    event by then.
    """
    stay = Reads.FIELDS
    if first:
        stay |= Reads.ATTRIBUTES | Reads.DATE
    formulas = {score.number for score in book.scores.values() if score.formula}

    def stays(part: Expression) -> bool:
        if isinstance(part, Balance):
            return first and opening and part.score not in formulas
        return not read_by(part) & ~stay

    return [fact for fact in facts if all(map(stays, every_part(fact)))]


def ranges_of(facts: Iterable[Compare]) -> Ranges:
    """What facts leave of what they compare."""
    found = Ranges()
    for fact in facts:
        found.narrow(fact)
    return found


@contextmanager
def holding(facts: Iterable[Compare], book: Book, beside: Ranges | None = None) -> Iterator[None]:
    """Lower with what holds, and what it leaves `beside`, in place of what was known before.

    What was known stays known where nothing is given `beside`.
    """
    before = book.known
    book.known = Ranges(dict((before if beside is None else beside).known))
    for fact in facts:
        book.known.narrow(fact)
    try:
        yield
    finally:
        book.known = before


@contextmanager
def nothing_known(book: Book) -> Iterator[None]:
    """Lower what is read at another moment."""
    before, book.known = book.known, Ranges()
    try:
        yield
    finally:
        book.known = before


def narrowed(typed: Typed, book: Book) -> Typed:
    """A value with the bounds it has where that holds which is known to hold."""
    if not book.known.known or typed.broken:
        return typed
    value = _narrowed(typed.value, book)
    present = None if typed.present is None else _narrowed(typed.present, book)
    if value is typed.value and present is typed.present:
        return typed
    return attrs.evolve(typed, value=value, present=present)


def _narrowed(value: Bounded, book: Book) -> Bounded:
    known = book.known.known.get(value.expression)
    if known is None:
        return value
    low, high = max(value.low, known[0]), min(value.high, known[1])
    # Where nothing is left it is never applied, which other checks say.
    return attrs.evolve(value, low=low, high=high) if low <= high else value
