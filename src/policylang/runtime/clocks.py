"""The clocks of quiet periods: when each comes due, if nothing stops it."""

from __future__ import annotations

from collections.abc import Sequence

from policylang.model.calendar import add_months
from policylang.model.ticks import NEVER
from policylang.runtime.plan import Clock
from policylang.runtime.program import Sight

#: What is saved of a clock: the day it comes due (0: it does not run), the day on which it will
#: begin to run by itself (0: none), and when it then comes due.
SavedClock = tuple[int, int, int]


class Clocks:
    """The clocks of one person."""

    def __init__(self, clocks: Sequence[Clock]) -> None:
        self._clocks = clocks
        #: 0 where it does not run. A clock whose day has passed comes due no more.
        self._due = [0] * len(clocks)
        self._openings: list[tuple[int, int]] = [(0, 0)] * len(clocks)

    def begin(self, person: Sight) -> None:
        """On the first day: find out which clocks run from a date of the person's."""
        for number, clock in enumerate(self._clocks):
            if clock.start is None:
                continue
            start = clock.start(person, person.present)
            if start < 1:
                continue
            due = self._after(number, start, person)
            while clock.repeats and due < person.today:
                due = self._later(number, due, person)
            if start < person.today:
                self._due[number] = due
            else:
                self._openings[number] = (start, due)

    def open(self, today: int) -> None:
        """Start the clocks that begin to run today by themselves."""
        for number, (start, due) in enumerate(self._openings):
            if start == today:
                self._due[number] = due

    def start(self, number: int, person: Sight) -> None:
        """Let a clock run from today."""
        self._due[number] = self._after(number, person.today, person)

    def stop(self, number: int) -> None:
        """Stop a clock."""
        self._due[number] = 0

    def go_on(self, number: int, person: Sight) -> None:
        """A clock that has come due starts again, if it repeats."""
        if self._clocks[number].repeats:
            self._due[number] = self._later(number, person.today, person)

    def pass_over(self, number: int, person: Sight) -> None:
        """A clock comes due on a day on which nothing is applied."""
        self.stop(number)
        self.go_on(number, person)

    def is_due(self, number: int, today: int) -> bool:
        """Whether a clock comes due today."""
        return self._due[number] == today

    def next_due(self, today: int) -> int:
        """The next day after today on which a clock starts by itself or comes due."""
        days = [day for day in self._due if day > today]
        days += [start for start, _ in self._openings if start > today]
        return min(days, default=NEVER)

    def _after(self, number: int, day: int, person: Sight) -> int:
        clock = self._clocks[number]
        months = clock.months(person, person.present)
        later = add_months(day, months, next_day=clock.next_day)
        return later + clock.days(person, person.present)

    def _later(self, number: int, day: int, person: Sight) -> int:
        """The same, and never on the day itself: a length of nothing would come due for ever."""
        return max(self._after(number, day, person), day + 1)

    def saved(self, today: int) -> tuple[SavedClock, ...]:
        """Every clock, without what has passed."""
        return tuple(
            (due if due > today else 0, *(opening if opening[0] > today else (0, 0)))
            for due, opening in zip(self._due, self._openings, strict=True)
        )

    def restore(self, saved: Sequence[SavedClock]) -> None:
        """Set the clocks to what was saved."""
        self._due = [due for due, _, _ in saved]
        self._openings = [(start, due) for _, start, due in saved]
