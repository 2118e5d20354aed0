"""Which events of many people are withdrawn: each `void` finds its event by id.

What `model.withdrawals.Ids` does for one person, here for columns; where something is wrong, it is
`Ids` that says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from operator import itemgetter
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.core import codes as problems
from policylang.engine.columnar import passes
from policylang.engine.columnar.arrays import Int32, Int64
from policylang.engine.columnar.kinds import values_of
from policylang.engine.columnar.roster import in_row
from policylang.engine.columnar.tables import whole
from policylang.engine.columns import BLANKS
from policylang.model.events import ID
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE, Ids

#: Rows from which on a compiled loop is worth being loaded.
WORTH: Final = 30_000
#: The day from which an event is withdrawn that is not.
NEVER: Final = np.int32(2**31 - 1)


def has_plain_ids(schema: pa.Schema) -> bool:
    """Whether ids are text or whole numbers, or there are none."""
    return ID not in schema.names or _is_plain(values_of(schema.field(ID).type))


def ids_of(table: pa.Table) -> pa.ChunkedArray:
    """The ids of some rows as texts; null where none is given.

    Raises:
        InputProblem: they are neither text nor whole numbers.
    """
    texts = pa.large_string()
    if ID not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, texts)])
    if not has_plain_ids(table.schema):
        message = f"`{ID}` is neither text nor a whole number"
        raise InputProblem(problems.UNREADABLE_VALUE, message)
    column = table.column(ID)
    found = column.cast(values_of(column.type)).cast(texts)
    given = pc.if_else(pc.equal(found, ""), pa.scalar(None, texts), found)
    return pc.utf8_trim(given, characters=BLANKS)


def withdrawn_from(
    ids: Iterable[pa.ChunkedArray], offsets: Int64, order: Int64 | None, days: Int32, codes: Int32
) -> Int32:
    """The day of the withdrawal of each event; `NEVER` where there is none.

    Args:
        ids: by row, piece by piece.
        offsets, days, codes: as in a crowd; withdrawals have the code `VOID_CODE`.
        order: the row of each event; None: its own number.

    Raises:
        InputProblem: an id is given twice, or a withdrawal finds no event (PL429 to PL431). The
            message says which row, counted from 1.
    """
    chunks = [chunk for each in ids for chunk in each.chunks]
    names = whole(pa.chunked_array(chunks, pa.large_string()))
    gone = np.full(days.size, NEVER)
    if names.null_count == len(names):
        return gone
    if days.size < WORTH:
        everybody = np.arange(offsets.size - 1)
        _one_by_one(names, offsets, order, days, codes, everybody, gone)
        return gone
    given = names.is_valid().to_numpy(zero_copy_only=False)
    wrong = passes.quick(settle_loop, hashed, alike)(
        offsets, _order(order), days, codes, given, *_letters(names),
        secrets.randbelow(2**30) + 1_000, _seats(offsets), gone,
    )  # fmt: skip
    if wrong >= 0:
        person = np.searchsorted(offsets, wrong, side="right") - 1
        _one_by_one(names, offsets, order, days, codes, np.array([person]), gone)
        raise AssertionError(f"event {wrong} was refused, and is good by itself")
    return gone


def _one_by_one(
    names: pa.Array,
    offsets: Int64,
    order: Int64 | None,
    days: Int32,
    codes: Int32,
    people: Int64,
    gone: Int32,
) -> None:
    """Settle the withdrawals of some people, given by number."""
    for person in people:
        events = np.arange(offsets[person], offsets[person + 1])
        rows = events if order is None else order[events]
        called = names.take(pa.array(rows)).to_pylist()
        each = list(
            zip(
                called, (codes[events] == VOID_CODE).tolist(), days[events].tolist(),
                events.tolist(), rows.tolist(), strict=True,
            )
        )  # fmt: skip
        _settle([one for one in each if one[0] is not None], gone)


def _settle(given: list[tuple[str, bool, int, int, int]], gone: Int32) -> None:
    """Settle the withdrawals of one person.

    Args:
        given: of what has an id: the id, whether it is a withdrawal, day, number, row.
    """
    ids = Ids()
    # A withdrawal may stand before its event where both are of one day.
    for called, is_void, day, event, row in sorted(given, key=itemgetter(1)):
        try:
            if is_void:
                gone[ids.void(called, day)] = day
            else:
                ids.add(called, day, event)
        except InputProblem as problem:
            raise in_row(row, problem, "event") from None


def settle_loop(  # type: ignore[no-untyped-def]
    offsets, order, days, codes, given, starts, letters, factor, seats, gone
):
    """The number of the first event that is wrong, or -1; `gone` is filled.

    The ids of a person lie in a table of hashes, at least twice as large as there are events.
    """
    sorted_already = order.size == 0
    for person in range(offsets.size - 1):
        first, stop = offsets[person], offsets[person + 1]
        size = 2
        while size < 2 * (stop - first):
            size *= 2
        for seat in range(size):
            seats[seat] = -1
        for turn in range(2):  # events, then withdrawals, which may stand before them
            for event in range(first, stop):
                row = event if sorted_already else order[event]
                if (codes[event] < 0) != (turn == 1) or not given[row]:
                    continue
                begin, end = starts[row], starts[row + 1]
                number = hashed(letters, begin, end, factor)
                seat = number & (size - 1)
                found = -1
                while seats[seat] >= 0 and found < 0:
                    other = seats[seat] if sorted_already else order[seats[seat]]
                    same = alike(letters, begin, end, starts[other], starts[other + 1])
                    if same:
                        found = seats[seat]
                    seat = (seat + 1) & (size - 1)
                if turn == 0:
                    if found >= 0:
                        return event
                    seats[seat] = event
                else:
                    if found < 0 or days[event] < days[found] or gone[found] != 2147483647:
                        return event
                    gone[found] = days[event]
    return -1


def hashed(letters, begin, end, factor):  # type: ignore[no-untyped-def]
    """A number for a text; nobody who makes up ids knows the factor."""
    number = 0
    for place in range(begin, end):
        number = (number * factor + letters[place] + 1) % 2147483647
    return number


def alike(letters, begin, end, other, stop):  # type: ignore[no-untyped-def]
    """Whether two texts are the same."""
    if end - begin != stop - other:
        return False
    place = 0
    while begin + place < end and letters[begin + place] == letters[other + place]:
        place += 1
    return begin + place == end


def _order(order: Int64 | None) -> Int64:
    return np.zeros(0, np.int64) if order is None else order


def _seats(offsets: Int64) -> Int64:
    """Room for the table of whoever has the most events."""
    longest = int(np.diff(offsets).max(initial=0))
    return np.zeros(max(2, 4 * longest), np.int64)


def _letters(names: pa.Array) -> tuple[Int64, np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """Where each text begins and ends among the bytes of all, and these."""
    _, starts, letters = names.buffers()
    begins = np.frombuffer(starts, np.int64)[names.offset : names.offset + len(names) + 1]
    return begins, np.frombuffer(letters or b"\0", np.uint8)


def _is_plain(kind: pa.DataType) -> bool:
    texts = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return bool(texts or pa.types.is_integer(kind) or pa.types.is_null(kind))
