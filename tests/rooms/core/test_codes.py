from __future__ import annotations

import re

from policylang.core import codes
from policylang.core.diagnostics import Code, Severity


def named() -> dict[str, Code]:
    return {name: code for name, code in vars(codes).items() if isinstance(code, Code)}


def test_there_are_at_least_forty_and_all_are_in_the_catalogue() -> None:
    assert len(codes.CATALOGUE) >= 40
    assert sorted(codes.CATALOGUE) == sorted(code.number for code in named().values())
    assert all(number == code.number for number, code in codes.CATALOGUE.items())


def test_numbers_and_slugs_are_each_used_once() -> None:
    found = list(named().values())
    assert len({code.number for code in found}) == len(found)
    assert len({code.slug for code in found}) == len(found)


def test_a_number_is_its_stage_and_two_digits() -> None:
    for code in codes.CATALOGUE.values():
        assert re.fullmatch(r"PL[0-4]\d\d", code.number)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.slug)


def test_only_the_rules_as_a_set_give_warnings() -> None:
    warnings = {c.number[:3] for c in codes.CATALOGUE.values() if c.severity is Severity.WARNING}
    assert warnings == {"PL3"}
