"""Tables: complete, without idle rows, and used with keys they are made for."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.checker.blocks.boxes import Box, Search, Stretches, TooManyBoxes
from policylang.core import limits
from policylang.model.machine import Table
from tests.rooms.checker.policies import codes, diagnostics, machine, underlined, visit

KEYS = "number: number from 0 to 9"
TWO = "number: number from 0 to 9, kind: one of {minor, serious}"


def table(*rows: str, by: str = KEYS) -> str:
    """A table of these rows."""
    return f"table t {{\n  by {by}\n" + "".join(f"  {row}\n" for row in rows) + "}\n"


def of_rows(*rows: str, by: str = KEYS, use: str = "t of number") -> list[str]:
    """What is said of a table of these rows that is used once."""
    return codes(visit(f"earns {use}"), table(*rows, by=by))


def built(*rows: str, by: str = KEYS, use: str = "t of number") -> Table:
    return machine(visit(f"earns {use}"), table(*rows, by=by)).tables[0]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["0 to 4: 1", "5 to 9: 2"], []),
        (["below 5: 1", "from 5: 2"], []),
        (["0 or 2 to 4 or from 8: 1", "1 or 5 to 7: 2"], []),
        (["0 or 2: 1", "1 or 5 to 9: 2"], ["PL323"]),
        (["0 to 4: 1", "3 or 5: 2", "6 to 9: 3"], []),
        (["0 to 4: 1", "3 or 1: 2", "5 to 9: 3"], ["PL324"]),
        (["0 or 5 USD: 1", "otherwise: 2"], ["PL201"]),
        (["from 8: 1", "from 5: 2", "0 to 9: 3"], []),
        (["any: 1"], []),
        (["otherwise: 1"], []),
        (["3: 1", "otherwise: 2"], []),
        (["0 to 9: 1", "otherwise: 2"], []),
        (["0 to 4: 1", "6 to 9: 2"], ["PL323"]),
        (["0 to 4: 1"], ["PL323"]),
        (["from 1: 1"], ["PL323"]),
        (["0 to 9: 1", "3: 2"], ["PL324"]),
        (["0 to 4: 1", "5 to 9: 2", "3 to 6: 2"], ["PL324"]),
        (["0 to 9: 1", "10 to 20: 2"], ["PL324"]),
        (["otherwise: 1", "0 to 9: 2"], ["PL324"]),
        (["otherwise: 1", "otherwise: 2"], ["PL324"]),
        (["4 to 0: 1", "otherwise: 2"], ["PL213"]),
        (["0 to 9: 1 USD"], ["PL201"]),
        (["0 to 4: 1", "5 to 9: 1 USD"], ["PL202"]),
        (["0 to 4 USD: 1", "otherwise: 2"], ["PL201"]),
        (["0, minor: 1", "otherwise: 2"], ["PL226"]),
        (["0 to 9: 2 years"], ["PL202"]),
        (["0 to 9: number"], ["PL216"]),
        ([], ["PL112"]),
    ],
)
def test_rows_leave_no_hole_and_none_is_idle(rows: list[str], expected: list[str]) -> None:
    assert of_rows(*rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["0 to 4, minor: 1", "0 to 4, serious: 2", "5 to 9, any: 3"], []),
        (["any, minor: 1", "any, serious: 2"], []),
        (["0 to 4, minor: 1", "otherwise: 3"], []),
        (["0 to 4, minor: 1", "any, serious: 2"], ["PL323"]),
        (["0 to 4, any: 1", "5 to 9, minor: 2", "3 to 7, minor: 3", "otherwise: 4"], ["PL324"]),
        (["any, minor or serious: 1"], []),
        (["0 or 2, minor or serious: 1", "otherwise: 2"], []),
        (["0 or 2, minor or serous: 1", "otherwise: 2"], ["PL210"]),
        (["any, minr: 1", "otherwise: 2"], ["PL210"]),
        (["any, below serious: 1", "otherwise: 2"], ["PL202"]),
        (["any, 3: 1", "otherwise: 2"], ["PL210"]),
    ],
)
def test_rows_of_two_keys_are_looked_at_together(rows: list[str], expected: list[str]) -> None:
    assert of_rows(*rows, by=TWO, use="t of (number, kind)") == expected


def test_a_row_of_several_values_is_one_row_for_each_stretch_of_them() -> None:
    rows = built("3 or 1 to 2 or 8: 1", "4 or 9: 2", "otherwise: 3").rows
    assert [(row.ranges, row.value) for row in rows[:-1]] == [
        (((1, 3),), 1),
        (((8, 8),), 1),
        (((4, 4),), 2),
        (((9, 9),), 2),
    ]
    assert rows[0].origin is rows[1].origin


def test_values_of_many_keys_beside_each_other_are_not_multiplied_without_end() -> None:
    by = ", ".join(f"{key}: number from 0 to 99" for key in "abcde")
    side = " or ".join(str(each) for each in range(0, 99, 2))
    row = ", ".join([side] * 5)
    assert of_rows(f"{row}: 1", "otherwise: 2", by=by, use="t of (1, 1, 1, 1, 1)") == ["PL220"]


def test_the_hole_is_named_in_the_words_of_the_policy() -> None:
    rows = table("0 to 4, minor: 1", "any, serious: 2", by=TWO)
    (found,) = diagnostics(visit("earns t of (number, kind)"), rows)
    assert found.message == "the table `t` has no row for `number` 5, `kind` minor"


def test_the_row_that_takes_all_of_an_idle_one_is_shown() -> None:
    (found,) = diagnostics(visit("earns t of number"), table("0 to 9: 1", "3: 2", "otherwise: 4"))
    assert underlined(found) == ["3: 2", "0 to 9: 1"]


@pytest.mark.parametrize(
    ("rows", "advice"),
    [
        (["0 to 5: 1", "5 to 9: 2"], "`0 to 4`"),
        (["5 to 9: 2", "0 to 5: 1"], "`0 to 4`"),
        (["below 7: 1", "3 to 9: 2"], "`0 to 2`"),
        (["below 7: 1", "0 to 9: 2"], None),
        (["1 to 6: 1", "3 to 9: 2", "0: 3"], "`1 to 2`"),
        (["below 5: 1", "from 5: 2"], None),
        (["3 to 4: 1", "0 to 9: 2"], None),
        (["from 8: 1", "from 5: 2", "0 to 9: 3"], None),
        (["0 to 5: 1", "otherwise: 2"], None),
    ],
)
def test_rows_that_overlap_at_an_end_are_said(rows: list[str], advice: str | None) -> None:
    found = diagnostics(visit("earns t of number"), table(*rows))
    assert [each.code.number for each in found] == (["PL347"] if advice else [])
    assert not advice or advice in (found[0].help or "")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["0 to 5, minor: 1", "5 to 9, minor: 2", "any, serious: 3"], ["PL347"]),
        (["0 to 5, minor: 1", "5 to 9, any: 2", "otherwise: 3"], ["PL347"]),
        (["0 to 5, minor: 1", "5 to 9, serious: 2", "otherwise: 3"], []),
        (["0 to 5, any: 1", "any, serious: 2", "otherwise: 3"], []),
    ],
)
def test_rows_overlap_where_every_key_does(rows: list[str], expected: list[str]) -> None:
    assert of_rows(*rows, by=TWO, use="t of (number, kind)") == expected


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("t of number", []),
        ("t of (number)", []),
        ("t of 3", []),
        ("t of (number, kind)", ["PL226"]),
        ("t of (number + 1)", ["PL225"]),
        ("t of ((number + 1) up to 9)", []),
        ("t of amount", ["PL201"]),
        ("t of kind", ["PL201"]),
        ("t of number rounded down", ["PL203"]),
        ("u of number", ["PL101"]),
        ("u of (number, kind)", ["PL123"]),
        ("t", ["PL101"]),
    ],
)
def test_keys_are_of_the_kinds_and_ranges_of_the_table(use: str, expected: list[str]) -> None:
    assert of_rows("0 to 4: 1", "5 to 9: 2", use=use) == expected


def test_a_table_with_otherwise_takes_any_value_of_its_kind() -> None:
    assert of_rows("0 to 4: 1", "otherwise: 2", use="t of (number + 1)") == []


@pytest.mark.parametrize(
    ("rows", "use", "expected"),
    [
        (["below 5: 1 USD", "from 5: 2 USD"], "1 per 1 USD of t of number", []),
        (["below 5: 10%", "from 5: 20%"], "1 when t of number > 15%", []),
        (["below 5: yes", "from 5: no"], "1 when t of number", []),
        (["below 5: 1", "from 5: 2"], "t of number + 3 points", []),
        (["below 5: 1", "from 5: 2"], "1 when day + (t of number) days < the date", []),
        (["below 5: 1", "from 5: 2"], "2 * t of number", []),
        (["below 5: 1", "from 5: 2"], "1 when t of number > size", []),
        (["below 5: 1", "from 5: 2"], "1 when t of number > number", []),
        (["below 5: 1", "from 5: 2"], "1 when t of number > amount", ["PL202"]),
    ],
)
def test_values_have_the_unit_they_are_written_in(
    rows: list[str], use: str, expected: list[str]
) -> None:
    assert of_rows(*rows, use=use) == expected


def test_the_last_row_always_fits() -> None:
    last = built("0 to 4: 1", "5 to 9: 2").rows[-1]
    assert last.ranges == ((limits.INT64_LOW, limits.INT64_HIGH),)
    assert last.value == 2


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("number: number", ["PL211"]),
        ("number: name", ["PL201"]),
        (f"{KEYS}, {KEYS}", ["PL107"]),
        ("number: number from 9 to 0", ["PL213"]),
    ],
)
def test_keys_are_declared_as_fields_are(by: str, expected: list[str]) -> None:
    assert of_rows("otherwise: 1", by=by) == expected


def test_a_table_of_too_many_keys_is_answered() -> None:
    rows = [f"{i} to {i + 1}, {50 - i} to {51 - i}, {i}: 1" for i in range(49)]
    keys = ", ".join(f"k{i}: number from 0 to 99" for i in range(3))
    assert of_rows(*rows, "otherwise: 2", by=keys, use="t of (number, number, number)") == []


sides = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda side: (min(side), max(side)))
WHOLE: Box = ((0, 6), (0, 6), (0, 6))


@given(st.lists(st.tuples(sides, sides, sides), max_size=12))
def test_a_hole_is_found_where_there_is_one(boxes: list[Box]) -> None:
    found = Search(10**6).hole(boxes, WHOLE)
    open_places = [
        place
        for place in product(range(7), repeat=3)
        if not any(_inside(place, box) for box in boxes)
    ]
    assert found is None if not open_places else found in open_places


def _inside(place: tuple[int, ...], box: Box) -> bool:
    return all(low <= at <= high for at, (low, high) in zip(place, box, strict=True))


def test_a_search_ends() -> None:
    with pytest.raises(TooManyBoxes):
        Search(5).hole([((0, 1), (0, 1))] * 10, ((0, 6), (0, 6)))


@given(st.lists(sides, max_size=8), sides)
def test_stretches_know_what_is_taken(taken: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    stretches = Stretches()
    for low, high in taken:
        stretches.take(low, high)
    numbers = {number for low, high in taken for number in range(low, high + 1)}
    assert stretches.meet(*asked) == any(n in numbers for n in range(asked[0], asked[1] + 1))
    assert stretches.starts == sorted(stretches.starts)


def test_a_table_of_thousands_of_rows_is_proved() -> None:
    key = "number: number from 0 to 4999"
    rows = [f"{number}: {number % 7}" for number in range(5_000)]
    assert of_rows(*rows, by=key) == []


def test_rows_without_end_that_overlap_are_answered() -> None:
    key = "number: number from 0 to 4999"
    rows = [f"from {5_000 - number}: 1" for number in range(1, 3_000)]
    assert of_rows(*rows, "otherwise: 2", by=key) == ["PL220"]
