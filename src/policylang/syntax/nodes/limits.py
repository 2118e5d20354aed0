"""The block `limit`: a cap that several actions share."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.effects import AtMost, OnlyHighest
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Assumed, Name, Source, Text


@record
class Covers(Record):
    """`covers gains of donate, volunteer`; also `losses of`, `gains and losses of`."""

    which: Literal["gains", "losses", "gains and losses"]
    actions: tuple[Name, ...]
    score: Name | None = None
    span: Span = unplaced()


@record
class LimitBlock(Record):
    """`limit NAME { covers ... at most 20 per calendar year }`."""

    name: Name
    label: Text | None
    clauses: tuple[Covers | AtMost | OnlyHighest | Source | Assumed, ...]
    span: Span = unplaced()
