"""The block `ranking`: by what people are put in order."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class RankBy(Record):
    """`by points, highest first`, `then sum of ... where opponent is tied ..., highest first`."""

    value: Expr
    order: Literal["highest first", "lowest first"]
    then: bool = False
    span: Span = unplaced()


@record
class RankingBlock(Record):
    """`ranking NAME { by ... then ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[RankBy | Source | Assumed, ...]
    span: Span = unplaced()
