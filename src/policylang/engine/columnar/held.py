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
from policylang.engine.columnar import passes
from policylang.engine.columnar.arrays import Flags, Int64
from policylang.engine.columnar.moments import python_values
from policylang.engine.columnar.names import NameNumbers
from policylang.engine.columnar.tables import distinct, numbers_of, whole
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
    some = numbers if missing is None else numbers[~missing]
    for day in {int(some.min()), int(some.max())} if some.size else ():
        if not _reads(read, day + _EPOCH):
            return _each(column, read)
    bad = np.zeros(numbers.size, np.bool_) if missing is None else missing
    return Held(numbers + np.int32(_EPOCH), bad)


def held_field(
    column: pa.ChunkedArray,
    slot: Slot,
    denomination: Denomination,
    names: NameNumbers,
    rows: Int64 | None = None,
) -> Held:
    """The values of a field or attribute; its default where none is given.

    Args:
        names: gives the numbers that names are held as.
        rows: the rows that are wanted, by number; all by default.
    """
    plain = plain_numbers(column, slot.domain.kind, denomination)
    if plain is not None:
        numbers, missing, scale = plain
        if rows is not None:
            numbers, missing = numbers[rows], None if missing is None else missing[rows]
        return _within(numbers, missing, slot, scale)

    def read(raw: Any) -> int:
        held = read_slot(slot, None if raw == "" else raw, denomination)
        return names.number(held) if slot.domain.kind is Kind.NAME else held

    return _each(column if rows is None else column.take(pa.array(rows)), read)


def held_by_name(column: pa.ChunkedArray, read: Callable[[Any], int]) -> Held:
    """What stands for a name, such as the code of an action."""
    return _each(column, read)


def plain_numbers(
    column: pa.ChunkedArray, kind: Kind, denomination: Denomination
) -> tuple[Int64, Flags | None, int] | None:
    """A column as whole numbers, where that is what it holds.

    Returns:
        The numbers, which of them are not given (None: all are), and the held units in one of
        them; None where the column has to be read value by value.
    """
    scale = denomination.scale(kind)
    if kind in _COUNTED and pa.types.is_integer(column.type):
        found = _whole(column)
        return None if found is None else (*found, scale)
    if kind in _COUNTED and pa.types.is_decimal128(column.type):
        found = _decimals(column, scale)
        return None if found is None else (*found, 1)
    if kind is Kind.DATE and pa.types.is_date32(column.type):
        days, missing = _integers(column.cast(pa.int32()))
        return days.astype(np.int64) + _EPOCH, missing, 1
    return None


#: Numbers of a column, and which of them are not given (None: all are).
_Numbers = tuple[Int64, Flags | None]


def _whole(column: pa.ChunkedArray) -> _Numbers | None:
    """Whole numbers; None where one is beyond 64 bits."""
    numbers, missing = _integers(column)
    if numbers.dtype == np.uint64 and (numbers > limits.INT64_HIGH).any():
        return None
    return numbers.astype(np.int64, copy=False), missing


def _decimals(column: pa.ChunkedArray, scale: int) -> _Numbers | None:
    """Decimals in held units; None where one is finer than these, or beyond 64 bits.

    A decimal128 is one whole number of 128 bits, counted in the last of its digits.
    """
    digits = 10**column.type.scale if column.type.scale >= 0 else 0
    array = whole(column)
    if not digits or len(array) == 0:
        return None
    halves = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)
    halves = halves[array.offset : array.offset + len(array)]
    missing = _missing(array)
    low = halves[:, 0] if missing is None else np.where(missing, 0, halves[:, 0])
    high = halves[:, 1] if missing is None else np.where(missing, 0, halves[:, 1])
    most = limits.INT64_HIGH // scale
    if (high != low >> 63).any() or (low > most).any() or (low < -most).any():
        return None
    held, rest = np.divmod(low * scale, digits)
    return None if rest.any() else (held, missing)


def _within(numbers: Int64, missing: Flags | None, slot: Slot, scale: int) -> Held:
    """Numbers that lie in the range of a slot when scaled; its default where none is given."""
    low, high = -(-slot.domain.low // scale), slot.domain.high // scale
    bad = (numbers < max(low, limits.INT64_LOW)) | (numbers > min(high, limits.INT64_HIGH))
    wrong, default = bad, 0
    if missing is not None:
        wrong = np.where(missing, slot.default is None, bad)
        default = 0 if slot.default is None else slot.default
        bad |= missing
    if not bad.any():
        return Held(numbers * scale, bad)
    values = np.where(bad, 0, numbers) * scale
    return Held(values if missing is None else np.where(missing, default, values), wrong)


def _integers(column: pa.ChunkedArray) -> _Numbers:
    """Whole numbers as they are; those that are not given are any number."""
    array = whole(column)
    return numbers_of(array), _missing(array)


def _missing(array: pa.Array) -> Flags | None:
    return array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None


def _each(column: pa.ChunkedArray, read: Callable[[Any], int]) -> Held:
    """Every value that occurs, read once."""
    found, places = distinct(column)
    values = np.zeros(len(found) + 1, np.int64)
    bad = np.zeros(len(found) + 1, np.bool_)
    for place, raw in enumerate((*python_values(found), None)):
        try:
            values[place] = read(raw)
        except InputProblem:
            bad[place] = True
    if values.min() >= -(2**31) and values.max() < 2**31:  # half the bytes to write
        values = values.astype(np.int32)
    rows = numbers_of(places if not places.null_count else places.fill_null(len(found)))
    wrong = bad[rows] if bad[:-1].any() or places.null_count else np.zeros(rows.size, np.bool_)
    return Held(passes.spread(values, rows), wrong)


def _reads(read: Callable[[Any], int], day: int) -> bool:
    import datetime

    try:
        read(datetime.date.fromordinal(day))
    except (InputProblem, ValueError, OverflowError):
        return False
    return True
