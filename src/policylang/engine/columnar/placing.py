"""Rows put in order of their places, those of one place as they stand: a sort that only counts."""

from __future__ import annotations

from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from policylang.engine.columnar import passes
from policylang.engine.columnar.arrays import Int32, Int64

#: Bits of a whole number, without its sign.
_BITS: Final = 63
#: Bits of the number of a run, into which rows are first put.
_RUN_BITS: Final = 8


def order_of(places: npt.NDArray[np.integer[Any]], count: int) -> Int64:
    """The rows in order of their places.

    Args:
        count: places are below it.
    """
    if places.size < passes.WORTH:
        return np.argsort(places, kind="stable")
    order = np.empty(places.size, np.int64)
    passes.quick(order_loop)(places, _begins(places, count), order)
    return order


def order_loop(places, begins, order):  # type: ignore[no-untyped-def]
    """`begins` is where the next row of each place goes."""
    for row in range(places.size):
        place = places[row]
        order[begins[place]] = row
        begins[place] += 1


def in_places(
    places: Int32, count: int, days: Int32, codes: Int32, fields: Int64
) -> tuple[Int32, Int32, Int64]:
    """Events in order of their places. The arrays are given up: they may be written to.

    Args:
        count: places are below it.
    """
    if places.size < passes.WORTH:
        order = order_of(places, count)
        return days[order], codes[order], fields[:, order]
    # In two steps: first into some two hundred runs of people who are near each other, each of
    # which then fits into a processor's own memory. In between a row is one number if it can be:
    # what takes time is memory that is used for the first time.
    packing = _packing(count, days, codes, fields)
    begins = _begins(places, count)
    runs = begins[:: 1 << packing.shift].copy()
    rough = np.empty((places.size, 1 + len(fields) - packing.fields), np.int64)
    how = (packing.shift, packing.ats, packing.lows)
    passes.quick(rough_loop)(places, runs, days, codes, fields, *how, rough)
    # Each run now ends where the next row of it would have gone.
    passes.quick(fine_loop)(rough, runs, begins, *how, packing.masks, days, codes, fields)
    return days, codes, fields


@attrs.frozen(eq=False)
class _Packing:
    """How a row becomes one number: the place in its run in the lowest bits, then its values.

    Those are the day, the code, and as many fields as there is room for, each less the least one
    of its kind. The other fields stand beside that number as they are.
    """

    #: Bits of a place in its run.
    shift: int
    #: From which bit on each value stands, what is held as 0, and what it is at most then.
    ats: Int64
    lows: Int64
    masks: Int64

    @property
    def fields(self) -> int:
        """How many fields are packed."""
        return self.ats.size - 2


def _packing(count: int, days: Int32, codes: Int32, fields: Int64) -> _Packing:
    shift = max(count.bit_length() - _RUN_BITS, 0)
    free = shift
    ats, lows, masks = [], [], []
    for values in (days, codes, *fields):
        low, high = int(values.min()), int(values.max())
        bits = (high - low).bit_length()
        if free + bits > _BITS:
            break
        ats.append(free)
        lows.append(low)
        masks.append((1 << bits) - 1)
        free += bits
    # 31 bits of a place and the days of some thousand years leave room for 4,096 actions, and those
    # of a run take less.
    assert len(ats) >= 2, "no room for days and codes"
    return _Packing(shift, *(np.array(each, np.int64) for each in (ats, lows, masks)))


def rough_loop(places, begins, days, codes, fields, shift, ats, lows, rough):  # type: ignore[no-untyped-def]
    """`rough` is filled; `begins` is where the next row of each run goes."""
    near = (1 << shift) - 1
    for row in range(places.size):
        place = places[row]
        at = begins[place >> shift]
        begins[place >> shift] = at + 1
        packed = place & near
        packed |= (days[row] - lows[0]) << ats[0]
        packed |= (codes[row] - lows[1]) << ats[1]
        for value in range(2, ats.size):
            packed |= (fields[value - 2, row] - lows[value]) << ats[value]
        rough[at, 0] = packed
        for other in range(1, rough.shape[1]):
            rough[at, other] = fields[ats.size - 3 + other, row]


def fine_loop(  # type: ignore[no-untyped-def]
    rough, ends, begins, shift, ats, lows, masks, days, codes, fields
):
    """The last three are filled; `begins` is where the next row of each place goes."""
    near = (1 << shift) - 1
    row = 0
    for run in range(ends.size):
        while row < ends[run]:
            packed = rough[row, 0]
            place = (run << shift) + (packed & near)
            at = begins[place]
            begins[place] = at + 1
            days[at] = ((packed >> ats[0]) & masks[0]) + lows[0]
            codes[at] = ((packed >> ats[1]) & masks[1]) + lows[1]
            for value in range(2, ats.size):
                fields[value - 2, at] = ((packed >> ats[value]) & masks[value]) + lows[value]
            for other in range(1, rough.shape[1]):
                fields[ats.size - 3 + other, at] = rough[row, other]
            row += 1


def _begins(places: npt.NDArray[np.integer[Any]], count: int) -> Int64:
    counts = np.bincount(places, minlength=count)
    begins: Int64 = np.cumsum(counts) - counts
    return begins
