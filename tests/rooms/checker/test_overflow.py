"""No value of a checked policy leaves 64 bits, however long the history."""

from __future__ import annotations

import pytest

from tests.rooms.checker.policies import codes, diagnostics, machine

HIGHEST = 2**63 - 1
OPEN = "score s {\n  starts at 0\n}\n"


def field(low: int, high: int) -> str:
    return f"  n: points from {low} to {high}\n"


def action(*clauses: str, fields: str = "") -> str:
    return f"action x {{\n{fields}  " + "\n  ".join(clauses) + "\n}\n"


@pytest.mark.parametrize(
    ("most", "expected"),
    [(4_611_686_018_427, []), (4_611_686_018_428, ["PL217"])],
)
def test_an_open_score_has_room_for_a_million_events(most: int, expected: list[str]) -> None:
    """2**62 is the most an open score may reach: it leaves room for one change more."""
    assert most * 10**6 <= 2**62 or expected
    for verb in ("earns", "loses"):
        assert codes(action(f"{verb} n", fields=field(0, most)), score=OPEN) == expected


def test_all_rules_of_an_event_count_and_of_a_choice_the_largest() -> None:
    half = field(0, 4_611_686_018_427 // 2) + "  paid: yes or no\n"
    assert codes(action("earns n", "earns n", fields=half), score=OPEN) == []
    assert codes(action("earns n", "earns n", "earns 2", fields=half), score=OPEN) == ["PL217"]
    choice = ("earns n when paid", "earns n otherwise", "earns n")
    assert codes(action(*choice, fields=half), score=OPEN) == []
    assert codes(action("earns n", "loses n", "earns n", fields=half), score=OPEN) == []


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("sets to s", []),
        ("sets to 5", []),
        ("sets to n", []),
        ("sets to s + 1", ["PL217"]),
        ("sets to s - n", ["PL217"]),
        ("sets to the larger of s and n", ["PL217"]),
        ("sets to the larger of s and 7", []),
        ("sets to the smaller of 7 and s", []),
        ("multiplies by 100%", []),
        ("multiplies by 99% rounded up", []),
        ("multiplies by 50% rounded up", []),
        ("multiplies by 50% rounded to nearest", []),
        ("multiplies by 95% rounded to nearest", []),
        ("multiplies by 0.5 truncated", []),
        ("multiplies by -1", ["PL217"]),
        ("multiplies by 2", ["PL217"]),
        ("earns 1% of s rounded down", ["PL212"]),
        ("earns the larger of 0 and s", ["PL217"]),
    ],
)
def test_an_open_score_is_not_set_to_what_may_grow(clause: str, expected: list[str]) -> None:
    found = codes(action(clause, fields=field(0, 9)), score=OPEN)
    assert [code for code in found if code != "PL317"] == expected


def test_with_a_range_a_score_may_be_set_to_anything() -> None:
    for clause in ("sets to s + n", "sets to 2 * s", "multiplies by 99% rounded up"):
        assert codes(action(clause, fields=field(0, 9))) == []


@pytest.mark.parametrize(
    ("clause", "bounds"),
    [
        ("sets to -7", (-7, 0)),
        ("sets to 7", (0, 7)),
        ("sets to n", (-3, 9)),
        ("sets to the smaller of s and -5", (-5, 0)),
        ("sets to the larger of s and 5", (0, 5)),
        ("multiplies by 50% rounded down", (0, 0)),
        ("earns n + 3", (0, 12 * 10**6)),
        ("loses n + 3", (-12 * 10**6, 0)),
    ],
)
def test_the_bounds_of_an_open_score_are_proved_from_the_rules(
    clause: str, bounds: tuple[int, int]
) -> None:
    built = machine(action(clause, fields=field(-3, 9)), score=OPEN)
    assert built.score.bounds == bounds


@pytest.mark.parametrize(
    ("side", "bounds"),
    [
        ("stays at least -5", (-5, 7 * 10**6)),
        ("stays at most 5", (-9 * 10**6, 5)),
        ("stays within -5 to 5", (-5, 5)),
    ],
)
def test_a_declared_end_is_the_bound_whatever_the_rules(side: str, bounds: tuple[int, int]) -> None:
    score = f"score s {{\n  starts at 0\n  {side}\n}}\n"
    built = machine("action x {\n  earns 7\n}\n", "action y {\n  loses 9\n}\n", score=score)
    assert built.score.bounds == bounds


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("461168601842738790.4", []),  # 2**62 in tenths
        ("461168601842738790.5", ["PL217"]),
        ("922337203685477580.7", ["PL217"]),
        ("922337203685477580.8", ["PL217"]),
        ("-461168601842738790.4", []),
        ("-461168601842738790.5", ["PL217"]),
    ],
)
def test_a_start_leaves_room_for_changes(start: str, expected: list[str]) -> None:
    score = "score s {\n  starts at first\n  keeps 1 decimals\n}\n"
    high, low = start[:-11], start[-11:].lstrip("0")  # a number has at most 18 digits
    sign = "-" if start.startswith("-") else "+"
    figures = f"assumed {{\n  first = {high} * 1000000000 {sign} {low}\n}}\n"
    assert codes(figures, score=score) == expected


@pytest.mark.parametrize(
    ("most", "expected"), [(HIGHEST - 2**62, []), (HIGHEST - 2**62 + 1, ["PL217"])]
)
def test_a_change_fits_on_top_of_the_highest_score(most: int, expected: list[str]) -> None:
    score = "score s {\n  starts at 0\n  stays within 0 to top\n}\n"
    top = "assumed {\n  top = 4611686018 * 1000000000 + 427387904\n  most = MOST\n}\n"
    figures = top.replace("MOST", f"{most // 10**9} * 1000000000 + {most % 10**9}")
    rule = "action x {\n  n: points from 0 to most\n  earns n\n}\n"
    assert codes(figures, rule, score=score) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("999999999999999999 * 9", []),
        ("999999999999999999 * 10", ["PL217"]),
        ("922337203685477580 * 10 + 7", []),
        ("922337203685477580 * 10 + 8", ["PL217"]),
        ("-922337203685477580 * 10 - 8", []),
        ("-922337203685477580 * 10 - 9", ["PL217"]),
        (" * ".join(["999999999999999999"] * 2000), ["PL217"]),
        (" * ".join(["999999999999999999"] * 2001), ["PL220"]),
        (" + ".join(["1"] * 2000), []),
        (" + ".join(["1"] * 2001), ["PL220"]),
    ],
)
def test_a_figure_fits_64_bits(value: str, expected: list[str]) -> None:
    figures = f"assumed {{\n  x = {value}\n}}\n"
    assert codes(figures, "action y {\n  loses 1\n}\n", score=OPEN) == expected


@pytest.mark.parametrize(
    ("most", "expected"), [(9_223_372_036_854, []), (9_223_372_036_855, ["PL217"])]
)
def test_a_sum_over_a_million_events_fits_64_bits(most: int, expected: list[str]) -> None:
    for low, high in ((0, most), (-most, 0), (-most, most)):
        fields = f"  n: number from {low} to {high}\n"
        rule = action("loses 1 when sum of n of x ever > 5", fields=fields)
        found = codes(rule)
        assert [each for each in found if each != "PL304"] == expected


def test_products_of_fields_are_bounded() -> None:
    for most, expected in ((3_037_000_499, []), (3_037_000_500, ["PL217"])):
        fields = f"  n: number from 0 to {most}\n"
        assert codes(action("loses 1 when n * n > 5", fields=fields)) == expected


def test_the_advice_is_to_give_a_range() -> None:
    (found,) = diagnostics(action("sets to s + 1"), score=OPEN)
    assert found.message == "the score `s` can become too large to compute with"
    assert found.help is not None
    assert "stays within" in found.help
