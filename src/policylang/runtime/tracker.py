"""Following one person event by event, with a state that can be saved and taken up again.

The steps are the interpreter's; only the memory differs: it keeps what later days can still see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policylang.core import codes
from policylang.model.history import check_count, check_order, check_window
from policylang.model.machine import Machine
from policylang.model.result import Awarded, Posting, Result
from policylang.model.ticks import first_day, ticks_between
from policylang.model.values import InputProblem
from policylang.runtime import state
from policylang.runtime.interpreter import Person
from policylang.runtime.windows import Recent


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
        self.person: Person[Recent] = Person(machine, tuple(attributes), Recent)
        self.since = since
        #: Events applied so far.
        self.events = 0
        #: Day of the last event.
        self.last: int | None = None
        self.awards: list[Awarded] = []

    def apply(self, day: int, code: int, values: Sequence[int]) -> tuple[Posting, ...]:
        """Apply one encoded event; first whatever is due up to its day.

        Raises:
            InputProblem: before the last event (PL401) or before `since` (PL417), or one event
                too many (PL416). The state is as before.
        """
        check_window(self.machine, [day], self.since, None)
        check_order(day if self.last is None else self.last, day)
        check_count(self.events + 1)
        self.awards += self._due(day)
        self.last = day
        self.events += 1
        return tuple(self.person.apply(self.events - 1, day, code, values))

    def result(self, as_of: int) -> Result:
        """Where the person stands at the end of a day, without the ledger. Changes nothing.

        Raises:
            InputProblem: a day before the last event or the first day (PL420).
        """
        if self.last is not None and as_of < self.last:
            raise InputProblem(
                codes.AS_OF_TOO_EARLY,
                "the day asked about lies before the last event that was applied",
                "a tracker only goes forward: evaluate the history for an earlier day",
            )
        check_window(self.machine, [], self.since, as_of)
        awards = (*self.awards, *self._due(as_of))
        return Result(self.person.score, awards, self.person.holds(as_of))

    def _due(self, day: int) -> list[Awarded]:
        """What falls due after the day of the last event, up to a day."""
        known = [] if self.last is None else [self.last]
        first = first_day(self.machine, self.since, known, day) if not known else known[0] + 1
        return [
            award
            for tick_day, number in ticks_between(self.machine, first, day)
            for award in self.person.awarded(tick_day, number)
        ]

    @property
    def state(self) -> dict[str, object]:
        """Everything needed to go on later: JSON-able, with a version and the policy's mark."""
        person = self.person
        saved = state.Saved(
            since=self.since,
            last=self.last,
            events=self.events,
            score=person.score,
            attributes=tuple(person.attributes),
            tallies=tuple(tuple(total.entries) for total in person.tallies),
            caps=tuple(tuple(total.entries) for total in person.caps),
            awards=tuple(self.awards),
        )
        return state.to_json(saved, self.machine)

    @classmethod
    def resume(cls, machine: Machine, given: Mapping[str, object]) -> Tracker:
        """Take up a saved state.

        Raises:
            InputProblem: it is damaged, or of another policy or version (PL419).
        """
        saved = state.from_json(given, machine)
        tracker = cls(machine, saved.attributes, since=saved.since)
        tracker.last, tracker.events = saved.last, saved.events
        tracker.awards = list(saved.awards)
        person = tracker.person
        person.score = saved.score
        for totals, kept in ((person.tallies, saved.tallies), (person.caps, saved.caps)):
            for total, entries in zip(totals, kept, strict=True):
                total.entries.extend(entries)
        return tracker
