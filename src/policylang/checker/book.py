"""What the parts of the checker share while one policy is lowered."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from policylang.checker.declarations import Declarations
from policylang.checker.reporting import Reporter
from policylang.checker.typed import Typed
from policylang.core.source import Span
from policylang.model.machine import Tally
from policylang.model.units import Denomination
from policylang.syntax import nodes as tree


@attrs.frozen
class Bracket:
    """A grade with its bounds in held points: from `low` up to, not including, `high`."""

    name: str
    rank: int
    low: int | None
    high: int | None


@attrs.define
class Book:
    """The declarations, what has been lowered so far, and where to report.

    `used` holds the names of attributes, figures and definitions that something reads, and of
    fields as (action, field); `counted` the actions that a count or sum looks at.
    """

    declared: Declarations
    report: Reporter
    denomination: Denomination = attrs.field(factory=Denomination)
    #: The text of every clause by the identity of its node, so that none is printed twice.
    texts: Mapping[int, str] = attrs.field(factory=dict)
    #: What stands for each figure where people read a clause.
    figure_values: Mapping[str, tree.Quantity | tree.DateLiteral] = attrs.field(factory=dict)
    #: First and last day in force (ordinals), where the policy says so.
    opens: int | None = None
    closes: int | None = None
    #: Parts that definitions have added so far.
    put_in: int = 0
    has_currency: bool = False
    #: Set where the policy names a currency that does not exist: then any may be meant.
    currency_unknown: bool = False
    #: Least and greatest value of the score, for what is proved about expressions.
    score_bounds: tuple[int, int] = (0, 0)
    brackets: dict[str, Bracket] = attrs.field(factory=dict)
    #: Attributes and figures by name, lowered.
    values: dict[str, Typed] = attrs.field(factory=dict)
    #: Fields of every action by name, lowered.
    fields: dict[str, dict[str, Typed]] = attrs.field(factory=dict)
    #: Place of every action in the machine.
    action_codes: dict[str, int] = attrs.field(factory=dict)
    definitions: dict[str, Typed] = attrs.field(factory=dict)
    #: History terms in order of their numbers.
    tallies: dict[Tally, int] = attrs.field(factory=dict)
    used: set[str | tuple[str, str]] = attrs.field(factory=set)
    counted: set[str] = attrs.field(factory=set)
    #: Conditions found to be constant: place and whether they hold.
    settled: dict[Span, bool] = attrs.field(factory=dict)

    def tally(self, tally: Tally) -> int:
        """Number of a history term; equal terms share one."""
        return self.tallies.setdefault(tally, len(self.tallies))
