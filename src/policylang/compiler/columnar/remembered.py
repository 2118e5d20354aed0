"""What a kernel remembers of a person: for each tally and cap its form, and which cells it has."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.compiler.columnar.memory import InPeriod, Running, memory_for
from policylang.compiler.columnar.pen import Pen
from policylang.compiler.plan import asked_of
from policylang.model.calendar import Period
from policylang.model.machine import Becomes, Calendar, Machine, Window

_PERIODS: Final = tuple(Period)


@attrs.frozen
class Remembered:
    """Memories of the tallies in order, and of the caps by slot."""

    tallies: tuple[Running, ...]
    caps: tuple[Running, ...]
    #: Cells of the statuses: the first day on which the person is not in each.
    statuses: tuple[int, ...]
    #: By number of a grant that waits for a condition: whether that held when last looked at.
    standing: dict[int, int]
    #: What each cell holds before the first event.
    empty: tuple[int, ...]
    #: The cells that a new period sets to 0, from the first up to, not including, the last.
    resets: dict[Period, tuple[int, int]]


def remembered_by(machine: Machine, pen: Pen) -> Remembered:
    """Give every tally and cap its cells; those of one calendar period stand together."""
    asked = asked_of(machine)
    wanted = [
        ((0, n), each.window, each.value is None, asked.get(n, 1))
        for n, each in enumerate(machine.tallies)
    ]
    wanted += [
        ((1, cap.slot), cap.window, cap.times, cap.limit if cap.times else None)
        for cap in machine.caps
    ]
    made: dict[tuple[int, int], Running] = {}
    empty: list[int] = []
    resets: dict[Period, tuple[int, int]] = {}
    for at, window, counts, most in sorted(wanted, key=lambda each: _rank(each[1])):
        first = len(empty)
        memory = memory_for(window, pen, first, counts=counts, asked=most)
        made[at] = memory
        empty.extend(memory.empty)
        if isinstance(memory, InPeriod):
            begins = resets.get(memory.period, (first, first))[0]
            resets[memory.period] = begins, first + 1
    statuses = tuple(range(len(empty), len(empty) + len(machine.statuses)))
    empty += [0] * len(statuses)
    waiting = [n for n, each in enumerate(machine.grants) if isinstance(each.trigger, Becomes)]
    standing = {number: len(empty) + place for place, number in enumerate(waiting)}
    empty += [0] * len(standing)
    return Remembered(
        tuple(made[0, n] for n in range(len(machine.tallies))),
        tuple(made[1, n] for n in range(len(machine.caps))),
        statuses,
        standing,
        tuple(empty),
        resets,
    )


def _rank(window: Window) -> int:
    return _PERIODS.index(window.period) if isinstance(window, Calendar) else len(_PERIODS)
