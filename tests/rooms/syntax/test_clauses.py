from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from policylang.syntax import nodes as tree
from policylang.syntax.nodes import (
    Assumed,
    AtMost,
    By,
    CalendarWindow,
    ChoiceType,
    Condition,
    Costs,
    Currency,
    DateLiteral,
    DropsTo,
    Earns,
    Effect,
    EveryMonth,
    EveryYear,
    Field,
    Figure,
    ForGrades,
    GainAtMostCost,
    GradeRow,
    Grants,
    InForce,
    KeepsDecimals,
    Loses,
    Means,
    Multiplies,
    Name,
    OnceOn,
    Per,
    Quantity,
    QuantityType,
    Range,
    Sets,
    Source,
    StartsAt,
    StaysWithin,
    Text,
    Timezone,
    Title,
    Version,
    When,
    Worth,
    YesNo,
    YesNoType,
)
from tests.rooms.syntax.reading import clause, clauses, read

A, B, X = Name("a"), Name("b"), Name("x")
DAY = DateLiteral(datetime.date(2018, 12, 1))


def q(digits: str, unit: str | None = None) -> Quantity:
    return Quantity(Decimal(digits), unit)


def effect(change: Any, condition: Condition | None = None, *caps: AtMost) -> Effect:
    return Effect(change, condition, caps)


CLAUSES: dict[tuple[str, str], Any] = {
    ("policy", 'title "The title"'): Title(Text("The title")),
    ("policy", 'version "3"'): Version(Text("3")),
    ("policy", "currency USD"): Currency(Name("USD")),
    ("policy", 'timezone "UTC"'): Timezone(Text("UTC")),
    ("policy", "in force from 2018-12-01"): InForce("from", DAY),
    ("policy", "in force until 1 December 2018"): InForce("until", DAY),
    ("policy", 'source "a book"'): Source(Text("a book")),
    ("policy", 'assumed "by us"'): Assumed(Text("by us")),
    ("score", "starts at 100"): StartsAt(q("100")),
    ("score", "starts at -1.5 points"): StartsAt(q("-1.5", "points")),
    ("score", "stays within a to 20"): StaysWithin(A, q("20")),
    ("score", "stays at least 0"): StaysWithin(q("0"), None),
    ("score", "stays at most 9"): StaysWithin(None, q("9")),
    ("score", "keeps 2 decimals"): KeepsDecimals(2),
    ("score", "keeps 1 decimal"): KeepsDecimals(1),
    ("action", "by choice"): By("choice"),
    ("action", "by authority"): By("authority"),
    ("action", "costs a"): Costs(A),
    ("action", "earns 5"): effect(Earns(q("5"))),
    ("action", "loses 1 per 50 USD of a"): effect(Loses(q("1"), Per(q("50", "USD"), A))),
    ("action", "earns 1 per started b of a"): effect(Earns(q("1"), Per(B, A, True))),
    ("action", "sets to 7"): effect(Sets(q("7"))),
    ("action", "multiplies by 2"): effect(Multiplies(q("2"))),
    ("action", "multiplies by 95% rounded up"): effect(Multiplies(q("95", "%"), "rounded up")),
    ("action", "drops to grade A++"): effect(DropsTo(Name("A++"))),
    ("action", "earns a when b"): effect(Earns(A), Condition(False, B)),
    ("action", "earns a otherwise when b"): effect(Earns(A), Condition(True, B)),
    ("action", "earns a otherwise"): effect(Earns(A), Condition(True, None)),
    ("action", "earns a, at most 5 per calendar year"): effect(
        Earns(A), None, AtMost(q("5"), (CalendarWindow("year"),))
    ),
    ("action", "earns a, at most 5 per year"): effect(
        Earns(A), None, AtMost(q("5"), (CalendarWindow("year", False),))
    ),
    ("action", "earns a, at most 5 in any 30 days"): effect(
        Earns(A), None, AtMost(q("5"), (tree.AnyDays(30),))
    ),
    ("action", "earns a, at most 3 times per calendar day when b"): effect(
        Earns(A), Condition(False, B), AtMost(q("3"), (CalendarWindow("day"),), True)
    ),
    ("action", "earns a when b, at most 1 times per calendar day, at most b in any 7 days"): effect(
        Earns(A),
        Condition(False, B),
        AtMost(q("1"), (CalendarWindow("day"),), True),
        AtMost(B, (tree.AnyDays(7),)),
    ),
    ("action", "a: yes or no"): Field(A, None, YesNoType(), None),
    ("action", "a: number from -3 to b = 2"): Field(
        A, None, QuantityType("number", Range(q("-3"), B)), q("2")
    ),
    ("person", 'a "Age": date'): Field(A, Text("Age"), QuantityType("date", None), None),
    ("person", "a: one of {x, b} = x"): Field(A, None, ChoiceType((X, B)), X),
    ("person", "a: yes or no = no"): Field(A, None, YesNoType(), YesNo(False)),
    ("define", "means a"): Means(A),
    ("assumed", "a = 5"): Figure(A, q("5")),
    ("assumed", 'a = 50 USD "why"'): Figure(A, q("50", "USD"), Text("why")),
    ("claim", "within 3 years, gain from perks <= cost of actions"): GainAtMostCost(3, "years"),
    ("claim", "within 1 day, gain from perks < cost of actions"): GainAtMostCost(1, "days", "<"),
    ("claim", "splitting a never pays"): tree.SplittingNeverPays(A),
    ("claim", "from B+ to A within 2 years"): tree.GradeToGrade(Name("B+"), Name("A"), 2, "years"),
    ("claim", "from a to x within 1 month for at most 5 USD"): tree.GradeToGrade(
        A, X, 1, "months", (tree.Spend(q("5", "USD")),)
    ),
    ("claim", "from a to x within 9 days for at most 5 USD and 1,000 hours a year"): (
        tree.GradeToGrade(
            A, X, 9, "days", (tree.Spend(q("5", "USD")), tree.Spend(q("1000", "hours"), True))
        )
    ),
    ("grades", "A+ from 10"): GradeRow(Name("A+"), q("10")),
    ("grades", "A from -10 points"): GradeRow(Name("A"), q("-10", "points")),
    ("grades", "A from x"): GradeRow(Name("A"), X),
    ("grades", "D below"): GradeRow(Name("D"), None),
    ("perk", "for A, B+"): ForGrades((Name("A"), Name("B+"))),
    ("perk", "for B or better"): ForGrades((Name("B"),), "or better"),
    ("perk", "when a"): When(A),
    ("perk", "every year on 29 February"): EveryYear(29, 2),
    ("perk", "every month on day 15"): EveryMonth(15),
    ("perk", "every month on the last day"): EveryMonth(None),
    ("perk", "once on 2018-12-01"): OnceOn(DAY),
    ("perk", "pays 5 USD"): Worth("pays", q("5", "USD")),
    ("perk", "saves a"): Worth("saves", A),
    ("perk", 'grants "tea"'): Grants("grants", Text("tea")),
    ("sanction", "costs 5 USD"): Worth("costs", q("5", "USD")),
    ("sanction", 'imposes "a letter"'): Grants("imposes", Text("a letter")),
}


@pytest.mark.parametrize(("kind", "text"), CLAUSES)
def test_a_clause_is_the_node_it_stands_for(kind: str, text: str) -> None:
    assert clause(kind, text) == CLAUSES[kind, text]


def test_clauses_follow_each_other_without_any_mark_between_them() -> None:
    found = clauses(
        "action", 'a: hours from 0 to 9 hours: money from 0 USD to 9 USD "x": date'[:50]
    )
    assert [each.name.text for each in found] == ["a", "hours"]


BLOCKS: dict[str, Any] = {
    'policy p "P" { }': tree.PolicyBlock(Name("p"), Text("P"), ()),
    "person { }": tree.PersonBlock(()),
    "score s { }": tree.ScoreBlock(Name("s"), None, ()),
    'action a "A" { }': tree.ActionBlock(A, Text("A"), ()),
    "define d { }": tree.DefineBlock(Name("d"), None, ()),
    'assumed "why" { }': tree.FiguresBlock("assumed", Text("why"), ()),
    "reported { }": tree.FiguresBlock("reported", None, ()),
    "grades of s { }": tree.GradesBlock(Name("s"), ()),
    'perk x "X" { }': tree.GrantBlock("perk", X, Text("X"), ()),
    "sanction x { }": tree.GrantBlock("sanction", X, None, ()),
    "claim x { }": tree.ClaimBlock(X, None, ()),
    'use "common.policy"': tree.Use(Text("common.policy")),
}


@pytest.mark.parametrize("text", BLOCKS)
def test_a_block_is_the_node_it_stands_for(text: str) -> None:
    assert read(text) == tree.PolicyFile((BLOCKS[text],))


def test_a_label_belongs_to_the_block_and_not_to_its_clauses() -> None:
    (block,) = read('action a { source "a book" }').items
    assert isinstance(block, tree.ActionBlock)
    assert block.label is None


def test_blocks_stay_in_the_order_of_the_file() -> None:
    items = read(" ".join(BLOCKS)).items
    assert items == tuple(BLOCKS.values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"say \"yes\""', 'say "yes"'),
        (r'"a \\ b"', r"a \ b"),
        (r'"\n is an n"', "n is an n"),
        ('"# not a comment { } "', "# not a comment { } "),
        ('""', ""),
        ('"走访"', "走访"),
    ],
)
def test_a_text_is_what_stands_between_its_quotes(written: str, meant: str) -> None:
    assert clause("policy", f"title {written}") == Title(Text(meant))
