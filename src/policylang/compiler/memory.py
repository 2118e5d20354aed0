"""How generated code remembers what counts, sums and caps look at: the cheapest form that does.

| window               | what is asked                   | form       | kept                       |
|----------------------|---------------------------------|------------|----------------------------|
| calendar period      | anything                        | `InPeriod` | a number the loop resets   |
| everything so far    | anything                        | `Running`  | a number                   |
| last n days, a count | only "is it k or more", small k | `Latest`   | the days of the k latest   |
| last n days, a count | anything else                   | `Days`     | a queue of days            |
| last n days, a sum   | anything                        | `Amounts`  | a queue of days and values |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import attrs

from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Ever, Sliding, Window

#: Most latest days kept one by one: beyond, a queue is cheaper.
MOST_LATEST = 8


class Remembered(Protocol):
    """A form, once it is there. Texts are Python; `day` is the name of a variable with the day."""

    def take(self, value: str) -> Iterable[str]:
        """Statements that take in a value today (`1` for a count)."""

    def forget(self, day: str) -> Iterable[str]:
        """Statements that drop what the window has left behind; needed before `total`."""

    def total(self, day: str) -> str:
        """What it holds: an expression that needs no brackets."""

    def reached(self, number: int, day: str) -> str | None:
        """A comparison: whether it holds `number` or more. None: compare `total`."""

    def lacks(self, number: int, day: str) -> str:
        """A comparison: whether it holds fewer than `number`."""


class Memory(Remembered, Protocol):
    """A form of the flat function, in variables of its own."""

    def declared(self) -> Iterable[str]:
        """Assignments of an empty memory."""


@attrs.frozen
class _Plain:
    name: str

    def declared(self) -> Iterable[str]:
        return (f"{self.name} = 0",)

    def take(self, value: str) -> Iterable[str]:
        return (f"{self.name} += {value}",)

    def forget(self, day: str) -> Iterable[str]:
        return ()

    def total(self, day: str) -> str:
        return self.name

    def reached(self, number: int, day: str) -> str | None:
        return None

    def lacks(self, number: int, day: str) -> str:
        return f"{self.total(day)} < {number}"


@attrs.frozen
class Running(_Plain):
    """Everything so far."""


@attrs.frozen
class InPeriod(_Plain):
    """The present calendar period. The loop sets it to 0 when an event enters a new one."""

    period: Period

    def total(self, day: str) -> str:
        """Off the loop the period may have ended without an event."""
        return self.name if day == "day" else f"({self.name} if {day} < {self.period}_ends else 0)"


@attrs.frozen
class Latest(_Plain):
    """The days of the latest events, as many as the rules ask for."""

    days: int
    size: int

    def declared(self) -> Iterable[str]:
        return (" = ".join([*(self._at(n) for n in range(1, self.size + 1)), "NO_DAY"]),)

    def take(self, value: str) -> Iterable[str]:
        for number in range(self.size, 1, -1):
            yield f"{self._at(number)} = {self._at(number - 1)}"
        yield f"{self._at(1)} = day"

    def total(self, day: str) -> str:
        raise AssertionError("a memory of the latest days is only compared")

    def reached(self, number: int, day: str) -> str | None:
        return "True" if number <= 0 else f"{self._at(number)} > {day} - {self.days}"

    def lacks(self, number: int, day: str) -> str:
        return "False" if number <= 0 else f"{self._at(number)} <= {day} - {self.days}"

    def _at(self, number: int) -> str:
        return f"{self.name}_latest_{number}"


@attrs.frozen
class Days(_Plain):
    """A queue of days."""

    days: int

    def declared(self) -> Iterable[str]:
        return (f"{self.name}_days = deque()",)

    def take(self, value: str) -> Iterable[str]:
        return (f"{self.name}_days.append(day)",)

    def forget(self, day: str) -> Iterable[str]:
        queue = f"{self.name}_days"
        yield f"while {queue} and {queue}[0] <= {day} - {self.days}:"
        yield f"    {queue}.popleft()"

    def total(self, day: str) -> str:
        return f"len({self.name}_days)"


@attrs.frozen
class Amounts(_Plain):
    """A queue of days with their values, and the sum of those in it."""

    days: int

    def declared(self) -> Iterable[str]:
        return (f"{self.name} = 0", f"{self.name}_days = deque()")

    def take(self, value: str) -> Iterable[str]:
        return (f"{self.name} += {value}", f"{self.name}_days.append((day, {value}))")

    def forget(self, day: str) -> Iterable[str]:
        queue = f"{self.name}_days"
        yield f"while {queue} and {queue}[0][0] <= {day} - {self.days}:"
        yield f"    {self.name} -= {queue}.popleft()[1]"


def memory_for(window: Window, name: str, *, counts: bool, asked: int | None) -> Memory:
    """The form for a window.

    Args:
        counts: whether it counts, so that every value is 1.
        asked: the largest number it is compared with, where that is all that is asked of it.
    """
    match window:
        case Calendar(period):
            return InPeriod(name, period)
        case Ever():
            return Running(name)
        case Sliding(days) if not counts:
            return Amounts(name, days)
        case Sliding(days) if asked is not None and asked <= MOST_LATEST:
            return Latest(name, days, max(asked, 1))
        case Sliding(days):
            return Days(name, days)
        case _:
            raise AssertionError(f"a flat function has no memory for {window!r}")
