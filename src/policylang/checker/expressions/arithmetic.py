"""Sums, products, shares, roundings and extremes of values of which the unit is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from math import gcd
from typing import Final, Literal

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.expressions.kinds import (
    ADDABLE,
    ORDERED,
    alike,
    first_unlike,
    literals,
    loosened,
    unlike,
)
from policylang.checker.expressions.quantities import bare, meant_as
from policylang.checker.expressions.timing import shortest_of
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.missing import built_on, given_of, where_given
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes
from policylang.core.exact import EXACT
from policylang.core.source import NOWHERE, Span
from policylang.model.expressions import Rounding
from policylang.model.units import WHOLE, Kind
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text


@attrs.frozen
class Exact:
    """A value that is not rounded yet: `typed` divided by a positive number."""

    typed: Typed
    by: int = 1


def number(value: int) -> Typed:
    """A number of no particular place."""
    return Typed(Kind.NUMBER, bounded.constant(value), NOWHERE)


def negative_of(part: Typed, span: Span, book: Book) -> Typed:
    """Minus a value. Reports PL203 for what has none."""
    if part.kind not in ADDABLE:
        return unlike(span, f"there is no minus of {noun(part.kind)}", (part,), book)
    literal = None if part.literal is None else part.literal.copy_negate()
    typed = Typed(part.kind, bounded.negate(part.there), span, literal, declared=part.declared)
    return loosened(built_on(typed, [part]), [part])


def sum_of(signs: Sequence[int], parts: Sequence[Typed], span: Span, book: Book) -> Typed:
    """Values added and taken away, each with its sign. Reports PL203 for unlike ones."""
    if numbers := literals(parts):
        signed = zip(signs, numbers, strict=True)
        terms = (number if sign > 0 else number.copy_negate() for sign, number in signed)
        return bare(reduce(EXACT.add, terms), span, book)
    like = alike(parts, book)
    if like is None or like[0].kind not in ADDABLE:
        first, other = first_unlike(parts)
        words = f"cannot add {noun(first.kind)} and {noun(other.kind)}"
        return unlike(span, words, (first, other), book)
    if any(part.broken for part in like):
        return broken(span)
    value = bounded.add([(s, p.there) for s, p in zip(signs, like, strict=True)])
    typed = Typed(like[0].kind, value, span, declared=like[0].declared)
    return loosened(built_on(typed, like), parts)


def product_of(parts: Sequence[Typed], span: Span, book: Book) -> Typed:
    """A product, in which at most one part has a unit. Reports PL203."""
    if numbers := literals(parts):
        return bare(reduce(EXACT.multiply, numbers), span, book)
    named = [part for part in parts if part.kind is not Kind.NUMBER]
    if len(named) > 1 or any(part.kind not in ADDABLE for part in named):
        words = f"cannot multiply {' by '.join(noun(part.kind) for part in named)}"
        return unlike(span, words, tuple(named), book, help=_as_share(named))
    counted = [meant_as(part, Kind.NUMBER, book) or part for part in parts]
    if any(part.broken for part in counted):
        return broken(span)
    kind = named[0].kind if named else Kind.NUMBER
    product = bounded.multiply([part.there for part in counted])
    return loosened(built_on(Typed(kind, product, span), counted), parts)


def _as_share(parts: Sequence[Typed]) -> str | None:
    """What to write for a percentage times another value: a share of it."""
    rates = [part for part in parts if part.kind is Kind.PERCENT]
    wholes = [part for part in parts if part.kind in ADDABLE and part.kind is not Kind.PERCENT]
    if len(parts) != 2 or not rates or not wholes:
        return None
    rate, whole = (part.span.shown for part in (rates[0], wholes[0]))
    rate = rate if _PLAIN.fullmatch(rate) else f"({rate})"
    whole = whole if _PLAIN.fullmatch(whole) else f"({whole})"
    return f"a share is written `{rate} of {whole}`"


#: What needs no brackets beside `of`.
_PLAIN: Final = re.compile(r"[\w.,]+ ?%?|\(.*\)")


def exact_share(whole: Exact, share: Typed, span: Span) -> Exact:
    """A percentage of a value, not rounded, in lowest terms where it is a fixed one."""
    numerator, by = share.there, WHOLE
    fixed = numerator.constant
    if fixed is not None:  # in lowest terms, so that 50% divides by 2
        common = gcd(fixed, WHOLE)
        numerator, by = bounded.constant(fixed // common), WHOLE // common
    of = whole.typed.there
    product = of if numerator.constant == 1 else bounded.multiply([of, numerator])
    typed = Typed(whole.typed.kind, product, span, declared=whole.typed.declared)
    return Exact(built_on(typed, [whole.typed, share]), by * whole.by)


def scaled_by(whole: Typed, share: Typed, rounding: str | None, span: Span, book: Book) -> Typed:
    """A percentage of a value. Money is rounded down unless said otherwise; others must say.

    Reports PL209 where a rounding is needed and missing.
    """
    exact = exact_share(Exact(whole), share, span)
    if rounding is None and exact.by > 1 and whole.kind is not Kind.MONEY:
        book.report.add(
            codes.ROUNDING_MISSING,
            f"a share of {noun(whole.kind)} may not come out even",
            span,
            "which way is it rounded?",
            help="add `rounded down`, `rounded up`, `rounded to nearest` or `truncated`",
        )
        return broken(span)
    return rounded(exact, Rounding(rounding or Rounding.DOWN), 1)


def rounded(exact: Exact, rounding: Rounding, step: int) -> Typed:
    """A value rounded to a multiple of `step` held units."""
    typed = exact.typed
    quotient = bounded.divided(typed.there, exact.by * step, rounding)
    value = quotient if step == 1 else bounded.multiply([quotient, bounded.constant(step)])
    plain = Typed(typed.kind, value, typed.span, declared=typed.declared)
    return where_given(plain, typed.given)


def rounded_to(exact: Exact, words: str, digits: int, span: Span, book: Book) -> Typed:
    """A value rounded to decimals. Reports PL203 for what has none, PL207 for too many."""
    typed = exact.typed
    if typed.kind not in ADDABLE:
        return unlike(span, f"{noun(typed.kind)} cannot be rounded", (typed,), book)
    assert typed.kind is not None
    step, rest = divmod(book.denomination.scale(typed.kind), 10**digits)
    if rest == 0:
        return attrs.evolve(rounded(exact, Rounding(words), step), span=span)
    if exact.by == 1 and step == 0:
        return attrs.evolve(typed, span=span)  # it has no more decimals than that
    book.report.add(
        codes.TOO_MANY_DECIMALS,
        f"{noun(typed.kind)} cannot be rounded to {digits} decimals here",
        span,
        help="write fewer decimals, or let the score keep more of them",
    )
    return broken(span)


def extreme_of(
    which: Literal["smaller", "larger"], left: Typed, right: Typed, span: Span, book: Book
) -> Typed:
    """The smaller or larger of two values. Reports PL202 for unlike ones."""
    like = alike([left, right], book)
    if like is None or like[0].kind not in ORDERED:
        words = f"cannot compare {noun(left.kind)} with {noun(right.kind)}"
        return unlike(span, words, (left, right), book, codes.UNLIKE_COMPARISON)
    if any(part.broken for part in like):
        return broken(span)
    build = bounded.least if which == "smaller" else bounded.greatest
    value = build(like[0].there, like[1].there)
    typed = Typed(like[0].kind, value, span, declared=like[0].declared)
    return loosened(built_on(typed, like), [left, right])


def either_of(test: Bounded, then: Typed, otherwise: Typed, node: tree.Either, book: Book) -> Typed:
    """One of two values of a kind. Reports PL202 for unlike ones.

    One of two written numbers takes on points, as each of them would.
    """
    span = node.span
    numbers = literals([then, otherwise])
    whole = numbers is not None and all(each == each.to_integral_value() for each in numbers)
    if numbers is not None and not whole:  # only points have decimals and no unit
        points = [meant_as(part, Kind.POINTS, book) for part in (then, otherwise)]
        then, otherwise = (part or broken(span) for part in points)
        if then.broken or otherwise.broken:
            return broken(span)
    like = alike([then, otherwise], book)
    if like is None or like[0].kind is Kind.NAME:
        words = f"`{span.shown}` is {noun(then.kind)} or else {noun(otherwise.kind)}"
        return unlike(
            span, words, (then, otherwise), book, codes.UNLIKE_COMPARISON,
            "give both in the same unit",
        )  # fmt: skip
    one, other = like
    if one.broken or other.broken:
        return broken(span)
    value = bounded.either(test, one.there, other.there, clause_text(node.test), node.test.span)
    months, shortest = None, None
    if one.months is not None and other.months is not None:
        months = bounded.either(test, one.months, other.months)
        shortest = min(shortest_of(one), shortest_of(other))
    typed = Typed(
        one.kind,
        value,
        span,
        choices=one.choices,
        declared=one.declared,
        months=months,
        shortest=shortest,
    )
    typed = where_given(typed, _given(test, one, other))
    return attrs.evolve(typed, loose=True) if whole else loosened(typed, [then, otherwise])


def _given(test: Bounded, one: Typed, other: Typed) -> Bounded | None:
    if given_of([one, other]) is None:
        return None
    return bounded.either(test, one.given or bounded.ALWAYS, other.given or bounded.ALWAYS)
