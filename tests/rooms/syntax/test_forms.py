"""What real schemes need: moments, lots, statuses, triggers, limits, tables, periods, rankings."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from policylang.syntax import nodes as tree
from policylang.syntax.nodes import (
    AtMost,
    CalendarWindow,
    Comparison,
    Condition,
    CountOf,
    DateLiteral,
    Earns,
    Effect,
    Ever,
    Field,
    Lasts,
    Length,
    Loses,
    Name,
    Occasion,
    PerField,
    Quantity,
    RowKey,
    SlidingWindow,
    Sum,
    TableRow,
    Text,
    YearFrom,
)
from policylang.syntax.printer import clause_text, to_text
from tests.rooms.syntax.reading import clause, expression, read

A, B, X, Y = Name("a"), Name("b"), Name("x"), Name("y")
DAY = DateLiteral(datetime.date(2018, 12, 1))
OTHER_DAY = DateLiteral(datetime.date(2019, 1, 31))
LATE = Occasion(Name("late"))


def q(digits: str, unit: str | None = None) -> Quantity:
    return Quantity(Decimal(digits), unit)


def effect(change: Any, condition: Any = None, *caps: Any, **more: Any) -> Effect:
    return Effect(change, condition, caps, **more)


def length(number: str, unit: Any) -> Length:
    return Length(((q(number), unit),))


TWO_YEARS = length("2", "years")
NUMBER = tree.QuantityType("number", None)

CLAUSES: dict[tuple[str, str], Any] = {
    # header
    ("policy", "short months end on the last day"): tree.ShortMonths("last day"),
    ("policy", "short months run to the next day"): tree.ShortMonths("next day"),
    ("policy", "events may be withdrawn"): tree.MayBeWithdrawn(),
    # versions
    ("action", "in force from 2018-12-01"): tree.InForce("from", DAY),
    ("rule", "in force until 2018-12-01"): tree.InForce("until", DAY),
    ("perk", "in force from 2018-12-01, also for the past"): tree.InForce("from", DAY, None, True),
    ("grades", "in force from 2018-12-01"): tree.InForce("from", DAY),
    ("sanction", "in force until 2018-12-01 judged by committed"): tree.InForce(
        "until", DAY, Name("committed")
    ),
    ("action", "in force from 2018-12-01 judged by x, also for the past"): tree.InForce(
        "from", DAY, X, True
    ),
    # person
    ("person", "a: number = 3, may change"): Field(A, None, NUMBER, q("3"), True),
    ("person", "a: yes or no, may change"): Field(A, None, tree.YesNoType(), None, True),
    ("person", "account: name"): Field(Name("account"), None, tree.NameType(), None),
    ("person", "begins on licensed"): tree.BeginsOn(Name("licensed")),
    ("person", "scored only while a is yes"): tree.ScoredWhile(
        Comparison("is", A, tree.YesNo(True))
    ),
    # score
    ("score", "starts at a + 5"): tree.StartsAt(Sum(((1, A), (1, q("5"))))),
    ("score", "stays within a + b to x * 2"): tree.StaysWithin(
        Sum(((1, A), (1, B))), tree.Product((X, q("2")))
    ),
    ("score", "stays at most a + 1"): tree.StaysWithin(None, Sum(((1, A), (1, q("1"))))),
    ("score", "keeps lots"): tree.KeepsLots(),
    ("score", "keeps lots, newest first"): tree.KeepsLots("newest first"),
    ("score", "keeps lots, soonest to expire first"): tree.KeepsLots("soonest to expire first"),
    ("score", "is a of x + b"): tree.IsFormula(Sum(((1, tree.ShareOf(A, X)), (1, B)))),
    # action
    ("action", "moments committed, final"): tree.Moments((Name("committed"), Name("final"))),
    ("action", "moments date"): tree.Moments((Name("date"),)),
    ("action", "counted means the day after x"): tree.Derived(
        Name("counted"), tree.DayBeside("after", X)
    ),
    ("action", 'refused when a < b "not enough"'): tree.RefusedWhen(
        Comparison("<", A, B), Text("not enough")
    ),
    ("action", "refused when a"): tree.RefusedWhen(A),
    ("action", "account: name"): Field(Name("account"), None, tree.NameType(), None),
    # effects
    ("action", "earns 500 miles"): effect(Earns(q("500"), None, Name("miles"))),
    ("action", "earns x miles per 2 hours of y"): effect(
        Earns(X, tree.Per(q("2", "hours"), Y), Name("miles"))
    ),
    ("action", "loses 5 points"): effect(Loses(q("5", "points"))),
    ("action", "loses x points"): effect(Loses(X, None, Name("points"))),
    ("action", "loses 3 a on final when x"): effect(
        Loses(q("3"), None, A), Condition(False, X), moment=Name("final")
    ),
    ("action", "loses 3 when x on final"): effect(
        Loses(q("3")), Condition(False, X), moment=Name("final")
    ),
    ("action", "sets a to 5"): effect(tree.Sets(q("5"), A)),
    ("action", "multiplies a by 125% truncated"): effect(
        tree.Multiplies(q("125", "%"), "truncated", A)
    ),
    ("action", "drops a to grade C"): effect(tree.DropsTo(Name("C"), A)),
    ("action", "raises to at least 5"): effect(tree.Bounds("raises", q("5"))),
    ("action", "lowers a to at most x"): effect(tree.Bounds("lowers", X, A)),
    ("action", "clears"): effect(tree.Clears()),
    ("action", "clears miles when x"): effect(tree.Clears(Name("miles")), Condition(False, X)),
    ("action", "restores a, at most 1 times ever"): effect(
        tree.Restores(A), None, AtMost(q("1"), (Ever(),), True)
    ),
    ("action", "begins ban"): effect(tree.Begins(Name("ban"))),
    ("action", "begins ban for 2 years when x"): effect(
        tree.Begins(Name("ban"), TWO_YEARS), Condition(False, X)
    ),
    ("action", "begins ban until x + 2 years"): effect(
        tree.Begins(Name("ban"), None, Sum(((1, X), (1, TWO_YEARS))))
    ),
    ("rule", "once on a begins ban ends other"): tree.OnceOn(A),
    ("action", "ends ban"): effect(tree.Ends(Name("ban"))),
    # caps
    ("action", "earns a, at most 5 per stop per calendar day"): effect(
        Earns(A), None, AtMost(q("5"), (PerField(Name("stop")), CalendarWindow("day")))
    ),
    ("action", "earns a, at most 5 points per year from 1 November"): effect(
        Earns(A), None, AtMost(q("5", "points"), (YearFrom(1, 11),))
    ),
    ("action", "earns a, at most x times per year from licensed ever"): effect(
        Earns(A), None, AtMost(X, (YearFrom(anchor=Name("licensed")), Ever()), True)
    ),
    ("action", "earns a, at most 5 in any 12 months per account"): effect(
        Earns(A), None, AtMost(q("5"), (tree.AnyDays(12, "months"), PerField(Name("account"))))
    ),
    ("action", "earns a, at most (x + 1) per summer"): effect(
        Earns(A), None, AtMost(Sum(((1, X), (1, q("1")))), (PerField(Name("summer")),))
    ),
    ("action", "earns a, only the highest per stop"): effect(
        Earns(A), None, tree.OnlyHighest(Name("stop"))
    ),
    # lifetimes
    ("action", "earns a, expires after 2 years"): effect(
        Earns(A), lasts=Lasts("expires", after=TWO_YEARS)
    ),
    (
        "action",
        "earns a, expires after 2 years from x at the end of the month unless a not while b",
    ): effect(Earns(A), lasts=Lasts("expires", TWO_YEARS, X, "month", None, A, B)),
    ("action", "loses a, comes back after 6 months not while b unless a when x"): effect(
        Loses(A),
        Condition(False, X),
        lasts=Lasts("comes back", length("6", "months"), unless=A, held=B),
    ),
    ("action", "earns a, expires on x, unless b"): effect(
        Earns(A), lasts=Lasts("expires", on=X, unless=B)
    ),
    ("action", "earns a, expires on x, not while y, unless b, at most 5 ever"): effect(
        Earns(A), None, AtMost(q("5"), (Ever(),)), lasts=Lasts("expires", on=X, unless=B, held=Y)
    ),
    ("action", "earns a, expires on x unless b, at most 5 ever"): effect(
        Earns(A), None, AtMost(q("5"), (Ever(),)), lasts=Lasts("expires", on=X, unless=B)
    ),
    # triggers
    ("rule", "every year on 1 December"): tree.EveryYear(1, 12),
    ("rule", "every month on the last day"): tree.EveryMonth(None),
    ("rule", "once on licensed + 2 years"): tree.OnceOn(
        Sum(((1, Name("licensed")), (1, TWO_YEARS)))
    ),
    ("perk", "every 1 year from licensed"): tree.EveryLength(1, "years", Name("licensed")),
    ("rule", "every 30 days from x"): tree.EveryLength(30, "days", X),
    ("sanction", "at the end of every month"): tree.AtEndOf("month"),
    ("rule", "after 2 years without late"): tree.AfterQuiet(TWO_YEARS, (LATE,)),
    (
        "rule",
        "after every 2 years without x of late or a since the end of ban or y counting from b",
    ): tree.AfterQuiet(
        TWO_YEARS,
        (Occasion(Name("late"), X), Occasion(A)),
        (Occasion(Name("ban"), None, "end"), Occasion(Y)),
        B,
        True,
    ),
    ("rule", "when a reaches 12"): tree.Reaches(A, "reaches", q("12")),
    ("rule", "when a + b falls   to 0"): tree.Reaches(Sum(((1, A), (1, B))), "falls to", q("0")),
    ("perk", "when a falls below x"): tree.Reaches(A, "falls below", X),
    ("sanction", "when a exceeds 7"): tree.Reaches(A, "exceeds", q("7")),
    ("perk", "when a > 7"): tree.When(Comparison(">", A, q("7"))),
    ("rule", "as soon as grade is A or better"): tree.AsSoonAs(
        tree.GradeTest(Name("A"), "or better")
    ),
    ("rule", "on late"): tree.Upon(LATE),
    ("rule", "on final of late"): tree.Upon(Occasion(Name("late"), Name("final"))),
    ("perk", "on the start of ban"): tree.Upon(Occasion(Name("ban"), None, "start")),
    # limits, tables, periods, rankings
    ("limit", "covers a, b"): tree.Covers("gains", (A, B)),
    ("limit", "covers gains and losses of a in x"): tree.Covers("gains and losses", (A,), X),
    ("limit", "covers losses of a"): tree.Covers("losses", (A,)),
    ("limit", "at most 20 per calendar year"): AtMost(q("20"), (CalendarWindow("year"),)),
    ("limit", "only the highest per stop"): tree.OnlyHighest(Name("stop")),
    ("table", "by a: number from 0 to 250, b: one of {x, y}"): tree.TableBy(
        (
            Field(A, None, tree.QuantityType("number", tree.Range(q("0"), q("250"))), None),
            Field(B, None, tree.ChoiceType((X, Y)), None),
        )
    ),
    ("table", "0 to 19: 1"): TableRow((RowKey(q("0"), q("19")),), q("1")),
    ("table", "0 to 19, x: a + 1"): TableRow(
        (RowKey(q("0"), q("19")), RowKey(X, X)), Sum(((1, A), (1, q("1"))))
    ),
    ("table", "x, below 5 points: 1"): TableRow(
        (RowKey(X, X), RowKey(None, q("5", "points"), True)), q("1")
    ),
    ("table", "from 100: -1"): TableRow((RowKey(q("100"), None),), q("-1")),
    ("table", "from 1,000 USD, any: 2"): TableRow(
        (RowKey(q("1000", "USD"), None), RowKey(None, None)), q("2")
    ),
    ("table", "any, x: 1"): TableRow((RowKey(None, None), RowKey(X, X)), q("1")),
    ("table", "x or y: 1"): TableRow((RowKey(X, X, others=(RowKey(Y, Y),)),), q("1")),
    ("table", "from 9 or 2 to 3 or -1, x: 1"): TableRow(
        (
            RowKey(q("9"), None, others=(RowKey(q("2"), q("3")), RowKey(q("-1"), q("-1")))),
            RowKey(X, X),
        ),
        q("1"),
    ),
    ("table", "-1 or 3: 1"): TableRow(
        (RowKey(q("-1"), q("-1"), others=(RowKey(q("3"), q("3")),)),), q("1")
    ),
    ("table", "yes: 1"): TableRow((RowKey(tree.YesNo(True), tree.YesNo(True)),), q("1")),
    ("table", "-5 to -1: 1"): TableRow((RowKey(q("-5"), q("-1")),), q("1")),
    ("table", "from 1 December 2018: 1"): TableRow((RowKey(DAY, None),), q("1")),
    ("table", "otherwise: 0"): TableRow((), q("0")),
    ("period", "from 2018-12-01 to 31 January 2019"): tree.Stretch(DAY, OTHER_DAY),
    ("period", "every year from 1 June to 31 August"): tree.Season(1, 6, 31, 8),
    ("ranking", "by a, highest first"): tree.RankBy(A, "highest first"),
    ("ranking", "then a + b, lowest first"): tree.RankBy(
        Sum(((1, A), (1, B))), "lowest first", True
    ),
    # grades and grants
    ("grades", "no better than C while x"): tree.NoBetter(Name("C"), X),
    ("perk", "for A, B of x"): tree.ForGrades((Name("A"), Name("B")), "exactly", X),
    ("perk", "for B+ or better of x"): tree.ForGrades((Name("B+"),), "or better", X),
    ("perk", "pays 5 USD per 2 of a"): tree.Worth("pays", q("5", "USD"), tree.Per(q("2"), A)),
    ("sanction", "costs 5 USD per started 5 of a"): tree.Worth(
        "costs", q("5", "USD"), tree.Per(q("5"), A, True)
    ),
}


@pytest.mark.parametrize(("kind", "text"), CLAUSES)
def test_a_clause_is_the_node_it_stands_for(kind: str, text: str) -> None:
    found = clause(kind, text)
    assert found == CLAUSES[kind, text]
    assert clause(kind, clause_text(found)) == found


EXPRESSIONS: dict[str, Any] = {
    "2 years 6 months": Length(((q("2"), "years"), (q("6"), "months"))),
    "30 days": length("30", "days"),
    "1 day": length("1", "days"),
    "notice days": Length(((Name("notice"), "days"),)),
    "(a + b) months": Length(((Sum(((1, A), (1, B))), "months"),)),
    "a years b months (x) days": Length(((A, "years"), (B, "months"), (X, "days"))),
    "x + 3 years - 1 days": Sum(((1, X), (1, length("3", "years")), (-1, length("1", "days")))),
    "this a > a": Comparison(">", tree.ThisField(A), A),
    "days since a": tree.Elapsed("days", A),
    "weeks since a": tree.Elapsed("weeks", A),
    "full months since a to the date": tree.Elapsed("months", A, tree.TheDate()),
    "full years since (a + 1 days) >= 18": Comparison(
        ">=", tree.Elapsed("years", Sum(((1, A), (1, length("1", "days"))))), q("18")
    ),
    "the first day of the quarter of a": tree.PeriodDay("first", "quarter", A),
    "the last day of the month of the day after a": tree.PeriodDay(
        "last", "month", tree.DayBeside("after", A)
    ),
    "the day before the date + 1 days": Sum(
        ((1, tree.DayBeside("before", tree.TheDate())), (1, length("1", "days")))
    ),
    "(a when x otherwise b)": tree.Either(X, A, B),
    "(a when x otherwise b when y otherwise 1) * 2": tree.Product(
        (tree.Either(X, A, tree.Either(Y, B, q("1"))), q("2"))
    ),
    "(2 years when x otherwise 3 days)": tree.Either(X, TWO_YEARS, length("3", "days")),
    "a + b up to 20": tree.UpTo(Sum(((1, A), (1, B))), q("20")),
    "a + (b up to 20)": Sum(((1, A), (1, tree.UpTo(B, q("20"))))),
    "a up to 2 * b": tree.UpTo(A, tree.Product((q("2"), B))),
    "a - b rounded up to 0 decimals": tree.RoundedTo(Sum(((1, A), (-1, B))), "rounded up", 0),
    "a * 95% truncated to 2 decimals": tree.RoundedTo(
        tree.Product((A, q("95", "%"))), "truncated", 2
    ),
    "a rounded   to nearest to 1 decimal up to 3": tree.UpTo(
        tree.RoundedTo(A, "rounded to nearest", 1), q("3")
    ),
    "a out of b >= 3 out of 4": Comparison(
        ">=", tree.Ratio(A, B), tree.Ratio(q("3"), q("4"))
    ),
    "a + 1 out of b < 75%": Comparison(
        "<", tree.Ratio(Sum(((1, A), (1, q("1")))), B), q("75", "%")
    ),
    "x of a": tree.ShareOf(X, A),
    "(x of a) of b": tree.ShareOf(tree.ShareOf(X, A), B),
    "(5% when x otherwise a) of b * 2": tree.Product(
        (tree.ShareOf(tree.Either(X, q("5", "%"), A), B), q("2"))
    ),
    "x of (a, b + 1)": tree.TableOf(X, (A, Sum(((1, B), (1, q("1")))))),
    "x of (a, b) * 2": tree.Product((tree.TableOf(X, (A, B)), q("2"))),
    "the date is in summer": tree.IsIn(tree.TheDate(), Name("summer")),
    "a + 2 years is not in x and b": tree.And(
        (tree.IsIn(Sum(((1, A), (1, TWO_YEARS))), X, True), B)
    ),
    "a is given": tree.IsGiven(A),
    "not a is not given": tree.Not(tree.IsGiven(A, True)),
    "a is tied": tree.IsTied(A),
    "a still counting on the date >= 3": Comparison(
        ">=", tree.StillCounting(A, tree.TheDate()), q("3")
    ),
    "grade is A": tree.GradeTest(Name("A")),
    "grade of x is not A": tree.GradeTest(Name("A"), "not", X),
    "grade of x is A+ or worse": tree.GradeTest(Name("A+"), "or worse", X),
    "count of late ever": CountOf(LATE, None, Ever()),
    "count of x of late where a > this a within 3 years": CountOf(
        Occasion(Name("late"), X),
        Comparison(">", A, tree.ThisField(A)),
        SlidingWindow(3, "years", True),
    ),
    "count of the start of ban in the last 12 months": CountOf(
        Occasion(Name("ban"), None, "start"), None, SlidingWindow(12, "months")
    ),
    "sum of a of late the previous calendar year": tree.SumOf(
        A, LATE, None, CalendarWindow("year", True, True)
    ),
    "sum of a of x of late this year from 1 November": tree.SumOf(
        A, Occasion(Name("late"), X), None, YearFrom(1, 11)
    ),
    "sum of a of late where b the previous year from licensed": tree.SumOf(
        A, LATE, B, YearFrom(anchor=Name("licensed"), previous=True)
    ),
    "count of late this summer": CountOf(LATE, None, tree.PeriodWindow(Name("summer"))),
    "count of late since a": CountOf(LATE, None, tree.SinceWindow(Occasion(A))),
    "count of late since x of a": CountOf(LATE, None, tree.SinceWindow(Occasion(A, X))),
    "count of late where a since the end of ban": CountOf(
        LATE, A, tree.SinceWindow(Occasion(Name("ban"), None, "end"))
    ),
    "count of late from a - 2 years to the date": CountOf(
        LATE,
        None,
        tree.BetweenWindow(Sum(((1, A), (-1, TWO_YEARS))), tree.TheDate()),
    ),
    "the latest date of late ever if none 2018-12-01": tree.PickOf(
        "latest", Name("date"), LATE, None, Ever(), DAY
    ),
    "the first day of late this year if none a": tree.PickOf(
        "first", Name("day"), LATE, None, CalendarWindow("year"), A
    ),
    "the most a of x of late where b since y if none -1": tree.PickOf(
        "most",
        A,
        Occasion(Name("late"), X),
        B,
        tree.SinceWindow(Occasion(Y)),
        q("-1"),
    ),
    "the least a of late ever if none 0 >= 3": Comparison(
        ">=", tree.PickOf("least", A, LATE, None, Ever(), q("0")), q("3")
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_is_the_node_it_stands_for(text: str) -> None:
    found = expression(text)
    assert found == EXPRESSIONS[text]
    assert expression(clause_text(found)) == found


BLOCKS: dict[str, Any] = {
    'rule r "R" { }': tree.RuleBlock(Name("r"), Text("R"), ()),
    "status ban { }": tree.StatusBlock(Name("ban"), None, ()),
    'limit l "L" { }': tree.LimitBlock(Name("l"), Text("L"), ()),
    "table t { }": tree.TableBlock(Name("t"), None, ()),
    "period p { }": tree.PeriodBlock(Name("p"), None, ()),
    "ranking r { }": tree.RankingBlock(Name("r"), None, ()),
    "override action a { }": tree.Override(tree.ActionBlock(A, None, ())),
    "override table t { otherwise: 1 }": tree.Override(
        tree.TableBlock(Name("t"), None, (TableRow((), q("1")),))
    ),
}


@pytest.mark.parametrize("text", BLOCKS)
def test_a_block_is_the_node_it_stands_for(text: str) -> None:
    found = read(text)
    assert found == tree.PolicyFile((BLOCKS[text],))
    assert read(to_text(found)) == found


#: Forms of every kind one after the other, where each could go on with the one before.
WHOLE = """
policy p {
  in force from 2018-01-01
  short months end on the last day
}

person {
  licensed: date, may change
  "x": date
  begins on licensed
}

score miles {
  starts at (5 when serious otherwise 3)
  stays within 0 to 100
  keeps lots, oldest first
}

action offence {
  moments committed, final
  days: number from 0 to 5
  counted means the day after committed
  earns 5 miles
  hours: number
  earns days
  points "P": yes or no
  loses 3 credit on final when days > 3, at most 8 per days
  in force from 2018-01-01
  clears
  date: date
  earns amount
  counted_too means days
  begins ban for 2 years
  ends: date
  ends ban
  earns miles, expires after 2 years from final, at most 3 ever
  restores miles
}

rule r {
  source "x"
  when miles + 3 reaches 12
  begins ban for (2 + count of the start of ban ever) years
  loses 3 when days > 4
  on offence
  after 2 years without offence since final of offence
  loses 3
  at the end of every month
  once on licensed + 3 years
}

table fine {
  by speed: number, zone: one of {town, country}
  from 100, town: 4
  0 to 19, town: a
  town, below 3 hours: 5 - 3
  -5 to -1, town: a - 5
  -9, town: 2 years
  days, town: 2 years 6 months
  town, x: count of late this year
  from 9, y: 3
  otherwise: 0
}

limit l {
  covers gains of a, b in miles
  at most 20 per calendar year
  at most 3 times per stop
  only the highest per days
}

grades of miles {
  A+ from 5
  B from x
  no better than B while days is in summer
  C from 1
  D below
  in force from 2018-01-01
}

perk x {
  for A of miles
  when grade of miles is A
  when miles reaches 5
  on the end of ban
  pays 5 USD per 3 of days
}

override period summer {
  every year from 1 June to 31 August
  from 2018-01-01 to 2018-02-01
}

ranking r {
  by miles, highest first
  then sum of goals of match where opponent is tied ever, highest first
}
"""


def test_each_clause_ends_where_the_next_begins() -> None:
    text = WHOLE.replace('  "x": date\n', "")
    found = read(text)
    sizes = [
        len(item.item.clauses if isinstance(item, tree.Override) else item.clauses)
        for item in found.items
        if not isinstance(item, tree.Use)
    ]
    assert sizes == [2, 2, 3, 18, 9, 10, 4, 6, 5, 2, 2]
    assert read(to_text(found)) == found
    assert read(" ".join(text.split())) == found
