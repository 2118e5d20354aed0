"""Ratios and unrounded shares are compared exactly."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.checker.expressions.comparisons import RELATIONS
from policylang.model.expressions import Expression
from tests.rooms.checker.offences import condition_of, of_test
from tests.rooms.checker.worth import holds, worth

OPERATORS = (">", "<", ">=", "<=", "is", "is not")
relations = st.sampled_from(OPERATORS)
counts = st.integers(0, 1_000_000)
LATE = "count of committed of offence where grave ever"
ALL = "count of committed of offence ever"
OTHER = "count of reset ever"


@cache
def condition(test: str) -> Expression:
    return condition_of(test)


def compared(operator: str, left: int | Fraction, right: int | Fraction) -> int:
    return int(holds(RELATIONS[operator], left, right))


@given(relations, counts, counts)
def test_a_ratio_is_compared_with_a_ratio(operator: str, late: int, whole: int) -> None:
    test = condition(f"{LATE} out of {ALL} {operator} 3 out of 4")
    expected = compared(operator, Fraction(late, whole), Fraction(3, 4)) if whole else 0
    assert worth(test, recalled={0: late, 1: whole}) == expected


@given(relations, counts, counts)
def test_a_ratio_is_compared_with_a_percentage(operator: str, late: int, whole: int) -> None:
    test = condition(f"33.3333% {operator} {LATE} out of {ALL}")
    expected = compared(operator, Fraction(333_333, 10**6), Fraction(late, whole)) if whole else 0
    assert worth(test, recalled={0: late, 1: whole}) == expected


@given(relations, counts, counts, counts)
def test_two_ratios_are_compared(operator: str, late: int, whole: int, other: int) -> None:
    test = condition(f"{LATE} out of {ALL} {operator} {LATE} out of {OTHER}")
    expected = 0
    if whole and other:
        expected = compared(operator, Fraction(late, whole), Fraction(late, other))
    assert worth(test, recalled={0: late, 1: whole, 2: other}) == expected


def test_a_ratio_of_written_numbers_may_have_decimals() -> None:
    test = condition(f"{LATE} out of {ALL} >= 1.5 out of 2")
    assert worth(test, recalled={0: 3, 1: 4}) == 1
    assert worth(test, recalled={0: 2, 1: 4}) == 0


fines = st.integers(0, 90_000)


@given(relations, fines)
def test_a_share_is_compared_before_it_is_rounded(operator: str, fine: int) -> None:
    test = condition(f"3.33% of fine {operator} 1 USD")
    expected = compared(operator, Fraction(fine * 333, 10_000), 100)
    assert worth(test, [0, 0, 0, 0, 0, 0, fine]) == expected


@given(relations, fines)
def test_sums_and_shares_of_shares_are_exact(operator: str, fine: int) -> None:
    test = condition(f"50% of 1% of fine + 1 USD - 10% of fine {operator} -(1% of fine)")
    left = Fraction(fine, 200) + 100 - Fraction(fine, 10)
    assert worth(test, [0, 0, 0, 0, 0, 0, fine]) == compared(operator, left, -Fraction(fine, 100))


@given(relations, st.integers(0, 9))
def test_a_share_of_a_number_needs_no_rounding_where_it_is_compared(
    operator: str, size: int
) -> None:
    test = condition(f"30% of size {operator} 1")
    assert worth(test, [0, 0, size]) == compared(operator, Fraction(3 * size, 10), 1)


def test_a_share_that_says_how_it_is_rounded_is_rounded() -> None:
    test = condition("30% of size rounded up is 1")
    assert [worth(test, [0, 0, size]) for size in range(5)] == [0, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("size out of 4 > 3", ["PL202"]),
        ("size out of fine > 3%", ["PL202"]),
        ("kind out of kind > 3%", ["PL202"]),
        ("committed out of final > 3%", ["PL202"]),
        ("size out of 4 + 3 > 3%", []),
        ("3 out of 0 > 3%", ["PL218"]),
        ("(size out of 4) + 3 > 5", ["PL224"]),
        ("size out of 4", ["PL224"]),
        ("(size out of 4 when grave otherwise 3) > 5", ["PL224"]),
        (
            f"sum of fine of committed of offence ever out of {10**14} USD > 5 out of {10**15}",
            ["PL217"],
        ),
    ],
)
def test_a_ratio_has_one_place_and_like_parts(test: str, expected: list[str]) -> None:
    assert of_test(test) == expected
