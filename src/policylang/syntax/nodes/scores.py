"""The block `score`: where it starts, its range, its decimals, whether points run out."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class StartsAt(Record):
    """`starts at 1000`."""

    value: Expr
    span: Span = unplaced()


@record
class StaysWithin(Record):
    """`stays within 0 to 1300`, `stays at least 0` or `stays at most 1300`: None is open."""

    low: Expr | None
    high: Expr | None
    span: Span = unplaced()


@record
class KeepsDecimals(Record):
    """`keeps 2 decimals`."""

    digits: int
    span: Span = unplaced()


@record
class KeepsLots(Record):
    """`keeps lots, oldest first`: which are spent first; without it the oldest."""

    order: Literal["oldest first", "newest first", "soonest to expire first"] | None = None
    span: Span = unplaced()


@record
class IsFormula(Record):
    """`is age_points of age + language_points`, in a score: worked out, not gathered."""

    value: Expr
    span: Span = unplaced()


@record
class ScoreBlock(Record):
    """`score NAME { ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[
        StartsAt | StaysWithin | KeepsDecimals | KeepsLots | IsFormula | Source | Assumed, ...
    ]
    span: Span = unplaced()
