"""The days on which something is done, of those there are.

With every day of the horizon nothing is lost. Where that is too much, days are chosen at which
something may change: first and last, days on which something comes due for somebody who does
nothing, days that the policy names, ends of months, and days by which what began on one of them is
over; each with the days beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from policylang.model import expressions as e
from policylang.model.calendar import LAST_DAY, Period, add_months, period_end, period_start
from policylang.model.machine import Machine, Quiet, Recurring, Sliding, SlidingMonths
from policylang.runtime.program import every_expression

#: Lengths longer than these are no lengths of time that somebody would wait for: a number.
_MOST_MONTHS: Final = 240
_MOST_DAYS: Final = 4000


def every_day(first: int, last: int) -> list[int]:
    """All days of a horizon."""
    return list(range(first, last + 1))


def chosen_days(
    machine: Machine, first: int, last: int, due: Sequence[int], most: int
) -> list[int]:
    """At most so many days (two or more), the first and the last among them."""
    kept: set[int] = {first, last}
    for tier in _tiers(machine, first, last, due):
        fresh = sorted({day for day in tier if first < day < last} - kept)
        room = most - len(kept)
        if room <= 0:
            break
        kept |= set(_thinned(fresh, room))
    return sorted(kept)


def _thinned(days: Sequence[int], room: int) -> Iterator[int]:
    """So many of them at most, evenly."""
    if len(days) <= room:
        yield from days
        return
    for place in range(room):
        yield days[place * len(days) // room]


def _tiers(machine: Machine, first: int, last: int, due: Sequence[int]) -> Iterator[Iterable[int]]:
    """Days that matter, those that matter most first."""
    named = set(_named(machine))
    lengths = _lengths(machine)
    yield due
    yield named
    yield (day - 1 for day in due)
    from_first = list(_after((first, *sorted(named)), lengths, last))
    yield from_first
    yield (day + 1 for day in due)
    yield (day + nudge for day in from_first for nudge in (-1, 1))
    yield _after(from_first, lengths, last)
    yield _after(sorted({*due, *(day - 1 for day in due)}), lengths, last)
    starts = list(_starts(first, last))
    yield starts
    yield (day - 1 for day in starts)
    yield (day + nudge for day in named for nudge in (-1, 1))


def _named(machine: Machine) -> Iterator[int]:
    """Days that the policy names, and the days after them."""
    for expression in every_expression(machine):
        for part in e.every_part(expression):
            if isinstance(part, e.Constant) and 600_000 < part.value < LAST_DAY:
                yield part.value
                yield part.value + 1


def _lengths(machine: Machine) -> list[tuple[int, int]]:
    """Lengths of time that the policy reckons with, as months and days; shortest first."""
    found: set[tuple[int, int]] = set()
    windows = [tally.window for tally in machine.tallies]
    windows += [cap.window for rule in machine.rules for cap in rule.caps]
    for window in windows:
        match window:
            case Sliding(days):
                found.add((0, days))
            case SlidingMonths(months):
                found.add((months, 0))
            case _:
                pass
    triggers = [*(each.trigger for each in machine.grants)]
    triggers += [each.trigger for each in machine.reactions]
    for trigger in triggers:
        match trigger:
            case Quiet(months=e.Constant(months), days=e.Constant(days)):
                found.add((months, days))
            case Recurring(_, months, days):
                found.add((months, days))
            case _:
                pass
    for expression in every_expression(machine):
        found |= set(_reckoned(expression))
    fit = [
        (months, days)
        for months, days in found
        if 0 <= months <= _MOST_MONTHS and 0 <= days <= _MOST_DAYS and (months or days)
    ]
    return sorted(fit, key=lambda each: 30 * each[0] + each[1])


def _reckoned(expression: e.Expression) -> Iterator[tuple[int, int]]:
    """Lengths that are added to a day in an expression."""
    for part in e.every_part(expression):
        match part:
            case e.AddMonths(_, months):
                for each in e.every_part(months):
                    if isinstance(each, e.Constant):
                        yield abs(each.value), 0
                        yield abs(each.value), 1
            case e.Add(parts) if any(_is_day(each) for each in parts):
                for each in parts:
                    if isinstance(each, e.Constant):
                        yield 0, abs(each.value)
            case _:
                pass


def _is_day(expression: e.Expression) -> bool:
    return isinstance(expression, e.Today | e.EventDay | e.AddMonths)


def _after(days: Iterable[int], lengths: Sequence[tuple[int, int]], last: int) -> Iterator[int]:
    for day in days:
        for months, more in lengths:
            if day + 31 * months + more < LAST_DAY:
                then = add_months(day, months) + more
                if then <= last:
                    yield then


def _starts(first: int, last: int) -> Iterator[int]:
    """First days of years, then of months."""
    for period in (Period.YEAR, Period.MONTH):
        day = period_start(first, period)
        while day <= last:
            yield day
            day = period_end(day, period)
