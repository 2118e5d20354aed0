"""The syntax tree: one frozen class per thing an author can write.

Spans stay out of equality, so that a tree built by hand equals a tree that was read. The tree
accepts more than the language means (any expression anywhere, clauses twice): the checker
rejects the rest, because it can say why.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

import attrs

from policylang.core.record import Record, record
from policylang.core.source import NOWHERE, Span


def _span() -> Span:
    return attrs.field(default=NOWHERE, eq=False, repr=False)


# --- words ---------------------------------------------------------------------------------


@record
class Name(Record):
    """A name as written: of an action, a field, a figure, a grade."""

    text: str
    span: Span = _span()


@record
class Text(Record):
    """A quoted string, without its quotes and with escapes resolved."""

    value: str
    span: Span = _span()


# --- expressions ---------------------------------------------------------------------------


@record
class Quantity(Record):
    """A number, with its unit where one is written: `5`, `50 USD`, `2 hours`, `1%`.

    `unit` is `points`, `hours`, `minutes`, `%`, a three-letter currency, or None.
    `value` keeps the digits as written (`2.50` has two decimals) and may be negative.
    """

    value: Decimal
    unit: str | None = None
    span: Span = _span()


@record
class DateLiteral(Record):
    """A calendar date: `2018-12-01` or `1 December 2018`."""

    value: datetime.date
    span: Span = _span()


@record
class YesNo(Record):
    """The word `yes` or `no`."""

    value: bool
    span: Span = _span()


@record
class TheDate(Record):
    """`the date`: the day the rule is applied on."""

    span: Span = _span()


#: Units that a stretch of time is counted in.
Unit = Literal["days", "weeks", "months", "years"]


@record
class Length(Record):
    """`2 years 6 months`, `notice days`: parts in the order written, each a number and its unit."""

    parts: tuple[tuple[Expr, Unit], ...]
    span: Span = _span()


@record
class ThisField(Record):
    """`this committed`: a field of the event being applied, beside one that is being counted."""

    name: Name
    span: Span = _span()


@record
class Elapsed(Record):
    """`days since D`, `full months since D`, `full years since D to E`; without E, to today."""

    unit: Unit
    since: Expr
    until: Expr | None = None
    span: Span = _span()


@record
class PeriodDay(Record):
    """`the first day of the quarter of D`, `the last day of the month of D`."""

    edge: Literal["first", "last"]
    period: str
    of: Expr
    span: Span = _span()


@record
class DayBeside(Record):
    """`the day after D`, `the day before D`."""

    which: Literal["after", "before"]
    of: Expr
    span: Span = _span()


@record
class Either(Record):
    """`(3 years when serious otherwise 2 years)`, always in brackets."""

    test: Expr
    then: Expr
    otherwise: Expr
    span: Span = _span()


@record
class UpTo(Record):
    """`(a + b) up to 20`: no more than that."""

    part: Expr
    most: Expr
    span: Span = _span()


@record
class RoundedTo(Record):
    """`coefficient truncated to 2 decimals`."""

    part: Expr
    rounding: str
    digits: int
    span: Span = _span()


@record
class Ratio(Record):
    """`wins out of games`: compared exactly, and only compared."""

    part: Expr
    whole: Expr
    span: Span = _span()


@record
class TableOf(Record):
    """`fine of (speed, zone)`: a table with two keys or more. With one key it is a `ShareOf`."""

    table: Name
    keys: tuple[Expr, ...]
    span: Span = _span()


@record
class IsIn(Record):
    """`the date is in summer`, `paid is not in holidays`."""

    day: Expr
    period: Name
    negated: bool = False
    span: Span = _span()


@record
class IsGiven(Record):
    """`final is given`, `final is not given`: whether the history gives a later moment."""

    name: Name
    negated: bool = False
    span: Span = _span()


@record
class IsTied(Record):
    """`opponent is tied`, in a ranking: the name is one of those level so far."""

    name: Name
    span: Span = _span()


@record
class StillCounting(Record):
    """`total still counting on act`: what of a score that keeps lots counts on a day."""

    score: Name
    day: Expr
    span: Span = _span()


@record
class Occasion(Record):
    """`offence`, `final of offence`, `full_return` (a rule), `the start of ban`, `the end of ban`.

    `moment` is the moment of an action that is meant, `edge` the end of a status.
    """

    name: Name
    moment: Name | None = None
    edge: Literal["start", "end"] | None = None
    span: Span = _span()


@record
class SlidingWindow(Record):
    """`in the last 365 days`: today and the days before, this many in all.

    In months and years: the days after the same day that long ago; `exact` (`within 3 years`) takes
    in that day too.
    """

    length: int
    unit: Unit = "days"
    exact: bool = False
    span: Span = _span()


PERIODS = ("day", "week", "month", "quarter", "year")


@record
class YearFrom(Record):
    """`this year from 1 November`, `the previous year from licensed`, `per year from ...`.

    Either `day` and `month` or `anchor` is given.
    """

    day: int | None = None
    month: int | None = None
    anchor: Name | None = None
    previous: bool = False
    span: Span = _span()


@record
class PeriodWindow(Record):
    """`this summer`, `per summer`: the stretch of a named period that holds today."""

    period: Name
    span: Span = _span()


@record
class SinceWindow(Record):
    """`since full_return`, `since final of offence`, `since licensed` (a date, by its name)."""

    what: Occasion
    span: Span = _span()


@record
class BetweenWindow(Record):
    """`from D to E`, both included."""

    first: Expr
    last: Expr
    span: Span = _span()


@record
class CalendarWindow(Record):
    """`this calendar month`: from its first day up to now; or the whole one before."""

    period: str
    #: Whether the author wrote `calendar`; the checker asks for it where it matters.
    calendar: bool = attrs.field(default=True, eq=False)
    previous: bool = False
    span: Span = _span()


@record
class Ever(Record):
    """`ever`: the whole history so far."""

    span: Span = _span()


Window = (
    SlidingWindow | CalendarWindow | YearFrom | PeriodWindow | SinceWindow | BetweenWindow | Ever
)


@record
class CountOf(Record):
    """`count of late_payment where amount >= 10 USD in the last 365 days`."""

    of: Occasion
    where: Expr | None
    window: Window
    span: Span = _span()


@record
class SumOf(Record):
    """`sum of amount of donate where ... this calendar year`."""

    field: Name
    of: Occasion
    where: Expr | None
    window: Window
    span: Span = _span()


@record
class PickOf(Record):
    """`the latest committed of offence ever if none 2000-01-01`: also `first`, `most`, `least`."""

    which: Literal["latest", "first", "most", "least"]
    field: Name
    of: Occasion
    where: Expr | None
    window: Window
    empty: Expr
    span: Span = _span()


@record
class GradeTest(Record):
    """`grade is B`, `grade is not B`, `grade is B or better`, `grade is B or worse`."""

    grade: Name
    reach: Literal["exactly", "not", "or better", "or worse"] = "exactly"
    #: `grade of credit is B`; without it the policy has one set of grades.
    score: Name | None = None
    span: Span = _span()


@record
class Negative(Record):
    """`-x`, of anything but a written number (that is a negative `Quantity`)."""

    part: Expr
    span: Span = _span()


@record
class Sum(Record):
    """`a + b - c`: two parts or more, each with its sign (+1 or -1); the first sign is +1."""

    parts: tuple[tuple[int, Expr], ...]
    span: Span = _span()


@record
class Product(Record):
    """`a * b`: two parts or more."""

    parts: tuple[Expr, ...]
    span: Span = _span()


#: The rounding words of the language, as written.
ROUNDINGS = ("rounded down", "rounded up", "rounded to nearest", "truncated")


@record
class ShareOf(Record):
    """`1% of loan rounded down`, or `rate of loan` with a percentage called `rate`."""

    share: Expr
    whole: Expr
    rounding: str | None = None
    span: Span = _span()


@record
class Extreme(Record):
    """`the smaller of a and b`, `the larger of a and b`."""

    which: Literal["smaller", "larger"]
    left: Expr
    right: Expr
    span: Span = _span()


@record
class Comparison(Record):
    """`a >= b`. Operators as written: `>=`, `<=`, `>`, `<`, `=`, `is`, `is not`.

    `=` is read as `is`, so the tree holds only `is`.
    """

    operator: str
    left: Expr
    right: Expr
    span: Span = _span()


@record
class And(Record):
    """`a and b and c`: two parts or more."""

    parts: tuple[Expr, ...]
    span: Span = _span()


@record
class Or(Record):
    """`a or b or c`: two parts or more."""

    parts: tuple[Expr, ...]
    span: Span = _span()


@record
class Not(Record):
    """`not a`."""

    part: Expr
    span: Span = _span()


Expr = (
    Name
    | Quantity
    | DateLiteral
    | YesNo
    | TheDate
    | CountOf
    | SumOf
    | PickOf
    | Length
    | ThisField
    | Elapsed
    | PeriodDay
    | DayBeside
    | Either
    | UpTo
    | RoundedTo
    | Ratio
    | TableOf
    | IsIn
    | IsGiven
    | IsTied
    | StillCounting
    | GradeTest
    | Negative
    | Sum
    | Product
    | ShareOf
    | Extreme
    | Comparison
    | And
    | Or
    | Not
)

# --- clauses that any block may hold -------------------------------------------------------


@record
class Source(Record):
    """`source "..."`: where the rule is published."""

    text: Text
    span: Span = _span()


@record
class Assumed(Record):
    """`assumed "..."`: no source gives this; the author says why it is so."""

    text: Text
    span: Span = _span()


# --- policy header -------------------------------------------------------------------------


@record
class Title(Record):
    """`title "..."`."""

    text: Text
    span: Span = _span()


@record
class Version(Record):
    """`version "..."`."""

    text: Text
    span: Span = _span()


@record
class Currency(Record):
    """`currency USD`."""

    name: Name
    span: Span = _span()


@record
class Timezone(Record):
    """`timezone "Asia/Shanghai"`."""

    text: Text
    span: Span = _span()


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
    span: Span = _span()


@record
class ShortMonths(Record):
    """`short months end on the last day`, `short months run to the next day`."""

    which: Literal["last day", "next day"]
    span: Span = _span()


@record
class MayBeWithdrawn(Record):
    """`events may be withdrawn`: a history may hold `void`s."""

    span: Span = _span()


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
    span: Span = _span()


# --- fields and attributes -----------------------------------------------------------------


@record
class Range(Record):
    """`from LOW to HIGH`, both included."""

    low: Expr
    high: Expr
    span: Span = _span()


@record
class QuantityType(Record):
    """`money`, `hours`, `points`, `number`, `percent` or `date`, with its range."""

    unit: Literal["money", "hours", "points", "number", "percent", "date"]
    range: Range | None
    span: Span = _span()


@record
class ChoiceType(Record):
    """`one of {minor, serious}`."""

    choices: tuple[Name, ...]
    span: Span = _span()


@record
class YesNoType(Record):
    """`yes or no`."""

    span: Span = _span()


@record
class NameType(Record):
    """`name`: a text that says which one, such as an account or a case. It is only compared."""

    span: Span = _span()


@record
class Field(Record):
    """A field of an action or an attribute of a person: `amount: money from 0 USD to 9 USD`.

    `may_change`: the data may change the attribute at a date.
    """

    name: Name
    label: Text | None
    type: QuantityType | ChoiceType | YesNoType | NameType
    default: Expr | None
    may_change: bool = False
    span: Span = _span()


@record
class BeginsOn(Record):
    """`begins on licensed`: the date attribute with which a person's timeline begins."""

    name: Name
    span: Span = _span()


@record
class ScoredWhile(Record):
    """`scored only while consents`."""

    test: Expr
    span: Span = _span()


@record
class PersonBlock(Record):
    """`person { ... }`: what is known of whoever is scored."""

    clauses: tuple[Field | BeginsOn | ScoredWhile | Source | Assumed, ...]
    span: Span = _span()


# --- score ---------------------------------------------------------------------------------


@record
class StartsAt(Record):
    """`starts at 1000`."""

    value: Expr
    span: Span = _span()


@record
class StaysWithin(Record):
    """`stays within 0 to 1300`, `stays at least 0` or `stays at most 1300`: None is open."""

    low: Expr | None
    high: Expr | None
    span: Span = _span()


@record
class KeepsDecimals(Record):
    """`keeps 2 decimals`."""

    digits: int
    span: Span = _span()


@record
class KeepsLots(Record):
    """`keeps lots, oldest first`: which are spent first; without it the oldest."""

    order: Literal["oldest first", "newest first", "soonest to expire first"] | None = None
    span: Span = _span()


@record
class IsFormula(Record):
    """`is age_points of age + language_points`, in a score: worked out, not gathered."""

    value: Expr
    span: Span = _span()


@record
class ScoreBlock(Record):
    """`score NAME { ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[
        StartsAt | StaysWithin | KeepsDecimals | KeepsLots | IsFormula | Source | Assumed, ...
    ]
    span: Span = _span()


# --- actions -------------------------------------------------------------------------------


@record
class By(Record):
    """`by choice`, `by chance` or `by authority`: who brings the event about."""

    who: Literal["choice", "chance", "authority"]
    span: Span = _span()


@record
class Costs(Record):
    """`costs amount`: what the event costs the person, in money or hours."""

    amount: Expr
    span: Span = _span()


@record
class Per(Record):
    """`per 50 USD of amount` (complete steps), `per started 50 USD of amount` (begun steps)."""

    step: Expr
    of: Expr
    started: bool = False
    span: Span = _span()


@record
class Earns(Record):
    """`earns 1 per 2 hours of time`, `earns 500 miles` where there are several scores."""

    amount: Expr
    per: Per | None = None
    score: Name | None = None
    span: Span = _span()


@record
class Loses(Record):
    """`loses 5`, `loses 5 credit`."""

    amount: Expr
    per: Per | None = None
    score: Name | None = None
    span: Span = _span()


@record
class Sets(Record):
    """`sets to 500`, `sets miles to 500`."""

    value: Expr
    score: Name | None = None
    span: Span = _span()


@record
class Multiplies(Record):
    """`multiplies by 95% rounded down`, `multiplies coefficient by 125% truncated`."""

    factor: Expr
    rounding: str | None = None
    score: Name | None = None
    span: Span = _span()


@record
class DropsTo(Record):
    """`drops to grade C`, `drops credit to grade C`."""

    grade: Name
    score: Name | None = None
    span: Span = _span()


@record
class Bounds(Record):
    """`raises to at least 5`, `lowers total to at most 7`: unless it is so already."""

    verb: Literal["raises", "lowers"]
    value: Expr
    score: Name | None = None
    span: Span = _span()


@record
class Clears(Record):
    """`clears`, `clears miles`: sets to nothing."""

    score: Name | None = None
    span: Span = _span()


@record
class Restores(Record):
    """`restores`, `restores licence`: takes back what is left of what this event did."""

    score: Name | None = None
    span: Span = _span()


@record
class Begins(Record):
    """`begins ban for 6 months`, `begins gold until D`, `begins ban`: with no end, until `ends`."""

    status: Name
    length: Expr | None = None
    until: Expr | None = None
    span: Span = _span()


@record
class Ends(Record):
    """`ends ban`."""

    status: Name
    span: Span = _span()


Change = Earns | Loses | Sets | Multiplies | DropsTo | Bounds | Clears | Restores | Begins | Ends


@record
class AnyDays(Record):
    """`in any 30 days`, `in any 12 months`: no stretch that long may hold more."""

    length: int
    unit: Unit = "days"
    span: Span = _span()


@record
class PerField(Record):
    """`per stop`: for each value of a field apart. The name may be that of a named period."""

    name: Name
    span: Span = _span()


@record
class AtMost(Record):
    """`at most 15 per calendar year`, `at most 3 times per account in any 30 days`, `... ever`.

    `per` holds one thing or more, in the order written; `times` says that firings are counted, not
    points.
    """

    limit: Expr
    per: tuple[CalendarWindow | YearFrom | AnyDays | PerField | Ever, ...]
    times: bool = False
    span: Span = _span()


@record
class OnlyHighest(Record):
    """`only the highest per stop`: of all with one value of a field only the largest counts."""

    per: Name
    span: Span = _span()


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
    span: Span = _span()


@record
class Condition(Record):
    """`when X`, `otherwise when X` or `otherwise`; the last has no test."""

    otherwise: bool
    test: Expr | None
    span: Span = _span()


@record
class Effect(Record):
    """What is done to a score or a status, on which moment, when, how often, and for how long."""

    change: Change
    condition: Condition | None
    caps: tuple[AtMost | OnlyHighest, ...]
    moment: Name | None = None
    lasts: Lasts | None = None
    span: Span = _span()


@record
class Moments(Record):
    """`moments committed, final`: the dates of an event, in the order they come."""

    names: tuple[Name, ...]
    span: Span = _span()


@record
class Derived(Record):
    """`counted means the first day of the quarter of the date`, in an action.

    A named value of the event's fields; a date may be a moment of the event.
    """

    name: Name
    value: Expr
    span: Span = _span()


@record
class RefusedWhen(Record):
    """`refused when miles < price "not enough miles"`."""

    test: Expr
    text: Text | None = None
    span: Span = _span()


@record
class ActionBlock(Record):
    """`action NAME "label" { ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[
        Field | Moments | Derived | RefusedWhen | InForce | By | Costs | Effect | Source | Assumed,
        ...,
    ]
    span: Span = _span()


# --- definitions and figures ---------------------------------------------------------------


@record
class Means(Record):
    """`means EXPRESSION`."""

    value: Expr
    span: Span = _span()


@record
class DefineBlock(Record):
    """`define NAME "label" { means ... }`: a named expression."""

    name: Name
    label: Text | None
    clauses: tuple[Means | Source | Assumed, ...]
    span: Span = _span()


@record
class Figure(Record):
    """`donation_step = 50 USD "why"`: a named constant."""

    name: Name
    value: Expr
    note: Text | None = None
    span: Span = _span()


@record
class FiguresBlock(Record):
    """`assumed "..." { ... }` or `reported "..." { ... }`: constants and how far each is known."""

    standing: Literal["assumed", "reported"]
    label: Text | None
    clauses: tuple[Figure | Source, ...]
    span: Span = _span()


# --- grades, perks, sanctions --------------------------------------------------------------


@record
class GradeRow(Record):
    """`A+++ from 1050`, or `D below` with no bound."""

    name: Name
    bound: Expr | None
    span: Span = _span()


@record
class NoBetter(Record):
    """`no better than C while disgraced`."""

    grade: Name
    test: Expr
    span: Span = _span()


@record
class GradesBlock(Record):
    """`grades of SCORE { ... }`, best first."""

    score: Name
    clauses: tuple[GradeRow | NoBetter | InForce | Source | Assumed, ...]
    span: Span = _span()


@record
class ForGrades(Record):
    """`for A+++, A++`, `for B or better` or `for C or worse` (one grade with these two)."""

    grades: tuple[Name, ...]
    reach: Literal["exactly", "or better", "or worse"] = "exactly"
    #: `for A of credit`; without it the policy has one set of grades.
    score: Name | None = None
    span: Span = _span()


@record
class When(Record):
    """`when CONDITION`, in a perk or sanction."""

    test: Expr
    span: Span = _span()


@record
class EveryYear(Record):
    """`every year on 1 December`: month 1 to 12, day as written."""

    day: int
    month: int
    span: Span = _span()


@record
class EveryMonth(Record):
    """`every month on day 15`, or `every month on the last day` with no day."""

    day: int | None
    span: Span = _span()


@record
class OnceOn(Record):
    """`once on 2018-12-01`, `once on licensed + 3 years`."""

    date: Expr
    span: Span = _span()


@record
class EveryLength(Record):
    """`every 1 years from licensed`: on its anniversaries, not on the day itself."""

    length: int
    unit: Unit
    start: Expr
    span: Span = _span()


@record
class AtEndOf(Record):
    """`at the end of every month`."""

    period: str
    span: Span = _span()


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
    span: Span = _span()


@record
class Reaches(Record):
    """`when penalty reaches 12`, `falls to 0`, `falls below 5`, `exceeds 7`."""

    what: Expr
    verb: Literal["reaches", "falls to", "falls below", "exceeds"]
    level: Expr
    span: Span = _span()


@record
class AsSoonAs(Record):
    """`as soon as grade is A or better`."""

    test: Expr
    span: Span = _span()


@record
class Upon(Record):
    """`on offence`, `on final of offence`, `on the end of ban`."""

    what: Occasion
    span: Span = _span()


Trigger = (
    EveryYear | EveryMonth | OnceOn | EveryLength | AtEndOf | AfterQuiet | Reaches | AsSoonAs | Upon
)


@record
class Worth(Record):
    """`pays 50 USD`, `saves 1% of loan` of a perk, `costs 9 USD per 5 of days` of a sanction."""

    verb: Literal["pays", "saves", "costs"]
    amount: Expr
    per: Per | None = None
    span: Span = _span()


@record
class Grants(Record):
    """`grants "..."` of a perk, `imposes "..."` of a sanction: something without a price."""

    verb: Literal["grants", "imposes"]
    text: Text
    span: Span = _span()


@record
class GrantBlock(Record):
    """`perk NAME "label" { ... }` or `sanction NAME "label" { ... }`."""

    kind: Literal["perk", "sanction"]
    name: Name
    label: Text | None
    clauses: tuple[ForGrades | When | Trigger | InForce | Worth | Grants | Source | Assumed, ...]
    span: Span = _span()


@record
class RuleBlock(Record):
    """`rule NAME "label" { TRIGGER effects }`."""

    name: Name
    label: Text | None
    clauses: tuple[Trigger | Effect | InForce | Source | Assumed, ...]
    span: Span = _span()


@record
class StatusBlock(Record):
    """`status NAME "label" { }`."""

    name: Name
    label: Text | None
    clauses: tuple[Source | Assumed, ...]
    span: Span = _span()


# --- shared limits, tables, named periods, rankings -----------------------------------------


@record
class Covers(Record):
    """`covers gains of donate, volunteer`; also `losses of`, `gains and losses of`."""

    which: Literal["gains", "losses", "gains and losses"]
    actions: tuple[Name, ...]
    score: Name | None = None
    span: Span = _span()


@record
class LimitBlock(Record):
    """`limit NAME { covers ... at most 20 per calendar year }`."""

    name: Name
    label: Text | None
    clauses: tuple[Covers | AtMost | OnlyHighest | Source | Assumed, ...]
    span: Span = _span()


@record
class TableBy(Record):
    """`by speed: number from 0 to 250, zone: one of {town, country}`: the keys, as fields."""

    keys: tuple[Field, ...]
    span: Span = _span()


@record
class RowKey(Record):
    """`0 to 19`, `from 100` (no high), `below 18` (no low, high not included), `town`, `any`.

    One value is both `low` and `high`; `any` is neither. `others` are the keys that may stand in
    its place, behind `or`: `bachelor or master`.
    """

    low: Expr | None
    high: Expr | None
    below: bool = False
    span: Span = _span()
    others: tuple[RowKey, ...] = ()


@record
class TableRow(Record):
    """`0 to 19, town: 1`; with no keys `otherwise: 0`."""

    keys: tuple[RowKey, ...]
    value: Expr
    span: Span = _span()


@record
class TableBlock(Record):
    """`table NAME { by ... rows }`."""

    name: Name
    label: Text | None
    clauses: tuple[TableBy | TableRow | Source | Assumed, ...]
    span: Span = _span()


@record
class Stretch(Record):
    """`from 2018-07-01 to 2018-08-31`, both included."""

    first: DateLiteral
    last: DateLiteral
    span: Span = _span()


@record
class Season(Record):
    """`every year from 1 December to 28 February`, both included."""

    first_day: int
    first_month: int
    last_day: int
    last_month: int
    span: Span = _span()


@record
class PeriodBlock(Record):
    """`period NAME { from D to E ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[Stretch | Season | Source | Assumed, ...]
    span: Span = _span()


@record
class RankBy(Record):
    """`by points, highest first`, `then sum of ... where opponent is tied ..., highest first`."""

    value: Expr
    order: Literal["highest first", "lowest first"]
    then: bool = False
    span: Span = _span()


@record
class RankingBlock(Record):
    """`ranking NAME { by ... then ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[RankBy | Source | Assumed, ...]
    span: Span = _span()


# --- claims, composition, the file ---------------------------------------------------------


@record
class GainAtMostCost(Record):
    """`within 3 years, gain from perks <= cost of actions`."""

    length: int
    unit: Literal["days", "months", "years"]
    operator: Literal["<=", "<"] = "<="
    span: Span = _span()


@record
class SplittingNeverPays(Record):
    """`splitting donate never pays`: in several events an action brings no more than in one."""

    action: Name
    span: Span = _span()


@record
class Spend(Record):
    """`200 USD`, `100 hours a year`."""

    amount: Quantity
    yearly: bool = False
    span: Span = _span()


@record
class GradeToGrade(Record):
    """`from D to B within 2 years for at most 200 USD and 100 hours a year`."""

    start: Name
    goal: Name
    length: int
    unit: Literal["days", "months", "years"]
    spends: tuple[Spend, ...] = ()
    span: Span = _span()


@record
class ClaimBlock(Record):
    """`claim NAME "label" { ... }`: what the policy says of itself, for the auditor to settle."""

    name: Name
    label: Text | None
    clauses: tuple[GainAtMostCost | SplittingNeverPays | GradeToGrade | Source | Assumed, ...]
    span: Span = _span()


@record
class Use(Record):
    """`use "common.policy"`: the declarations of another file of the same folder."""

    path: Text
    span: Span = _span()


Block = (
    PolicyBlock
    | PersonBlock
    | ScoreBlock
    | ActionBlock
    | DefineBlock
    | FiguresBlock
    | GradesBlock
    | GrantBlock
    | RuleBlock
    | StatusBlock
    | LimitBlock
    | TableBlock
    | PeriodBlock
    | RankingBlock
    | ClaimBlock
)


@record
class Override(Record):
    """`override action donate { ... }`: in place of the block of that name in a used file."""

    item: Block
    span: Span = _span()


Item = Block | Override | Use


@record
class PolicyFile(Record):
    """A whole file: its blocks in the order written."""

    items: tuple[Item, ...]
    span: Span = _span()
