"""JSON that is exact, readable and safe to show."""

from __future__ import annotations

import json
import sys
import unicodedata
from decimal import Decimal

import pytest

from policylang.report.json_text import json_text


def test_every_hidden_character_is_escaped_and_can_be_read_back() -> None:
    hidden = "".join(
        chr(point)
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(point)) in {"Cc", "Cf", "Zl", "Zp"}
        and chr(point) not in "\u200c\u200d"
    )
    text = json_text(hidden)
    assert json.loads(text) == hidden
    assert text.isascii()


def test_half_a_character_is_escaped() -> None:
    assert json_text("\ud800") == '"\\ud800"'


def test_other_text_stays_readable() -> None:
    assert json_text("迟付 é \u200d") == '"迟付 é \u200d"'


def test_decimals_are_strings_with_all_their_digits() -> None:
    assert json_text([Decimal("50.00"), Decimal("1E+2")], indent=None) == '["50.00", "100"]'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        json_text(value)  # type: ignore[arg-type]


def test_other_things_have_no_form() -> None:
    with pytest.raises(TypeError, match="set has no form in JSON"):
        json_text({1})  # type: ignore[arg-type]
