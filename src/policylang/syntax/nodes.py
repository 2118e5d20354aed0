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


@record
class SlidingWindow(Record):
    """`in the last 365 days`: today and the days before, this many in all."""

    length: int
    unit: Literal["days", "weeks"] = "days"
    span: Span = _span()


PERIODS = ("day", "week", "month", "quarter", "year")


@record
class CalendarWindow(Record):
    """`this calendar month`: from the first day of the period up to now."""

    period: str
    #: Whether the author wrote `calendar`; the checker asks for it where it matters.
    calendar: bool = attrs.field(default=True, eq=False)
    span: Span = _span()


@record
class Ever(Record):
    """`ever`: the whole history so far."""

    span: Span = _span()


Window = SlidingWindow | CalendarWindow | Ever


@record
class CountOf(Record):
    """`count of late_payment where amount >= 10 USD in the last 365 days`."""

    action: Name
    where: Expr | None
    window: Window
    span: Span = _span()


@record
class SumOf(Record):
    """`sum of amount of donate where ... this calendar year`."""

    field: Name
    action: Name
    where: Expr | None
    window: Window
    span: Span = _span()


@record
class GradeTest(Record):
    """`grade is B`, `grade is not B`, `grade is B or better`, `grade is B or worse`."""

    grade: Name
    reach: Literal["exactly", "not", "or better", "or worse"] = "exactly"
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
    """`in force from DATE` or `in force until DATE` (both days included)."""

    edge: Literal["from", "until"]
    date: DateLiteral
    span: Span = _span()


@record
class PolicyBlock(Record):
    """`policy NAME { ... }`: what the policy is, its money and its calendar."""

    name: Name
    label: Text | None
    clauses: tuple[Title | Version | Currency | Timezone | InForce | Source | Assumed, ...]
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
class Field(Record):
    """A field of an action or an attribute of a person: `amount: money from 0 USD to 9 USD`."""

    name: Name
    label: Text | None
    type: QuantityType | ChoiceType | YesNoType
    default: Expr | None
    span: Span = _span()


@record
class PersonBlock(Record):
    """`person { ... }`: what is known of whoever is scored."""

    clauses: tuple[Field | Source | Assumed, ...]
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
class ScoreBlock(Record):
    """`score NAME { ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[StartsAt | StaysWithin | KeepsDecimals | Source | Assumed, ...]
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
    """`earns 1 per 2 hours of time`."""

    amount: Expr
    per: Per | None = None
    span: Span = _span()


@record
class Loses(Record):
    """`loses 5`."""

    amount: Expr
    per: Per | None = None
    span: Span = _span()


@record
class Sets(Record):
    """`sets to 500`."""

    value: Expr
    span: Span = _span()


@record
class Multiplies(Record):
    """`multiplies by 95% rounded down`."""

    factor: Expr
    rounding: str | None = None
    span: Span = _span()


@record
class DropsTo(Record):
    """`drops to grade C`."""

    grade: Name
    span: Span = _span()


@record
class AnyDays(Record):
    """`in any 30 days`: no stretch of this many days may hold more."""

    length: int
    span: Span = _span()


@record
class AtMost(Record):
    """`at most 15 per calendar year`, `at most 3 times per calendar month`, `... in any 30 days`.

    `per` is a `CalendarWindow` or `AnyDays`; `times` says that firings are counted, not points.
    """

    limit: Expr
    per: CalendarWindow | AnyDays
    times: bool = False
    span: Span = _span()


@record
class Condition(Record):
    """`when X`, `otherwise when X` or `otherwise`; the last has no test."""

    otherwise: bool
    test: Expr | None
    span: Span = _span()


@record
class Effect(Record):
    """What an event does to the score, when, and how often it may."""

    change: Earns | Loses | Sets | Multiplies | DropsTo
    condition: Condition | None
    caps: tuple[AtMost, ...]
    span: Span = _span()


@record
class ActionBlock(Record):
    """`action NAME "label" { ... }`."""

    name: Name
    label: Text | None
    clauses: tuple[Field | By | Costs | Effect | Source | Assumed, ...]
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
class GradesBlock(Record):
    """`grades of SCORE { ... }`, best first."""

    score: Name
    clauses: tuple[GradeRow | Source | Assumed, ...]
    span: Span = _span()


@record
class ForGrades(Record):
    """`for A+++, A++`, `for B or better` or `for C or worse` (one grade with these two)."""

    grades: tuple[Name, ...]
    reach: Literal["exactly", "or better", "or worse"] = "exactly"
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
    """`once on 2018-12-01`."""

    date: DateLiteral
    span: Span = _span()


@record
class Worth(Record):
    """`pays 50 USD` and `saves 1% of loan` of a perk, `costs 100 USD` of a sanction."""

    verb: Literal["pays", "saves", "costs"]
    amount: Expr
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
    clauses: tuple[
        ForGrades | When | EveryYear | EveryMonth | OnceOn | Worth | Grants | Source | Assumed, ...
    ]
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
class ClaimBlock(Record):
    """`claim NAME "label" { ... }`: what the policy says of itself, for the auditor to settle."""

    name: Name
    label: Text | None
    clauses: tuple[GainAtMostCost | Source | Assumed, ...]
    span: Span = _span()


@record
class Use(Record):
    """`use "common.policy"`: the declarations of another file of the same folder."""

    path: Text
    span: Span = _span()


Item = (
    PolicyBlock
    | PersonBlock
    | ScoreBlock
    | ActionBlock
    | DefineBlock
    | FiguresBlock
    | GradesBlock
    | GrantBlock
    | ClaimBlock
    | Use
)


@record
class PolicyFile(Record):
    """A whole file: its blocks in the order written."""

    items: tuple[Item, ...]
    span: Span = _span()
