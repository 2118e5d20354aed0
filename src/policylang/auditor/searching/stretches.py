"""Stretches of days within which it does not matter on which day something is done.

THEOREM. If nothing in a policy depends on the day of an event except by (a) what comes due on days
that are the same for everybody with these attributes, (b) counts over periods of the calendar, ever
or since something, and (c) comparisons of the date with fixed days, then moving every event to the
first day of its stretch changes nothing, where stretches begin: on the first day, on every day on
which something is due before the events, after every day on which something is due after them, on
every first day of a period, and wherever such a comparison may begin to come out differently.

PROOF. Within a stretch nothing comes due between two events, every comparison (c) comes out the
same, and every count (b) lies in the same period; the order of events is kept. So each event finds
the person as it did on its own day, and leaves them as it did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policylang.auditor.decisions.readings import days_compared
from policylang.model import expressions as e
from policylang.model.calendar import Period, period_end, year_start
from policylang.model.machine import (
    Begin,
    Calendar,
    Change,
    Ever,
    Machine,
    Quiet,
    Shifted,
    Since,
    Window,
)
from policylang.runtime.program import every_expression

#: What reckons with the day itself, not only with whether it lies before a fixed one.
_RECKONING = (
    e.EventDay,
    e.AddMonths,
    e.MonthsBetween,
    e.PeriodEdge,
    e.InPeriod,
    e.AsOf,
    e.StillCounting,
)


def stretches(
    machine: Machine, attributes: Sequence[int], first: int, last: int, due: Sequence[int]
) -> list[int] | None:
    """The first days of all stretches; None where the day of an event matters in another way.

    Args:
        due: days on which something comes due for somebody who does nothing.
    """
    if not _by_stretches(machine):
        return None
    found = {first, *(day + more for day in due for more in (0, 1))}
    for expression in every_expression(machine):
        found |= days_compared(expression)
    for grading in machine.gradings:
        for version in grading.versions:
            found |= {0 if version.opens is None else version.opens}
            found |= {0 if version.closes is None else version.closes + 1}
    if machine.begins is not None:
        found.add(attributes[machine.begins])
    for window in _windows(machine):
        found |= set(_period_starts(window, first, last))
    return sorted(day for day in found if first <= day <= last)


def _by_stretches(machine: Machine) -> bool:
    """Whether the theorem applies."""
    actions, rules = machine.actions, machine.rules
    triggers = [each.trigger for each in machine.grants]
    triggers += [each.trigger for each in machine.reactions]
    return (
        all(len(action.moments) == 1 and action.moments[0].day is None for action in actions)
        and not any(isinstance(r.effect, Change) and r.effect.lifetime is not None for r in rules)
        and not any(isinstance(r.effect, Begin) and r.effect.until is not None for r in rules)
        and not any(isinstance(trigger, Quiet) for trigger in triggers)
        and all(isinstance(w, Calendar | Shifted | Ever | Since) for w in _windows(machine))
        and all(_compares_only(expression) for expression in every_expression(machine))
    )


def _windows(machine: Machine) -> Iterator[Window]:
    yield from (tally.window for tally in machine.tallies)
    yield from (cap.window for rule in machine.rules for cap in rule.caps)


def _compares_only(expression: e.Expression) -> bool:
    """Whether the date is at most compared with fixed days."""
    read = compared = 0
    for part in e.every_part(expression):
        match part:
            case e.Today():
                read += 1
            case e.Compare(_, e.Today(), e.Constant()) | e.Compare(_, e.Constant(), e.Today()):
                compared += 1
            case _ if isinstance(part, _RECKONING):
                return False
            case _:
                pass
    return read == compared


def _period_starts(window: Window, first: int, last: int) -> Iterator[int]:
    match window:
        case Calendar(period):
            day = first
            while (day := period_end(day, period)) <= last:
                yield day
        case Shifted(month, day_of_month):
            for day in range(first, last + 1):
                if year_start(day, month, day_of_month) == day:
                    yield day
        case _:
            pass


def year_starts(first: int, last: int) -> Iterator[int]:
    """First days of calendar years after the first day."""
    day = first
    while (day := period_end(day, Period.YEAR)) <= last:
        yield day
