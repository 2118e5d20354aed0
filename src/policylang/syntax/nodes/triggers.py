"""When something is due: on a date, after a time, when a score reaches a bound."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.expressions import Expr
from policylang.syntax.nodes.literals import Unit
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.windows import Occasion


@record
class EveryYear(Record):
    """`every year on 1 December`: month 1 to 12, day as written."""

    day: int
    month: int
    span: Span = unplaced()


@record
class EveryMonth(Record):
    """`every month on day 15`, or `every month on the last day` with no day."""

    day: int | None
    span: Span = unplaced()


@record
class OnceOn(Record):
    """`once on 2018-12-01`, `once on licensed + 3 years`."""

    date: Expr
    span: Span = unplaced()


@record
class EveryLength(Record):
    """`every 1 years from licensed`: on its anniversaries, not on the day itself."""

    length: int
    unit: Unit
    start: Expr
    span: Span = unplaced()


@record
class AtEndOf(Record):
    """`at the end of every month`."""

    period: str
    span: Span = unplaced()


@record
class AfterQuiet(Record):
    """`after 2 years without committed of offence since final of offence counting from licensed`.

    `since` is empty where the clock starts with what it must be without. `repeats`: `after every`.
    """

    length: Expr
    without: tuple[Occasion, ...]
    since: tuple[Occasion, ...] = ()
    start: Expr | None = None
    repeats: bool = False
    span: Span = unplaced()


@record
class Reaches(Record):
    """`when penalty reaches 12`, `falls to 0`, `falls below 5`, `exceeds 7`."""

    what: Expr
    verb: Literal["reaches", "falls to", "falls below", "exceeds"]
    level: Expr
    span: Span = unplaced()


@record
class AsSoonAs(Record):
    """`as soon as grade is A or better`."""

    test: Expr
    span: Span = unplaced()


@record
class Upon(Record):
    """`on offence`, `on final of offence`, `on the end of ban`."""

    what: Occasion
    span: Span = unplaced()


Trigger = (
    EveryYear | EveryMonth | OnceOn | EveryLength | AtEndOf | AfterQuiet | Reaches | AsSoonAs | Upon
)
