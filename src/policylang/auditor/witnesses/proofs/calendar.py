"""That the stages of a proof are stages, and that its rounds repeat for ever.

Day by day: nothing comes due and no limit begins anew inside a stage. For ever: from the loop on no
fixed day is named, and either every kind of calendar year has the same edges, in the same order, as
each year of the loop; or everything goes by the week, and the loop is whole weeks.
"""

from __future__ import annotations

import datetime
from itertools import pairwise

from policylang.auditor.witnesses.proofs.form import Proof, Table
from policylang.auditor.witnesses.proofs.fragment import Relevant
from policylang.auditor.witnesses.proofs.steps import OUTSIDE
from policylang.auditor.witnesses.refusal import Refused
from policylang.model.calendar import Period, period_start, year_start
from policylang.model.machine import Calendar, EndOf, Ever, Machine, Once, Schedule, Shifted
from policylang.model.ticks import days_due, next_due

#: What happens at the beginning and at the end of a day, by number: limits that begin anew, what
#: comes due before events, what comes due after them.
_Edges = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
#: The same of a stage, and whether it is one day with something due after its events.
_Stage = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], bool]


def check_calendar(proof: Proof, of: Relevant, machine: Machine) -> None:
    """Check the days of all stages.

    Raises:
        Refused: something happens inside a stage, they do not follow each other, or the rounds do
            not repeat.
    """
    tables = proof.tables
    if tables[0].first != proof.since:
        raise Refused("its first stage does not begin on the first day")
    for table, later in pairwise(tables):
        if later.first != table.last + 1:
            raise Refused("its stages do not follow each other")
    for table in tables:
        if table.first > table.last or table.last - table.first > 366 * 400:
            raise Refused("one of its stages has no days, or too many")
        _check_inside(table, of)
        _check_statuses(table, proof, of)
    last, closes = tables[-1].last, machine.header.closes
    if proof.loop is not None:
        _check_loop(proof, of, machine)
    elif proof.until is not None:
        if last != proof.until or (closes is not None and last > closes):
            raise Refused("its last stage does not end on the last day")
    elif closes is not None:
        if last != closes:
            raise Refused("its last stage does not end with the policy")
    else:
        _check_nothing_left(tables[-1], proof, of)


def stops_inside(table: Table, of: Relevant) -> bool:
    """Whether a day of a stage can be the last of all before what comes at its end."""
    return not (table.first == table.last and _edges(table.last, of)[2])


def _check_inside(table: Table, of: Relevant) -> None:
    """Nothing happens between the first beginning and the last end of a stage."""
    first, last = table.first, table.last
    if any(first < day <= last for day in of.days):
        raise Refused("a rule changes inside one of its stages")
    for due in of.due:
        schedule = _schedule(due.trigger)
        after = first - 1 if isinstance(schedule, EndOf) else first
        before = last - 1 if isinstance(schedule, EndOf) else last
        if after < next_due(schedule, after) <= before:
            raise Refused(f"`{due.name}` comes due inside one of its stages")
    for cap in of.caps:
        if _window_start(cap.window, first) != _window_start(cap.window, last):
            raise Refused("a limit begins anew inside one of its stages")


def _check_statuses(table: Table, proof: Proof, of: Relevant) -> None:
    """No status ends inside a stage, and none begins on a day of it that is not the first."""
    if of.daily and table.first != table.last:
        raise Refused("a status begins for a time, so each day has to be a stage of its own")
    ends = {end for state in table.bounds for end in proof.ends(state)}
    if any(end < OUTSIDE or 0 < end <= table.last for end in ends):
        raise Refused("a status ends inside one of its stages, or before it")


def _check_nothing_left(table: Table, proof: Proof, of: Relevant) -> None:
    """For ever without a loop: after the last stage nothing ever comes."""
    dated = any(not isinstance(each.trigger, Once) for each in of.due)
    later = [each.trigger.day for each in of.due if isinstance(each.trigger, Once)]
    windows = any(not isinstance(cap.window, Ever) for cap in of.caps)
    ends = any(end > 0 for state in table.bounds for end in proof.ends(state))
    goes_on = dated or windows or ends or of.daily
    if goes_on or any(day > table.last for day in (*later, *of.days)):
        raise Refused("it ends, but the policy goes on")


def _check_loop(proof: Proof, of: Relevant, machine: Machine) -> None:
    assert proof.loop is not None
    tables = proof.tables[proof.loop :]
    if any(end > 0 for table in tables for state in table.bounds for end in proof.ends(state)):
        raise Refused("a status has a last day, but the rounds go on for ever")
    begin, end = tables[0].first, tables[-1].last + 1
    named = [*of.days, *(each.trigger.day for each in of.due if isinstance(each.trigger, Once))]
    if any(day > begin for day in named) or machine.header.closes is not None:
        raise Refused("a fixed day comes after the rounds have begun")
    if (end - begin) % 7 == 0 and by_the_week(of):
        return
    shown = [(table.first, _of_table(table, of)) for table in tables]
    first = datetime.date.fromordinal(begin).year
    years = datetime.date.fromordinal(tables[-1].first).year + 1 - first
    year, kinds, seen = first, set[tuple[int, bool]](), set[tuple[_Stage, ...]]()
    while len(kinds) < 14:
        kinds.add(_kind(year))
        seen.add(_of_year(year, of))
        year += 1
    of_loop = {
        tuple(stage for day, stage in shown
              if datetime.date.fromordinal(day).year == each)
        for each in range(first, first + years)
    }  # fmt: skip
    if len(seen) != 1 or of_loop != seen:
        raise Refused("its rounds do not repeat by the calendar")


def _kind(year: int) -> tuple[int, bool]:
    begin = datetime.date(year, 1, 1)
    return begin.weekday(), (datetime.date(year + 1, 1, 1) - begin).days == 366


def _of_table(table: Table, of: Relevant) -> _Stage:
    begins, opening, _ = _edges(table.first, of)
    closing = _edges(table.last, of)[2]
    return begins, opening, closing, table.first == table.last and bool(closing)


def _of_year(year: int, of: Relevant) -> tuple[_Stage, ...]:
    """The stages that begin in a year, as they have to be: from edge to edge."""
    first, end = (datetime.date(each, 1, 1).toordinal() for each in (year, year + 1))
    cuts = sorted(cuts_of(first, end + 366, of))
    return tuple(
        _of_table(Table(cut, following - 1, {}), of)
        for cut, following in pairwise(cuts)
        if cut < end
    )


def cuts_of(first: int, last: int, of: Relevant) -> set[int]:
    """The days on which a stage has to begin: something comes due then, or did the day before."""
    found: set[int] = set()
    for due in of.due:
        schedule = _schedule(due.trigger)
        late = isinstance(schedule, EndOf)
        found |= {day + late for day in days_due(schedule, first - late, last - late)}
    for cap in of.caps:
        day = _window_start(cap.window, last)
        while day >= first:
            found.add(day)
            day = _window_start(cap.window, day - 1)
    return found


def _edges(day: int, of: Relevant) -> _Edges:
    begins = tuple(
        cap.slot for cap in of.caps
        if _window_start(cap.window, day) != _window_start(cap.window, day - 1)
    )  # fmt: skip
    due = [
        (number, isinstance(each.trigger, EndOf))
        for number, each in enumerate(of.due)
        if next_due(_schedule(each.trigger), day - 1) == day
    ]
    return begins, tuple(n for n, late in due if not late), tuple(n for n, late in due if late)


def by_the_week(of: Relevant) -> bool:
    """Whether all that comes due and all limits go by the day or the week."""
    short = (Period.DAY, Period.WEEK)
    windows = [cap.window for cap in of.caps if not isinstance(cap.window, Ever)]
    dues = [each.trigger for each in of.due if not isinstance(each.trigger, Once)]
    return all(isinstance(each, Calendar) and each.period in short for each in windows) and all(
        isinstance(each, EndOf) and each.period in short for each in dues
    )


def _window_start(window: object, day: int) -> int:
    match window:
        case Calendar(period):
            return period_start(day, period)
        case Shifted(month, first):
            return year_start(day, month, first)
        case _:
            return 0


def _schedule(trigger: object) -> Schedule:
    assert isinstance(trigger, Schedule)
    return trigger
