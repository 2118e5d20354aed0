"""As many points as a person can gather by choice: greedily, whatever it costs.

On each day on which some cap may have room again, good acts are done for as long as they help. What
is gathered so can be had; whether more can be had is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from policylang.auditor.deeds.events import moved
from policylang.auditor.deeds.offences import Deed
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.model.calendar import Period, period_end
from policylang.model.history import Row
from policylang.model.machine import Calendar, Ever, Machine, Sliding

#: Most days on which anything is done, and most events in all.
_DAYS: Final = 40
_EVENTS: Final = 300


def climb(trials: Trials, acts: Sequence[Deed], score: int, good: int = 1) -> list[Row]:
    """Events that bring a score as high as this can, in order.

    Args:
        good: +1 where more of the score is better, else -1.
    """
    inquiry = trials.inquiry
    acts = [act for act in acts if act.asked[score] > 0]
    rows: list[Row] = []
    held = trials.run(rows)
    if held is None or not acts:
        return rows
    for day in islice(_days(inquiry.machine, inquiry.question.since, inquiry.last), _DAYS):
        for act in acts:
            rows = _repeated(trials, rows, moved(inquiry.machine, act.row, day), score, good)
    return rows


def _repeated(trials: Trials, rows: list[Row], row: Row, score: int, good: int) -> list[Row]:
    """The rows with an event as often as it helps on its day."""
    day = row[0]
    held = trials.run(rows, until=day)
    size = 1
    while held is not None and len(rows) < _EVENTS:
        longer = [*rows, *[row] * size]
        found = trials.run(longer, until=day)
        if found is None or not _all_help(found, len(rows), score, good):
            if size == 1:
                break
            size = 1
            continue
        rows, held, size = longer, found, size * 2
    return rows


def _all_help(found: Tried, first: int, score: int, good: int) -> bool:
    """Whether every event from one on raises a score."""
    return all(change * good > 0 for change in found.applied(score)[first:])


def _days(machine: Machine, first: int, last: int) -> Iterator[int]:
    """The first day, and those on which a cap may have room again."""
    periods: set[Period] = set()
    days: set[int] = set()
    for cap in machine.caps:
        match cap.window:
            case Calendar(period):
                periods.add(period)
            case Sliding(length):
                days.add(length)
            case Ever():
                pass
            case _:
                periods.add(Period.YEAR)
    day = first
    while day <= last:
        yield day
        nexts = [period_end(day, period) for period in periods]
        nexts += [first + ((day - first) // length + 1) * length for length in days]
        if not nexts:
            return
        day = min(nexts)
