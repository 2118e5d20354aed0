"""What the parts of the checker share while one policy is lowered."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from policylang.checker.declared.declarations import Declarations
from policylang.checker.declared.reporting import Reporter
from policylang.checker.values.bounded import Ranges
from policylang.checker.values.typed import Typed
from policylang.core.source import Span
from policylang.model.machine import Brackets, Tally
from policylang.model.units import Denomination, Domain, Kind
from policylang.syntax import nodes as tree


@attrs.frozen
class Bracket:
    """A grade with its bounds in held points: from `low` up to, not including, `high`."""

    name: str
    rank: int
    low: int | None
    high: int | None


@attrs.frozen
class KnownScore:
    """A score as rules see it: its place in the machine and the bounds they may rely on.

    `bounds` are held points; an open end is +-`OPEN_END`. `starts` are the least and the greatest
    with which anybody begins.
    """

    name: str
    number: int
    bounds: tuple[int, int]
    span: Span
    lots: bool = False
    formula: bool = False
    starts: tuple[int, int] = (0, 0)


@attrs.frozen
class KnownGrading:
    """Grades as rules see them, by name, with the score (its number) they belong to.

    `plain` grades have one version and no `no better than`: the score alone decides.
    """

    number: int
    score: int
    brackets: Mapping[str, Bracket]
    plain: bool = True


@attrs.frozen
class KnownTable:
    """A table as rules see it. `closed` ones give a value only for keys in their domains.

    `kind` is None for a table with a problem that has been reported. `loose` says that its values
    have no unit: they are numbers that take on points.
    """

    number: int
    keys: tuple[tuple[str, Domain], ...]
    kind: Kind | None
    low: int
    high: int
    span: Span
    closed: bool = True
    loose: bool = False


@attrs.define
class Book:
    """The declarations, what has been lowered so far, and where to report.

    `used` holds the names of attributes, figures, definitions, statuses, tables and periods that
    something reads, and of fields as (action, field); `counted` the actions, rules and statuses
    that a count, a window or a clock looks at.
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
    #: What is known of values where the condition holds that is being lowered for (see `holding`).
    known: Ranges = attrs.field(factory=Ranges)
    has_currency: bool = False
    #: Set where the policy names a currency that does not exist: then any may be meant.
    currency_unknown: bool = False
    #: Whether a date in a month that is too short moves to the next day (`short months ...`).
    next_day: bool = False
    #: What depends on that, by place: entered by `timing.depends`, for the lint.
    on_short_months: dict[Span, None] = attrs.field(factory=dict)
    #: Least and greatest value of the first score, for what is proved about expressions.
    score_bounds: tuple[int, int] = (0, 0)
    brackets: dict[str, Bracket] = attrs.field(factory=dict)
    #: Scores by name, in order of their numbers.
    scores: dict[str, KnownScore] = attrs.field(factory=dict)
    #: Grades by name of their score, in order of their numbers.
    gradings: dict[str, KnownGrading] = attrs.field(factory=dict)
    #: The brackets of every score that has grades, version by version, by number of the score.
    grade_versions: dict[int, tuple[Brackets, ...]] = attrs.field(factory=dict)
    #: What the formula of a score is worked out from, by name of the score: entered before
    #: `find_definitions`, which lowers it into `formulas`.
    formula_nodes: dict[str, tree.Expr] = attrs.field(factory=dict)
    formulas: dict[str, Typed] = attrs.field(factory=dict)
    #: Places in the machine: of statuses, reactions (`rule` blocks) and named periods.
    statuses: dict[str, int] = attrs.field(factory=dict)
    reactions: dict[str, int] = attrs.field(factory=dict)
    periods: dict[str, int] = attrs.field(factory=dict)
    tables: dict[str, KnownTable] = attrs.field(factory=dict)
    #: Attributes and figures by name, lowered.
    values: dict[str, Typed] = attrs.field(factory=dict)
    #: Moments of every action by name, those that the history gives first, with their numbers.
    moments: dict[str, dict[str, int]] = attrs.field(factory=dict)
    #: Fields of every action by name, lowered; its moments and derived values too.
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
