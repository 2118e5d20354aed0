"""Lengths of time: `2 years 6 months`, `notice days`."""

from __future__ import annotations

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions import timing
from policylang.checker.expressions.kinds import declared
from policylang.checker.expressions.lowering import lower
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.typed import Typed, noun
from policylang.core import codes
from policylang.core.source import NOWHERE, Span
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


@attrs.frozen
class Lengthy:
    """A length: `months` months and then `days` days. Nothing where it is made of what is missing.

    Where none is missing it is a day or more.
    """

    months: Bounded
    days: Bounded
    span: Span = NOWHERE


def length_of(
    node: tree.Expr, scope: Scope, book: Book, purpose: str, *, may_be_empty: bool = False
) -> Lengthy | None:
    """An expression that must be a length; None where it is broken.

    `may_be_empty` allows one that is nothing in some cases, as in a table with a row for "none".

    `purpose` completes "`5 USD` is money, but ...": for example "a status lasts".
    Reports PL201 for another unit, PL204 for a number without one, PL223 for nothing or less.
    """
    typed = lower(node, scope, book)
    if typed.broken:
        return None
    if typed.kind is not Kind.LENGTH or typed.months is None:
        _report_unit(typed, purpose, book)
        return None
    shortest = timing.shortest_of(typed, may_be_empty=may_be_empty)
    if shortest < (0 if may_be_empty else 1):
        timing.report_empty(typed, book)
        return None
    months = typed.months
    if typed.given is not None:
        months = bounded.either(typed.given, months, bounded.NOTHING)
    return Lengthy(months, typed.value, node.span)


def _report_unit(typed: Typed, purpose: str, book: Book) -> None:
    book.report.add(
        codes.MISSING_UNIT if typed.bare else codes.WRONG_UNIT,
        f"`{typed.span.shown}` is {noun(typed.kind)}, but {purpose} {noun(Kind.LENGTH)}",
        typed.span,
        f"this is {noun(typed.kind)}",
        also=declared(typed),
        help=f"write `{typed.span.shown} days`, or months, or years"
        if typed.bare
        else f"write `({typed.span.shown}) days`, or months, or years"
        if typed.kind is Kind.NUMBER
        else "write for example `30 days` or `2 years 6 months`",
    )


def day_after(start: Bounded, length: Lengthy, book: Book, *, sign: int = 1) -> Bounded:
    """The day a length after (`sign` -1: before) a day, by the policy's rule for short months.

    It is marked as an overflow where it can leave the calendar: report that as PL229.
    """
    return timing.later(start, length.months, length.days, sign, length.span, book)
