"""The calendar's part of a timeline: when it begins, and the days on which something is due."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Final

from policylang.model.calendar import (
    LAST_DAY,
    add_months,
    day_in_month,
    months_between,
    period_last,
)
from policylang.model.machine import (
    EndOf,
    Machine,
    Monthly,
    Once,
    OnDay,
    Recurring,
    Schedule,
    Yearly,
)

#: A day (ordinal) and the number of the grant that is due on it.
Tick = tuple[int, int]

#: A day after all others.
NEVER: Final = 2**62


def ticks_between(machine: Machine, first: int, last: int) -> tuple[Tick, ...]:
    """Every perk and sanction with a date of its own due from `first` to `last`, both included.

    Those whose date depends on the person are left out. Only days on which the policy is in force
    count. Ordered by day, then by place in the file.
    """
    header = machine.header
    first = first if header.opens is None else max(first, header.opens)
    last = last if header.closes is None else min(last, header.closes)
    due = sorted(
        (day, grant.place, number)
        for number, grant in enumerate(machine.grants)
        if isinstance(grant.trigger, Yearly | Monthly | Once)
        for day in days_due(grant.trigger, first, last)
    )
    return tuple((day, number) for day, _, number in due)


def days_due(schedule: Schedule, first: int, last: int) -> Iterator[int]:
    """The days from `first` to `last` on which a schedule is due."""
    day = next_due(schedule, first - 1)
    while day <= last:
        yield day
        day = next_due(schedule, day)


def next_due(schedule: Schedule, after: int, date: int = 0) -> int:
    """The first day after `after` on which a schedule is due; `NEVER` if there is none.

    Args:
        date: what the day of an `OnDay`, or the start of a `Recurring`, comes to for the person
            at present; 0 where it is not given, and then nothing is due.
    """
    after = max(after, 0)
    if after >= LAST_DAY:
        return NEVER
    match schedule:
        case Once(day):
            return day if day > after else NEVER
        case OnDay():
            return date if date > after else NEVER
        case Yearly(month, day):
            return _first_after(
                after, (day_in_month(year, month, day) for year in _years_from(after))
            )
        case Monthly(day_or_last):
            days = (
                day_in_month(year, month, day_or_last or 31)
                for year in _years_from(after)
                for month in range(1, 13)
            )
            return _first_after(after, days)
        case EndOf(period):
            return period_last(after + 1, period)
        case Recurring(_, months, days):
            return _recurring(date, after, months, days, next_day=schedule.next_day)


def _recurring(start: int, after: int, months: int, days: int, *, next_day: bool) -> int:
    if start < 1:
        return NEVER
    if days:
        return start + days * max((after - start) // days + 1, 1)
    step = max(months_between(start, after, next_day=next_day) // months, 0) + 1
    due = add_months(start, step * months, next_day=next_day)
    return due if due > after else NEVER  # it has come to the end of the calendar


def _first_after(after: int, days: Iterator[int]) -> int:
    return next((day for day in days if day > after), NEVER)


def _years_from(day: int) -> range:
    start = datetime.date.fromordinal(max(day, 1)).year
    return range(start, min(start + 2, datetime.MAXYEAR) + 1)


def first_day(
    machine: Machine, since: int | None, days: list[int], as_of: int, attributes: Sequence[int] = ()
) -> int:
    """First day of a person's timeline.

    `since` where it is given, else the later of the day the policy came into force and the date
    the person begins on, else the day of the first event, else the day asked about (also where the
    first event is later).
    """
    if since is not None:
        return since
    begins = attributes[machine.begins] if machine.begins is not None and attributes else 0
    known = [day for day in (machine.header.opens, begins or None) if day is not None]
    if known:
        return max(known)
    return min(days[0], as_of) if days else as_of
