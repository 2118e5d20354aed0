"""The blocks `perk`, `sanction`, `rule` and `status`."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.effects import Effect, Per
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.header import InForce
from policylang.syntax.nodes.triggers import Trigger
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class ForGrades(Record):
    """`for A+++, A++`, `for B or better` or `for C or worse` (one grade with these two)."""

    grades: tuple[Name, ...]
    reach: Literal["exactly", "or better", "or worse"] = "exactly"
    #: `for A of credit`; without it the policy has one set of grades.
    score: Name | None = None
    span: Span = unplaced()


@record
class When(Record):
    """`when CONDITION`, in a perk or sanction."""

    test: Expr
    span: Span = unplaced()


@record
class Worth(Record):
    """`pays 50 USD`, `saves 1% of loan` of a perk, `costs 9 USD per 5 of days` of a sanction."""

    verb: Literal["pays", "saves", "costs"]
    amount: Expr
    per: Per | None = None
    span: Span = unplaced()


@record
class Grants(Record):
    """`grants "..."` of a perk, `imposes "..."` of a sanction: something without a price."""

    verb: Literal["grants", "imposes"]
    text: Text
    span: Span = unplaced()


@record
class GrantBlock(Record):
    """`perk NAME "label" { ... }` or `sanction NAME "label" { ... }`."""

    kind: Literal["perk", "sanction"]
    name: Name
    label: Text | None
    clauses: tuple[ForGrades | When | Trigger | InForce | Worth | Grants | Source | Assumed, ...]
    span: Span = unplaced()


@record
class RuleBlock(Record):
    """`rule NAME "label" { TRIGGER effects }`."""

    name: Name
    label: Text | None
    clauses: tuple[Trigger | Effect | InForce | Source | Assumed, ...]
    span: Span = unplaced()


@record
class StatusBlock(Record):
    """`status NAME "label" { }`."""

    name: Name
    label: Text | None
    clauses: tuple[Source | Assumed, ...]
    span: Span = unplaced()
