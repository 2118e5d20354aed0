"""A quiet period that runs."""

from __future__ import annotations

import attrs

from policylang.model.calendar import add_months
from policylang.model.machine import Quiet


@attrs.frozen
class Clock:
    """The day a clock started, and the months and the days of all its turns together.

    Every due day is reckoned from the start. From the due day before, what a short month has cut
    off would be lost for good: a clock of months from 31 January would stay on the 28th.
    """

    quiet: Quiet
    start: int
    months: int = 0
    days: int = 0

    @property
    def due(self) -> int:
        """The day on which the present turn is over."""
        return add_months(self.start, self.months, next_day=self.quiet.next_day) + self.days

    def turned(self, months: int, days: int) -> Clock:
        """The clock with another turn, which begins when the present one is over."""
        return attrs.evolve(self, months=self.months + months, days=self.days + days)
