"""The block `person`, and fields: what is known of a person and of an event."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class Range(Record):
    """`from LOW to HIGH`, both included."""

    low: Expr
    high: Expr
    span: Span = unplaced()


@record
class QuantityType(Record):
    """`money`, `hours`, `points`, `number`, `percent` or `date`, with its range."""

    unit: Literal["money", "hours", "points", "number", "percent", "date"]
    range: Range | None
    span: Span = unplaced()


@record
class ChoiceType(Record):
    """`one of {minor, serious}`."""

    choices: tuple[Name, ...]
    span: Span = unplaced()


@record
class YesNoType(Record):
    """`yes or no`."""

    span: Span = unplaced()


@record
class NameType(Record):
    """`name`: a text that says which one, such as an account or a case. It is only compared."""

    span: Span = unplaced()


@record
class Field(Record):
    """A field of an action or an attribute of a person: `amount: money from 0 USD to 9 USD`.

    `may_change`: the data may change the attribute at a date.
    """

    name: Name
    label: Text | None
    type: QuantityType | ChoiceType | YesNoType | NameType
    default: Expr | None
    may_change: bool = False
    span: Span = unplaced()


@record
class BeginsOn(Record):
    """`begins on licensed`: the date attribute with which a person's timeline begins."""

    name: Name
    span: Span = unplaced()


@record
class ScoredWhile(Record):
    """`scored only while consents`."""

    test: Expr
    span: Span = unplaced()


@record
class PersonBlock(Record):
    """`person { ... }`: what is known of whoever is scored."""

    clauses: tuple[Field | BeginsOn | ScoredWhile | Source | Assumed, ...]
    span: Span = unplaced()
