"""Values as they are written: numbers with units, dates, yes and no, lengths of time."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.unplaced import unplaced

if TYPE_CHECKING:
    from policylang.syntax.nodes.expressions import Expr


@record
class Quantity(Record):
    """A number, with its unit where one is written: `5`, `50 USD`, `2 hours`, `1%`.

    `unit` is `points`, `hours`, `minutes`, `%`, a three-letter currency, or None.
    `value` keeps the digits as written (`2.50` has two decimals) and may be negative.
    """

    value: Decimal
    unit: str | None = None
    span: Span = unplaced()


@record
class DateLiteral(Record):
    """A calendar date: `2018-12-01` or `1 December 2018`."""

    value: datetime.date
    span: Span = unplaced()


@record
class YesNo(Record):
    """The word `yes` or `no`."""

    value: bool
    span: Span = unplaced()


@record
class TheDate(Record):
    """`the date`: the day the rule is applied on."""

    span: Span = unplaced()


#: Units that a stretch of time is counted in.
Unit = Literal["days", "weeks", "months", "years"]


@record
class Length(Record):
    """`2 years 6 months`, `notice days`: parts in the order written, each a number and its unit."""

    parts: tuple[tuple[Expr, Unit], ...]
    span: Span = unplaced()
