"""Dates: no first day (PL315), short months (PL316, PL343), due when not in force (PL321)."""

from __future__ import annotations

import attrs

from policylang.checker.declared.book import Book
from policylang.core import codes
from policylang.model.calendar import add_months
from policylang.model.expressions import Constant
from policylang.model.machine import (
    EndOf,
    Machine,
    Monthly,
    Once,
    Origin,
    Quiet,
    Trigger,
    Yearly,
)
from policylang.syntax import nodes as tree


@attrs.frozen
class Due:
    """A rule, perk or sanction that is due on dates, in words and with its place."""

    words: str
    origin: Origin
    trigger: Trigger | None


def check(machine: Machine, book: Book) -> None:
    """Look at every schedule."""
    listed = [Due(f"the {g.kind} `{g.name}`", g.origin, g.trigger) for g in machine.grants]
    listed += [Due(f"the rule `{r.name}`", r.origin, r.trigger) for r in machine.reactions]
    dated = [due for due in listed if isinstance(due.trigger, Yearly | Monthly | EndOf)]
    if dated and machine.header.opens is None and machine.begins is None:
        _no_first_day(dated[0], book)
    _unsaid(book)
    for due in listed:
        _short_month(due, book)
        _out_of_force(due, machine, book)
        _over_before(due, machine, book)


def _no_first_day(due: Due, book: Book) -> None:
    policy = book.declared.policy
    book.report.add(
        codes.OPENING_DATE_MISSING,
        f"{due.words} is due on dates, but the policy does not say since when",
        due.origin.span,
        "counted from each person's first event",
        also=((policy.name.span, "the policy begins here"),) if policy else (),
        help="add `in force from 2018-01-01` to the policy block",
    )


def _unsaid(book: Book) -> None:
    policy = book.declared.policy
    said = any(isinstance(each, tree.ShortMonths) for each in policy.clauses) if policy else False
    if said or not book.on_short_months:
        return
    first, *others = sorted(book.on_short_months, key=lambda span: (span.source.name, span.start))
    book.report.add(
        codes.SHORT_MONTHS_UNSAID,
        "the policy does not say what becomes of the 29th to 31st in a shorter month",
        first,
        "this depends on it" + (f", and {len(others)} more" if others else ""),
        also=((policy.name.span, "the policy begins here"),) if policy else (),
        help="add `short months end on the last day` or `short months run to the next day` to the "
        "policy block",
    )


def _short_month(due: Due, book: Book) -> None:
    match due.trigger:
        case Yearly(2, 29):
            days, advice = "29 February, which not every year has", "choose another day"
        case Monthly(int(day)) if day > 28:
            days = f"day {day}, which not every month has"
            advice = "choose another day, or `every month on the last day`"
        case _:
            return
    book.report.add(
        codes.SHORT_MONTH,
        f"{due.words} is due on {days}",
        due.origin.span,
        "due on the last day of the month where it is shorter",
        help=advice,
    )


def _out_of_force(due: Due, machine: Machine, book: Book) -> None:
    if not isinstance(due.trigger, Once):
        return
    opens, closes = machine.header.opens, machine.header.closes
    day = due.trigger.day
    if (opens is not None and day < opens) or (closes is not None and day > closes):
        book.report.add(
            codes.SCHEDULE_OUT_OF_FORCE,
            f"{due.words} is due on a day the policy is not in force",
            due.origin.span,
            "never due",
            help="change the date, or the days the policy is in force",
        )


def _over_before(due: Due, machine: Machine, book: Book) -> None:
    """A clock that counts from a fixed day, and has run out before the policy is in force."""
    clock, opens = due.trigger, machine.header.opens
    if not isinstance(clock, Quiet) or clock.repeats or opens is None:
        return
    match clock.start, clock.months, clock.days:
        case Constant(start), Constant(months), Constant(days):
            if add_months(start, months, next_day=clock.next_day) + days < opens:
                _report_over(due, book)


def _report_over(due: Due, book: Book) -> None:
    book.report.add(
        codes.SCHEDULE_OUT_OF_FORCE,
        f"the time that {due.words} counts from a day is over before the policy is in force",
        due.origin.span,
        "that day never makes it due",
        help="count from the first day in force, or write `after every`, which begins anew",
    )
