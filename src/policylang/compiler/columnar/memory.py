"""What a kernel remembers of a person's past, in cells: numbers that stand side by side.

| window               | what is asked              | form       | cells                       |
|----------------------|----------------------------|------------|-----------------------------|
| calendar period      | anything                   | `InPeriod` | a number the loop resets    |
| everything so far    | anything                   | `Running`  | a number                    |
| last n days, a count | "is it k or more", small k | `Latest`   | the days of the k latest    |
| last n days          | anything else              | `Queue`    | total, first and last entry |

The entries of all queues of a person lie in one arena, each with the number of the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from policylang.compiler.columnar.pen import Pen
from policylang.compiler.memory import MOST_LATEST
from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Ever, Sliding, Window

#: A day before all others, where none has come.
NO_DAY: Final = -(2**40)


@attrs.frozen
class Running:
    """Everything so far; and what all forms can do. `day` is the name of a variable."""

    pen: Pen
    first: int

    @property
    def empty(self) -> tuple[int, ...]:
        """One number."""
        return (0,)

    def take(self, value: str) -> Iterable[str]:
        """Add it."""
        return (f"{self.pen.cell(self.first)} += {value}",)

    def forget(self, day: str) -> Iterable[str]:
        """Nothing is forgotten."""
        return ()

    def total(self, day: str) -> str:
        """The number."""
        return self.pen.cell(self.first)

    def reached(self, number: int, day: str) -> str | None:
        """The total says."""
        return None

    def lacks(self, number: int, day: str) -> str:
        """The total says."""
        return f"{self.total(day)} < {self.pen.constant(number)}"


@attrs.frozen
class InPeriod(Running):
    """The present calendar period. The loop sets it to 0 when an event enters a new one."""

    period: Period

    def total(self, day: str) -> str:
        """Off the loop the period may have ended without an event."""
        cell = self.pen.cell(self.first)
        return cell if day == "day" else f"({cell} if {day} < {self.period}_ends else 0)"


@attrs.frozen
class Latest(Running):
    """The days of the latest events, as many as the rules ask for."""

    days: int
    size: int

    @property
    def empty(self) -> tuple[int, ...]:
        """A day for each."""
        return (NO_DAY,) * self.size

    def take(self, value: str) -> Iterable[str]:
        """Today is the latest; the others move on."""
        for number in range(self.size, 1, -1):
            yield f"{self._at(number)} = {self._at(number - 1)}"
        yield f"{self._at(1)} = day"

    def total(self, day: str) -> str:
        """It cannot be said."""
        raise AssertionError("a memory of the latest days is only compared")

    def reached(self, number: int, day: str) -> str | None:
        """Whether the `number`-th latest lies in the window."""
        if number <= 0:
            return "True"
        return f"{self._at(number)} > {day} - {self.pen.constant(self.days)}"

    def lacks(self, number: int, day: str) -> str:
        """Whether the `number`-th latest lies before the window."""
        if number <= 0:
            return "False"
        return f"{self._at(number)} <= {day} - {self.pen.constant(self.days)}"

    def _at(self, number: int) -> str:
        return self.pen.cell(self.first + number - 1)


@attrs.frozen
class Queue(Running):
    """Days with their values, and the sum of those in the window."""

    days: int

    @property
    def empty(self) -> tuple[int, ...]:
        """The total, and no first or last entry."""
        return (0, -1, -1)

    def take(self, value: str) -> Iterable[str]:
        """Append an entry to the arena and link it."""
        self.pen.entries += 1
        yield "entry_day[entries] = day"
        yield f"entry_value[entries] = {value}"
        yield "next_entry[entries] = -1"
        yield f"if {self._head} < 0:"
        yield f"    {self._head} = entries"
        yield "else:"
        yield f"    next_entry[{self._tail}] = entries"
        yield f"{self._tail} = entries"
        yield f"{self.total('day')} += entry_value[entries]"
        yield "entries += 1"

    def forget(self, day: str) -> Iterable[str]:
        """Let the entries go that lie before the window."""
        before = f"{day} - {self.pen.constant(self.days)}"
        yield f"while {self._head} >= 0 and entry_day[{self._head}] <= {before}:"
        yield f"    {self.total(day)} -= entry_value[{self._head}]"
        yield f"    {self._head} = next_entry[{self._head}]"

    @property
    def _head(self) -> str:
        return self.pen.cell(self.first + 1)

    @property
    def _tail(self) -> str:
        return self.pen.cell(self.first + 2)


def memory_for(window: Window, pen: Pen, first: int, *, counts: bool, asked: int | None) -> Running:
    """The form for a window.

    Args:
        first: number of its first cell.
        counts: whether it counts, so that every value is 1.
        asked: the largest number it is compared with, where that is all that is asked of it.
    """
    match window:
        case Calendar(period):
            return InPeriod(pen, first, period)
        case Ever():
            return Running(pen, first)
        case Sliding(days) if counts and asked is not None and asked <= MOST_LATEST:
            return Latest(pen, first, days, max(asked, 1))
        case Sliding(days):
            return Queue(pen, first, days)
        case _:
            raise AssertionError(f"a kernel has no memory for {window!r}")
