"""Persons that are whole numbers are told apart, near each other or far, in few rows or many."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylang.engine.columnar import grouping, passes
from policylang.engine.columnar.grouping import Whose
from policylang.engine.columnar.span import Span

_NEAR = st.integers(-5, 20)
_ANY = st.integers(-(2**63), 2**63 - 1)
_PIECES = st.lists(st.lists(_NEAR | _NEAR | st.none() | _ANY, max_size=8), max_size=5)


@pytest.fixture(autouse=True)
def _worth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "WORTH", 0)


def _found(pieces: list[list[Any]], kind: pa.DataType) -> tuple[list[Any], list[int]]:
    whose = Whose(sum(map(len, pieces)))
    for piece in pieces:
        whose.take(pa.chunked_array([pa.array(piece, kind)]))
    names, places = whose.found()
    return names.to_pylist(), places.tolist()


@settings(deadline=None, max_examples=150)
@given(_PIECES)
def test_numbers_are_told_apart_in_order_of_appearance(pieces: list[list[int | None]]) -> None:
    rows = [each for piece in pieces for each in piece]
    names, places = _found(pieces, pa.int64())
    assert len(places) == len(rows)
    seen = list(dict.fromkeys(rows))
    assert [seen.index(each) for each in rows] == places
    if None not in rows:  # else the first row without a person is refused
        assert names == [str(each) for each in seen]


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint8(), pa.int32(), pa.uint32(), pa.uint64()])
def test_every_kind_of_whole_number_is_taken(kind: pa.DataType) -> None:
    most = 2 ** (kind.bit_width - str(kind).startswith("int")) - 1
    pieces = [[3, 1, 3], [most, 1], [most - 1, 3, 0]]
    assert _found(pieces, kind) == (
        ["3", "1", str(most), str(most - 1), "0"], [0, 1, 0, 2, 1, 3, 0, 4]
    )  # fmt: skip


def test_a_table_is_no_longer_than_there_are_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    span = Span(10)
    assert span.numbers(pa.array([5, 9, 5])).tolist() == [0, 1, 0]
    assert span.numbers(pa.array([14, 9])).tolist() == [2, 1]
    assert span.numbers(pa.array([15])) is None
    assert span.numbers(pa.array([4])) is None
    assert span.numbers(pa.array([5, None])) is None
    assert span.known.to_pylist() == [5, 9, 14]
    taken: list[int] = []
    monkeypatch.setattr(grouping, "Span", lambda most: taken.append(most) or Span(most))
    _found([[1, 2, 3]], pa.int64())
    assert taken == [3]
