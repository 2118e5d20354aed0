"""The block `table`: a value for each row of keys."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.persons import Field
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class TableBy(Record):
    """`by speed: number from 0 to 250, zone: one of {town, country}`: the keys, as fields."""

    keys: tuple[Field, ...]
    span: Span = unplaced()


@record
class RowKey(Record):
    """`0 to 19`, `from 100` (no high), `below 18` (no low, high not included), `town`, `any`.

    One value is both `low` and `high`; `any` is neither. `others` are the keys that may stand in
    its place, behind `or`: `bachelor or master`.
    """

    low: Expr | None
    high: Expr | None
    below: bool = False
    span: Span = unplaced()
    others: tuple[RowKey, ...] = ()


@record
class TableRow(Record):
    """`0 to 19, town: 1`; with no keys `otherwise: 0`."""

    keys: tuple[RowKey, ...]
    value: Expr
    span: Span = unplaced()


@record
class TableBlock(Record):
    """`table NAME { by ... rows }`."""

    name: Name
    label: Text | None
    clauses: tuple[TableBy | TableRow | Source | Assumed, ...]
    span: Span = unplaced()
