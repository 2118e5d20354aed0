"""Comparisons: of values, of unrounded shares and of ratios, all exact.

`a >= 3% of b` and `wins out of games >= 3 out of 4` are compared without any division: both sides
are multiplied out. A ratio to nothing satisfies no comparison, not even with another such ratio.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Final

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.expressions import advice
from policylang.checker.expressions.arithmetic import Exact
from policylang.checker.expressions.kinds import ADDABLE, ORDERED, alike, declared, unlike
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.missing import guarded
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.expressions import Relation
from policylang.model.units import WHOLE, Kind

RELATIONS: Final = {
    "<": Relation.LESS,
    "<=": Relation.AT_MOST,
    ">": Relation.MORE,
    ">=": Relation.AT_LEAST,
    "is": Relation.EQUAL,
    "is not": Relation.UNEQUAL,
}


@attrs.frozen
class RatioTyped:
    """Two values of one kind, one out of the other; `parts` are what they were made of."""

    part: Bounded
    whole: Bounded
    parts: tuple[Typed, ...]


def compared(operator: str, left: Exact, right: Exact, span: Span, book: Book) -> Typed:
    """Whether a relation holds between two values. Reports PL202 and PL204 for unlike ones."""
    relation = RELATIONS[operator]
    like = alike([left.typed, right.typed], book)
    if like is None:
        return _unlike(left.typed, right.typed, book)
    one, other = like
    if one.broken or other.broken:
        return broken(span)
    if one.kind is Kind.LENGTH:
        words = "lengths of time cannot be compared"
        return unlike(span, words, (left.typed,), book, codes.UNLIKE_COMPARISON)
    if relation not in (Relation.EQUAL, Relation.UNEQUAL) and one.kind not in ORDERED:
        words = f"{noun(one.kind)} has no more or less"
        return unlike(span, words, (left.typed,), book, codes.UNLIKE_COMPARISON)
    common = gcd(left.by, right.by)
    verdict = bounded.compare(
        relation, _times(one.there, right.by // common), _times(other.there, left.by // common)
    )
    same_names = one.kind is Kind.NAME and relation is Relation.EQUAL
    guards = like[:1] if same_names else like  # equal to one that is given: given too
    return Typed(Kind.YES_NO, guarded(verdict, guards), span)


def _times(value: Bounded, factor: int) -> Bounded:
    return value if factor == 1 else bounded.multiply([value, bounded.constant(factor)])


def ratio_of(part: Typed, whole: Typed, span: Span, book: Book) -> RatioTyped | None:
    """One value out of another. Reports PL202 for unlike ones, PL218 for a ratio to written 0."""
    if part.literal is not None and whole.literal is not None:
        if whole.literal <= 0:
            book.report.add(
                codes.EMPTY_STEP,
                f"nothing is {part.span.shown} out of {whole.span.shown}",
                span,
                help="write a number above 0 after `out of`",
            )
            return None
        fraction = Fraction(part.literal) / Fraction(whole.literal)
        top, bottom = fraction.numerator, fraction.denominator
        return RatioTyped(bounded.constant(top), bounded.constant(bottom), ())
    like = alike([part, whole], book)
    if like is None or like[0].kind not in ADDABLE:
        words = f"cannot take {noun(part.kind)} out of {noun(whole.kind)}"
        unlike(
            span,
            words,
            (part, whole),
            book,
            codes.UNLIKE_COMPARISON,
            "compare like with like: `late out of all`",
        )
        return None
    if any(each.broken for each in like):
        return None
    return RatioTyped(like[0].there, like[1].there, tuple(like))


def percentage_ratio(share: Typed) -> RatioTyped:
    """A percentage as a ratio to the whole."""
    fixed = share.there.constant
    if fixed is None:
        return RatioTyped(share.there, bounded.constant(WHOLE), (share,))
    common = gcd(fixed, WHOLE)
    return RatioTyped(bounded.constant(fixed // common), bounded.constant(WHOLE // common), ())


def ratios_compared(operator: str, left: RatioTyped, right: RatioTyped, span: Span) -> Typed:
    """Whether a relation holds between two ratios; it does not where one is to nothing."""
    verdict = bounded.compare(
        RELATIONS[operator],
        bounded.multiply([left.part, right.whole]),
        bounded.multiply([right.part, left.whole]),
    )
    guards = [bounded.compare(Relation.MORE, side.whole, bounded.NOTHING) for side in (left, right)]
    uncertain = [guard for guard in guards if guard.constant != 1]
    value = bounded.all_of([*uncertain, verdict]) if uncertain else verdict
    return Typed(Kind.YES_NO, guarded(value, [*left.parts, *right.parts]), span)


def report_ratio_beside(other: Typed, span: Span, book: Book) -> Typed:
    """Report a ratio compared with something that is none (PL202)."""
    return unlike(
        span,
        f"cannot compare a ratio with {noun(other.kind)}",
        (other,),
        book,
        codes.UNLIKE_COMPARISON,
        "write the other side as a ratio or a percentage: `3 out of 4`, `75%`",
    )


def report_ratio_alone(span: Span, book: Book) -> Typed:
    """Report a ratio that is not one side of a comparison (PL224)."""
    book.report.add(
        codes.RATIO_ALONE,
        f"`{span.shown}` stands outside a comparison",
        span,
        "a ratio is compared, and not computed with",
        help=f"compare it: `{span.shown} >= 75%`",
    )
    return broken(span)


def _unlike(left: Typed, right: Typed, book: Book) -> Typed:
    for one, other in ((left, right), (right, left)):
        unitless = (Kind.CHOICE, Kind.YES_NO, Kind.NAME, Kind.LENGTH)
        if one.bare and other.kind is not None and other.kind not in unitless:
            book.report.add(
                codes.MISSING_UNIT,
                f"`{one.span.shown}` has no unit, but is compared with {noun(other.kind)}",
                one.span,
                "a number without a unit",
                also=((other.span, f"this is {noun(other.kind)}"), *declared(other)),
                help=advice.in_kind(one, other.kind, book, written=one.literal),
            )
            return broken(left.span.to(right.span))
    words = f"cannot compare {noun(left.kind)} with {noun(right.kind)}"
    span = left.span.to(right.span)
    return unlike(span, words, (left, right), book, codes.UNLIKE_COMPARISON)
