"""Running totals over windows: what counts, sums and caps remember of the past.

`Everything` keeps all of it and reads a window by its definition: the oracle uses it. `Recent`
keeps only what a later day can still see: the tracker uses it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Protocol

import attrs

from policylang.model.calendar import period_start
from policylang.model.machine import Calendar, Ever, Sliding, Window


class Total(Protocol):
    """The sum of what was added on the days a window covers. Days never decrease."""

    def add(self, day: int, value: int) -> None:
        """Take in a value on a day."""

    def read(self, today: int) -> int:
        """Sum over the window that ends today. Changes nothing."""


def covers(window: Window, day: int, today: int) -> bool:
    """Whether the window that ends today holds a day that is not after today."""
    match window:
        case Sliding(days):
            return day > today - days
        case Calendar(period):
            return period_start(day, period) == period_start(today, period)
        case Ever():
            return True


@attrs.define
class Everything:
    """A total that remembers every day and looks at all of them each time it is read."""

    window: Window
    entries: list[tuple[int, int]] = attrs.field(factory=list)

    def add(self, day: int, value: int) -> None:
        """Take in a value on a day."""
        self.entries.append((day, value))

    def read(self, today: int) -> int:
        """Sum over the window that ends today."""
        return sum(value for day, value in self.entries if covers(self.window, day, today))


@attrs.define
class Recent:
    """A total that forgets what its window has left behind.

    `entries` holds at most one pair (day, sum) per day, days rising: of a sliding window only
    the days it covers, else a single pair.
    """

    window: Window
    entries: deque[tuple[int, int]] = attrs.field(factory=deque)
    #: The sum of all entries.
    total: int = 0

    def add(self, day: int, value: int) -> None:
        """Take in a value on a day, and forget the days that no later day can see."""
        entries = self.entries
        while entries and not covers(self.window, entries[0][0], day):
            self.total -= entries.popleft()[1]
        self.total += value
        joins = entries and (entries[-1][0] == day or not isinstance(self.window, Sliding))
        entries.append((day, value + (entries.pop()[1] if joins else 0)))

    def read(self, today: int) -> int:
        """Sum over the window that ends today."""
        left = self.total
        for day, value in self.entries:  # days rise: what is out of sight comes first
            if covers(self.window, day, today):
                break
            left -= value
        return left

    def restore(self, entries: Iterable[tuple[int, int]]) -> None:
        """Fill an empty total with the entries of a saved one."""
        self.entries.extend(entries)
        self.total = sum(value for _, value in self.entries)
