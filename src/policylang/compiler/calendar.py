"""What falls due between two days, as a flat function takes it: a chain of links.

A link is (day, what is due, the link after it). The step to the next is the cheapest there is in
Python: one tuple is unpacked, with no place to count and nothing to look up.

A new calendar year may be a link as well, on which what is counted by the year starts again. That
costs a person nothing at an event, and a link for every year, so it is done only where a perk or
sanction is due every year or month anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from policylang.model.calendar import LAST_DAY, Period, period_end
from policylang.model.machine import Calendar, Machine, Monthly, Yearly
from policylang.model.ticks import ticks_between
from policylang.runtime.prelude import NEVER

#: A day, what is due, and what comes after. What is due is a place among the grants with a
#: schedule, or their number for a new year.
Link: TypeAlias = "tuple[int, int, Link | None]"

#: Where every chain ends: a day that does not come.
LAST: Final[Link] = (NEVER, -1, None)


def scheduled(machine: Machine) -> list[int]:
    """Numbers of the grants that are due on dates, in order of the policy."""
    return [number for number, grant in enumerate(machine.grants) if grant.trigger is not None]


def has_new_years(machine: Machine) -> bool:
    """Whether the calendar of a flat policy tells of new years."""
    every_year = any(isinstance(grant.trigger, Yearly | Monthly) for grant in machine.grants)
    return every_year and any(
        window == Calendar(Period.YEAR)
        for window in (
            *(tally.window for tally in machine.tallies),
            *(cap.window for cap in machine.caps),
        )
    )


def calendar_between(machine: Machine, first: int, last: int) -> Link:
    """The chain of what is due from `first` to `last`: on one day new years come first."""
    grants = scheduled(machine)
    due = [(day, grants.index(number)) for day, number in ticks_between(machine, first, last)]
    if has_new_years(machine):
        due += [(day, len(grants)) for day in _new_years(first, last)]
        due.sort(key=lambda each: (each[0], each[1] != len(grants)))
    chain = LAST
    for day, what in reversed(due):
        chain = (day, what, chain)
    return chain


def _new_years(first: int, last: int) -> Iterator[int]:
    """The first days of calendar years after `first`, up to `last`."""
    day = period_end(first, Period.YEAR)
    while day <= min(last, LAST_DAY):
        yield day
        day = period_end(day, Period.YEAR)
