"""The block `action`: what happens, its dates, what it costs, when it is refused."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.effects import Effect
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.header import InForce
from policylang.syntax.nodes.persons import Field
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class By(Record):
    """`by choice`, `by chance` or `by authority`: who brings the event about."""

    who: Literal["choice", "chance", "authority"]
    span: Span = unplaced()


@record
class Costs(Record):
    """`costs amount`: what the event costs the person, in money or hours."""

    amount: Expr
    span: Span = unplaced()


@record
class Moments(Record):
    """`moments committed, final`: the dates of an event, in the order they come."""

    names: tuple[Name, ...]
    span: Span = unplaced()


@record
class Derived(Record):
    """`counted means the first day of the quarter of the date`, in an action.

    A named value of the event's fields; a date may be a moment of the event.
    """

    name: Name
    value: Expr
    span: Span = unplaced()


@record
class RefusedWhen(Record):
    """`refused when miles < price "not enough miles"`."""

    test: Expr
    text: Text | None = None
    span: Span = unplaced()


@record
class ActionBlock(Record):
    """`action NAME "label" { ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[
        Field | Moments | Derived | RefusedWhen | InForce | By | Costs | Effect | Source | Assumed,
        ...,
    ]
    span: Span = unplaced()
