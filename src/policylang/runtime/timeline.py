"""A person's days: which come to anything, and what happens on them in which order.

The run goes from one day on which something is due to the next; on a day between nothing changes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from heapq import heappop, heappush

from policylang.model.history import History
from policylang.model.machine import OnDay, Recurring, Schedule
from policylang.model.persons import AttributeChange
from policylang.model.result import Result
from policylang.model.ticks import NEVER, first_day, next_due
from policylang.runtime.person import Person
from policylang.runtime.plan import Consequence, Plan
from policylang.runtime.program import Fields

#: A moment that is still to come: day, number of the event, number of the moment, action, fields.
Coming = tuple[int, int, int, int, Fields]

#: The next day on which each schedule is due: of those before the events of a day, and after them.
Schedules = tuple[tuple[int, ...], tuple[int, ...]]


class Timeline:
    """The days of one person, from the first on. `day` is the one that has been opened."""

    def __init__(self, plan: Plan, person: Person) -> None:
        self.plan = plan
        self.person = person
        #: None before the first.
        self.day: int | None = None
        self.coming: list[Coming] = []
        self.changes: deque[AttributeChange] = deque()
        #: By place: the next day on which each schedule is due.
        self._due: list[int] = []
        self._closing: list[int] = []
        header = plan.machine.header
        self._opens, self._closes = header.opens or 0, header.closes or NEVER

    # --- what a caller does ------------------------------------------------------------------

    def begin(self, first: int) -> None:
        """Come to the first day. What has changed by then is as if it had always been so."""
        while self.changes and self.changes[0][0] <= first:
            _, slot, value = self.changes.popleft()
            self.person.change_attribute(slot, value)
        self.person.begin_with(first)
        self._read_schedules(first - 1)

    def resume(self, day: int, schedules: Schedules | None = None) -> None:
        """Go on in the middle of a day whose events have begun.

        Args:
            schedules: what `schedules` gave on that day for somebody with the same attributes.
        """
        self.day = self.person.today = day
        if schedules is not None:
            self._due, self._closing = list(schedules[0]), list(schedules[1])
            return
        self._due = [self._next(each, day) for each in self.plan.dated]
        self._closing = [self._next(each, day - 1) for each in self.plan.closing]

    @property
    def schedules(self) -> Schedules:
        """By place: the next day on which each schedule is due, before events and after them."""
        return tuple(self._due), tuple(self._closing)

    def event(self, number: int, day: int, action: int, fields: Fields) -> None:
        """An event: its first moment, and those that fall on the same day. Later ones will come."""
        fields = (*fields, day)
        self.advance(day)
        self._moments(day)
        if self.person.refuses(number, action, fields):
            return
        for moment, when in enumerate(self.plan.days[action]):
            due = day if when is None or moment == 0 else when(self.person, fields)
            if due:
                heappush(self.coming, (max(day, due), number, moment, action, fields))
        self._moments(day)

    def finish(self, day: int) -> None:
        """Live through everything up to the end of a day."""
        self.advance(day)
        self._close()

    # --- days --------------------------------------------------------------------------------

    def advance(self, day: int) -> None:
        """Live up to a day and open it; its events are still to come."""
        if self.day == day:
            return
        self._close()
        while (due := self.next_due()) < day:
            self._open(due)
            self._close()
        self._open(day)

    def next_due(self) -> int:
        """The next day on which something is due."""
        person, today = self.person, self.person.today
        after = today if self.day is not None else today - 1
        days = [person.clocks.next_due(after), *self._due, *self._closing]
        days += [lots.next_due(after, person.stirred) for lots in person.lots.values()]
        for _, until in person.statuses.values():
            if until:
                days.append(until)
        if self.coming:
            days.append(self.coming[0][0])
        if self.changes:
            days.append(self.changes[0][0])
        return min(days)

    def _open(self, day: int) -> None:
        """What comes before the events of a day."""
        self.day = self.person.today = day
        self._change_attributes(day)
        self._run_out(day)
        self._fall_due(day)

    def _change_attributes(self, day: int) -> None:
        if not self.changes or self.changes[0][0] != day:
            return
        while self.changes and self.changes[0][0] == day:
            _, slot, value = self.changes.popleft()
            self.person.change_attribute(slot, value)
        self.person.look()
        self._read_schedules(day - 1)

    def _run_out(self, day: int) -> None:
        person = self.person
        if person.statuses:
            for status in range(len(self.plan.machine.statuses)):
                _, until = person.statuses.get(status, (0, 0))
                if 0 < until <= day:
                    person.end_status(status)
        person.stirred = False
        for score, lots in person.lots.items():
            for lot in lots.due(day):
                if lots.holds(lot):
                    person.run_out(score, lot)

    def _fall_due(self, day: int) -> None:
        person, in_force = self.person, self._opens <= day <= self._closes
        person.clocks.open(day)
        for place, each in enumerate(self.plan.dated):
            if each.clock >= 0:
                if person.clocks.due[each.clock] == day:
                    person.fire_clock(each, in_force=in_force)
            elif self._due[place] == day:
                self._due[place] = self._next(each, day)
                person.fire(each)

    def _moments(self, day: int) -> None:
        """The moments of today that have come up so far."""
        while self.coming and self.coming[0][0] == day:
            _, event, moment, action, fields = heappop(self.coming)
            self.person.moment(event, action, moment, fields)

    def _close(self) -> None:
        """What comes after the events of the day that is open."""
        if self.day is None:
            return
        self._moments(self.day)
        for place, each in enumerate(self.plan.closing):
            if self._closing[place] == self.day:
                self._closing[place] = self._next(each, self.day)
                self.person.fire(each)

    # --- schedules ---------------------------------------------------------------------------

    def _read_schedules(self, after: int) -> None:
        """Find out anew when each is due, after a day."""
        self._due = [self._next(each, after) for each in self.plan.dated]
        self._closing = [self._next(each, after) for each in self.plan.closing]

    def _next(self, each: Consequence, after: int) -> int:
        """The next day after a day on which a schedule is due, while the policy is in force."""
        person, schedule = self.person, each.trigger
        date = 0
        match schedule:
            case OnDay():
                date = self.plan.readings[f"{each.name}_day"](person, person.present)
            case Recurring():
                date = self.plan.readings[f"{each.name}_start"](person, person.present)
            case _ if not isinstance(schedule, Schedule):
                return NEVER
        due = next_due(schedule, max(after, self._opens - 1), date)
        return due if due <= self._closes else NEVER


def run(
    plan: Plan,
    history: History,
    attributes: Sequence[int],
    *,
    since: int | None,
    as_of: int,
    ledger: bool,
) -> Person:
    """Live through a history up to the end of a day; the person as they then stand."""
    person = Person(plan, attributes, as_of, ledger=ledger)
    timeline = Timeline(plan, person)
    timeline.changes.extend(each for each in history.changes if each[0] <= as_of)
    days = [day for day in history.days[:1] if day <= as_of]
    first = first_day(plan.machine, since, days, as_of, attributes)
    timeline.begin(first)
    if first > as_of:
        person.today = as_of
        return person
    rows = zip(*history.columns, strict=True) if history.columns else iter(lambda: (), None)
    for number, (day, action, fields) in enumerate(
        zip(history.days, history.codes, rows, strict=False)
    ):
        if day > as_of:
            break
        timeline.event(number, day, action, fields)
    timeline.finish(as_of)
    return person


def evaluate(
    plan: Plan,
    history: History,
    attributes: Sequence[int],
    *,
    since: int | None,
    as_of: int,
    ledger: bool,
) -> Result:
    """Where a person stands at the end of a day: what `Evaluator.run` promises."""
    return run(plan, history, attributes, since=since, as_of=as_of, ledger=ledger).result()
