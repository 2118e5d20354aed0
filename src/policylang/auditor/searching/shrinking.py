"""A history made simpler for as long as it still shows the same.

Simpler is: fewer events; then less money and fewer hours; then earlier days. Of what is limited by
a score alone, such as coins that are brought to a bank, the amount stays at all there is. Each try
is a run of the whole history, and only what still shows it is kept, so nothing can be lost on the
way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Final

from policylang.auditor.searching.reading import limited_by_scores
from policylang.auditor.solving.stopping import pressed
from policylang.model.history import Row
from policylang.model.machine import Machine
from policylang.model.units import AMOUNTS

#: Events run at most, in all histories that are tried; and what a run takes whatever its events.
_EFFORT: Final = 12_000
_RUN: Final = 30
#: Events of a history at most of which two at once are left out.
_PAIRED: Final = 12

#: Whether a history still shows what it is to show.
Shows = Callable[[Sequence[Row]], bool]
#: A history with all that there is in place of amounts that a score limits.
Refitted = Callable[[Sequence[Row]], tuple[Row, ...] | None]


def shrunk(
    machine: Machine,
    rows: Sequence[Row],
    first: int,
    shows: Shows,
    refitted: Refitted = lambda _: None,
) -> tuple[Row, ...]:
    """The simplest history that was found, beginning with one that shows it.

    Args:
        refitted: the history with amounts that a score limits put anew, all of the score each; None
            where there are none. It is tried where a simpler history does not show it as it is.
    """
    return _Shrinking(machine, first, shows, refitted).run(tuple(rows))


class _Shrinking:
    def __init__(self, machine: Machine, first: int, shows: Shows, refitted: Refitted) -> None:
        self.machine, self.first, self.shows, self.refitted = machine, first, shows, refitted
        self.left = _EFFORT

    def run(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """All ways to make it simpler in turn, until none does."""
        before: tuple[Row, ...] | None = None
        rows = self._begun(rows)
        while rows != before and self.left > 0:
            before = rows
            rows = self._fewer(rows)
            rows = self._lower(rows)
            rows = self._earlier(rows)
        return rows

    def _try(self, rows: tuple[Row, ...]) -> tuple[Row, ...] | None:
        """A history that shows it: the one given, or that refitted; None where neither does."""
        if self.left <= 0:
            return None
        self.left -= _RUN + len(rows)
        try:
            if self.shows(rows):
                return rows
            fitting = self.refitted(rows)
            if fitting is None or fitting == rows:
                return None
            self.left -= _RUN + len(rows)
            return fitting if self.shows(fitting) else None
        except KeyboardInterrupt:  # it is simple enough
            pressed()
            self.left = 0
            return None

    def _begun(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Its first few events, if those show it: what is done again and again need not be."""
        size = 1
        while 2 * size <= len(rows):
            for count in range(size, 2 * size, max(size // 4, 1)):
                shown = self._try(rows[:count])
                if shown is not None:
                    return shown
            size *= 2
        return rows

    def _fewer(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Without stretches of events, the longest first, the last of them first."""
        size = len(rows)
        while size >= 1:
            start = len(rows) - size
            while start >= 0:
                shown = self._try(rows[:start] + rows[start + size :])
                if shown is not None:
                    rows = shown
                start -= size
            size //= 2
        return self._without_pairs(rows) if len(rows) <= _PAIRED else rows

    def _without_pairs(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Without two events that make sense only together, such as one that undoes another."""
        for first, second in combinations(range(len(rows) - 1, -1, -1), 2):
            without = tuple(row for n, row in enumerate(rows) if n not in (first, second))
            shown = self._try(without)
            if shown is not None:
                return self._without_pairs(shown)
        return rows

    def _lower(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """With each amount as low as it may be, found by halving."""
        for place, (_, code, _) in enumerate(rows):
            limited = limited_by_scores(self.machine, code)
            for slot, field in enumerate(self.machine.actions[code].fields):
                if field.domain.kind in AMOUNTS and slot not in limited:
                    rows = self._lowered(rows, place, slot, field.domain.low)
        return rows

    def _lowered(self, rows: tuple[Row, ...], place: int, slot: int, low: int) -> tuple[Row, ...]:
        above = rows[place][2][slot]
        below = low - 1  # shows nothing, as far as is known
        while above - below > 1 and self.left > 0:
            middle = low if below < low else (below + above) // 2
            shown = self._try(_with(rows, place, slot, middle))
            if shown is not None:
                rows, above = shown, middle
            else:
                below = middle
        return rows

    def _earlier(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """With each event on the day of one before it, or on the first day, or a day before."""
        for place in range(len(rows)):
            if self.left <= 0:
                break
            for day in self._days_before(rows, place):
                if self.left <= 0:
                    break
                shown = self._try(_moved(rows, place, day))
                if shown is not None:
                    rows = shown
                    break
        return rows

    def _days_before(self, rows: Sequence[Row], place: int) -> Iterator[int]:
        day = rows[place][0]
        days = sorted({self.first, *(row[0] for row in rows[:place])})
        yield from (each for each in days if each < day)
        if day - 1 > self.first:
            yield day - 1


def _with(rows: tuple[Row, ...], place: int, slot: int, value: int) -> tuple[Row, ...]:
    day, code, values = rows[place]
    row = (day, code, (*values[:slot], value, *values[slot + 1 :]))
    return (*rows[:place], row, *rows[place + 1 :])


def _moved(rows: tuple[Row, ...], place: int, day: int) -> tuple[Row, ...]:
    """The events with one on another day, in order of day; its dates stay as they are."""
    _, code, values = rows[place]
    others = [*rows[:place], *rows[place + 1 :]]
    at = next((n for n, row in enumerate(others) if row[0] > day), len(others))
    return (*others[:at], (day, code, values), *others[at:])
