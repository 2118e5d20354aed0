"""What an event or a rule does to scores and statuses, when, and up to which cap."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.literals import Unit
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.windows import CalendarWindow, Ever, YearFrom
from policylang.syntax.nodes.words import Name


@record
class Per(Record):
    """`per 50 USD of amount` (complete steps), `per started 50 USD of amount` (begun steps)."""

    step: Expr
    of: Expr
    started: bool = False
    span: Span = unplaced()


@record
class Earns(Record):
    """`earns 1 per 2 hours of time`, `earns 500 miles` where there are several scores."""

    amount: Expr
    per: Per | None = None
    score: Name | None = None
    span: Span = unplaced()


@record
class Loses(Record):
    """`loses 5`, `loses 5 credit`."""

    amount: Expr
    per: Per | None = None
    score: Name | None = None
    span: Span = unplaced()


@record
class Sets(Record):
    """`sets to 500`, `sets miles to 500`."""

    value: Expr
    score: Name | None = None
    span: Span = unplaced()


@record
class Multiplies(Record):
    """`multiplies by 95% rounded down`, `multiplies coefficient by 125% truncated`."""

    factor: Expr
    rounding: str | None = None
    score: Name | None = None
    span: Span = unplaced()


@record
class DropsTo(Record):
    """`drops to grade C`, `drops credit to grade C`."""

    grade: Name
    score: Name | None = None
    span: Span = unplaced()


@record
class Bounds(Record):
    """`raises to at least 5`, `lowers total to at most 7`: unless it is so already."""

    verb: Literal["raises", "lowers"]
    value: Expr
    score: Name | None = None
    span: Span = unplaced()


@record
class Clears(Record):
    """`clears`, `clears miles`: sets to nothing."""

    score: Name | None = None
    span: Span = unplaced()


@record
class Restores(Record):
    """`restores`, `restores licence`: takes back what is left of what this event did."""

    score: Name | None = None
    span: Span = unplaced()


@record
class Begins(Record):
    """`begins ban for 6 months`, `begins gold until D`, `begins ban`: with no end, until `ends`."""

    status: Name
    length: Expr | None = None
    until: Expr | None = None
    span: Span = unplaced()


@record
class Ends(Record):
    """`ends ban`."""

    status: Name
    span: Span = unplaced()


Change = Earns | Loses | Sets | Multiplies | DropsTo | Bounds | Clears | Restores | Begins | Ends


@record
class AnyDays(Record):
    """`in any 30 days`, `in any 12 months`: no stretch that long may hold more."""

    length: int
    unit: Unit = "days"
    span: Span = unplaced()


@record
class PerField(Record):
    """`per stop`: for each value of a field apart. The name may be that of a named period."""

    name: Name
    span: Span = unplaced()


@record
class AtMost(Record):
    """`at most 15 per calendar year`, `at most 3 times per account in any 30 days`, `... ever`.

    `per` holds one thing or more, in the order written; `times` says that firings are counted, not
    points.
    """

    limit: Expr
    per: tuple[CalendarWindow | YearFrom | AnyDays | PerField | Ever, ...]
    times: bool = False
    span: Span = unplaced()


@record
class OnlyHighest(Record):
    """`only the highest per stop`: of all with one value of a field only the largest counts."""

    per: Name
    span: Span = unplaced()


@record
class Lasts(Record):
    """`expires after 2 years`, `comes back after 6 months unless ...`, `expires on D`.

    Either `on` is given, or `after` with the day it is reckoned from (`start`, else today) and the
    period at whose end it takes effect (`end`, else at once).
    """

    verb: Literal["expires", "comes back"]
    after: Expr | None = None
    start: Expr | None = None
    end: str | None = None
    on: Expr | None = None
    unless: Expr | None = None
    held: Expr | None = None
    span: Span = unplaced()


@record
class Condition(Record):
    """`when X`, `otherwise when X` or `otherwise`; the last has no test."""

    otherwise: bool
    test: Expr | None
    span: Span = unplaced()


@record
class Effect(Record):
    """What is done to a score or a status, on which moment, when, how often, and for how long."""

    change: Change
    condition: Condition | None
    caps: tuple[AtMost | OnlyHighest, ...]
    moment: Name | None = None
    lasts: Lasts | None = None
    span: Span = unplaced()
