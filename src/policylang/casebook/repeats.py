"""An event that happens several times: `repeat: 40, every: month`, or `..., 40 times every month`.

Without `every` they all fall on one day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from policylang.casebook.case import CaseEvent
from policylang.casebook.tree import MappingNode, refused
from policylang.casebook.words import a_text
from policylang.core import codes, limits
from policylang.model.calendar import LAST_DAY, add_months
from policylang.model.values import InputProblem, read_date, shortened

#: How it is written by name.
REPEAT: Final = "repeat"
EVERY: Final = "every"
#: How it is written at the end of a line.
_IN_WORDS: Final = re.compile(r"(\d{1,9}) times(?: every (.+))?")
_STEP: Final = re.compile(r"(?:(\d{1,5}) days|(day|week|month))")
#: The days of a step; a month has none.
_DAYS: Final = {"day": 1, "week": 7}

_HELP: Final = "write `every: day`, `week`, `month` or for example `10 days`"


@attrs.frozen
class Repeats:
    """How many times an event happens, and how far they are apart: so many days, or months."""

    times: int = 1
    days: int = 0
    months: int = 0

    def dates(self, first: datetime.date) -> Iterator[datetime.date]:
        """The days it happens on. Each is reckoned from the first, so 31 January stays 31.

        Raises:
            InputProblem: they run out of the calendar (PL406).
        """
        for number in range(self.times):
            day = first.toordinal() + number * self.days
            day = add_months(day, number * self.months) if self.months else day
            if day >= LAST_DAY:
                raise InputProblem(codes.BAD_DATE, "the days run out of the calendar")
            yield datetime.date.fromordinal(day)

    def of(self, event: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
        """The event as often as it happens, each with its `date`.

        Raises:
            InputProblem: `date` is no calendar day that could be counted on from.
        """
        if not (self.days or self.months):
            yield from [event] * self.times
            return
        for date in self.dates(read_date(event.get("date"))):
            yield {**event, "date": date.isoformat()}

    @property
    def over_days(self) -> bool:
        """Whether it goes on from day to day."""
        return self.times > 1 and bool(self.days or self.months)


ONCE: Final = Repeats()


def in_their_places(events: Sequence[CaseEvent]) -> tuple[CaseEvent, ...]:
    """Events, of which one goes on from day to day, in order of their days.

    Those of one day stay in the order in which they are written. Where a day cannot be read they
    all stay, and the data is refused for it.
    """
    try:
        return tuple(sorted(events, key=lambda event: read_date(event.given.get("date"))))
    except InputProblem:
        return tuple(events)


def by_name(node: MappingNode) -> Repeats:
    """What `repeat` and `every` of an event say.

    Raises:
        HistoryError: they cannot be read (PL453).
    """
    times, every = node.get(REPEAT), node.get(EVERY)
    if times is None:
        if every is not None:
            message = "`every` is given, but not how often"
            raise refused(every, codes.CASE_VALUE, message, "add `repeat`: how many times in all")
        return ONCE
    written = a_text(times, REPEAT)
    step = None if every is None else a_text(every, EVERY)
    try:
        return _repeats(written, step)
    except InputProblem as wrong:
        raise refused(times, wrong.code, wrong.message, wrong.help) from None


def in_words(part: str) -> Repeats | None:
    """What `40 times every month` says; None for what is not of this form.

    Raises:
        InputProblem: it is, but cannot be read (PL453).
    """
    found = _IN_WORDS.fullmatch(part)
    return None if found is None else _repeats(found[1], found[2])


def _repeats(times: str, every: str | None) -> Repeats:
    most = limits.CASE_REPETITIONS
    if not (times.isascii() and times.isdigit() and len(times) <= 9 and 1 <= int(times) <= most):
        message = f"`{shortened(times)}` does not say how many times"
        raise InputProblem(codes.CASE_VALUE, message, f"write a whole number from 1 to {most:,}")
    if every is None:
        return Repeats(int(times))
    step = _STEP.fullmatch(every)
    if step is None or (step[1] and not int(step[1])):
        message = f"`{shortened(every)}` is no step from one day to the next"
        raise InputProblem(codes.CASE_VALUE, message, _HELP)
    if step[2] == "month":
        return Repeats(int(times), months=1)
    return Repeats(int(times), days=_DAYS.get(step[2]) or int(step[1]))
