"""Rows in order of their places are those that a stable sort gives, whatever they hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import limits
from policylang.engine.columnar import passes, placing
from policylang.engine.columnar.arrays import Int32, Int64

#: Days from the year 1800 to the year 2999.
_FIRST, _LAST = 657_072, 1_095_362


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "WORTH", 0)


@given(st.data(), st.integers(1, 5_000), st.integers(0, 3))
def test_rows_are_put_in_place_as_by_a_stable_sort(
    data: st.DataObject, count: int, width: int
) -> None:
    size = data.draw(st.integers(1, 40))

    def column(least: int, most: int) -> list[int]:
        return data.draw(st.lists(st.integers(least, most), min_size=size, max_size=size))

    places = np.array(column(0, count - 1), np.int32)
    days, codes = np.array(column(_FIRST, _LAST), np.int32), np.array(column(-1, 250), np.int32)
    reach = data.draw(st.sampled_from([0, 10**5, limits.INT64_HIGH]))
    columns = [column(-reach - 1, reach) for _ in range(width)]
    fields = np.array(columns, np.int64).reshape(width, size)
    _compare(places, count, days, codes, fields)


def test_values_that_fill_the_last_bit_and_those_for_which_there_is_no_room() -> None:
    # 8 bits of a person, 8 of a day, 1 of an action: 46 are left.
    count, size = 65_535, 300
    places = np.arange(size, dtype=np.int32)[::-1].copy()
    days = np.int32(_FIRST) + np.arange(size, dtype=np.int32) % 256
    codes = np.arange(size, dtype=np.int32) % 2
    for most in (2**46 - 1, 2**46, limits.INT64_HIGH):
        first = np.arange(size) * (most // size)
        first[7], first[0] = most, 0
        fields = np.array([first, np.arange(size) - 5])
        packing = placing._packing(count, days, codes, fields)
        assert packing.fields == (1 if most < 2**46 else 0)
        _compare(places, count, days, codes, fields)


def test_a_column_of_one_value_takes_no_room() -> None:
    places = np.array([3, 0, 3, 1], np.int32)
    days, codes = np.full(4, _LAST, np.int32), np.full(4, -1, np.int32)
    _compare(places, 4, days, codes, np.full((2, 4), limits.INT64_LOW))


def _compare(places: Int32, count: int, days: Int32, codes: Int32, fields: Int64) -> None:
    order = np.argsort(places, kind="stable")
    expected = (days[order], codes[order], fields[:, order])
    assert np.array_equal(placing.order_of(places, count), order)
    found = placing.in_places(places, count, days.copy(), codes.copy(), fields.copy())
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
