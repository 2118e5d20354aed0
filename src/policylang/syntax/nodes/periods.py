"""The block `period`: stretches of the calendar that have a name."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.literals import DateLiteral
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class Stretch(Record):
    """`from 2018-07-01 to 2018-08-31`, both included."""

    first: DateLiteral
    last: DateLiteral
    span: Span = unplaced()


@record
class Season(Record):
    """`every year from 1 December to 28 February`, both included."""

    first_day: int
    first_month: int
    last_day: int
    last_month: int
    span: Span = unplaced()


@record
class PeriodBlock(Record):
    """`period NAME { from D to E ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[Stretch | Season | Source | Assumed, ...]
    span: Span = unplaced()
