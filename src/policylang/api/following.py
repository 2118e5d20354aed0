"""Follow one person event by event."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from policylang.api.days import ordinal

if TYPE_CHECKING:
    from policylang.api.policy import Policy
    from policylang.model.events import GivenEvent
    from policylang.model.ledger import Entry, LedgerReader
    from policylang.model.outcome import Outcome
    from policylang.runtime.tracker import Tracker


@attrs.define(slots=False)
class PersonTracker:
    """One person followed event by event, with exact results at any time."""

    policy: Policy
    tracker: Tracker
    name: str | None = None

    @cached_property
    def _reader(self) -> LedgerReader:
        from policylang.model.ledger import LedgerReader

        return LedgerReader(self.policy.machine)

    def apply(self, event: GivenEvent) -> tuple[Entry, ...]:
        """Apply one event or withdrawal, no earlier than the last, and say what it did.

        Also told is what happened by itself since the event before; where events may be withdrawn,
        only what this event brought about.

        Usually the cost is that of the one event. Where the past may come out differently later
        (events may be withdrawn, grades are changed for the past, a rule reads the day asked
        about), all events are kept and every `apply` and `outcome` runs them again: to know only
        where somebody stands at the end, `Policy.evaluate` is cheaper there.

        Raises:
            HistoryError: the event does not fit the policy; the state is as before.
        """
        from policylang.model.events import event_of
        from policylang.model.history import check_begun
        from policylang.runtime.tracker import check_known

        given = event_of(event)
        row, marks = self.policy.encoder.read(given.date, given.action, given.fields)
        day, code, values = row
        check_begun(day, self.tracker.begins)
        check_known(day, marks, self.tracker)
        postings = self.tracker.apply(day, code, values, marks)
        return self._reader.entries(postings, {self.tracker.events - 1: code})

    def outcome(
        self, as_of: datetime.date | str, *, known: datetime.date | str | None = None
    ) -> Outcome:
        """Where the person stands at the end of a day, no earlier than the last event.

        Args:
            known: leave out what became known after this day; default `as_of`. Only where events
                may be withdrawn: else an event is known from when it is applied.

        Raises:
            HistoryError: the day is before the last event (PL420).
        """
        from policylang.model.outcome import outcome_of

        day = ordinal(as_of)
        by = None if known is None else ordinal(known)
        result = self.tracker.result(day, known=by)
        history = self.tracker.history(day, by) if self.policy.machine.voids else None
        return outcome_of(self.policy.machine, result, as_of=day, person=self.name, history=history)

    def change(self, date: datetime.date | str, attribute: str, value: object) -> None:
        """Give an attribute another value from a day on, before the events of that day.

        Raises:
            HistoryError: it is not declared (PL423), may not change (PL433) or does on that day
                already (PL432), the day is over (PL401), or the value does not fit.
        """
        from policylang.model.persons import read_change

        self.tracker.change(*read_change(self.policy.machine, date, attribute, value))

    @property
    def state(self) -> dict[str, object]:
        """Everything needed to go on later, as JSON-able values with a version."""
        return self.tracker.state
