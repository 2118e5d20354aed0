"""A stretch of days cut where something comes due or a cap begins to count anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from policylang.auditor.question import Question, Unfit
from policylang.model.calendar import period_end, year_start
from policylang.model.machine import Calendar, EndOf, Ever, Machine, Schedule, Shifted, Window
from policylang.model.ticks import next_due

#: Most stages of one question.
MOST_STAGES: Final = 20_000


@attrs.frozen
class Due:
    """A perk or sanction (`grant`), or else a rule, that comes due on dates; its place in the file."""

    number: int
    grant: bool
    place: int


@attrs.frozen
class Stage:
    """Days in a row, both ends included.

    `opening` comes due before the events of the first day, `closing` after those of the last.
    `begins` are the caps, by place in the state, whose window begins with the first day.
    """

    first: int
    last: int
    begins: tuple[int, ...]
    opening: tuple[Due, ...]
    closing: tuple[Due, ...]


def stages_of(
    machine: Machine, question: Question, due: Sequence[Due], windows: Mapping[int, Window]
) -> tuple[Stage, ...]:
    """The stages of a question, in order.

    Raises:
        Unfit: there are too many, or the policy is not in force in all of it.
    """
    header = machine.header
    first, last = question.since, question.until
    if header.opens is not None and first < header.opens:
        raise Unfit("the policy is not in force on the first day")
    last = last if header.closes is None else min(last, header.closes)
    if last < first:
        raise Unfit("the policy is not in force any more")
    opening: dict[int, list[Due]] = {}
    closing: dict[int, list[Due]] = {}
    for each in due:
        schedule = _schedule(machine, each)
        into = closing if isinstance(schedule, EndOf) else opening
        for day in _days(schedule, first, last):
            into.setdefault(day, []).append(each)
    begins: dict[int, list[int]] = {}
    for place, window in windows.items():
        for day in _begins(window, first, last):
            begins.setdefault(day, []).append(place)
    starts = sorted({first, *opening, *begins, *(day + 1 for day in closing if day < last)})
    if len(starts) > MOST_STAGES:
        raise Unfit(f"something comes due more than {MOST_STAGES:,} times")
    ends = [*(day - 1 for day in starts[1:]), last]
    return tuple(
        Stage(
            day,
            end,
            tuple(sorted(begins.get(day, ()))),
            tuple(sorted(opening.get(day, ()), key=lambda each: each.place)),
            tuple(sorted(closing.get(end, ()), key=lambda each: each.place)),
        )
        for day, end in zip(starts, ends, strict=True)
    )


def _schedule(machine: Machine, due: Due) -> Schedule:
    found = (
        machine.grants[due.number].schedule
        if due.grant
        else machine.reactions[due.number].trigger
    )
    assert isinstance(found, Schedule)
    return found


def _days(schedule: Schedule, first: int, last: int) -> Iterator[int]:
    day = next_due(schedule, first - 1)
    while day <= last:
        yield day
        day = next_due(schedule, day)


def _begins(window: Window, first: int, last: int) -> Iterator[int]:
    """The days after the first on which a window begins anew."""
    if isinstance(window, Ever):
        return
    assert isinstance(window, Calendar | Shifted)
    day = _next_begin(window, first)
    while day <= last:
        yield day
        day = _next_begin(window, day)


def _next_begin(window: Calendar | Shifted, day: int) -> int:
    if isinstance(window, Calendar):
        return period_end(day, window.period)
    start = year_start(day, window.month, window.day)
    # A year later, or a day or two after that: the first day of the next such year.
    probe = start + 364
    while year_start(probe, window.month, window.day) <= start:
        probe += 1
    return year_start(probe, window.month, window.day)
