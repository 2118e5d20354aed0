"""What happens and when, in plain words: occurrences, lengths, windows, days of the calendar."""

from __future__ import annotations

from typing import Final

from policylang.core.counting import counted
from policylang.model.machine import (
    Calendar,
    Ever,
    Machine,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
    Shifted,
    Sliding,
    SlidingMonths,
    Window,
    Within,
)

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def length(months: int, days: int) -> str:
    """A length of time: `2 years 6 months`, `30 days`."""
    years, rest = divmod(months, 12)
    parts = [(years, "year"), (rest, "month"), (days, "day")]
    return " ".join(counted(number, noun) for number, noun in parts if number) or "0 days"


def occurrence(what: Occurrence, machine: Machine) -> str:
    """What can be counted and can start a clock: `final` of `offence`, the end of `ban`."""
    match what:
        case OfMoment(code, 0) if machine.actions[code].dated == 1:
            return f"`{machine.actions[code].name}`"
        case OfMoment(code, moment):
            action = machine.actions[code]
            return f"`{action.moments[moment].name}` of `{action.name}`"
        case OfReaction(number):
            return f"`{machine.reactions[number].name}`"
        case OfStatus(number, "begins"):
            return f"the start of `{machine.statuses[number].name}`"
        case OfStatus(number):
            return f"the end of `{machine.statuses[number].name}`"


def calendar_window(window: Window, machine: Machine) -> str:
    """A window that reads nothing of the person: `in the last 365 days`, `this calendar year`."""
    match window:
        case Sliding(1):
            return "today"
        case Sliding(days):
            return f"in the last {counted(days, 'day')}"
        case SlidingMonths(months, exact):
            return f"{'within' if exact else 'in the last'} {length(months, 0)}"
        case Calendar(period, previous):
            return f"{_which(previous)} calendar {period}"
        case Shifted(month, day, previous):
            return f"{_which(previous)} year from {day} {MONTHS[month - 1]}"
        case Within(period):
            return f"this {machine.periods[period].name}"
        case Ever():
            return "ever"
        case _:
            raise ValueError(f"{window} reads what is known of a person")


def _which(previous: bool) -> str:
    return "the previous" if previous else "this"
