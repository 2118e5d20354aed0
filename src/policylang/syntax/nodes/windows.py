"""Which events of the past a count or sum looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.literals import Unit
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Name

if TYPE_CHECKING:
    from policylang.syntax.nodes.expressions import Expr


@record
class Occasion(Record):
    """`offence`, `final of offence`, `full_return` (a rule), `the start of ban`, `the end of ban`.

    `moment` is the moment of an action that is meant, `edge` the end of a status.
    """

    name: Name
    moment: Name | None = None
    edge: Literal["start", "end"] | None = None
    span: Span = unplaced()


@record
class SlidingWindow(Record):
    """`in the last 365 days`: today and the days before, this many in all.

    In months and years: the days after the same day that long ago; `exact` (`within 3 years`) takes
    in that day too.
    """

    length: int
    unit: Unit = "days"
    exact: bool = False
    span: Span = unplaced()


PERIODS = ("day", "week", "month", "quarter", "year")


@record
class YearFrom(Record):
    """`this year from 1 November`, `the previous year from licensed`, `per year from ...`.

    Either `day` and `month` or `anchor` is given.
    """

    day: int | None = None
    month: int | None = None
    anchor: Name | None = None
    previous: bool = False
    span: Span = unplaced()


@record
class PeriodWindow(Record):
    """`this summer`, `per summer`: the stretch of a named period that holds today."""

    period: Name
    span: Span = unplaced()


@record
class SinceWindow(Record):
    """`since full_return`, `since final of offence`, `since licensed` (a date, by its name)."""

    what: Occasion
    span: Span = unplaced()


@record
class BetweenWindow(Record):
    """`from D to E`, both included."""

    first: Expr
    last: Expr
    span: Span = unplaced()


@record
class CalendarWindow(Record):
    """`this calendar month`: from its first day up to now; or the whole one before."""

    period: str
    #: Whether the author wrote `calendar`; the checker asks for it where it matters.
    calendar: bool = attrs.field(default=True, eq=False)
    previous: bool = False
    span: Span = unplaced()


@record
class Ever(Record):
    """`ever`: the whole history so far."""

    span: Span = unplaced()


Window = (
    SlidingWindow | CalendarWindow | YearFrom | PeriodWindow | SinceWindow | BetweenWindow | Ever
)
