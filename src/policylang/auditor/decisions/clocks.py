"""Clocks that nothing chosen starts or stops: they run by the calendar.

Nothing happens but what is chosen. So a rule `after every 6 months without late counting from D`,
where nobody chooses to be late, comes due every 6 months after D; and one that only an event by
chance would start never does. Of somebody to whom such an event has happened this is not so.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.auditor.decisions.readings import STEADY, View
from policylang.model import expressions as e
from policylang.model.calendar import add_months
from policylang.model.machine import (
    Machine,
    Occurrence,
    OfMoment,
    OnDay,
    Quiet,
    Reaction,
    Recurring,
    Schedule,
)
from policylang.runtime.expressions import value_of


def by_calendar(machine: Machine, attributes: Sequence[int]) -> Machine:
    """The machine of a person with dates in place of clocks that nothing chosen touches."""
    view = View(machine, attributes)

    def dated(reaction: Reaction) -> Reaction:
        found = _schedule(reaction.trigger, view) if isinstance(reaction.trigger, Quiet) else None
        return reaction if found is None else attrs.evolve(reaction, trigger=found)

    reactions = tuple(map(dated, machine.reactions))
    return machine if reactions == machine.reactions else attrs.evolve(machine, reactions=reactions)


def _schedule(clock: Quiet, view: View) -> Schedule | None:
    """When a clock comes due; None where that is not known beforehand."""
    read = (clock.months, clock.days, *(() if clock.start is None else (clock.start,)))
    steady = all(isinstance(part, STEADY) for each in read for part in e.every_part(each))
    if not steady or any(_is_chosen(each, view) for each in (*clock.without, *clock.since)):
        return None
    start = 0 if clock.start is None else value_of(clock.start, view)
    months, days = value_of(clock.months, view), value_of(clock.days, view)
    if start < 1 or not (months or days):
        return OnDay(e.Constant(0))  # never
    if not clock.repeats:
        return OnDay(e.Constant(add_months(start, months, next_day=clock.next_day) + days))
    if months and days:
        return None
    return Recurring(e.Constant(start), months, days, clock.next_day)


def _is_chosen(occurrence: Occurrence, view: View) -> bool:
    """Whether something may come about by choice."""
    if not isinstance(occurrence, OfMoment):
        return True
    return view.machine.actions[occurrence.action].by == "choice"
