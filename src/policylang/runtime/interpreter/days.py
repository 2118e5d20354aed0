"""The timeline of a person, day by day, in the order of "What happens when"."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import attrs

from policylang.model.calendar import add_months, day_in_month, months_between, period_last
from policylang.model.history import History
from policylang.model.machine import (
    EndOf,
    Machine,
    Monthly,
    Once,
    OnDay,
    Quiet,
    Recurring,
    Trigger,
    Yearly,
)
from policylang.model.result import RefusedEvent, Result
from policylang.model.ticks import first_day
from policylang.runtime.depth import make_room
from policylang.runtime.interpreter.clock import Clock
from policylang.runtime.interpreter.person import Item, Person
from policylang.runtime.interpreter.sight import Watch


def interpret(
    machine: Machine,
    history: History,
    attributes: Sequence[int],
    *,
    since: int | None = None,
    as_of: int,
    ledger: bool = True,
    watch: Watch | None = None,
) -> Result:
    """Where a person stands at the end of the day `as_of`.

    Args:
        history: encoded events, days never decreasing; those after `as_of` are left out.
        attributes: held integers in declared order, as they are at first.
        since: first day of the timeline (see `model.ticks.first_day`).
        as_of: ordinal, not before the first day.
        ledger: whether the result keeps the postings.
        watch: is told of every condition that is decided and every table row that is used.
    """
    timeline = live(machine, history, attributes, since=since, as_of=as_of, watch=watch)
    person = timeline.person
    scores = [person.balance(number) for number in range(len(machine.scores))]
    untriggered = enumerate(machine.grants)
    graded = any(each.holds or len(each.versions) > 1 for each in machine.gradings)
    return Result(
        score=scores[0],
        awards=tuple(person.awards),
        held=tuple(n for n, each in untriggered if each.trigger is None and person.gets(each)),
        ledger=tuple(person.postings) if ledger else None,
        others=tuple(scores[1:]),
        statuses=person.stands(),
        refused=tuple(timeline.refused),
        ranks=tuple(person.rank(n) for n in range(len(machine.gradings))) if graded else (),
        scored=person.consents,
    )


def live(
    machine: Machine,
    history: History,
    attributes: Sequence[int],
    *,
    since: int | None = None,
    as_of: int,
    watch: Watch | None = None,
) -> Timeline:
    """Live through all days up to `as_of`. Arguments as in `interpret`."""
    if not history.settled:
        history = history.until(as_of)
    make_room(machine)
    person = Person(machine, list(attributes), as_of, watch)
    timeline = Timeline(person, history)
    days = [day for day in history.days if day <= as_of]
    first = first_day(machine, since, days, as_of, attributes)
    timeline.begin(first)
    for day in range(first, as_of + 1):
        timeline.day(day)
    person.today = as_of
    return timeline


@attrs.define(eq=False)
class Timeline:
    """The days of one person."""

    person: Person
    history: History
    refused: list[RefusedEvent] = attrs.field(factory=list)
    #: Moments of events by day, in the order of events and of the moments of each.
    moments: dict[int, list[tuple[int, int]]] = attrs.field(factory=dict)
    #: By day, the clocks that start on it without any occurrence.
    starting: dict[int, list[tuple[Item, Clock]]] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for event in range(len(self.history)):
            for moment, day in self._days_of(event):
                self.moments.setdefault(day, []).append((event, moment))

    def _days_of(self, event: int) -> Iterator[tuple[int, int]]:
        """The moments of an event that come, with their days."""
        first = self.history.days[event]
        yield 0, first
        action = self.person.machine.actions[self.history.codes[event]]
        self.person.event_day, self.person.fields = first, self._fields(event)
        for number, moment in enumerate(action.moments[1:], 1):
            assert moment.day is not None
            day = self.person.value(moment.day)
            if day != 0:
                yield number, max(day, first)
        self.person.fields = ()

    def _fields(self, event: int) -> list[int]:
        return [column[event] for column in self.history.columns]

    def begin(self, first: int) -> None:
        """Take the start values, and set the clocks that run from a date of the person."""
        for day, slot, value in self.history.changes:
            if day <= min(first, self.person.as_of):
                self.person.attributes[slot] = value
        self.person.start(first)
        for item in self.person.items:
            if isinstance(item.trigger, Quiet) and item.trigger.start is not None:
                start = self.person.value(item.trigger.start)
                if start > 0:  # else the date is not given
                    self._set_clock(item, Clock(item.trigger, start), first)

    def _set_clock(self, item: Item, start: Clock, first: int) -> None:
        clock = self.person.turned(start)
        while clock and clock.quiet.repeats and clock.due < first:
            clock = self.person.turned(clock)
        if clock and clock.start >= first:
            self.starting.setdefault(clock.start, []).append((item, clock))
        elif clock and clock.due >= first:
            self.person.clocks[item] = clock

    def day(self, day: int) -> None:
        """One whole day."""
        self.open(day)
        for event, moment in self.moments.get(day, ()):
            self._moment(day, event, moment)
        self.close(day)

    def open(self, day: int) -> None:
        """What comes before the events of a day."""
        self.person.today = day
        self._change_attributes(day)
        for status, (_, until) in sorted(self.person.statuses.items()):
            if until == day and self.person.statuses.get(status, (0, 0))[1] == day:
                self.person.end(status)
        self.person.run_out()
        self.person.clocks.update(self.starting.get(day, ()))
        self._dated(day)

    def close(self, day: int) -> None:
        """What comes after the events of a day."""
        if self._in_force(day):
            for item in self.person.items:
                trigger = item.trigger
                if isinstance(trigger, EndOf) and period_last(day, trigger.period) == day:
                    self.person.act(item)

    def _change_attributes(self, day: int) -> None:
        changes = [change for change in self.history.changes if change[0] == day]
        for _, slot, value in changes:
            self.person.attributes[slot] = value
        if changes:
            self.person.look()

    def _moment(self, day: int, event: int, moment: int) -> None:
        code, fields = self.history.codes[event], self._fields(event)
        if moment == 0:
            refusal = self.person.refusal(event, code, fields)
            if refusal is not None:
                self.refused.append(RefusedEvent(day, event, code, refusal))
        if all(each.event != event for each in self.refused):
            self.person.moment(event, self.history.days[event], code, moment, fields)

    # --- the calendar ------------------------------------------------------------------------

    def _in_force(self, day: int) -> bool:
        header = self.person.machine.header
        return (header.opens is None or header.opens <= day) and (
            header.closes is None or day <= header.closes
        )

    def _dated(self, day: int) -> None:
        """Rules, perks and sanctions that are due on a day, in the order of the file."""
        for item in self.person.items:
            if isinstance(item.trigger, Quiet):
                self._quiet(day, item)
            elif self._in_force(day) and self._due(item.trigger, day):
                self.person.act(item)

    def _quiet(self, day: int, item: Item) -> None:
        clock = self.person.clocks.get(item)
        if clock is None or clock.due != day:
            return
        del self.person.clocks[item]
        if self._in_force(day):
            self.person.act(item)
        if clock.quiet.repeats and item not in self.person.clocks:
            self.person.run_on(item, clock)

    def _due(self, trigger: Trigger, day: int) -> bool:
        """Whether a schedule names a day. The last day of a month stands for those it lacks."""
        date = datetime.date.fromordinal(day)
        match trigger:
            case Yearly(month, day_of_month):
                return day == day_in_month(date.year, month, day_of_month)
            case Monthly(day_of_month):
                return day == day_in_month(date.year, date.month, day_of_month or 31)
            case Once(that_day):
                return day == that_day
            case OnDay(that_day):
                return day == self.person.value(that_day)
            case Recurring(start, 0, days):
                gone = day - self.person.value(start)
                return gone > 0 and gone % days == 0
            case Recurring(start, months, _, next_day):
                begun = self.person.value(start)
                full = months_between(begun, day, next_day=next_day)
                anniversary = add_months(begun, full, next_day=next_day)
                return full > 0 and full % months == 0 and anniversary == day
            case _:
                return False
