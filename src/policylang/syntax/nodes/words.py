"""Names, quoted texts, and what any block may say of where it comes from."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.unplaced import unplaced


@record
class Name(Record):
    """A name as written: of an action, a field, a figure, a grade."""

    text: str
    span: Span = unplaced()


@record
class Text(Record):
    """A quoted string, without its quotes and with escapes resolved."""

    value: str
    span: Span = unplaced()


@record
class Source(Record):
    """`source "..."`: where the rule is published."""

    text: Text
    span: Span = unplaced()


@record
class Assumed(Record):
    """`assumed "..."`: no source gives this; the author says why it is so."""

    text: Text
    span: Span = unplaced()
