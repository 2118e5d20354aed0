"""What of the past a window shows on a day.

The past is kept in heaps: what came on days that no later day can tell apart lies in one. A heap
is called by a day, and heaps rise with the days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from policylang.model.calendar import add_months, anniversary, period_start, year_start
from policylang.model.expressions import AttributeValue, Expression, every_part
from policylang.model.machine import (
    Anchored,
    Between,
    Calendar,
    Ever,
    Machine,
    Shifted,
    Since,
    Sliding,
    SlidingMonths,
    Window,
    Within,
)
from policylang.model.periods import stretch_of
from policylang.runtime.program import Reading, Sight

#: The first and the last heap that is seen; the first is after the last where none is.
Range = tuple[int, int]

#: Ends before it begins, so that nothing is seen; and nothing lies before it to be forgotten.
_NOTHING: Final[Range] = (0, -1)


@attrs.frozen
class Seen:
    """A window, ready to be looked through.

    `heap` is where what comes today is kept: None where no day will ever see it. `most` is how
    many heaps have to be kept: None for any number. What lies before the first heap that is seen
    is never seen again where the window `forgets`.
    """

    heap: Callable[[Sight], int | None]
    range: Callable[[Sight], Range]
    forgets: bool
    most: int | None


def seen_through(
    window: Window, machine: Machine, readings: Mapping[str, Reading], name: str
) -> Seen:
    """How to look through a window whose expressions are the readings that begin with a name."""
    match window:
        case Sliding(days):
            return Seen(_today, lambda p: (p.today - days + 1, p.today), True, days)
        case SlidingMonths(months, exact, next_day):
            return Seen(_today, _months_back(months, exact, next_day), True, 31 * months + 1)
        case Calendar(period, previous):
            return _stretches(lambda today, _: period_start(today, period), previous)
        case Shifted(month, day, previous):
            return _stretches(lambda today, _: year_start(today, month, day), previous)
        case Anchored(anchor, previous, next_day):
            read = readings[f"{name}_anchor"]
            if may_change(anchor, machine):
                return _moving_anniversaries(read, previous, next_day)
            return _stretches(
                lambda day, p: anniversary(read(p, p.present), day, next_day=next_day),
                previous,
            )
        case Within(number):
            return _within(machine, number)
        case Between():
            return Seen(
                _today,
                _between(readings.get(f"{name}_first"), readings.get(f"{name}_last")),
                False,
                None,
            )
        case Ever() | Since():
            return Seen(lambda _: 0, lambda _: (0, 0), True, 1)


def may_change(expression: Expression, machine: Machine) -> bool:
    """Whether an expression reads an attribute that the data may change."""
    return any(
        isinstance(part, AttributeValue) and part.slot in machine.changeable
        for part in every_part(expression)
    )


def _today(person: Sight) -> int:
    return person.today


def _months_back(months: int, exact: bool, next_day: bool) -> Callable[[Sight], Range]:
    def span(person: Sight) -> Range:
        mark = add_months(person.today, -months, next_day=next_day)
        return (mark if exact else mark + 1), person.today

    return span


def _stretches(start: Callable[[int, Sight], int], previous: bool) -> Seen:
    """Stretches that follow one another: each is one heap, called by its first day."""

    def this(person: Sight) -> Range:
        return start(person.today, person), person.today

    def before(person: Sight) -> Range:
        end = start(person.today, person) - 1
        if end < 1:
            return _NOTHING
        return start(end, person), end

    return Seen(lambda p: start(p.today, p), before if previous else this, True, 1 + previous)


def _moving_anniversaries(anchor: Reading, previous: bool, next_day: bool) -> Seen:
    """Years from a date that may change: any day may come into sight again."""

    def span(person: Sight) -> Range:
        date = anchor(person, person.present)
        start = anniversary(date, person.today, next_day=next_day)
        if not previous:
            return start, person.today
        return (anniversary(date, start - 1, next_day=next_day), start - 1) if start else _NOTHING

    return Seen(_today, span, False, None)


def _within(machine: Machine, number: int) -> Seen:
    period = machine.periods[number]

    def heap(person: Sight) -> int | None:
        stretch = stretch_of(period, person.today)
        return None if stretch is None else stretch[0]

    def span(person: Sight) -> Range:
        stretch = stretch_of(period, person.today)
        return _NOTHING if stretch is None else (stretch[0], person.today)

    return Seen(heap, span, True, 1)


def _between(first: Reading | None, last: Reading | None) -> Callable[[Sight], Range]:
    def span(person: Sight) -> Range:
        fields = person.present
        start = 0 if first is None else first(person, fields)
        end = person.today if last is None else last(person, fields)
        return start, min(end, person.today)

    return span
