"""How long a lot lasts: `expires after 2 years at the end of the month unless ...`."""

from __future__ import annotations

import datetime

from policylang.checker.declared.book import Book, KnownScore
from policylang.checker.declared.names import DATES
from policylang.checker.declared.origins import UNCITED, origin
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.holding import nothing_known
from policylang.checker.expressions.lengths import day_after, length_of
from policylang.checker.expressions.lowering import condition, require
from policylang.checker.values import bounded, days
from policylang.checker.values.bounded import NOTHING, Bounded
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.calendar import Period
from policylang.model.expressions import Expression, Today
from policylang.model.machine import Lifetime, Restore, Rule
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


def lifetime_of(
    lasts: tree.Lasts, sign: int, score: KnownScore, scope: Scope, book: Book
) -> Lifetime | None:
    """The lifetime of what a rule gives or takes, its own rule not yet numbered.

    What `expires` on a day no longer counts on that day. Reports PL227 for a score without lots,
    PL252 for what does not come back, PL337 for an expiry that is never after the award, and what
    lengths, dates and conditions report.
    """
    if not score.lots:
        book.report.add(
            codes.LOTS_NOT_KEPT,
            f"the score `{score.name}` does not keep its points apart, so none can "
            + ("expire" if lasts.verb == "expires" else "come back"),
            lasts.span,
            also=((score.span, "declared here"),),
            help="add `keeps lots` to the score",
        )
        return None
    if lasts.verb == "comes back" and sign > 0:
        book.report.add(
            codes.LASTS_WITHOUT_POINTS,
            "what is earned does not come back",
            lasts.span,
            help="write `expires after ...`, or `loses` for `earns`",
        )
        return None
    expires = _expires(lasts, scope, book)
    # Conditions are looked at on the day it runs out, when the event is no longer in sight.
    later = Scope("a condition on an expiry")
    with nothing_known(book):
        unless = condition(lasts.unless, later, book).expression if lasts.unless else None
        held = condition(lasts.held, later, book).expression if lasts.held else None
    if expires is None:
        return None
    rule = Rule(-1, Restore(score.number), (), lasts.verb, origin(lasts, lasts.span, UNCITED, book))
    return Lifetime(expires, rule, unless, held)


def _expires(lasts: tree.Lasts, scope: Scope, book: Book) -> Expression | None:
    """The first day on which it no longer counts."""
    if lasts.on is not None:
        return _on(lasts.on, scope, book)
    if lasts.after is None:
        return None
    start, given = _start(lasts, scope, book)
    length = length_of(lasts.after, scope, book, "a lot lasts", may_be_empty=True)
    if start is None or length is None:
        return None
    day = day_after(start, length, book)
    if lasts.end is not None:
        # The period holds the last day it counts: points of `the end of the month` go with it.
        last = days.edge(day, Period(lasts.end), "last")
        day = days.days_later(last, bounded.constant(1))
    if leaves_calendar(day, lasts.span, book):
        return None
    # Reckoned from a day that is not given it has run out before it begins: nothing is given.
    return day.expression if given is None else bounded.either(given, day, NOTHING).expression


def leaves_calendar(day: Bounded, span: Span, book: Book) -> bool:
    """Whether a day can lie where no engine can reckon with it; reported as PL229 then."""
    if day.overflows:
        book.report.add(
            codes.LEAVES_CALENDAR,
            "this can leave the calendar",
            span,
            "dates are reckoned from the year 2 to the year 9998",
            help="give narrower ranges to the fields and attributes it is made of",
        )
    return day.overflows


def _start(lasts: tree.Lasts, scope: Scope, book: Book) -> tuple[Bounded | None, Bounded | None]:
    """The day it is reckoned from, and the condition under which there is one (None: always)."""
    if lasts.start is None:
        low, high = DATES
        low = low if book.opens is None else book.opens
        return Bounded(Today(), low, max(low, high)), None
    typed = require(lasts.start, Kind.DATE, scope, book, "a lot lasts from")
    return (None, None) if typed.broken else (typed.there, typed.given)


def _on(node: tree.Expr, scope: Scope, book: Book) -> Expression | None:
    typed = require(node, Kind.DATE, scope, book, "a lot expires on")
    if typed.broken:
        return None
    first = max(book.opens or 0, scope.opens or 0)
    if typed.value.high <= first:
        opening = datetime.date.fromordinal(first)
        book.report.add(
            codes.EXPIRES_AT_ONCE,
            "this expires before it can be given",
            node.span,
            "no event lies before this day",
            help=f"write a day after {opening}: this comes into force then",
        )
    return typed.value.expression
