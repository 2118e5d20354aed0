"""Windows of history terms and of caps: sliding, of the calendar, from an anniversary, since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

from policylang.checker.declared import names
from policylang.checker.declared.book import Book
from policylang.checker.declared.scope import Scope, of_person
from policylang.checker.expressions import timing
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.missing import given_of
from policylang.checker.values.typed import Typed, noun
from policylang.core import codes, limits
from policylang.core.source import Span
from policylang.model import machine
from policylang.model.calendar import Period
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: Days of each month, in its longest year.
LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEARS: Final = limits.LAST_YEAR - limits.FIRST_YEAR + 1
#: Days and months in one of each unit, and the most there may be: the whole calendar.
_DAYS: Final = {"days": 1, "weeks": 7}
_MONTHS: Final = {"months": 1, "years": 12}

#: Lowers an expression that must be a date.
Dater = Callable[[tree.Expr, str], Typed]


@attrs.frozen
class Windowed:
    """A window, and the condition under which it is there: that its dates are given."""

    window: machine.Window
    given: Bounded | None = None


def window_of(node: tree.Window, scope: Scope, book: Book, date: Dater) -> Windowed | None:
    """The window of a history term.

    Reports PL218 for one without a day, PL221 where it is not clear whose month or year is meant,
    PL010, and the names it does not know.
    """
    match node:
        case tree.SlidingWindow(length, unit, exact):
            return _plain(sliding(length, unit, node.span, book, exact=exact))
        case tree.CalendarWindow():
            return Windowed(calendar(node, book, "this", "in the last"))
        case tree.SinceWindow():
            return _since(node, scope, book)
        case tree.BetweenWindow(first, last):
            ends = [date(first, "a stretch of days begins with"), date(last, "it ends with")]
            if any(end.broken for end in ends):
                return None
            between = machine.Between(ends[0].there.expression, ends[1].there.expression)
            return Windowed(between, given_of(ends))
        case tree.YearFrom() | tree.PeriodWindow() | tree.Ever():
            return _plain(stretch(node, book))


def cap_window(
    node: tree.CalendarWindow | tree.YearFrom | tree.PeriodWindow | tree.AnyDays | tree.Ever,
    book: Book,
) -> machine.CapWindow | None:
    """The window of a cap. Reports as `window_of`."""
    match node:
        case tree.AnyDays(length, unit):
            return sliding(length, unit, node.span, book)
        case tree.CalendarWindow():
            return calendar(node, book, "per", "in any")
        case _:
            return stretch(node, book)


def _plain(window: machine.Window | None) -> Windowed | None:
    return None if window is None else Windowed(window)


def sliding(
    length: int, unit: tree.Unit, span: Span, book: Book, *, exact: bool = False
) -> machine.Sliding | machine.SlidingMonths | None:
    """A window of days or months. Reports PL218 where it has none or more than the calendar.

    `exact` takes in the very day that long ago too: `within 3 years`.
    """
    in_days = unit in _DAYS
    size = length * (_DAYS[unit] if in_days else _MONTHS[unit])
    if 1 <= size <= _YEARS * (366 if in_days else 12):
        if in_days:
            return machine.Sliding(size + exact)
        book.on_short_months[span] = None
        return machine.SlidingMonths(size, exact, book.next_day)
    counted = "days" if in_days else "months"
    book.report.add(
        codes.EMPTY_STEP,
        f"a window of {size} {counted} "
        + ("is empty" if size < 1 else "is longer than the calendar"),
        span,
        help="`in the last 1 days` is today only; for the whole history say `ever`",
    )
    return None


def calendar(node: tree.CalendarWindow, book: Book, this: str, any_: str) -> machine.Calendar:
    """A calendar period. Reports PL221 for `per year` without `calendar`.

    `this` and `any_` are the words before a period and before a number of days there.
    """
    if not node.calendar and node.period != "day" and not node.previous:
        length = {"week": 7, "month": 30, "quarter": 91, "year": 365}[node.period]
        book.report.add(
            codes.WHICH_PERIOD,
            f"which {node.period} is meant: the calendar's, or any {length} days in a row?",
            node.span,
            help=f"write `{this} calendar {node.period}` or `{any_} {length} days`",
        )
    return machine.Calendar(Period(node.period), node.previous)


def stretch(
    node: tree.YearFrom | tree.PeriodWindow | tree.Ever, book: Book
) -> machine.Shifted | machine.Anchored | machine.Within | machine.Ever | None:
    """A shifted or personal year, a named period, or everything. Reports PL010, PL101, PL122."""
    match node:
        case tree.Ever():
            return machine.Ever()
        case tree.PeriodWindow(name):
            number = names.period(name, book)
            return None if number is None else machine.Within(number)
        case tree.YearFrom():
            return _year(node, book)


def _year(node: tree.YearFrom, book: Book) -> machine.Shifted | machine.Anchored | None:
    if node.anchor is not None:
        anchor = date_named(node.anchor, of_person("the start of a year"), book)
        if anchor is None:
            return None
        timing.depends(anchor.there, node.span, book)
        return machine.Anchored(anchor.there.expression, node.previous, book.next_day)
    day, month = node.day, node.month
    if day is not None and month is not None and 1 <= day <= LONGEST_MONTHS[month - 1]:
        return machine.Shifted(month, day, node.previous)
    book.report.add(codes.NO_SUCH_DATE, "there is no such day in that month", node.span)
    return None


def date_named(name: tree.Name, scope: Scope, book: Book) -> Typed | None:
    """A date by its name; None, and PL101 or PL201, where it is none."""
    typed = names.resolve(name, scope, book)
    if typed.broken:
        return None
    if typed.kind is Kind.DATE:
        return typed
    book.report.add(
        codes.WRONG_UNIT,
        f"`{name.text}` is {noun(typed.kind)}, not a date",
        name.span,
        also=((typed.declared, "declared here"),) if typed.declared else (),
        help="name a date, or what happened then",
    )
    return None


def _since(node: tree.SinceWindow, scope: Scope, book: Book) -> Windowed | None:
    what = node.what
    text = what.name.text
    happens = text in book.action_codes or text in book.reactions or text in book.statuses
    if (
        what.edge is None
        and what.moment is None
        and not happens
        and _is_value(what.name, scope, book)
    ):
        day = date_named(what.name, scope, book)
        if day is None:
            return None
        return Windowed(machine.Between(day.there.expression, None), day.given)
    occurrence = names.occurrence(what, book)
    return None if occurrence is None else Windowed(machine.Since(occurrence))


def _is_value(name: tree.Name, scope: Scope, book: Book) -> bool:
    return name.text in scope.fields or name.text in book.declared.value_names
