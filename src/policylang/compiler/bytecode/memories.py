"""Windows, counts, sums and caps: their tables, and cells for what they remember."""

from __future__ import annotations

from typing import Final

from policylang.compiler.bytecode.assembly import Place, RoomOf, StartOf
from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.places import PERIODS, Places
from policylang.model.machine import (
    Anchored,
    Between,
    Calendar,
    Cap,
    Ever,
    Shifted,
    Since,
    Sliding,
    SlidingMonths,
    Window,
    Within,
)
from policylang.runtime.plan import TallyPlan

_FOLDS: Final = {
    "count": n.TOTAL,
    "sum": n.TOTAL,
    "latest": n.LATEST,
    "first": n.EARLIEST,
    "most": n.MOST,
    "least": n.LEAST_OF,
}
_MEASURES: Final = {"points": n.POINTS, "times": n.TIMES, "net": n.NET, "highest": n.HIGHEST}


class Memories:
    """The memories of the tallies that are read, by number, and of the caps by slot."""

    def __init__(self, places: Places, tallies: set[int]) -> None:
        """Write their tables."""
        self._places = places
        plans = places.plan.tallies
        self.tallies = {number: self._tally(plans[number]) for number in sorted(tallies)}
        self.caps = {slot: self._cap(each.cap) for slot, each in sorted(places.plan.caps.items())}

    def _tally(self, plan: TallyPlan) -> Place:
        tally = plan.tally
        rest = self._places.machine.width + 1 if plan.compares else 0
        most = None if plan.compares else _heaps(tally.window)
        return self._memory(tally.window, rest, most, _FOLDS[tally.measure], tally.empty)

    def _cap(self, cap: Cap) -> Place:
        keyed = cap.key is not None
        fold = n.MOST if cap.measure == "highest" else n.TOTAL
        most = None if keyed else _heaps(cap.window)
        row = self._memory(cap.window, int(keyed), most, fold, 0)
        self._places.assembly.emit(cap.limit, _MEASURES[cap.measure])
        return row

    def _memory(self, window: Window, rest: int, most: int | None, fold: int, empty: int) -> Place:
        assembly = self._places.assembly
        seen = self._window(window)
        area = assembly.area(n.ENTRY_REST + rest, most)
        row = assembly.here()
        assembly.emit(StartOf(area), RoomOf(area), n.ENTRY_REST + rest)
        assembly.emit(assembly.cell(), assembly.cell(), fold, empty, seen)
        return row

    def _window(self, window: Window) -> Place:
        row, emit = self._places.assembly.here(), self._places.assembly.emit
        match window:
            case Sliding(days):
                emit(n.SLIDING, days, 0, 0)
            case SlidingMonths(months, exact, next_day):
                emit(n.SLIDING_MONTHS, months, int(exact), int(next_day))
            case Calendar(period, previous):
                emit(n.CALENDAR, PERIODS[period], 0, int(previous))
            case Shifted(month, day, previous):
                emit(n.SHIFTED, month, day, int(previous))
            case Anchored(_, previous, next_day):
                emit(n.ANCHORED, int(next_day), 0, int(previous))
            case Within(number):
                emit(n.WITHIN, self._places.periods[number], 0, 0)
            case Between():
                emit(n.BETWEEN, 0, 0, 0)
            case Ever() | Since():
                emit(n.EVER, 0, 0, 0)
        return row


def _heaps(window: Window) -> int | None:
    """The most heaps of a window that are kept; None for any number."""
    match window:
        case Sliding(days):
            return days + 1
        case SlidingMonths(months):
            return 31 * months + 2
        case Calendar() | Shifted() | Anchored():
            return 3
        case Within() | Ever() | Since():
            return 2
        case Between():
            return None
