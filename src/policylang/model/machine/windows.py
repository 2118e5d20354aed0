"""Windows of time, and the history terms that are counted in them."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.model.calendar import Period
from policylang.model.expressions import Expression, PresentField, every_part
from policylang.model.machine.occurrences import Occurrence


@record
class Sliding(Record):
    """Today and the `days` - 1 days before it."""

    days: int


@record
class SlidingMonths(Record):
    """Today and the days after the same day `months` months earlier.

    With `exact` that day itself is covered too: `within 3 years` against `in the last 3 years`.
    """

    months: int
    exact: bool = False
    #: Where a month is too short: the first day of the next one, instead of its last.
    next_day: bool = False


@record
class Calendar(Record):
    """From the first day of the calendar period that holds today; or the period before that.

    A `previous` window is the whole of the period before the one that holds today, in this class
    and in the two that follow.
    """

    period: Period
    previous: bool = False


@record
class Shifted(Record):
    """A year that begins on a day of a month: `this year from 1 November`."""

    month: int
    day: int
    previous: bool = False


@record
class Anchored(Record):
    """A year that begins on the anniversaries of a date: `this year from licensed`.

    `anchor` reads attributes and constants. Days before the anchor lie in one long period.
    """

    anchor: Expression
    previous: bool = False
    #: Where February is too short: the first day of the next one, instead of its last.
    next_day: bool = False


@record
class Within(Record):
    """The stretch of named period number `period` that holds today; nothing where none does."""

    period: int


@record
class Since(Record):
    """What came after the latest occurrence, on its day too; everything where there was none."""

    occurrence: Occurrence


@record
class Between(Record):
    """Days from `first` to `last`, both included and worked out when the tally is read.

    None is open: the beginning, or today.
    """

    first: Expression | None
    last: Expression | None


@record
class Ever(Record):
    """Everything so far."""


#: Windows that are one stretch of a calendar: what is in them is forgotten when the next begins.
Stretch = Calendar | Shifted | Anchored | Within

#: Windows that caps count in: those that end today and look at no date but an anchor.
CapWindow = Sliding | SlidingMonths | Stretch | Ever

#: Windows that history terms count in.
Window = Sliding | SlidingMonths | Stretch | Since | Between | Ever


@record
class Tally(Record):
    """A history term: something about the occurrences of one kind in a window that ends today.

    `measure` says what: how many, the sum of `value` over them, or its value at the latest or the
    first of them, or the most or least it was; `empty` is the answer of the last four where there
    is none. An occurrence is taken in before its own effects (a moment of an event) or after them
    (a reaction, a status). Only those count for which `where` holds (None: all).

    `where` and `value` read the fields of the event that is counted, attributes and constants, as
    they are when it is taken in; a `value` of `Today` is the day of the occurrence. Where `where`
    also reads the event being applied (`PresentField`) it is worked out when the tally is read;
    such a `where` reads no attribute that may change.
    """

    occurrence: Occurrence
    where: Expression | None
    value: Expression | None
    window: Window
    measure: Literal["count", "sum", "latest", "first", "most", "least"] = "count"
    empty: int = 0

    @property
    def compares(self) -> bool:
        """Whether the filter looks at the event being applied, so that it is read anew."""
        return self.where is not None and any(
            isinstance(each, PresentField) for each in every_part(self.where)
        )
