from __future__ import annotations

import pytest

from tests.rooms.checker.policies import codes, diagnostics, machine, underlined

LOSS = "action x {\n  loses 5\n}\n"


def score(*clauses: str) -> str:
    return "score s {\n  " + "\n  ".join(clauses) + "\n}\n"


def grades(*rows: str) -> str:
    return "grades of s {\n  " + "\n  ".join(rows) + "\n}\n"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["starts at 0", "stays within 0 to 9"], []),
        (["starts at 9", "stays within 0 to 9"], []),
        (["starts at -1", "stays within 0 to 9"], ["PL311"]),
        (["starts at 10", "stays within 0 to 9"], ["PL311"]),
        (["starts at 0", "stays at least 0"], []),
        (["starts at -1", "stays at least 0"], ["PL311"]),
        (["starts at 9", "stays at most 9"], []),
        (["starts at 10", "stays at most 9"], ["PL311"]),
        (["starts at 5", "stays within 5 to 5"], []),
        (["starts at 5", "stays within 6 to 5"], ["PL213"]),
        (["starts at -5"], []),
        (["stays within 0 to 9"], ["PL112"]),
        (["starts at 5 USD"], ["PL201"]),
        (["starts at 5", "stays within 0 to 9 hours"], ["PL201"]),
    ],
)
def test_a_score_starts_inside_its_range(clauses: list[str], expected: list[str]) -> None:
    assert codes(score=score(*clauses)) == expected


def test_the_range_is_held_in_parts_of_a_point() -> None:
    kept = machine(score=score("starts at 1.5", "stays within 0 to 9", "keeps 1 decimals")).score
    assert (kept.fixed_start, kept.fixed_low, kept.fixed_high, kept.bounds) == (15, 0, 90, (0, 90))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["A from 100", "B from 50", "C below"], []),
        (["A from 100", "B from 99", "C below"], []),
        (["A from 100", "B from 100", "C below"], ["PL302"]),
        (["A from 100", "B from 101", "C below"], ["PL301"]),
        (["C below", "A from 100"], ["PL301"]),
        (["A from 100", "B below", "C below"], ["PL302"]),
        (["A from 100", "B from 50"], ["PL312"]),
        (["A below"], []),
        (["A from 100"], ["PL312"]),
        ([], ["PL312"]),
        (["A from 100", "A from 50", "C below"], ["PL106"]),
        (["A from 100", "B from 50", "A below"], ["PL106"]),
        (["A from 100 points", "B from first", "C below"], []),
        (["A from zzz", "B from 50", "C below"], ["PL101"]),
        (["A from first", "B from first", "C below"], ["PL302"]),
    ],
)
def test_grades_fall_strictly_and_the_last_takes_the_rest(
    rows: list[str], expected: list[str]
) -> None:
    assert codes(LOSS, "assumed {\n  first = 50\n}\n", grades(*rows)) == expected


def test_a_grade_out_of_order_is_shown_beside_the_one_before_it() -> None:
    (found,) = diagnostics(LOSS, grades("A from 50", "B from 60", "C below"))
    assert underlined(found) == ["B from 60", "A from 50"]


@pytest.mark.parametrize(
    ("bound", "expected"), [("200", []), ("201", ["PL303"]), ("1", []), ("0", ["PL303"])]
)
def test_every_grade_can_be_reached_within_the_range(bound: str, expected: list[str]) -> None:
    """The score of these policies stays within 0 to 200; 0 leaves nothing below it."""
    assert codes(LOSS, grades(f"A from {bound}", "B below")) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["earns 5"], ["PL303"]),
        (["loses 5"], ["PL303"]),
        (["loses 5", "earns 5"], []),
        (["sets to 899", "earns 5"], []),
        (["sets to 900", "earns 5"], ["PL303"]),
        (["sets to 1101", "loses 5"], []),
        (["sets to 1100", "loses 5"], []),
        (["sets to 1099", "loses 5"], ["PL303"]),
        (["drops to grade C", "earns 5"], []),
        (["multiplies by 50% rounded down", "earns 5"], []),
        (["sets to the smaller of s and 899", "earns 5"], []),
        (["sets to the smaller of s and 900", "earns 5"], ["PL303"]),
        (["sets to the larger of 1100 and s", "loses 5"], []),
        (["sets to the larger of 1099 and s", "loses 5"], ["PL303"]),
    ],
)
def test_without_a_range_rules_decide_which_grades_can_be_reached(
    rules: list[str], expected: list[str]
) -> None:
    """The score starts at 1,000, in the middle of three grades."""
    action = "".join(f"action x{n} {{\n  {rule}\n}}\n" for n, rule in enumerate(rules))
    table = grades("A from 1100", "B from 900", "C below")
    assert codes(action, table, score=score("starts at 1000")) == expected


@pytest.mark.parametrize(
    ("reach", "ranks"),
    [
        ("for B", (1,)),
        ("for B, A", (0, 1)),
        ("for B or better", (0, 1)),
        ("for B or worse", (1, 2)),
        ("for A or better", (0,)),
        ("for C or worse", (2,)),
        ("", None),
    ],
)
def test_who_a_perk_is_for(reach: str, ranks: tuple[int, ...] | None) -> None:
    perk = f'perk p {{\n  {reach}\n  grants "tea"\n}}\n'
    built = machine(LOSS, grades("A from 150", "B from 50", "C below"), perk)
    found = built.grants[0].ranks
    assert (None if found is None else tuple(found)) == ranks


@pytest.mark.parametrize(("listed", "expected"), [("A, B", []), ("A, A", ["PL322"])])
def test_a_grade_is_listed_once(listed: str, expected: list[str]) -> None:
    perk = f'perk p {{\n  for {listed}\n  grants "tea"\n}}\n'
    assert codes(LOSS, grades("A from 150", "B below"), perk) == expected
