"""Passes over long columns that numpy would make in some ten: loops that LLVM compiles.

Whoever has few rows is quicker with numpy than with loading what is compiled: see `WORTH`. What is
compiled is Python without types, so each loop stands beside the typed function that calls it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from policylang.core import limits
from policylang.engine.columnar.arrays import Flags, Int32, Int64
from policylang.engine.columnar.kernels import compiled
from policylang.model.machine import Slot

#: Rows from which on a compiled pass is worth being loaded.
WORTH: Final = 200_000


@attrs.frozen
class _Loop:
    """A loop of this file as `kernels.compiled` takes it."""

    text: str
    entry: str
    helpers: tuple[str, ...] = ()


@lru_cache
def quick(loop: Callable[..., Any], *helpers: Callable[..., Any]) -> Callable[..., Any]:
    """A loop that uses nothing but its arguments and some functions, compiled."""
    text = "\n\n".join(inspect.getsource(each) for each in (*helpers, loop))
    return compiled(_Loop(text, loop.__name__, tuple(each.__name__ for each in helpers)))


def fill_in(
    codes: Int32,
    values: Int64,
    missing: Flags | None,
    homes: Mapping[int, tuple[int, Slot]],
    scale: int,
    fields: Int64,
    bad: Flags,
) -> None:
    """Fill in a column for every action that has the field, and mark rows where that cannot be.

    Args:
        codes: of actions; -1 has no fields.
        missing: the rows that give nothing; None: all give something.
        homes: the row of `fields`, and the field, by code of the action.
        scale: held units in one of `values`.
    """
    size = max([*homes, int(codes.max(initial=0))]) + 2  # the first place is that of -1
    places, lows, highs = np.full(size, -1), np.zeros(size, np.int64), np.zeros(size, np.int64)
    defaults, required = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    for code, (place, slot) in homes.items():
        at = code + 1
        places[at] = place
        lows[at] = max(-(-slot.domain.low // scale), limits.INT64_LOW)
        highs[at] = min(slot.domain.high // scale, limits.INT64_HIGH)
        required[at] = slot.default is None
        defaults[at] = slot.default or 0
    absent = np.zeros(0, np.bool_) if missing is None else missing
    quick(fill_in_loop)(
        codes, values, absent, places, lows, highs, scale, defaults, required, fields, bad
    )


def fill_in_loop(  # type: ignore[no-untyped-def]
    codes, values, absent, places, lows, highs, scale, defaults, required, fields, bad
):
    """`places` to `required` are by action, from -1 on."""
    some = absent.size > 0
    for row in range(codes.size):
        code = codes[row] + 1
        place = places[code]
        value = values[row]
        has = place >= 0
        given = not (some and absent[row])
        # Told apart without branches: which action comes next is anybody's guess.
        out = (not has) | (value < lows[code]) | (value > highs[code])
        bad[row] |= (given & out) | ((not given) & has & required[code])
        at = place if has else 0
        filled = value * scale if given else defaults[code]
        fields[at, row] = filled if has else fields[at, row]


def spread(values: npt.NDArray[Any], places: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The value at each of many places."""
    if places.size < WORTH:
        small: npt.NDArray[Any] = values[places]
        return small
    found = np.empty(places.size, values.dtype)
    quick(spread_loop)(values, places, found)
    return found


def spread_loop(values, places, found):  # type: ignore[no-untyped-def]
    """`found` is filled."""
    for row in range(places.size):
        found[row] = values[places[row]]


def in_order_of_appearance(places: Int64, size: int) -> tuple[Int64, Int64]:
    """Places numbered anew in the order in which they first come, and the old of each new one.

    Args:
        size: places are below it.
    """
    if places.size < WORTH:
        return _appearing(places, size)
    rank, old, new = np.full(size, -1), np.zeros(size, np.int64), np.empty(places.size, np.int64)
    count = quick(appearance_loop)(places, rank, old, new)
    return new, old[:count]


def _appearing(places: Int64, size: int) -> tuple[Int64, Int64]:
    first = np.full(size, places.size)
    # Of several rows the one that is written last stays: backwards that is the first of them.
    first[places[::-1]] = np.arange(places.size - 1, -1, -1)
    old = np.argsort(first, kind="stable")[: int((first < places.size).sum())]
    rank = np.empty(size, np.int64)
    rank[old] = np.arange(old.size)
    return rank[places], old


def appearance_loop(places, rank, old, new):  # type: ignore[no-untyped-def]
    """How many places come at all."""
    count = 0
    for row in range(places.size):
        place = places[row]
        if rank[place] < 0:
            rank[place] = count
            old[count] = place
            count += 1
        new[row] = rank[place]
    return count
