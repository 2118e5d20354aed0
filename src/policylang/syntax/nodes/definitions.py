"""The blocks `define` and `assumed`: values that have a name."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class Means(Record):
    """`means EXPRESSION`."""

    value: Expr
    span: Span = unplaced()


@record
class DefineBlock(Record):
    """`define NAME "label" { means ... }`: a named expression."""

    name: Name
    label: Text | None
    clauses: tuple[Means | Source | Assumed, ...]
    span: Span = unplaced()


@record
class Figure(Record):
    """`donation_step = 50 USD "why"`: a named constant."""

    name: Name
    value: Expr
    note: Text | None = None
    span: Span = unplaced()


@record
class FiguresBlock(Record):
    """`assumed "..." { ... }` or `reported "..." { ... }`: constants and how far each is known."""

    standing: Literal["assumed", "reported"]
    label: Text | None
    clauses: tuple[Figure | Source, ...]
    span: Span = unplaced()
