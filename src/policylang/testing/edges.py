"""Where a policy turns: days and values next to which its rules decide otherwise.

Most mistakes in rules sit at an edge: the last day of a window, the first dollar above a bracket.
Values drawn evenly from a range of millions would hardly ever come there.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

import attrs

from policylang.api import Policy
from policylang.model.calendar import Period, add_months, period_end
from policylang.model.expressions import Constant, Divide, Expression, every_part
from policylang.model.machine import (
    Choice,
    Machine,
    Sliding,
    SlidingMonths,
    Slot,
    read_by,
)
from policylang.model.ticks import ticks_between
from policylang.model.units import Kind
from policylang.model.values import read_date

#: Days that histories of a policy without a beginning start from: 2020-01-01, a leap year.
_USUAL_START: Final = 737425
#: Days of the calendar that edges are looked for on, from the first day on.
_LOOKED_AT: Final = 2 * 366
#: Most edges of a value and of the days that are tried more often than others.
_VALUES: Final = 24
_DAYS: Final = 200


@attrs.frozen
class Edges:
    """The edges of a policy in held integers, each rising. `first` and `last` bound all days."""

    constants: tuple[int, ...]
    days: tuple[int, ...]
    first: int
    last: int

    def values(self, slot: Slot) -> tuple[int, ...]:
        """Values of a field or attribute worth trying, the least first."""
        low, high = slot.domain.low, slot.domain.high
        near = {each + by for each in self.constants for by in (-1, 0, 1)}
        if slot.domain.kind is Kind.DATE:
            near |= set(self.days)
        ends = (low, low + 1, high - 1, high)
        found = sorted(value for value in {*near, *ends, 0} if low <= value <= high)
        return tuple(found if len(found) <= _VALUES else (*found[: _VALUES - 2], *found[-2:]))


def edges_of(machine: Machine, first: int | None = None, last: int | None = None) -> Edges:
    """The edges of a policy between two days.

    Args:
        first, last: ordinals. Default: the days in force; where the policy names none, a few
            years from 2020 on.
    """
    opens, closes = machine.header.opens, machine.header.closes
    if first is None:
        first = opens if opens is not None else _USUAL_START if closes is None else closes - 365
    if last is None:
        last = min(first + 5 * 366, closes or first + 5 * 366)
    constants = sorted(set(_constants(machine)))
    return Edges(tuple(constants), _days(machine, constants, first, last), first, last)


def edges_between(
    policy: Policy, since: datetime.date | str | None, until: datetime.date | str | None
) -> Edges:
    """The edges of a policy between two days, as far as it is in force.

    Raises:
        ValueError: there is no day in force between the two.
    """
    first = None if since is None else read_date(since).toordinal()
    last = None if until is None else read_date(until).toordinal()
    header = policy.machine.header
    found = edges_of(policy.machine, first, last)
    low = found.first if header.opens is None else max(found.first, header.opens)
    high = found.last if header.closes is None else min(found.last, header.closes)
    if low > high:
        raise ValueError("there is no day in force between the two")
    return attrs.evolve(found, first=low, last=high)


def _days(machine: Machine, constants: list[int], first: int, last: int) -> tuple[int, ...]:
    """The days on which something is due or a period or window ends, and those beside them."""
    until = min(last, first + _LOOKED_AT)
    turns = {first, last, *(day for day, _ in ticks_between(machine, first, until))}
    turns |= {each for each in constants if first <= each <= last}
    for period in (Period.MONTH, Period.YEAR):
        day = period_end(first, period)
        while day <= until:
            turns.add(day)
            day = period_end(day, period)
    for start in (first, period_end(first, Period.YEAR)):
        turns |= {start + length for length in _lengths(machine, start)}
    days = sorted({day + by for day in turns for by in (-1, 0, 1) if first <= day + by <= last})
    return tuple(days[:_DAYS])


def _lengths(machine: Machine, start: int) -> Iterator[int]:
    """The lengths of moving windows, in days from a day on."""
    windows = [tally.window for tally in machine.tallies]
    windows += [cap.window for cap in machine.caps]
    for window in windows:
        if isinstance(window, Sliding):
            yield window.days
        elif isinstance(window, SlidingMonths):
            yield add_months(start, window.months) - start


def _constants(machine: Machine) -> Iterator[int]:
    """Every number that rules compare with or divide by, and every end of a row of a table."""
    for root in _expressions(machine):
        for part in every_part(root):
            if isinstance(part, Constant):
                yield part.value
            elif isinstance(part, Divide):
                yield from (part.by, 2 * part.by)
    for table in machine.tables:
        for row in table.rows:
            for ends in row.ranges:
                yield from ends


def _expressions(machine: Machine) -> Iterator[Expression]:
    choices: list[Choice] = [choice for each in machine.reactions for choice in each.choices]
    found: list[Expression | None] = []
    for action in machine.actions:
        choices += action.choices
        found += [cost.amount for cost in action.costs]
        found += [refusal.condition for refusal in action.refusals]
    for choice in choices:
        for arm in choice.arms:
            found += [arm.condition, *read_by(arm.rule.effect)]
    for tally in machine.tallies:
        found += [tally.where, tally.value]
    for grant in machine.grants:
        found += [grant.condition, grant.worth]
    yield from (each for each in found if each is not None)
