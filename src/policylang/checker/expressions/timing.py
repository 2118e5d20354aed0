"""Dates and lengths: a date and a length, days beside days, time since a date."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final, Literal

from policylang.checker.declared.book import Book
from policylang.checker.expressions.kinds import unlike
from policylang.checker.values import bounded, days
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.missing import built_on, keeps_nothing
from policylang.checker.values.typed import Typed, noun
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.calendar import Period
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: What one of a unit is: months, or days.
_MONTHS: Final = {"months": 1, "years": 12}
_DAYS: Final = {"days": 1, "weeks": 7}
#: Days that every month has.
_IN_EVERY_MONTH: Final = 28


def length_typed(parts: Sequence[tuple[Typed, tree.Unit]], span: Span) -> Typed:
    """A length of numbers of units, given as months and days. None of the parts is broken."""
    months, rest = bounded.NOTHING, bounded.NOTHING
    for amount, unit in parts:
        each = _DAYS.get(unit) or _MONTHS[unit]
        counted = amount.there
        if each > 1:
            counted = bounded.multiply([counted, bounded.constant(each)])
        if unit in _DAYS:
            rest = _plus(rest, counted)
        else:
            months = _plus(months, counted)
    typed = Typed(Kind.LENGTH, rest, span, months=months)
    return built_on(typed, [amount for amount, _ in parts])


def _plus(one: Bounded, other: Bounded) -> Bounded:
    if one.constant == 0:
        return other
    return one if other.constant == 0 else bounded.add([(1, one), (1, other)])


def depends(day: Bounded, span: Span, book: Book) -> None:
    """Note that a date is reckoned by months from a day that not every month has, if it is one.

    `span` is where that is written.
    """
    fixed = day.constant
    if fixed is None or datetime.date.fromordinal(fixed).day > _IN_EVERY_MONTH:
        book.on_short_months[span] = None


def later(
    day: Bounded, months: Bounded, rest: Bounded, sign: int, span: Span, book: Book
) -> Bounded:
    """The day so many months and then days later (`sign` -1: earlier), as is written at a place."""
    if sign < 0:
        months, rest = bounded.negate(months), bounded.negate(rest)
    moved = days.months_later(day, months, next_day=book.next_day)
    if moved.constant is None and months.constant != 0:
        depends(day, span, book)
    return days.days_later(moved, rest)


def sum_with_lengths(signs: Sequence[int], parts: Sequence[Typed], span: Span, book: Book) -> Typed:
    """A date and lengths, or lengths only, in the order written. Reports PL203."""
    for sign, part in zip(signs, parts, strict=True):
        if part.kind is not Kind.LENGTH and (part.kind is not Kind.DATE or sign < 0):
            return _not_summed(sign, part, parts, span, book)
    dates = [part for part in parts if part.kind is Kind.DATE]
    lengths = [(s, p) for s, p in zip(signs, parts, strict=True) if p.kind is Kind.LENGTH]
    if len(dates) > 1 or (not dates and any(sign < 0 for sign, _ in lengths)):
        return _not_summed(1, dates[-1] if dates else parts[-1], parts, span, book)
    if not dates:
        return _lengths(parts, span)
    value, keeps = dates[0].there, keeps_nothing(dates[0])
    for sign, length in lengths:
        assert length.months is not None
        value = later(value, length.months, length.there, sign, span, book)
        keeps = keeps and length.given is None and length.there.constant == 0
    typed = Typed(Kind.DATE, value, span, declared=dates[0].declared)
    return built_on(typed, parts, keeps=keeps)


def _lengths(parts: Sequence[Typed], span: Span) -> Typed:
    months, rest = bounded.NOTHING, bounded.NOTHING
    for part in parts:
        assert part.months is not None
        months, rest = _plus(months, part.months), _plus(rest, part.there)
    shortest = sum(shortest_of(part) for part in parts)
    return built_on(Typed(Kind.LENGTH, rest, span, months=months, shortest=shortest), parts)


def _not_summed(sign: int, part: Typed, parts: Sequence[Typed], span: Span, book: Book) -> Typed:
    dates = [each for each in parts if each.kind is Kind.DATE]
    if len(dates) > 1 and part.kind is Kind.DATE:
        words = "cannot take a date from a date" if sign < 0 else "cannot add two dates"
        first, last = dates[0].span.shown, dates[1].span.shown
        return unlike(
            span,
            words,
            dates[:2],
            book,
            help=f"for the time between write `days since {last} to {first}`",
        )
    others = [each for each in parts if each is not part]
    if part.kind in (Kind.DATE, Kind.LENGTH):
        words = f"cannot take {noun(part.kind)} from {noun(others[0].kind)}"
        return unlike(span, words, (part, *others[:1]), book, help="begin with the date")
    words = f"cannot add {noun(others[0].kind)} and {noun(part.kind)}"
    help = "say of what unit it is: `30 days`, `(x) months`" if part.kind is Kind.NUMBER else None
    return unlike(span, words, (part, *others[:1]), book, help=help)


def elapsed(unit: tree.Unit, first: Typed, last: Typed, span: Span, book: Book) -> Typed:
    """Full days, weeks, months or years from one date to another; 0 where it is not later."""
    start, end = first.there, last.there
    if unit in _DAYS:
        value = days.full_parts(days.days_between(start, end), _DAYS[unit])
    else:
        months = days.full_months_between(start, end, next_day=book.next_day)
        value = days.full_parts(months, _MONTHS[unit])
        if months.constant is None:
            depends(start, span, book)
    keeps = unit in _MONTHS and keeps_nothing(first) and keeps_nothing(last)
    return built_on(Typed(Kind.NUMBER, value, span), [first, last], keeps=keeps)


def period_day(which: Literal["first", "last"], period: str, day: Typed, span: Span) -> Typed:
    """The first or last day of the calendar period that holds a date."""
    value = days.edge(day.there, Period(period), which)
    return built_on(Typed(Kind.DATE, value, span, declared=day.declared), [day])


def day_beside(which: Literal["after", "before"], day: Typed, span: Span) -> Typed:
    """The day after or before a date."""
    value = days.days_later(day.there, bounded.constant(1 if which == "after" else -1))
    return built_on(Typed(Kind.DATE, value, span, declared=day.declared), [day])


def shortest_of(typed: Typed, *, may_be_empty: bool = False) -> int:
    """The least a length can be, months and days together: a month is a day or more.

    -1 where one of the two may be less than nothing; and, if it `may_be_empty`, where it always is
    nothing.
    """
    if typed.months is None:
        return typed.shortest or 0
    if may_be_empty and typed.months.high <= 0 and typed.there.high <= 0:
        return -1
    if typed.shortest is not None:
        return typed.shortest
    months, days = typed.months.low, typed.there.low
    return -1 if min(months, days) < 0 else months + days


def report_empty(typed: Typed, book: Book) -> None:
    """Report a length that is, or may be, nothing or less (PL223)."""
    always = typed.months is not None and typed.months.high <= 0 and typed.value.high <= 0
    book.report.add(
        codes.EMPTY_LENGTH,
        f"`{typed.span.shown}` is no time at all"
        if always
        else f"`{typed.span.shown}` can be no time at all",
        typed.span,
        "a length is one day or more",
        help="write a number above 0"
        if always
        else "give what it is made of a range from 1, or write `(the larger of 1 and ...) days`",
    )
