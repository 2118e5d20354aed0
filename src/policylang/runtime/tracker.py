"""Following one person event by event, with a state that can be saved and taken up again.

The person lives through the same days as in a run over a whole history. Where what is past may come
out differently when it is asked about later, because a rule reads the day asked about or an event
may be withdrawn, the events themselves are kept and run again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policylang.core import codes
from policylang.model.history import (
    History,
    Marks,
    Row,
    check_count,
    check_order,
    gathered,
)
from policylang.model.history import check_window as check_days
from policylang.model.machine import Machine
from policylang.model.persons import AttributeChange, changed_twice
from policylang.model.result import NO_EVENT, Posting, Result
from policylang.model.ticks import first_day
from policylang.model.values import InputProblem
from policylang.runtime import state
from policylang.runtime.person import Person
from policylang.runtime.plans import plan_of
from policylang.runtime.saved import Begun, save, take_up
from policylang.runtime.timeline import Timeline, evaluate


class Tracker:
    """One person, from the first event on. Equal at every point to a replay of all events.

    Args:
        attributes: held integers in declared order.
        since: first day of the timeline; default as in `model.ticks.first_day`.
    """

    def __init__(
        self, machine: Machine, attributes: Sequence[int], *, since: int | None = None
    ) -> None:
        self.machine = machine
        self.since = since
        #: Events applied so far.
        self.events = 0
        #: Day of the last event.
        self.last: int | None = None
        self._attributes = tuple(attributes)
        self._changes: list[AttributeChange] = []
        self._plan = plan_of(machine)
        #: None before the first event, and for good where the events are kept.
        self._timeline: Timeline | None = None
        self._rows: list[Row] = []
        #: What is said of kept events apart from their fields, by number.
        self._marks: dict[int, Marks] = {}

    @property
    def keeps(self) -> bool:
        """Whether the events are kept (see `Plan.keeps_events`)."""
        return self._plan.keeps_events

    @property
    def begins(self) -> int:
        """The day the person's time begins on; 0 where that is not said."""
        return 0 if self.machine.begins is None else self._attributes[self.machine.begins]

    # --- events and changes ------------------------------------------------------------------

    def apply(
        self, day: int, code: int, values: Sequence[int], marks: Marks | None = None
    ) -> tuple[Posting, ...]:
        """Apply one encoded event or withdrawal; first whatever is due up to its day.

        Events come in order of their first moments. The postings are those of all that happened
        since the event before it; where events are kept, those that this event brought about.

        It costs what the event brings about; where events are kept, a replay of all of them, so
        that following somebody through n events takes time with the square of n.

        Raises:
            InputProblem: before the last event (PL401) or before `since` (PL417), one event too
                many (PL416), or an id or a withdrawal is wrong (PL429 to PL431). The state is as
                before.
        """
        check_days(self.machine, [day], self.since, None)
        check_order(day if self.last is None else self.last, day)
        check_count(self.events + 1)
        number, fields = self.events, tuple(values)
        if self.keeps:
            history = self._keep((day, code, fields), marks).until(day)
            self.events, self.last = number + 1, day
            ledger = self._run(history, day, ledger=True).ledger or ()
            return tuple(
                posting._replace(event=number)
                for posting in ledger
                if posting.event != NO_EVENT and history.number(posting.event) == number
            )
        self.events, self.last = number + 1, day
        if self._timeline is None:
            self._timeline = self._begin(day, day)
        timeline = self._timeline
        timeline.event(number, day, code, fields)
        postings = timeline.person.postings
        assert postings is not None
        said = tuple(postings)
        postings.clear()
        return said

    def _keep(self, row: Row, marks: Marks | None) -> History:
        """All events with one more, unless that does not fit; not settled."""
        number = len(self._rows)
        self._rows.append(row)
        if marks is not None:
            self._marks[number] = marks
        try:
            return self._gathered()
        except InputProblem:
            self._rows.pop()
            self._marks.pop(number, None)
            raise

    def _gathered(self) -> History:
        return gathered(self._rows, self._marks, self.machine.width, tuple(self._changes))

    def history(self, as_of: int, known: int | None = None) -> History:
        """The events that are kept, settled; none where they are not kept."""
        return self._gathered().until(as_of, known)

    def change(self, day: int, slot: int, value: int) -> None:
        """An attribute changes on a day, before the events of that day.

        Raises:
            InputProblem: not after the last event (PL401), or the attribute changes on that day
                already (PL432). The state is as before.
        """
        change = AttributeChange(day, slot, value)
        changes = self._changes_to_come
        if (self.last is not None and day <= self.last) or (changes and day < changes[-1][0]):
            raise InputProblem(
                codes.EVENTS_OUT_OF_ORDER,
                "an attribute is to change on a day that is over or has begun",
                "give changes of attributes in order, before the events of their day",
            )
        if any(each[:2] == (day, slot) for each in changes):
            raise changed_twice(self.machine, change)
        self._changes.append(change)
        if self._timeline is not None:
            self._timeline.changes.append(change)

    @property
    def _changes_to_come(self) -> Sequence[AttributeChange]:
        return self._changes if self._timeline is None else tuple(self._timeline.changes)

    # --- results -----------------------------------------------------------------------------

    def result(self, as_of: int, *, known: int | None = None, ledger: bool = False) -> Result:
        """Where the person stands at the end of a day. Changes nothing.

        Args:
            known: where events are kept, what became known later is left out; by default `as_of`.
            ledger: whether the result has the postings since the last event.

        Raises:
            InputProblem: a day before the last event or the first day (PL420).
        """
        if self.last is not None and as_of < self.last:
            raise InputProblem(
                codes.AS_OF_TOO_EARLY,
                "the day asked about lies before the last event that was applied",
                "a tracker only goes forward: evaluate the history for an earlier day",
            )
        check_days(self.machine, [], self.since, as_of)
        if self.keeps or self._timeline is None:
            result = self._run(self.history(as_of, known), as_of, ledger=ledger)
            return result._replace(ledger=()) if self.keeps and ledger else result
        copy = self._copy(self._timeline, as_of)
        copy.finish(as_of)
        result = copy.person.result()
        return result if ledger else result._replace(ledger=None)

    def _run(self, history: History, as_of: int, *, ledger: bool) -> Result:
        """A replay of the events that are kept, or of none."""
        return evaluate(
            self._plan, history, self._attributes, since=self.since, as_of=as_of, ledger=ledger
        )

    def _begin(self, day: int, as_of: int) -> Timeline:
        """The timeline at the first event, which is on a day."""
        person = Person(self._plan, self._attributes, as_of, ledger=True)
        timeline = Timeline(self._plan, person)
        timeline.changes.extend(self._changes)
        timeline.begin(first_day(self.machine, self.since, [day], day, self._attributes))
        return timeline

    def _copy(self, timeline: Timeline, as_of: int) -> Timeline:
        attributes = tuple(timeline.person.attributes)
        changes = tuple(timeline.changes)
        return take_up(self._plan, save(timeline), attributes, changes, as_of=as_of)

    # --- saving ------------------------------------------------------------------------------

    @property
    def state(self) -> dict[str, object]:
        """Everything needed to go on later: JSON-able, with a version and the policy's mark."""
        timeline = self._timeline
        begun: Begun | None = None
        attributes, changes = self._attributes, tuple(self._changes)
        if timeline is not None:
            begun = save(timeline)
            attributes, changes = tuple(timeline.person.attributes), tuple(timeline.changes)
        saved = state.Saved(
            since=self.since,
            last=self.last,
            events=self.events,
            attributes=attributes,
            changes=changes,
            rows=tuple(self._rows),
            marks=self._marks,
            begun=begun,
        )
        return state.to_json(saved, self.machine)

    @classmethod
    def resume(cls, machine: Machine, given: Mapping[str, object]) -> Tracker:
        """Take up a saved state.

        Raises:
            InputProblem: it is damaged, or of another policy or version (PL419).
        """
        plan = plan_of(machine)
        saved = state.from_json(given, plan)
        tracker = cls(machine, saved.attributes, since=saved.since)
        tracker.last, tracker.events = saved.last, saved.events
        tracker._changes, tracker._rows = list(saved.changes), list(saved.rows)
        tracker._marks = dict(saved.marks)
        if saved.begun is not None:
            tracker._timeline = take_up(plan, saved.begun, saved.attributes, saved.changes)
        return tracker


def check_known(day: int, marks: Marks | None, tracker: Tracker) -> None:
    """Refuse an event that became known after its day where events are not kept (PL418)."""
    if marks is not None and marks.known > day and not tracker.keeps:
        raise InputProblem(
            codes.MALFORMED_DATA,
            "an event that is applied is known, and this one became known after its day",
            "leave `known` out, or evaluate the whole history",
        )
