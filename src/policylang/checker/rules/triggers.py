"""Triggers: when a rule, a perk or a sanction is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policylang.checker.declared import names
from policylang.checker.declared.book import Book, KnownScore
from policylang.checker.declared.declarations import single
from policylang.checker.declared.scope import Reads, Scope, of_person, of_state, reads_of
from policylang.checker.expressions import timing
from policylang.checker.expressions.lengths import length_of
from policylang.checker.expressions.lowering import condition, require
from policylang.checker.expressions.presented import seen_on
from policylang.checker.values.bounded import Bounded
from policylang.core import codes
from policylang.core.source import Span
from policylang.model import machine
from policylang.model.calendar import Period
from policylang.model.expressions import Balance, Expression, every_part
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: Every clause that says when something happens.
TRIGGERS: Final = (
    tree.EveryYear,
    tree.EveryMonth,
    tree.OnceOn,
    tree.EveryLength,
    tree.AtEndOf,
    tree.AfterQuiet,
    tree.Reaches,
    tree.AsSoonAs,
    tree.Upon,
)
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_OPERATORS = {"reaches": ">=", "exceeds": ">", "falls to": "<=", "falls below": "<"}
#: What changes by itself, when a day passes.
_PASSING: Final = Reads.HISTORY | Reads.DATE | Reads.FIELDS
_MONTHS = {"months": 1, "years": 12}
_DAYS = {"days": 1, "weeks": 7}


def clause_of(clauses: Sequence[object], book: Book) -> tree.Trigger | None:
    """The clause that says when, or None; a second one is reported (PL108)."""
    several = "this block says twice when it is looked at"
    found = single(clauses, TRIGGERS, "", book.report, several)
    assert found is None or isinstance(found, TRIGGERS)
    return found


def trigger_of(clause: tree.Trigger, place: str, book: Book) -> machine.Trigger | None:
    """The trigger of the machine; None where it is broken.

    Reports days that no month has (PL010), what is not a date (PL201), conditions on what passes
    without a change (PL254), quiet times that never begin (PL338), and unknown occasions.
    """
    match clause:
        case tree.EveryYear() | tree.EveryMonth():
            return _on_day(clause, book)
        case tree.OnceOn(date):
            day = _date(date, place, book)
            if day is None:
                return None
            fixed = day.constant
            return machine.OnDay(day.expression) if fixed is None else machine.Once(fixed)
        case tree.EveryLength():
            return _recurring(clause, place, book)
        case tree.AtEndOf(period):
            return machine.EndOf(Period(period))
        case tree.AfterQuiet():
            return _quiet(clause, place, book)
        case tree.Reaches():
            return _reaches(clause, place, book)
        case tree.AsSoonAs(test):
            return _becomes(condition(test, of_state(place), book), test.span, book)
        case tree.Upon(what):
            return _upon(what, book)


def scope_of(trigger: machine.Trigger | None, place: str, book: Book) -> Scope:
    """What stands under a trigger may read: the event too, where it comes with one."""
    if isinstance(trigger, machine.Upon) and isinstance(trigger.occurrence, machine.OfMoment):
        occurrence = trigger.occurrence
        action = next(name for name, code in book.action_codes.items() if code == occurrence.action)
        seen = seen_on(action, occurrence.moment, book)
        return Scope(place, seen, action, later=occurrence.moment > 0)
    return Scope(place)


# --- dates ---------------------------------------------------------------------------------


def _on_day(clause: tree.EveryYear | tree.EveryMonth, book: Book) -> machine.Schedule | None:
    match clause:
        case tree.EveryYear(day, month) if 1 <= day <= _LONGEST[month - 1]:
            return machine.Yearly(month, day)
        case tree.EveryMonth(None):
            return machine.Monthly(None)
        case tree.EveryMonth(int(day)) if 1 <= day <= 31:
            return machine.Monthly(day)
    monthly = isinstance(clause, tree.EveryMonth)
    last = 31 if isinstance(clause, tree.EveryMonth) else _LONGEST[clause.month - 1]
    book.report.add(
        codes.NO_SUCH_DATE,
        f"no month has a day {clause.day}" if monthly else "there is no such day in that month",
        clause.span,
        help="for the end of the month write `every month on the last day`"
        if monthly
        else f"that month has {last} days",
    )
    return None


def _date(node: tree.Expr, place: str, book: Book) -> Bounded | None:
    typed = require(node, Kind.DATE, of_person(f"the date of {place}"), book, "it is due on")
    return None if typed.broken else typed.value


def _recurring(clause: tree.EveryLength, place: str, book: Book) -> machine.Recurring | None:
    start = _date(clause.start, place, book)
    if clause.length < 1:
        book.report.add(
            codes.EMPTY_STEP,
            f"every {clause.length} {clause.unit} is no time at all",
            clause.span,
            help="write for example `every 1 years from born`",
        )
        return None
    if start is None:
        return None
    months = clause.length * _MONTHS.get(clause.unit, 0)
    days = clause.length * _DAYS.get(clause.unit, 0)
    if months:
        timing.depends(start, clause.span, book)
    return machine.Recurring(start.expression, months, days, book.next_day)


# --- quiet times ---------------------------------------------------------------------------


def _quiet(clause: tree.AfterQuiet, place: str, book: Book) -> machine.Quiet | None:
    scope = Scope(f"how long {place} waits")
    length = length_of(clause.length, scope, book, "a quiet time lasts")
    without = _occurrences(clause.without, book)
    since = _occurrences(clause.since, book) if clause.since else without
    start = _date(clause.start, place, book) if clause.start is not None else None
    if not clause.without and not clause.since and clause.start is None:
        book.report.add(
            codes.QUIET_WITHOUT_OCCASION,
            "this does not say after what, so the time never begins",
            clause.span,
            help="name what must not happen: `after 2 years without offence`",
        )
        return None
    if length is None or without is None or since is None or (clause.start and start is None):
        return None
    if length.months.constant != 0:
        book.on_short_months[clause.span] = None
    return machine.Quiet(
        without,
        since,
        length.months.expression,
        length.days.expression,
        start.expression if start else None,
        clause.repeats,
        book.next_day,
    )


def _occurrences(
    occasions: Sequence[tree.Occasion], book: Book
) -> tuple[machine.Occurrence, ...] | None:
    found = [names.occurrence(each, book) for each in occasions]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else None


# --- thresholds ----------------------------------------------------------------------------


def _reaches(clause: tree.Reaches, place: str, book: Book) -> machine.Becomes | None:
    compared = tree.Comparison(_OPERATORS[clause.verb], clause.what, clause.level, clause.span)
    return _becomes(condition(compared, of_state(place), book), clause.span, book)


def _becomes(holds: Bounded, span: Span, book: Book) -> machine.Becomes | None:
    """What is watched must change only when something is changed: not by a day that passes."""
    if _passes(holds.expression, book):
        formulas = _formulas_in(holds.expression, book)
        book.report.add(
            codes.TRIGGER_READS_TOO_MUCH,
            "this can come true by itself, when a day passes or something leaves a window",
            span,
            f"`{formulas[0].name}` is worked out from the past or the date, and only what rules "
            "change is watched"
            if formulas
            else "only scores, grades, statuses and attributes are watched",
            also=tuple((each.span, "worked out by this formula") for each in formulas[:1]),
            help="ask on a date instead (`every month on day 1`), or `on` an action, with `when`",
        )
        return None
    return machine.Becomes(holds.expression)


def _passes(expression: Expression, book: Book) -> bool:
    """Whether a condition, or a formula it asks for, reads what changes by itself."""
    read = reads_of(expression)
    for score in _formulas_in(expression, book):
        read |= reads_of(book.formulas[score.name].value.expression)
    return bool(read & _PASSING)


def _formulas_in(expression: Expression, book: Book) -> list[KnownScore]:
    """The scores worked out by a formula that an expression asks for."""
    asked = {each.score for each in every_part(expression) if isinstance(each, Balance)}
    scores = (book.scores[name] for name in book.formulas)
    return [score for score in scores if score.number in asked]


def _upon(what: tree.Occasion, book: Book) -> machine.Upon | None:
    occurrence = names.occurrence(what, book)
    if occurrence is None:
        return None
    if isinstance(occurrence, machine.OfReaction):
        book.report.add(
            codes.TRIGGER_READS_TOO_MUCH,
            f"`{what.name.text}` is a rule, and a rule does not follow another rule",
            what.span,
            help="put the effects into that rule, or let it begin a status and follow that",
        )
        return None
    return machine.Upon(occurrence)
