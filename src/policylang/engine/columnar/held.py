"""Columns of a table to held integers: whole columns where that is plain, else value by value.

What cannot be read is only marked here; the row is then given to the reader of single events,
which says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from policylang.core import limits
from policylang.engine.columnar.arrays import Flags, Int64
from policylang.engine.columnar.tables import distinct
from policylang.model.machine import Slot
from policylang.model.slots import read_slot
from policylang.model.units import Denomination, Kind
from policylang.model.values import InputProblem

#: The ordinal of the day that Arrow counts from.
_EPOCH: Final = 719_163
#: Kinds of which a whole number means whole units.
_COUNTED: Final = (Kind.POINTS, Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.PERCENT)


@attrs.frozen(eq=False)
class Held:
    """A column in held integers; `bad` rows hold nothing that can be used."""

    values: Int64
    bad: Flags


def held_days(column: pa.ChunkedArray, read: Callable[[Any], int]) -> Held:
    """The days of events as ordinals.

    Args:
        read: reads one date as the policy does; its limits hold for whole columns too.
    """
    if not pa.types.is_date32(column.type):
        return _each(column, read)
    numbers, missing = _integers(column.cast(pa.int32()))
    days = numbers + _EPOCH
    some = days[~missing]
    bad = missing.copy()
    for day in {int(some.min()), int(some.max())} if some.size else ():
        if not _reads(read, day):
            return _each(column, read)
    return Held(days, bad)


def held_field(column: pa.ChunkedArray, slot: Slot, denomination: Denomination) -> Held:
    """The values of a field or attribute; its default where none is given."""
    domain = slot.domain
    if pa.types.is_integer(column.type) and domain.kind in _COUNTED:
        whole = _whole(column, slot, denomination.scale(domain.kind))
        if whole is not None:
            return whole
    if pa.types.is_date32(column.type) and domain.kind is Kind.DATE:
        numbers, missing = _integers(column.cast(pa.int32()))
        return _within(numbers + _EPOCH, missing, slot, domain.low, domain.high, 1)

    def read(raw: Any) -> int:
        return read_slot(slot, None if raw == "" else raw, denomination)

    return _each(column, read)


def held_by_name(column: pa.ChunkedArray, read: Callable[[Any], int]) -> Held:
    """What stands for a name, such as the code of an action."""
    return _each(column, read)


def _whole(column: pa.ChunkedArray, slot: Slot, scale: int) -> Held | None:
    try:
        numbers, missing = _integers(column.cast(pa.int64()))
    except pa.ArrowInvalid:  # beyond 64 bits
        return None
    low, high = -(-slot.domain.low // scale), slot.domain.high // scale
    return _within(numbers, missing, slot, low, high, scale)


def _within(numbers: Int64, missing: Flags, slot: Slot, low: int, high: int, scale: int) -> Held:
    """Numbers from `low` to `high` times `scale`, and the default where none is given."""
    default = 0 if slot.default is None else slot.default
    bad = (numbers < max(low, limits.INT64_LOW)) | (numbers > min(high, limits.INT64_HIGH))
    bad = np.where(missing, slot.default is None, bad)
    values = np.where(bad | missing, 0, numbers) * scale
    return Held(np.where(missing, default, values), bad)


def _integers(column: pa.ChunkedArray) -> tuple[Int64, Flags]:
    missing = column.is_null().to_numpy()
    return column.fill_null(0).to_numpy().astype(np.int64), missing


def _each(column: pa.ChunkedArray, read: Callable[[Any], int]) -> Held:
    """Every value that occurs, read once."""
    found, places = distinct(column)
    values = np.zeros(len(found) + 1, np.int64)
    bad = np.zeros(len(found) + 1, np.bool_)
    for place, raw in enumerate((*found.to_pylist(), None)):
        try:
            values[place] = read(raw)
        except InputProblem:
            bad[place] = True
    rows = places.fill_null(len(found)).to_numpy().astype(np.int64)
    return Held(values[rows], bad[rows])


def _reads(read: Callable[[Any], int], day: int) -> bool:
    import datetime

    try:
        read(datetime.date.fromordinal(day))
    except (InputProblem, ValueError, OverflowError):
        return False
    return True
