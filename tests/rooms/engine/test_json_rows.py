from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import limits
from policylang.core.errors import HistoryError
from policylang.engine.rows import RawRow, Reject
from tests.rooms.engine.files import bad, good, rows_of

GOOD = '{"person": "ann", "date": "2018-01-01", "action": "ticket"}\n'

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.text(max_size=20),
)


def written(value: object) -> str:
    """A scalar as the reader hands it on."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


@given(st.lists(st.dictionaries(st.text(max_size=8), scalars, max_size=5), min_size=1, max_size=5))
def test_every_object_of_plain_values_comes_back_as_text(rows: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    found = rows_of(text, "jsonl")
    assert [row.values for row in good(found)] == [
        {name: written(value) for name, value in row.items()} for row in rows
    ]
    assert [row.line for row in good(found)] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize(
    "number", ["0.1", "250.00", "1E400", "-0.0", "1" * 5_000, "123456789.123456789123456789"]
)
def test_a_number_is_the_text_it_was_written_as(number: str) -> None:
    (row,) = rows_of(f'{{"amount": {number}}}\n', "jsonl")
    assert isinstance(row, RawRow)
    assert row.values == {"amount": number}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "nothing",
        '{"person": "ann",}',
        '{"person": "ann"} {"person": "bob"}',
        "[]",
        '"ann"',
        "12",
        "null",
        '{"amount": NaN}',
        '{"amount": -Infinity}',
        '{"amount": [1]}',
        '{"amount": {}}',
        '{"person": "ann", "person": "bob"}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "{'person': 'ann'}",
    ],
)
def test_a_line_that_is_no_plain_object_costs_one_row(line: str) -> None:
    found = rows_of(GOOD + line + "\n\n" + GOOD, "jsonl")
    assert bad(found) == [(2, "PL418")]
    assert [row.line for row in good(found)] == [1, 4]


def test_the_person_of_a_refused_line_is_known_where_it_can_be_read() -> None:
    (reject,) = rows_of('{"person": " ann ", "amount": [1]}\n', "jsonl")
    assert isinstance(reject, Reject)
    assert reject.person == "ann"
    assert reject.text == '{"person": " ann ", "amount": [1]}'
    assert reject.message == "`amount` holds a list or an object"


def test_the_place_where_json_ends_is_told() -> None:
    (reject,) = rows_of('{"person": "ann" "date"}\n', "jsonl")
    assert isinstance(reject, Reject)
    assert reject.message == "the line is not JSON from character 18 on"


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(HistoryError) as caught:
        rows_of(text, "jsonl")
    assert [each.code.number for each in caught.value.diagnostics] == ["PL411"]


def test_a_line_that_is_too_long_or_not_text_costs_one_row() -> None:
    long = GOOD.strip() + " " * limits.DATA_LINE_BYTES
    found = rows_of(GOOD.encode() + long.encode() + b"\n\xff\n" + GOOD.encode(), "jsonl")
    assert bad(found) == [(2, "PL412"), (3, "PL410")]
    assert [row.line for row in good(found)] == [1, 4]


def test_deep_and_wide_lines_take_memory_in_proportion_only() -> None:
    line = '{"a": ' + "[" * 500_000 + "\n"
    tracemalloc.start()
    found = rows_of(line + '{"a": [' + "1," * 300_000 + "1]}\n", "jsonl")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [code for _, code in bad(found)] == ["PL418", "PL418"]
    assert peak < 64 * 1024 * 1024


def test_a_file_of_nothing_but_damage_is_not_empty() -> None:
    assert bad(rows_of(b"\xff\n", "jsonl")) == [(1, "PL410")]
    assert bad(rows_of(b"}\n", "jsonl")) == [(1, "PL418")]
