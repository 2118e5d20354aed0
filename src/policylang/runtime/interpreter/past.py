"""The whole past of a person, and which part of it a window covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from policylang.model.calendar import (
    add_months,
    anniversary,
    period_start,
    year_start,
)
from policylang.model.expressions import Expression
from policylang.model.machine import (
    Anchored,
    Between,
    Calendar,
    Ever,
    Machine,
    Occurrence,
    Shifted,
    Since,
    Sliding,
    SlidingMonths,
    Stretch,
    Window,
    Within,
)
from policylang.model.periods import stretch_of

#: Works out an expression as things are now.
Reader = Callable[[Expression], int]


@attrs.frozen
class Taken:
    """Something that happened: its number among all, its day, and what there was to see then."""

    number: int
    day: int
    what: Occurrence
    #: Of an event, the day of its first moment.
    event_day: int
    fields: Sequence[int]
    attributes: Sequence[int]


@attrs.frozen
class Use:
    """What a cap counted: for which value of its key, and how much."""

    number: int
    day: int
    key: int
    amount: int


@attrs.define
class Past:
    """Everything that happened so far, in order."""

    machine: Machine
    happened: list[Taken] = attrs.field(factory=list)
    #: What each cap has counted, by slot.
    used: dict[int, list[Use]] = attrs.field(factory=dict)
    _next: int = 0

    def take(
        self,
        what: Occurrence,
        day: int,
        event_day: int,
        fields: Sequence[int],
        attributes: Sequence[int],
    ) -> None:
        """Take in something that happened."""
        seen = (event_day, fields, tuple(attributes))
        self.happened.append(Taken(self._number(), day, what, *seen))

    def use(self, slot: int, day: int, key: int, amount: int) -> None:
        """Take in what a cap counted."""
        self.used.setdefault(slot, []).append(Use(self._number(), day, key, amount))

    def _number(self) -> int:
        self._next += 1
        return self._next

    def latest(self, what: Occurrence) -> int:
        """Number of the latest of its kind; 0 where there was none."""
        return max((each.number for each in self.happened if each.what == what), default=0)

    def covers(self, window: Window, each: Taken | Use, today: int, read: Reader) -> bool:
        """Whether the window that ends today holds something that happened."""
        match window:
            case Ever():
                return True
            case Sliding(days):
                return each.day > today - days
            case SlidingMonths(months, exact, next_day):
                start = add_months(today, -months, next_day=next_day)
                return each.day >= start if exact else each.day > start
            case Since(occurrence):
                return each.number > self.latest(occurrence)
            case Between(first, last):
                low = each.day if first is None else read(first)
                high = today if last is None else read(last)
                return low <= each.day <= high
            case _:
                stretch = self.stretch(window, today, read)
                return stretch is not None and stretch == self._present(window, each.day, read)

    def stretch(self, window: Stretch, today: int, read: Reader) -> int | None:
        """First day of the stretch that a window is today; None where there is none."""
        start = self._present(window, today, read)
        if isinstance(window, Within) or not window.previous:
            return start
        return self._present(window, start - 1, read) if start else None

    def _present(self, window: Stretch, day: int, read: Reader) -> int | None:
        """First day of the stretch that holds a day: 0 before an anchor, None outside a period."""
        match window:
            case Calendar(period):
                return period_start(day, period)
            case Shifted(month, first):
                return year_start(day, month, first)
            case Anchored(anchor, _, next_day):
                return anniversary(read(anchor), day, next_day=next_day)
            case Within(period):
                found = stretch_of(self.machine.periods[period], day)
                return None if found is None else found[0]
