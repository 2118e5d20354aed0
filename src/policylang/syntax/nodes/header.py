"""The block `policy`: title, currency, zone, and from when to when it is in force."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.literals import DateLiteral
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class Title(Record):
    """`title "..."`."""

    text: Text
    span: Span = unplaced()


@record
class Version(Record):
    """`version "..."`."""

    text: Text
    span: Span = unplaced()


@record
class Currency(Record):
    """`currency USD`."""

    name: Name
    span: Span = unplaced()


@record
class Timezone(Record):
    """`timezone "Asia/Shanghai"`."""

    text: Text
    span: Span = unplaced()


@record
class InForce(Record):
    """`in force from DATE` or `in force until DATE` (both days included), of any block.

    `judged` is the moment of an event whose date counts; `past` says that from that date on the
    block holds for what was before it too.
    """

    edge: Literal["from", "until"]
    date: DateLiteral
    judged: Name | None = None
    past: bool = False
    span: Span = unplaced()


@record
class ShortMonths(Record):
    """`short months end on the last day`, `short months run to the next day`."""

    which: Literal["last day", "next day"]
    span: Span = unplaced()


@record
class MayBeWithdrawn(Record):
    """`events may be withdrawn`: a history may hold `void`s."""

    span: Span = unplaced()


@record
class PolicyBlock(Record):
    """`policy NAME { ... }`: what the policy is, its money and its calendar."""

    name: Name
    label: Text | None
    clauses: tuple[
        Title
        | Version
        | Currency
        | Timezone
        | InForce
        | ShortMonths
        | MayBeWithdrawn
        | Source
        | Assumed,
        ...,
    ]
    span: Span = unplaced()
