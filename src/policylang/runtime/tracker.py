"""Following one person event by event, with a state that can be saved and taken up again.

The steps are the interpreter's; only the memory differs: it keeps what later days can still see.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

from policylang.core import codes
from policylang.model.history import check_count, check_order, check_window
from policylang.model.machine import Machine
from policylang.model.result import Awarded, Posting, Result
from policylang.model.ticks import Tick, first_day, ticks_between
from policylang.model.values import InputProblem
from policylang.runtime import state
from policylang.runtime.interpreter import Person
from policylang.runtime.windows import Recent

#: Days of the calendar that are read at a time.
_AHEAD: Final = 366


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
        #: What is due next, and the first day of the calendar that has not been read.
        self._coming: deque[Tick] = deque()
        self._read_from: int | None = None

    def apply(self, day: int, code: int, values: Sequence[int]) -> tuple[Posting, ...]:
        """Apply one encoded event; first whatever is due up to its day.

        Raises:
            InputProblem: before the last event (PL401) or before `since` (PL417), or one event
                too many (PL416). The state is as before.
        """
        check_window(self.machine, [day], self.since, None)
        check_order(day if self.last is None else self.last, day)
        check_count(self.events + 1)
        self.awards += self._take_due(day)
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

    def _take_due(self, day: int) -> list[Awarded]:
        """What falls due up to a day, taken off the calendar, which is read a year ahead."""
        start = self._unread(day)
        if start <= day:
            self._coming.extend(ticks_between(self.machine, start, day + _AHEAD))
            self._read_from = day + _AHEAD + 1
        awards: list[Awarded] = []
        while self._coming and self._coming[0][0] <= day:
            awards += self.person.awarded(*self._coming.popleft())
        return awards

    def _due(self, day: int) -> list[Awarded]:
        """The same, without taking anything off."""
        ahead = ticks_between(self.machine, self._unread(day), day)
        ticks = (tick for tick in (*self._coming, *ahead) if tick[0] <= day)
        return [award for tick in ticks for award in self.person.awarded(*tick)]

    def _unread(self, day: int) -> int:
        """First day of the calendar that has not been read yet."""
        if self._read_from is not None:
            return self._read_from
        return first_day(self.machine, self.since, [], day)

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
        tracker._read_from = None if saved.last is None else saved.last + 1
        tracker.awards = list(saved.awards)
        person = tracker.person
        person.score = saved.score
        for totals, kept in ((person.tallies, saved.tallies), (person.caps, saved.caps)):
            for total, entries in zip(totals, kept, strict=True):
                total.restore(entries)
        return tracker
