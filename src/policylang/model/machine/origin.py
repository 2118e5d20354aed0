"""Where a part of the machine stands in the policy."""

from __future__ import annotations

import attrs

from policylang.core.record import Record, record
from policylang.core.source import NOWHERE, Span


@record
class Origin(Record):
    """Where a part of the machine stands in the policy, and how it reads there."""

    #: The clause in canonical text: `earns 1 per 2 hours of time`.
    text: str
    span: Span = attrs.field(default=NOWHERE, eq=False)
    #: What the author cites for it: the nearest `source` clauses, joined by "; ".
    source: str | None = None
    #: The author's reason where no source gives it: the nearest `assumed` clause.
    assumed: str | None = None
    #: `text` with the values of figures put in for their names.
    filled: str = ""

    @property
    def said(self) -> str:
        """The clause as people read it: with figures put in."""
        return self.filled or self.text
