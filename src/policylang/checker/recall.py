"""Counts and sums over the history: `count of`, `sum of`, with their filters and windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from policylang.checker import names
from policylang.checker.book import Book
from policylang.checker.bounded import Bounded
from policylang.checker.scope import Scope
from policylang.checker.typed import Typed, broken, noun
from policylang.core import codes, limits
from policylang.model import machine
from policylang.model.calendar import Period
from policylang.model.expressions import Expression, Recall
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

_SUMMABLE = (Kind.POINTS, Kind.MONEY, Kind.HOURS, Kind.NUMBER)
Conditioner = Callable[[tree.Expr, Scope, Book], Bounded]


def history_term(
    node: tree.CountOf | tree.SumOf, scope: Scope, book: Book, condition: Conditioner
) -> Typed:
    """A count (a number) or a sum (of the field's kind). Reports PL102, PL104, PL218 and PL222."""
    if not scope.state:
        book.report.add(
            codes.FIELD_OUT_OF_PLACE,
            f"the history cannot be used in {scope.place}",
            node.span,
            help=scope.advice,
        )
        return broken(node.span)
    code = names.action_code(node.action, book)
    window = window_of(node.window, book)
    if code is None or window is None:
        return broken(node.span)
    fields = book.fields[node.action.text]
    summed = None
    if isinstance(node, tree.SumOf):
        summed = _summed(node, fields, book)
        if summed is None or summed.broken:
            return broken(node.span)
    where = _filter(node, book, condition)
    value = summed.value.expression if summed else None
    measure: Literal["count", "sum"] = "count" if summed is None else "sum"
    tally = machine.Tally(machine.OfMoment(code), where, value, window, measure)
    return _typed(node, tally, summed, book)


def _typed(
    node: tree.CountOf | tree.SumOf, tally: machine.Tally, summed: Typed | None, book: Book
) -> Typed:
    expression = Recall(book.tally(tally))
    most = limits.EVENTS_PER_PERSON
    if summed is None:
        return Typed(Kind.NUMBER, Bounded(expression, 0, most), node.span)
    low, high = min(0, summed.value.low * most), max(0, summed.value.high * most)
    overflows = low < limits.INT64_LOW or high > limits.INT64_HIGH
    value = Bounded(expression, low, high, overflows=overflows)
    return Typed(summed.kind, value, node.span, declared=summed.declared)


def _summed(node: tree.SumOf, fields: dict[str, Typed], book: Book) -> Typed | None:
    field = fields.get(node.field.text)
    if field is None:
        book.report.add(
            codes.UNKNOWN_FIELD,
            f"`{node.action.text}` has no field `{node.field.text}`",
            node.field.span,
            help=book.report.suggest(
                node.field.text, fields, otherwise=f"declare it in `{node.action.text}`"
            ),
        )
        return None
    book.used.add((node.action.text, node.field.text))
    if field.broken or field.kind in _SUMMABLE:
        return field
    book.report.add(
        codes.NOT_COUNTABLE,
        f"`{node.field.text}` is {noun(field.kind)}, which cannot be summed",
        node.field.span,
        also=((field.declared, "declared here"),) if field.declared else (),
        help=f"count the events instead: `count of {node.action.text} where ...`",
    )
    return None


def _filter(
    node: tree.CountOf | tree.SumOf, book: Book, condition: Conditioner
) -> Expression | None:
    if node.where is None:
        return None
    action = node.action.text
    scope = Scope("a `where` filter", book.fields[action], action, state=False)
    return condition(node.where, scope, book).expression


def window_of(node: tree.Window, book: Book) -> machine.Window | None:
    """The window of the machine. Reports PL218 for one without a day and PL221."""
    match node:
        case tree.Ever():
            return machine.Ever()
        case tree.SlidingWindow():
            length = node.length * (7 if node.unit == "weeks" else 1)
            return sliding(length, node, book)
        case tree.CalendarWindow():
            return calendar(node, book, "this", "in the last")


def sliding(
    days: int, node: tree.SlidingWindow | tree.AnyDays, book: Book
) -> machine.Sliding | None:
    """A window of days. Reports PL218 where it has none or more than the calendar."""
    most = (limits.LAST_YEAR - limits.FIRST_YEAR + 1) * 366
    if 1 <= days <= most:
        return machine.Sliding(days)
    book.report.add(
        codes.EMPTY_STEP,
        f"a window of {days} days " + ("is empty" if days < 1 else "is longer than the calendar"),
        node.span,
        help="`in the last 1 days` is today only; for the whole history say `ever`",
    )
    return None


def calendar(node: tree.CalendarWindow, book: Book, this: str, any_: str) -> machine.Calendar:
    """A calendar period. Reports PL221 for `per year` without `calendar`.

    `this` and `any_` are the words before a period and before a number of days there.
    """
    if not node.calendar and node.period != "day":
        length = {"week": 7, "month": 30, "quarter": 91, "year": 365}[node.period]
        book.report.add(
            codes.WHICH_PERIOD,
            f"which {node.period} is meant: the calendar's, or any {length} days in a row?",
            node.span,
            help=f"write `{this} calendar {node.period}` or `{any_} {length} days`",
        )
    return machine.Calendar(Period(node.period))
