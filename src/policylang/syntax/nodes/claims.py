"""The block `claim`: what a policy says of itself, for the auditor to settle."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.literals import Quantity
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class GainAtMostCost(Record):
    """`within 3 years, gain from perks <= cost of actions`."""

    length: int
    unit: Literal["days", "months", "years"]
    operator: Literal["<=", "<"] = "<="
    span: Span = unplaced()


@record
class SplittingNeverPays(Record):
    """`splitting donate never pays`: in several events an action brings no more than in one."""

    action: Name
    span: Span = unplaced()


@record
class Spend(Record):
    """`200 USD`, `100 hours a year`."""

    amount: Quantity
    yearly: bool = False
    span: Span = unplaced()


@record
class GradeToGrade(Record):
    """`from D to B within 2 years for at most 200 USD and 100 hours a year`."""

    start: Name
    goal: Name
    length: int
    unit: Literal["days", "months", "years"]
    spends: tuple[Spend, ...] = ()
    span: Span = unplaced()


@record
class ClaimBlock(Record):
    """`claim NAME "label" { ... }`: what the policy says of itself, for the auditor to settle."""

    name: Name
    label: Text | None
    clauses: tuple[GainAtMostCost | SplittingNeverPays | GradeToGrade | Source | Assumed, ...]
    span: Span = unplaced()
