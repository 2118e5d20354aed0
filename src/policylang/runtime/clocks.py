"""The clocks of quiet periods: when each comes due, if nothing stops it.

Every due day is reckoned from the day the clock started: the months of all its turns, then their
days. From the due day before, what a short month has cut off would be lost for good.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from policylang.model.calendar import add_months
from policylang.model.ticks import NEVER
from policylang.runtime.plan import Clock
from policylang.runtime.program import Sight


class Run(NamedTuple):
    """How a clock runs: the day it started, and the months and days of all its turns so far."""

    start: int
    months: int
    days: int


#: Of a clock that does not run.
STILL: Final = Run(0, 0, 0)

#: What is saved of a clock: how it runs, and how it will run by itself from a day to come.
SavedClock = tuple[Run, Run]


def due_day(run: Run, *, next_day: bool) -> int:
    """The day on which the present turn of a clock is over; 0 of one that does not run."""
    return add_months(run.start, run.months, next_day=next_day) + run.days


class Clocks:
    """The clocks of one person."""

    def __init__(self, clocks: Sequence[Clock]) -> None:
        self._clocks = clocks
        self._runs = [STILL] * len(clocks)
        #: The day each comes due; 0 where it does not run. Once it has passed it comes no more.
        self.due = [0] * len(clocks)
        #: How clocks will run that start by themselves on a day to come.
        self._openings: dict[int, Run] = {}

    def begin(self, person: Sight) -> None:
        """On the first day: find out which clocks run from a date of the person's."""
        for number, clock in enumerate(self._clocks):
            start = 0 if clock.start is None else clock.start(person, person.present)
            if start >= person.today:
                opening = self._turned(number, Run(start, 0, 0), person)
                if opening is not STILL:
                    self._openings[number] = opening
            elif start > 0:
                self._set(number, self._rolled_on(number, start, person))

    def open(self, today: int) -> None:
        """Start the clocks that begin to run today by themselves."""
        for number, opening in tuple(self._openings.items()):
            if opening.start == today:
                self._set(number, self._openings.pop(number))

    def start(self, number: int, person: Sight) -> None:
        """Let a clock run from today."""
        self._set(number, self._turned(number, Run(person.today, 0, 0), person))

    def stop(self, number: int) -> None:
        """Stop a clock."""
        self._set(number, STILL)

    def fall_due(self, number: int) -> Run:
        """A clock comes due and stops; how it ran, for it to go on."""
        run = self._runs[number]
        self._set(number, STILL)
        return run

    def go_on(self, number: int, run: Run, person: Sight) -> None:
        """A clock that has come due runs another turn, if it repeats and was not started anew."""
        if self._clocks[number].repeats and self._runs[number] is STILL:
            self._set(number, self._turned(number, run, person))

    def next_due(self, today: int) -> int:
        """The next day after today on which a clock starts by itself or comes due."""
        days = [day for day in self.due if day > today]
        days += [opening.start for opening in self._openings.values()]
        return min(days, default=NEVER)

    def _set(self, number: int, run: Run) -> None:
        self._runs[number] = run
        self.due[number] = due_day(run, next_day=self._clocks[number].next_day)

    def _turned(self, number: int, run: Run, person: Sight) -> Run:
        """A clock with another turn, as long as turns are now; still if they are of no length."""
        clock = self._clocks[number]
        months, days = clock.months(person, person.present), clock.days(person, person.present)
        return Run(run.start, run.months + months, run.days + days) if months or days else STILL

    def _rolled_on(self, number: int, start: int, person: Sight) -> Run:
        """A clock that has run since before the first day; its turns until then are alike."""
        clock = self._clocks[number]
        one = self._turned(number, Run(start, 0, 0), person)
        if not clock.repeats or one is STILL:
            return one

        def after(turns: int) -> Run:
            return Run(start, turns * one.months, turns * one.days)

        turns = range(1, person.today - start + 1)  # each is a day at least
        over = bisect_left(
            turns, person.today, key=lambda n: due_day(after(n), next_day=clock.next_day)
        )
        return after(over + 1)

    def saved(self, today: int) -> tuple[SavedClock, ...]:
        """Every clock, without what has passed."""
        return tuple(
            (self._runs[number] if due > today else STILL, self._openings.get(number, STILL))
            for number, due in enumerate(self.due)
        )

    def restore(self, saved: Sequence[SavedClock]) -> None:
        """Set the clocks to what was saved."""
        for number, (run, opening) in enumerate(saved):
            self._set(number, run)
            if opening.start:
                self._openings[number] = opening
