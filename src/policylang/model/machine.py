"""The machine: a checked policy as a transition system over integers.

Every engine is a reading of this one form. The state of a person is the score, one tally per
history term and one counter per cap; an event or a tick of the calendar updates it. How a
machine is run is specified in `docs/language.md` and done, most plainly, in
`runtime.interpreter`.
"""

from __future__ import annotations

from typing import Literal

import attrs

from policylang.core.record import Record, record
from policylang.core.source import NOWHERE, Span
from policylang.model.calendar import Period
from policylang.model.expressions import Expression
from policylang.model.units import Denomination, Domain

# --- windows -------------------------------------------------------------------------------


@record
class Sliding(Record):
    """Today and the `days` - 1 days before it."""

    days: int


@record
class Calendar(Record):
    """From the first day of the calendar period that holds today."""

    period: Period


@record
class Ever(Record):
    """Everything so far."""


Window = Sliding | Calendar | Ever


@record
class Tally(Record):
    """A history term: how many events of an action, or the sum of `value` over them.

    Counts the events of action `action` for which `where` holds (None: all) that lie in the
    window that ends today, the event being applied included. `where` and `value` read only
    fields, attributes and constants, as they are when the event is applied.
    """

    action: int
    where: Expression | None
    value: Expression | None
    window: Window


# --- rules ---------------------------------------------------------------------------------


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


@record
class Cap(Record):
    """At most `limit` within the window that ends today.

    With `times` it counts firings, else held points granted (a cap counts what it granted,
    before the range of the score cuts it). The window is `Calendar` or `Sliding`. `slot` is the
    number of the cap in the machine, from 0, in order of rules.
    """

    slot: int
    limit: int
    times: bool
    window: Sliding | Calendar
    origin: Origin


@record
class Change(Record):
    """Add (`sign` +1) or take away (-1) an amount, which is never negative."""

    sign: Literal[1, -1]
    amount: Expression


@record
class Move(Record):
    """Bring the score to `target`. `sets`, `multiplies` and `drops to grade` are moves."""

    target: Expression


@record
class Rule(Record):
    """One effect of an action. `number` is its place among all rules of the machine, from 0.

    Caps with `times` may stand on any rule, caps on points only on a `Change`.
    """

    number: int
    effect: Change | Move
    caps: tuple[Cap, ...]
    #: `earns`, `loses`, `sets`, `multiplies` or `drops`: the word of the policy.
    verb: str
    origin: Origin


@record
class Arm(Record):
    """A rule with its condition (None: always)."""

    condition: Expression | None
    rule: Rule


@record
class Choice(Record):
    """Arms in order: the first whose condition holds is applied, the others are not looked at."""

    arms: tuple[Arm, ...]


# --- declarations --------------------------------------------------------------------------


@record
class Slot(Record):
    """A field of an action or an attribute of a person. `default` is in held units or None."""

    name: str
    label: str
    domain: Domain
    default: int | None
    origin: Origin


@record
class Cost(Record):
    """What an event costs the person: held money or held hours (seconds)."""

    kind: Literal["money", "hours"]
    amount: Expression


@record
class Action(Record):
    """A kind of event. Its code is its place in `Machine.actions`."""

    name: str
    label: str
    by: Literal["choice", "chance", "authority"]
    fields: tuple[Slot, ...]
    costs: tuple[Cost, ...]
    choices: tuple[Choice, ...]
    origin: Origin

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the action, in order."""
        return tuple(arm.rule for choice in self.choices for arm in choice.arms)


@record
class Score(Record):
    """The score: held points. `low` and `high` are None where the range is open.

    `bounds` are the least and greatest values it can take, proved by the checker.
    """

    name: str
    label: str
    start: int
    low: int | None
    high: int | None
    bounds: tuple[int, int]
    origin: Origin
    #: Where the range is declared; None when there is none.
    range_origin: Origin | None = None


@record
class Grade(Record):
    """A bracket: from `low` (held points, included) up to the next better one; None is open."""

    name: str
    low: int | None
    origin: Origin


# --- perks and sanctions -------------------------------------------------------------------


@record
class Yearly(Record):
    """Every year on a day of a month; the last day of the month where it is shorter."""

    month: int
    day: int


@record
class Monthly(Record):
    """Every month on a day, the last day of the month where it is shorter; None: the last day."""

    day: int | None


@record
class Once(Record):
    """On one day (ordinal)."""

    day: int


Schedule = Yearly | Monthly | Once


@record
class Grant(Record):
    """A perk or sanction. Its number is its place in `Machine.grants`.

    `ranks` rise; those of `or better` and `or worse` are a range, however many grades there are.
    On each day of its schedule, or for as long as the conditions hold where it has none, whoever
    has one of the grades `ranks` (None: any) and fulfils `condition` gets it. `worth` is held
    money, never negative, and only with a schedule; `text` is a grant without a price.
    """

    kind: Literal["perk", "sanction"]
    name: str
    label: str
    ranks: tuple[int, ...] | range | None
    condition: Expression | None
    schedule: Schedule | None
    #: `pays`, `saves` or `costs`; None without `worth`.
    verb: str | None
    worth: Expression | None
    texts: tuple[str, ...]
    origin: Origin


@record
class Figure(Record):
    """A named constant and how far it is known. `value` is as written, with its unit."""

    name: str
    value: str
    standing: Literal["assumed", "reported"]
    note: str | None
    origin: Origin


@record
class Definition(Record):
    """A named expression, for documents: the rules hold its meaning already."""

    name: str
    label: str
    text: str
    origin: Origin


@record
class Claim(Record):
    """A property the policy asserts of itself, for the auditor to settle."""

    name: str
    label: str
    text: str
    origin: Origin


@record
class Header(Record):
    """What the policy is. `opens` and `closes` are the first and last day in force (ordinals)."""

    name: str
    title: str
    version: str | None
    sources: tuple[str, ...]
    assumed: tuple[str, ...]
    timezone: str
    opens: int | None
    closes: int | None
    #: SHA-256 of the canonical text: what a saved state or result belongs to.
    fingerprint: str


@record
class Machine(Record):
    """A checked policy. `checker.invariants` lists what may be relied on."""

    header: Header
    denomination: Denomination
    attributes: tuple[Slot, ...]
    actions: tuple[Action, ...]
    score: Score
    #: Best first; empty where the policy has no grades.
    grades: tuple[Grade, ...]
    tallies: tuple[Tally, ...]
    grants: tuple[Grant, ...]
    figures: tuple[Figure, ...]
    definitions: tuple[Definition, ...]
    claims: tuple[Claim, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in order of number."""
        return tuple(rule for action in self.actions for rule in action.rules)

    @property
    def width(self) -> int:
        """Most fields any action has: the number of value columns of an encoded history."""
        return max((len(action.fields) for action in self.actions), default=0)
