"""The machine: a checked policy as a transition system over integers.

Every engine is a reading of this one form. The state of a person is a number for each score (with
its lots, where it keeps them), a tally for each history term, a counter for each cap, the statuses
the person is in and the clocks that run; a moment of an event, a change of another part or a day of
the calendar updates it. How a machine is run is specified in `docs/language.md` and done, most
plainly, in `runtime.interpreter`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

import attrs

from policylang.core.record import Record, record
from policylang.core.source import NOWHERE, Span
from policylang.model.calendar import Period
from policylang.model.expressions import Constant, Expression, PresentField, every_part
from policylang.model.units import Denomination, Domain, Kind

# --- windows -------------------------------------------------------------------------------


@record
class Sliding(Record):
    """Today and the `days` - 1 days before it."""

    days: int


@record
class SlidingMonths(Record):
    """Today and the days after the same day `months` months earlier.

    With `exact` that day itself is covered too: `within 3 years` against `in the last 3 years`.
    """

    months: int
    exact: bool = False
    next_day: bool = False


@record
class Calendar(Record):
    """From the first day of the calendar period that holds today; or the period before that.

    A `previous` window is the whole of the period before the one that holds today, in this class
    and in the two that follow.
    """

    period: Period
    previous: bool = False


@record
class Shifted(Record):
    """A year that begins on a day of a month: `this year from 1 November`."""

    month: int
    day: int
    previous: bool = False


@record
class Anchored(Record):
    """A year that begins on the anniversaries of a date: `this year from licensed`.

    `anchor` reads attributes and constants. Days before the anchor lie in one long period.
    """

    anchor: Expression
    previous: bool = False
    next_day: bool = False


@record
class Within(Record):
    """The stretch of named period number `period` that holds today; nothing where none does."""

    period: int


@record
class Since(Record):
    """What came after the latest occurrence, on its day too; everything where there was none."""

    occurrence: Occurrence


@record
class Between(Record):
    """Days from `first` to `last`, both included and worked out when the tally is read.

    None is open: the beginning, or today.
    """

    first: Expression | None
    last: Expression | None


@record
class Ever(Record):
    """Everything so far."""


#: Windows that are one stretch of a calendar: what is in them is forgotten when the next begins.
Stretch = Calendar | Shifted | Anchored | Within
Window = Sliding | SlidingMonths | Stretch | Since | Between | Ever


@record
class OfMoment(Record):
    """A moment of an event of an action comes: `offence`, `final of offence`."""

    action: int
    moment: int = 0


@record
class OfReaction(Record):
    """A reaction has been applied: something in it, not only its trigger, came true."""

    reaction: int


@record
class OfStatus(Record):
    """A status is begun (also when it is begun again and only goes on), or it ends."""

    status: int
    edge: Literal["begins", "ends"] = "begins"


#: What can be counted, can start a clock, and can be looked back to.
Occurrence = OfMoment | OfReaction | OfStatus


@record
class Tally(Record):
    """A history term: something about the occurrences of one kind in a window that ends today.

    `measure` says what: how many, the sum of `value` over them, or its value at the latest or the
    first of them, or the most or least it was; `empty` is the answer of the last four where there
    is none. An occurrence is taken in before its own effects (a moment of an event) or after them
    (a reaction, a status). Only those count for which `where` holds (None: all).

    `where` and `value` read the fields of the event that is counted, attributes and constants, as
    they are when it is taken in; a `value` of `Today` is the day of the occurrence. Where `where`
    also reads the event being applied (`PresentField`) it is worked out when the tally is read;
    such a `where` reads no attribute that may change.
    """

    occurrence: Occurrence
    where: Expression | None
    value: Expression | None
    window: Window
    measure: Literal["count", "sum", "latest", "first", "most", "least"] = "count"
    empty: int = 0

    @property
    def compares(self) -> bool:
        """Whether the filter looks at the event being applied, so that it is read anew."""
        return self.where is not None and any(
            isinstance(each, PresentField) for each in every_part(self.where)
        )


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
    """At most `limit` within the window that ends today, for each value of `key` apart.

    `measure` says what is counted, as granted and before the range of the score cuts it:
    - "points": the size of the changes;
    - "times": how often the rule applied;
    - "net": gains less losses; a loss is counted and never cut;
    - "highest": of the changes together only the largest counts, and `limit` means nothing.

    `slot` is the number of the cap in the machine, from 0. Rules that share a limit carry the same
    slot, limit, measure and window. The window is not `Since`, `Between` or a `previous` one.
    """

    slot: int
    limit: int
    measure: Literal["points", "times", "net", "highest"]
    window: Window
    origin: Origin
    #: Field (or other value) that each counter belongs to; None: there is one.
    key: Expression | None = None

    @property
    def times(self) -> bool:
        """Whether it counts how often rules applied."""
        return self.measure == "times"


@record
class Lifetime(Record):
    """How long a lot lasts.

    `expires` is the first day on which it no longer counts. On that day `rule`, which has a number
    of its own, takes it back; unless `unless` holds then: so it stays for good. While `held` holds
    it stays, and is looked at again each day.
    """

    expires: Expression
    rule: Rule
    unless: Expression | None = None
    held: Expression | None = None


@record
class Change(Record):
    """Add (`sign` +1) or take away (-1) an amount, which is never negative.

    In a score that keeps lots a gain first makes good what was lost for a time, oldest first, and
    the rest of it is a lot; a loss takes from the lots, or is a lot itself if it has a lifetime.
    """

    sign: Literal[1, -1]
    amount: Expression
    score: int = 0
    lifetime: Lifetime | None = None


@record
class Move(Record):
    """Bring a score to `target`. All verbs but `earns`, `loses` and those below are moves.

    One that `forgets` (`clears`) also takes away what is remembered of lots that have run out.
    """

    target: Expression
    score: int = 0
    forgets: bool = False


@record
class Restore(Record):
    """Take back what is left of the lots that this very event made in a score.

    As the rule of a lifetime it takes back the one lot that has run out.
    """

    score: int = 0


@record
class Begin(Record):
    """Put the person in a status until, not including, a day (None: until something ends it).

    Nothing happens if that day is not after today. Whoever is in it already stays in it until the
    later of the two days.
    """

    status: int
    until: Expression | None


@record
class End(Record):
    """Take the person out of a status."""

    status: int


Effect = Change | Move | Restore | Begin | End


def read_by(effect: Effect) -> tuple[Expression, ...]:
    """The expressions directly in an effect."""
    match effect:
        case Change(_, amount, _, life):
            lasts = () if life is None else (life.expires, life.unless, life.held)
            return (amount, *(each for each in lasts if each is not None))
        case Move(target):
            return (target,)
        case Begin(_, until) if until is not None:
            return (until,)
        case _:
            return ()


@record
class Rule(Record):
    """One effect. `number` is its place among all rules of the machine, from 0.

    Caps with `times` may stand on any rule, other caps only on a `Change`.
    """

    number: int
    effect: Effect
    caps: tuple[Cap, ...]
    #: The word of the policy: `earns`, `loses`, `sets`, `multiplies`, `drops`, `raises`, ...
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
class Moment(Record):
    """A date of an event, and what happens on it.

    `day` reads the event's fields; None is the day the history gives the event. A moment whose
    `day` comes to 0 (a date that was not given) does not come; one that would lie before the
    event's first moment comes with it.
    """

    name: str
    day: Expression | None
    choices: tuple[Choice, ...]
    origin: Origin


@record
class Refusal(Record):
    """An event for which `condition` holds at its first moment is not applied and not counted."""

    condition: Expression
    text: str
    origin: Origin


@record
class Action(Record):
    """A kind of event. Its code is its place in `Machine.actions`.

    There is at least one moment. The first `dated` of them are dates that the history gives; where
    there is more than one, each is a field, the first is the day of the event, later ones may be
    missing (0) and none is before the one before it. The rest are derived from fields.
    """

    name: str
    label: str
    by: Literal["choice", "chance", "authority"]
    fields: tuple[Slot, ...]
    costs: tuple[Cost, ...]
    moments: tuple[Moment, ...]
    origin: Origin
    refusals: tuple[Refusal, ...] = ()
    dated: int = 1
    #: Values derived from the fields, for documents: what reads them holds their meaning already.
    derived: tuple[Definition, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices of all moments, in order."""
        return tuple(choice for moment in self.moments for choice in moment.choices)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the action, in order."""
        return rules_of(self.choices)


def rules_of(choices: Iterable[Choice]) -> tuple[Rule, ...]:
    """The rules of choices, each followed by the rule of its lifetime where it has one."""
    rules: list[Rule] = []
    for choice in choices:
        for arm in choice.arms:
            rules.append(arm.rule)
            effect = arm.rule.effect
            if isinstance(effect, Change) and effect.lifetime is not None:
                rules.append(effect.lifetime.rule)
    return tuple(rules)


class Spending(StrEnum):
    """Which lots a loss takes from first."""

    OLDEST = "oldest first"
    NEWEST = "newest first"
    SOONEST = "soonest to expire first"


@record
class Score(Record):
    """A score: held points. `low` and `high` are None where the range is open.

    `start` reads attributes and constants; `low` and `high` may read anything but fields, and are
    looked at whenever the score changes. `bounds` are the least and greatest values it can take,
    proved by the checker. A `formula` is worked out when it is read, reads no fields, and has
    neither start nor lots; what it gives is cut to the range.
    """

    name: str
    label: str
    start: Expression
    low: Expression | None
    high: Expression | None
    bounds: tuple[int, int]
    origin: Origin
    #: Where the range is declared; None when there is none.
    range_origin: Origin | None = None
    #: Set where the score keeps lots.
    lots: Spending | None = None
    formula: Expression | None = None

    @property
    def fixed_start(self) -> int | None:
        """Where it starts, if that is the same for everybody."""
        return self.start.value if isinstance(self.start, Constant) else None

    @property
    def fixed_low(self) -> int | None:
        """The lower end of the range, if there is one and it is always the same."""
        return self.low.value if isinstance(self.low, Constant) else None

    @property
    def fixed_high(self) -> int | None:
        """The upper end of the range, if there is one and it is always the same."""
        return self.high.value if isinstance(self.high, Constant) else None


@record
class Status(Record):
    """A named state a person is in for a time. Its number is its place in `Machine.statuses`."""

    name: str
    label: str
    origin: Origin


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


@record
class OnDay(Record):
    """On a day that depends on the person: reads attributes and constants."""

    day: Expression


@record
class Recurring(Record):
    """Every `months` months and every `days` days (one of them is 0) after `start`, not on it.

    `start` reads attributes and constants. Each is reckoned from `start`, not from the one before.
    """

    start: Expression
    months: int
    days: int
    next_day: bool = False


@record
class EndOf(Record):
    """At the end of the last day of every calendar period, after the events of that day."""

    period: Period


Schedule = Yearly | Monthly | Once | OnDay | Recurring | EndOf


@record
class Quiet(Record):
    """When nothing of `without` has happened for a time.

    A clock. An occurrence of `since` starts it, anew if it runs: it is due `months` months and then
    `days` days later, both worked out at that moment, after the effects of that moment. Where both
    are 0 (made of what is missing) it does not run; else they are a day or more. One of `without`
    stops it; what is in both stops it and then starts it. `start` (attributes and constants; 0:
    none) is a day from which it runs without any occurrence.

    When it comes due it stops. One that `repeats` then runs another turn, whose length is worked
    out after the effects of that day, unless those have started it anew: it is due the months of
    all turns after its start, and then the days of all turns. Turns that are over before the first
    day have come to nothing.
    """

    without: tuple[Occurrence, ...]
    since: tuple[Occurrence, ...]
    months: Expression
    days: Expression
    start: Expression | None = None
    repeats: bool = False
    next_day: bool = False


@record
class Becomes(Record):
    """As soon as a condition becomes true through a change of a score, status or attribute.

    The condition reads scores, grades, statuses, attributes and constants. What is true at the
    start has not become true.
    """

    condition: Expression


@record
class Upon(Record):
    """With an occurrence: a moment of an event, a status that is entered or ends.

    With a moment, after the effects of the action itself.
    """

    occurrence: OfMoment | OfStatus


Trigger = Schedule | Quiet | Becomes | Upon


@record
class Reaction(Record):
    """A `rule`: effects with another trigger than their own action.

    Its number is its place in `Machine.reactions`; `place` orders reactions and grants that fall on
    one moment. Upon a moment of an event its choices may read the event's fields.
    """

    name: str
    label: str
    trigger: Trigger
    choices: tuple[Choice, ...]
    place: int
    origin: Origin


@record
class Grant(Record):
    """A perk or sanction. Its number is its place in `Machine.grants`.

    `ranks` rise; those of `or better` and `or worse` are a range, however many grades there are.
    Whenever it is triggered, or for as long as the conditions hold where nothing triggers it,
    whoever has one of the grades `ranks` (None: any) of `grading` and fulfils `condition` gets it.
    `worth` is held money, never negative, and only with a trigger; `text` is a grant without a
    price. Upon a moment of an event, `condition` and `worth` may read the event's fields.
    """

    kind: Literal["perk", "sanction"]
    name: str
    label: str
    ranks: tuple[int, ...] | range | None
    condition: Expression | None
    schedule: Trigger | None
    #: `pays`, `saves` or `costs`; None without `worth`.
    verb: str | None
    worth: Expression | None
    texts: tuple[str, ...]
    origin: Origin
    grading: int = 0
    place: int = 0


# --- grades, tables, periods -----------------------------------------------------------------


@record
class Brackets(Record):
    """The grades in force on the days from `opens` to `closes`, both included; None is open."""

    grades: tuple[Grade, ...]
    opens: int | None = None
    closes: int | None = None
    #: Whether from `opens` on they hold for earlier days too: chosen by the day asked about.
    past: bool = False


@record
class Hold(Record):
    """While `condition` holds, the grade is no better than `rank`, whatever the score."""

    condition: Expression
    rank: int
    origin: Origin


@record
class Grading(Record):
    """Grades of score number `score`: a version for every day, all with the same names in order."""

    score: int
    versions: tuple[Brackets, ...]
    holds: tuple[Hold, ...] = ()

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades as last declared, best first."""
        return self.versions[-1].grades


@record
class TableRow(Record):
    """For keys that all lie in `ranges` (held units, both ends included), the value."""

    ranges: tuple[tuple[int, int], ...]
    value: int
    origin: Origin


@record
class Table(Record):
    """The first row that fits gives the value. `rows` end with one that always fits.

    INVARIANT: every combination of keys within their declared domains fits a row.
    """

    name: str
    label: str
    rows: tuple[TableRow, ...]
    origin: Origin


@record
class NamedPeriod(Record):
    """Stretches of days (ordinals, both included), rising and apart; and seasons of every year.

    A season is (first month, first day, last month, last day) and may run over the new year.
    """

    name: str
    label: str
    stretches: tuple[tuple[int, int], ...]
    season: tuple[int, int, int, int] | None
    origin: Origin


# --- rankings --------------------------------------------------------------------------------


@record
class RankingKey(Record):
    """What subjects are ordered by: worked out for each as it stands at the end of the day.

    Its tallies that read `Tied` look only at events with those who are level on the keys before.
    """

    value: Expression
    descending: bool
    #: Whether it looks only at the tied.
    among_tied: bool
    origin: Origin


@record
class Ranking(Record):
    """An order of several subjects. Those level on every key share a place."""

    name: str
    label: str
    keys: tuple[RankingKey, ...]
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
    """A named expression, for documents: the rules hold its meaning already.

    The text of its origin is the name alone, or `define NAME`. Where it is used, an expression
    equal to `value` stands.
    """

    name: str
    label: str
    text: str
    origin: Origin
    value: Expression | None = attrs.field(default=None, eq=False)
    kind: Kind | None = None


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
    #: At least one. The first is what is shown where one number is.
    scores: tuple[Score, ...]
    #: In order of the file; empty where the policy has no grades. The first belongs to the first
    #: score that has grades.
    gradings: tuple[Grading, ...]
    tallies: tuple[Tally, ...]
    grants: tuple[Grant, ...]
    figures: tuple[Figure, ...]
    definitions: tuple[Definition, ...]
    claims: tuple[Claim, ...]
    reactions: tuple[Reaction, ...] = ()
    statuses: tuple[Status, ...] = ()
    tables: tuple[Table, ...] = ()
    periods: tuple[NamedPeriod, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    #: Attributes that the data may change at a date, by slot.
    changeable: tuple[int, ...] = ()
    #: The attribute whose date a person's timeline begins on, by slot. Before that date a person
    #: has no score, grade, perk or sanction.
    begins: int | None = None
    #: While it does not hold (attributes only) a person has no score, grade, perk or sanction.
    consent: Expression | None = None
    #: Whether an event may be withdrawn by a `void`.
    voids: bool = False
    #: Most times that reactions go off one because of the other after one change from outside.
    chain: int = 0

    @property
    def score(self) -> Score:
        """The first score."""
        return self.scores[0]

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades of the first grading, best first; empty where there is none."""
        return self.gradings[0].grades if self.gradings else ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in order of number: those of the actions, then those of the reactions."""
        acted = [choice for action in self.actions for choice in action.choices]
        reacted = [choice for reaction in self.reactions for choice in reaction.choices]
        return rules_of(acted + reacted)

    @property
    def caps(self) -> tuple[Cap, ...]:
        """One cap of each slot, in order of slot."""
        slots = {cap.slot: cap for rule in self.rules for cap in rule.caps}
        return tuple(slots[slot] for slot in sorted(slots))

    @property
    def width(self) -> int:
        """Most fields any action has: the number of value columns of an encoded history."""
        return max((len(action.fields) for action in self.actions), default=0)
