"""Dates of perks and sanctions: no first day (PL315), short month (PL316), not in force (PL321)."""

from __future__ import annotations

from policylang.checker.book import Book
from policylang.core import codes
from policylang.model.machine import Grant, Machine, Monthly, Once, Yearly


def check(machine: Machine, book: Book) -> None:
    """Look at every schedule."""
    undated = [grant for grant in machine.grants if isinstance(grant.schedule, Yearly | Monthly)]
    if undated and machine.header.opens is None:
        _no_first_day(undated[0], book)
    for grant in machine.grants:
        _short_month(grant, book)
        _out_of_force(grant, machine, book)


def _no_first_day(grant: Grant, book: Book) -> None:
    policy = book.declared.policy
    book.report.add(
        codes.OPENING_DATE_MISSING,
        f"the {grant.kind} `{grant.name}` is due on dates, but the policy does not say since when",
        grant.origin.span,
        "counted from each person's first event",
        also=((policy.name.span, "the policy begins here"),) if policy else (),
        help="add `in force from 2018-01-01` to the policy block",
    )


def _short_month(grant: Grant, book: Book) -> None:
    match grant.schedule:
        case Yearly(2, 29):
            days, advice = "29 February, which not every year has", "choose another day"
        case Monthly(int(day)) if day > 28:
            days = f"day {day}, which not every month has"
            advice = "choose another day, or `every month on the last day`"
        case _:
            return
    book.report.add(
        codes.SHORT_MONTH,
        f"the {grant.kind} `{grant.name}` is due on {days}",
        grant.origin.span,
        "due on the last day of the month where it is shorter",
        help=advice,
    )


def _out_of_force(grant: Grant, machine: Machine, book: Book) -> None:
    if not isinstance(grant.schedule, Once):
        return
    opens, closes = machine.header.opens, machine.header.closes
    day = grant.schedule.day
    if (opens is not None and day < opens) or (closes is not None and day > closes):
        book.report.add(
            codes.SCHEDULE_OUT_OF_FORCE,
            f"the {grant.kind} `{grant.name}` is due on a day the policy is not in force",
            grant.origin.span,
            "never due",
            help="change the date, or the days the policy is in force",
        )
