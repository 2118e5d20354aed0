"""How many columns characters take."""

from __future__ import annotations

import pytest

from policylang.report.visible import visible
from policylang.report.width import left, right, text_width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("迟付水费", 8),
        ("\uff21", 2),  # a fullwidth letter
        ("\uff71", 1),  # a halfwidth one
        ("e\u0301", 1),
        ("\u200d", 0),
        ("\u1100\u1161", 2),  # a Hangul syllable in two parts
        ("\U0001f600", 2),
        ("\u00e9", 1),
        ("\u03a9", 1),
    ],
)
def test_columns(text: str, columns: int) -> None:
    assert text_width(text) == columns


def test_filling_up_counts_columns() -> None:
    assert left("迟", 4) + "|" == "迟  |"
    assert right("迟", 4) == "  迟"
    assert left("迟付", 3) == "迟付"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\tb", "a\\tb"),
        ("\x00\x1b\x7f\x85\x9b", "\\x00\\x1b\\x7f\\x85\\x9b"),
        ("\u202e\u2028\ufeff\u00ad", "\\u202e\\u2028\\ufeff\\xad"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("\u06a9\u200c\u0627", "\u06a9\u200c\u0627"),  # a joiner that Persian needs
        ("\u3000", "\u3000"),
    ],
)
def test_what_hides_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown
