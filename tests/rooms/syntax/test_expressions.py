from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from policylang.syntax.nodes import (
    And,
    CalendarWindow,
    Comparison,
    CountOf,
    DateLiteral,
    Ever,
    Extreme,
    GradeTest,
    Name,
    Negative,
    Not,
    Occasion,
    Or,
    Product,
    Quantity,
    ShareOf,
    SlidingWindow,
    Sum,
    SumOf,
    TheDate,
    YesNo,
)
from tests.rooms.syntax.reading import expression

A, B, C, D = Name("a"), Name("b"), Name("c"), Name("d")


def q(digits: str, unit: str | None = None) -> Quantity:
    return Quantity(Decimal(digits), unit)


ATOMS: dict[str, Any] = {
    "a": A,
    "走访": Name("走访"),
    "été_2": Name("été_2"),
    "5": q("5"),
    "1,000,000": q("1000000"),
    "2.50": q("2.50"),
    "1,234.5": q("1234.5"),
    "5 points": q("5", "points"),
    "1 point": q("1", "points"),
    "50 USD": q("50", "USD"),
    "50USD": q("50", "USD"),
    "2 hours": q("2", "hours"),
    "1 hour": q("1", "hours"),
    "30 minutes": q("30", "minutes"),
    "1 minute": q("1", "minutes"),
    "1%": q("1", "%"),
    "0.25 %": q("0.25", "%"),
    "-5": q("-5"),
    "- 5 USD": q("-5", "USD"),
    "yes": YesNo(True),
    "no": YesNo(False),
    "the date": TheDate(),
    "2018-12-01": DateLiteral(datetime.date(2018, 12, 1)),
    "1 December 2018": DateLiteral(datetime.date(2018, 12, 1)),
    "grade is A+++": GradeTest(Name("A+++")),
    "grade is not B": GradeTest(Name("B"), "not"),
    "grade is B or better": GradeTest(Name("B"), "or better"),
    "grade is B-  or   worse": GradeTest(Name("B-"), "or worse"),
    "the smaller of a and b": Extreme("smaller", A, B),
    "the larger of a + b and c": Extreme("larger", Sum(((1, A), (1, B))), C),
    "count of a ever": CountOf(Occasion(A), None, Ever()),
    "count of a in the last 365 days": CountOf(Occasion(A), None, SlidingWindow(365)),
    "count of a in the last 1 day": CountOf(Occasion(A), None, SlidingWindow(1)),
    "count of a in the last 2 weeks": CountOf(Occasion(A), None, SlidingWindow(2, "weeks")),
    "count of a this calendar month": CountOf(Occasion(A), None, CalendarWindow("month")),
    "count of a this month": CountOf(Occasion(A), None, CalendarWindow("month", False)),
    "count of a where b > 1 ever": CountOf(Occasion(A), Comparison(">", B, q("1")), Ever()),
    "sum of b of a this calendar quarter": SumOf(B, Occasion(A), None, CalendarWindow("quarter")),
    "sum of b of a where c and d ever": SumOf(B, Occasion(A), And((C, D)), Ever()),
    "1% of a": ShareOf(q("1", "%"), A),
    "50% of a rounded down": ShareOf(q("50", "%"), A, "rounded down"),
    "50% of a rounded  to\nnearest": ShareOf(q("50", "%"), A, "rounded to nearest"),
    "b of a truncated": ShareOf(B, A, "truncated"),
}


@pytest.mark.parametrize("text", ATOMS)
def test_an_expression_is_the_node_it_stands_for(text: str) -> None:
    assert expression(text) == ATOMS[text]


BINDING: dict[str, Any] = {
    "a or b and c": Or((A, And((B, C)))),
    "(a or b) and c": And((Or((A, B)), C)),
    "a or b or c": Or((A, B, C)),
    "(a or b) or c": Or((Or((A, B)), C)),
    "a and b and c": And((A, B, C)),
    "not a and b": And((Not(A), B)),
    "not (a and b)": Not(And((A, B))),
    "not not a": Not(Not(A)),
    "not a is b": Not(Comparison("is", A, B)),
    "a = b": Comparison("is", A, B),
    "a is not b": Comparison("is not", A, B),
    "a is  not b": Comparison("is not", A, B),
    "a is not (b)": Comparison("is not", A, B),
    "a is (not b)": Comparison("is", A, Not(B)),
    "a >= b": Comparison(">=", A, B),
    "a <= b": Comparison("<=", A, B),
    "a < b": Comparison("<", A, B),
    "a > b": Comparison(">", A, B),
    "a + b > c - d": Comparison(">", Sum(((1, A), (1, B))), Sum(((1, C), (-1, D)))),
    "a - b - c": Sum(((1, A), (-1, B), (-1, C))),
    "a - (b - c)": Sum(((1, A), (-1, Sum(((1, B), (-1, C)))))),
    "a + b * c": Sum(((1, A), (1, Product((B, C))))),
    "(a + b) * c": Product((Sum(((1, A), (1, B))), C)),
    "a * b * c": Product((A, B, C)),
    "a * (b * c)": Product((A, Product((B, C)))),
    "-a": Negative(A),
    "--a": Negative(Negative(A)),
    "- -5": Negative(q("-5")),
    "-(5)": q("-5"),
    "-(-5)": Negative(q("-5")),
    "a - -5": Sum(((1, A), (-1, q("-5")))),
    "-a * b": Product((Negative(A), B)),
    "1% of a * b": Product((ShareOf(q("1", "%"), A), B)),
    "1% of -a": ShareOf(q("1", "%"), Negative(A)),
    "1% of 1% of a truncated": ShareOf(q("1", "%"), ShareOf(q("1", "%"), A, "truncated")),
    "1% of (a + b) rounded up": ShareOf(q("1", "%"), Sum(((1, A), (1, B))), "rounded up"),
    "((a))": A,
    "a5 - 5": Sum(((1, Name("a5")), (-1, q("5")))),
    "2018-12-01 > the date": Comparison(">", DateLiteral(datetime.date(2018, 12, 1)), TheDate()),
}


@pytest.mark.parametrize("text", BINDING)
def test_operators_bind_as_the_language_page_says(text: str) -> None:
    assert expression(text) == BINDING[text]


def test_spaces_line_ends_and_comments_mean_nothing() -> None:
    spread = "a # first\n\t+\r\n b * # second\n c"
    assert expression(spread) == expression("a+b*c")


def test_a_name_is_the_same_name_however_its_letters_are_composed() -> None:
    assert expression("\u212b") == expression("\u00c5") == Name("\u00c5")
