"""What has a value: everything that may stand on the right of `means`."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.literals import DateLiteral, Length, Quantity, TheDate, Unit, YesNo
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.windows import Occasion, Window
from policylang.syntax.nodes.words import Name


@record
class ThisField(Record):
    """`this committed`: a field of the event being applied, beside one that is being counted."""

    name: Name
    span: Span = unplaced()


@record
class Elapsed(Record):
    """`days since D`, `full months since D`, `full years since D to E`; without E, to today."""

    unit: Unit
    since: Expr
    until: Expr | None = None
    span: Span = unplaced()


@record
class PeriodDay(Record):
    """`the first day of the quarter of D`, `the last day of the month of D`."""

    edge: Literal["first", "last"]
    period: str
    of: Expr
    span: Span = unplaced()


@record
class DayBeside(Record):
    """`the day after D`, `the day before D`."""

    which: Literal["after", "before"]
    of: Expr
    span: Span = unplaced()


@record
class Either(Record):
    """`(3 years when serious otherwise 2 years)`, always in brackets."""

    test: Expr
    then: Expr
    otherwise: Expr
    span: Span = unplaced()


@record
class UpTo(Record):
    """`(a + b) up to 20`: no more than that."""

    part: Expr
    most: Expr
    span: Span = unplaced()


@record
class RoundedTo(Record):
    """`coefficient truncated to 2 decimals`."""

    part: Expr
    rounding: str
    digits: int
    span: Span = unplaced()


@record
class Ratio(Record):
    """`wins out of games`: compared exactly, and only compared."""

    part: Expr
    whole: Expr
    span: Span = unplaced()


@record
class TableOf(Record):
    """`fine of (speed, zone)`: a table with two keys or more. With one key it is a `ShareOf`."""

    table: Name
    keys: tuple[Expr, ...]
    span: Span = unplaced()


@record
class IsIn(Record):
    """`the date is in summer`, `paid is not in holidays`."""

    day: Expr
    period: Name
    negated: bool = False
    span: Span = unplaced()


@record
class IsGiven(Record):
    """`final is given`, `final is not given`: whether the history gives a later moment."""

    name: Name
    negated: bool = False
    span: Span = unplaced()


@record
class IsTied(Record):
    """`opponent is tied`, in a ranking: the name is one of those level so far."""

    name: Name
    span: Span = unplaced()


@record
class StillCounting(Record):
    """`total still counting on act`: what of a score that keeps lots counts on a day."""

    score: Name
    day: Expr
    span: Span = unplaced()


@record
class CountOf(Record):
    """`count of late_payment where amount >= 10 USD in the last 365 days`."""

    of: Occasion
    where: Expr | None
    window: Window
    span: Span = unplaced()


@record
class SumOf(Record):
    """`sum of amount of donate where ... this calendar year`."""

    field: Name
    of: Occasion
    where: Expr | None
    window: Window
    span: Span = unplaced()


@record
class PickOf(Record):
    """`the latest committed of offence ever if none 2000-01-01`: also `first`, `most`, `least`."""

    which: Literal["latest", "first", "most", "least"]
    field: Name
    of: Occasion
    where: Expr | None
    window: Window
    empty: Expr
    span: Span = unplaced()


@record
class GradeTest(Record):
    """`grade is B`, `grade is not B`, `grade is B or better`, `grade is B or worse`."""

    grade: Name
    reach: Literal["exactly", "not", "or better", "or worse"] = "exactly"
    #: `grade of credit is B`; without it the policy has one set of grades.
    score: Name | None = None
    span: Span = unplaced()


@record
class Negative(Record):
    """`-x`, of anything but a written number (that is a negative `Quantity`)."""

    part: Expr
    span: Span = unplaced()


@record
class Sum(Record):
    """`a + b - c`: two parts or more, each with its sign (+1 or -1); the first sign is +1."""

    parts: tuple[tuple[int, Expr], ...]
    span: Span = unplaced()


@record
class Product(Record):
    """`a * b`: two parts or more."""

    parts: tuple[Expr, ...]
    span: Span = unplaced()


#: The rounding words of the language, as written.
ROUNDINGS = ("rounded down", "rounded up", "rounded to nearest", "truncated")


@record
class ShareOf(Record):
    """`1% of loan rounded down`, or `rate of loan` with a percentage called `rate`."""

    share: Expr
    whole: Expr
    rounding: str | None = None
    span: Span = unplaced()


@record
class Extreme(Record):
    """`the smaller of a and b`, `the larger of a and b`."""

    which: Literal["smaller", "larger"]
    left: Expr
    right: Expr
    span: Span = unplaced()


@record
class Comparison(Record):
    """`a >= b`. Operators as written: `>=`, `<=`, `>`, `<`, `=`, `is`, `is not`.

    `=` is read as `is`, so the tree holds only `is`.
    """

    operator: str
    left: Expr
    right: Expr
    span: Span = unplaced()


@record
class And(Record):
    """`a and b and c`: two parts or more."""

    parts: tuple[Expr, ...]
    span: Span = unplaced()


@record
class Or(Record):
    """`a or b or c`: two parts or more."""

    parts: tuple[Expr, ...]
    span: Span = unplaced()


@record
class Not(Record):
    """`not a`."""

    part: Expr
    span: Span = unplaced()


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
