"""The calendar's part of a timeline: the days on which scheduled perks and sanctions are due."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from policylang.model.calendar import day_in_month
from policylang.model.machine import Machine, Monthly, Once, Schedule, Yearly

#: A day (ordinal) and the number of the grant that is due on it.
Tick = tuple[int, int]


def ticks_between(machine: Machine, first: int, last: int) -> tuple[Tick, ...]:
    """Every scheduled perk and sanction due from `first` to `last`, both included.

    Only days on which the policy is in force count. Ordered by day, then by place in the file.
    """
    header = machine.header
    first = first if header.opens is None else max(first, header.opens)
    last = last if header.closes is None else min(last, header.closes)
    return tuple(
        sorted(
            (day, number)
            for number, grant in enumerate(machine.grants)
            if grant.schedule is not None
            for day in _days(grant.schedule, first, last)
        )
    )


def _days(schedule: Schedule, first: int, last: int) -> Iterator[int]:
    if first > last:
        return
    match schedule:
        case Once(day):
            days: Iterator[int] = iter((day,))
        case Yearly(month, day):
            days = (day_in_month(year, month, day) for year in _years(first, last))
        case Monthly(day_or_last):
            days = (
                day_in_month(year, month, day_or_last or 31)
                for year in _years(first, last)
                for month in range(1, 13)
            )
    yield from (day for day in days if first <= day <= last)


def _years(first: int, last: int) -> range:
    start = datetime.date.fromordinal(first).year
    return range(start, datetime.date.fromordinal(last).year + 1)


def first_day(
    machine: Machine,
    since: int | None,
    days: list[int],
    as_of: int,
    attributes: Sequence[int] = (),
) -> int:
    """First day of a person's timeline.

    `since` where it is given, else the later of the day the policy came into force and the day the
    person's timeline begins on, else the day of the first event, else the day asked about.
    """
    if since is not None:
        return since
    opens = machine.header.opens
    begins = None if machine.begins is None else attributes[machine.begins]
    known = [day for day in (opens, begins) if day is not None]
    return max(known) if known else days[0] if days else as_of
