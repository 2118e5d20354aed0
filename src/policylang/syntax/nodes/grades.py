"""The block `grades`: a row for each bracket of a score."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.header import InForce
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source


@record
class GradeRow(Record):
    """`A+++ from 1050`, or `D below` with no bound."""

    name: Name
    bound: Expr | None
    span: Span = unplaced()


@record
class NoBetter(Record):
    """`no better than C while disgraced`."""

    grade: Name
    test: Expr
    span: Span = unplaced()


@record
class GradesBlock(Record):
    """`grades of SCORE { ... }`, best first."""

    score: Name
    clauses: tuple[GradeRow | NoBetter | InForce | Source | Assumed, ...]
    span: Span = unplaced()
