"""One of something is told in the singular."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policylang.core.counting import counted


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 points"),
        (1, "1 point"),
        (2, "2 points"),
        (-1, "-1 points"),
        (1_000, "1,000 points"),
        (Decimal(1), "1 point"),
        (Decimal("0.5"), "0.5 points"),
        (Decimal("1.50"), "1.50 points"),
    ],
)
def test_one_is_told_in_the_singular(number: int | Decimal, text: str) -> None:
    assert counted(number, "point") == text


def test_a_plural_of_its_own() -> None:
    assert [counted(n, "person", "people") for n in (0, 1, 2)] == [
        "0 people",
        "1 person",
        "2 people",
    ]
