"""What docs/language.md promises of a ledger, worked out again from the ledger and the history.

Nothing here shares code with an engine: windows are compared as calendar dates, caps are counted
over all earlier entries, and days on which something is due are found by walking the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policylang.model.machine import (
    Calendar,
    Cap,
    Ever,
    Machine,
    Monthly,
    Once,
    Rule,
    Schedule,
    Sliding,
    Window,
    Yearly,
)
from policylang.model.result import Posting
from tests.agreement.dates import Day, is_monthly, same_period


def in_window(window: Window, day: int, today: int) -> bool:
    """Whether the window that ends today holds a day that is not after today."""
    match window:
        case Ever():
            return True
        case Sliding(days):
            return today - day < days
        case Calendar(period):
            return same_period(day, today, period)
        case _:
            raise AssertionError(f"not generated here: {window}")


def granted_by_caps(rule: Rule, past: Sequence[Posting], asked: int, today: int) -> int:
    """What the caps of a rule let through, from all earlier entries of the same rule."""
    times = [cap for cap in rule.caps if cap.times]
    if any(_used(cap, times, past, today) >= cap.limit for cap in times):
        return 0
    size = abs(asked)
    for cap in rule.caps:
        if not cap.times:
            size = min(size, cap.limit - _used(cap, times, past, today))
    return size if asked >= 0 else -size


def _used(cap: Cap, times: Sequence[Cap], past: Sequence[Posting], today: int) -> int:
    """How much of a cap earlier entries have used up: times, or points granted."""
    slots = {each.slot for each in times}
    seen = [entry for entry in past if in_window(cap.window, entry.day, today)]
    if cap.times:  # an entry that a cap with times has stopped is none
        return sum(entry.cap not in slots for entry in seen)
    return sum(abs(entry.granted) for entry in seen)


def due_days(schedule: Schedule, machine: Machine, first: int, last: int) -> Iterator[int]:
    """Every day from `first` to `last` on which a schedule falls, found by trying each."""
    opens, closes = machine.header.opens, machine.header.closes
    for day in range(first, last + 1):
        in_force = (opens is None or day >= opens) and (closes is None or day <= closes)
        if in_force and _falls_on(schedule, Day.fromordinal(day)):
            yield day


def _falls_on(schedule: Schedule, date: Day) -> bool:
    match schedule:
        case Once(day):
            return date.toordinal() == day
        case Monthly(day):
            return is_monthly(date, day)
        case Yearly(month, day):
            return date.month == month and is_monthly(date, day)
