"""How generated code remembers what counts, sums and caps look at: the cheapest form that does.

| window               | what is asked                   | form       | kept                       |
|----------------------|---------------------------------|------------|----------------------------|
| calendar period      | anything                        | `InPeriod` | a number, emptied in time  |
| everything so far    | anything                        | `Running`  | a number                   |
| last n days, a count | only "is it k or more", small k | `Latest`   | the days of the k latest   |
| last n days, a count | anything else                   | `Days`     | a queue of days            |
| last n days, a sum   | anything                        | `Amounts`  | a queue of days and values |

The number of a cap is what is left of its limit: it is compared and taken from as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import attrs

from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Cap, Ever, Sliding, Tally, Window

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


class Memory(Remembered, Protocol):
    """A form of the flat function, in variables of its own."""

    def declared(self) -> Iterable[str]:
        """Assignments of an empty memory."""

    def room(self) -> str:
        """Of a cap on points: the variable that holds what is left of it; after `forget`."""

    def has_room(self, day: str) -> str:
        """Of a cap on times: a comparison, whether there is room for one more; after `forget`."""


@attrs.frozen
class _Number:
    """A number: what a tally holds, or what is left of the limit of a cap."""

    name: str
    #: Of a cap; None for a tally.
    limit: int | None = attrs.field(default=None, kw_only=True)

    @property
    def variable(self) -> str:
        return self.name if self.limit is None else f"{self.name}_left"

    @property
    def emptied(self) -> str:
        """An assignment."""
        return f"{self.variable} = {self.limit or 0}"

    def declared(self) -> Iterable[str]:
        return (self.emptied,)

    def take(self, value: str) -> Iterable[str]:
        return (f"{self.variable} {'+=' if self.limit is None else '-='} {value}",)

    def forget(self, day: str) -> Iterable[str]:
        return ()

    def total(self, day: str) -> str:
        return self.variable

    def reached(self, number: int, day: str) -> str | None:
        return None

    def room(self) -> str:
        return self.variable

    def has_room(self, day: str) -> str:
        return f"{self.variable} > 0"


@attrs.frozen
class Running(_Number):
    """Everything so far."""


@attrs.frozen
class InPeriod(_Number):
    """The present calendar period, emptied when an event enters a new one or a new year is due."""

    period: Period
    #: Whether the calendar tells of new years (see `compiler.calendar`).
    on_calendar: bool = False

    def total(self, day: str) -> str:
        """Off the loop the period may have ended without an event."""
        if self.on_calendar or day == "day":
            return self.variable
        return f"({self.variable} if {day} < {self.period}_ends else 0)"


@attrs.frozen
class Latest(_Number):
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

    def has_room(self, day: str) -> str:
        return f"{self._at(self.limit)} <= {day} - {self.days}" if self.limit else "False"

    def _at(self, number: int) -> str:
        return f"{self.name}_latest_{number}"


@attrs.frozen
class Days(_Number):
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

    def has_room(self, day: str) -> str:
        return f"len({self.name}_days) < {self.limit}"


@attrs.frozen
class Amounts(_Number):
    """A queue of days with their values, and the sum of those in it or what they leave."""

    days: int

    def declared(self) -> Iterable[str]:
        return (self.emptied, f"{self.name}_days = deque()")

    def take(self, value: str) -> Iterable[str]:
        return (*_Number.take(self, value), f"{self.name}_days.append((day, {value}))")

    def forget(self, day: str) -> Iterable[str]:
        queue, back = f"{self.name}_days", "-=" if self.limit is None else "+="
        yield f"while {queue} and {queue}[0][0] <= {day} - {self.days}:"
        yield f"    {self.variable} {back} {queue}.popleft()[1]"


def memory_of_tally(
    tally: Tally, name: str, *, asked: int | None, new_years: bool = False
) -> Memory:
    """The form for a count or sum.

    Args:
        asked: the largest number it is compared with, where that is all that is asked of it.
        new_years: whether the calendar tells of them.
    """
    match tally.window:
        case Sliding(days) if tally.value is None and asked is not None and asked <= MOST_LATEST:
            return Latest(name, days, max(asked, 1))
        case Sliding(days) if tally.value is None:
            return Days(name, days)
    return _memory_for(tally.window, name, None, new_years)


def memory_of_cap(cap: Cap, name: str, *, new_years: bool = False) -> Memory:
    """The form for a cap."""
    match cap.window:
        case Sliding(days) if cap.times and cap.limit <= MOST_LATEST:
            return Latest(name, days, max(cap.limit, 1), limit=cap.limit)
        case Sliding(days) if cap.times:
            return Days(name, days, limit=cap.limit)
    return _memory_for(cap.window, name, cap.limit, new_years)


def _memory_for(window: Window, name: str, limit: int | None, new_years: bool) -> Memory:
    """The form for what is kept as a number."""
    match window:
        case Calendar(period):
            on_calendar = new_years and period is Period.YEAR
            return InPeriod(name, period, on_calendar, limit=limit)
        case Ever():
            return Running(name, limit=limit)
        case Sliding(days):
            return Amounts(name, days, limit=limit)
        case _:
            raise AssertionError(f"a flat function has no memory for {window!r}")
