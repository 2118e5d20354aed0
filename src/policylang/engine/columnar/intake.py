"""A table of events and one of people as a crowd: grouped by person, in held integers.

Withdrawals are read with the events, and settled for the day that is asked about: no kernel knows
of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

import attrs
import numpy as np
import pyarrow as pa

from policylang.core import codes
from policylang.engine.columnar import passes, placing
from policylang.engine.columnar.arrays import Crowd, Flags, Int32, Int64
from policylang.engine.columnar.dates import (
    absent,
    dates_of,
    fill_in_moments,
    latest_of,
    moments_of,
    withdrawn_dates,
)
from policylang.engine.columnar.grouping import Whose, are_together
from policylang.engine.columnar.held import held_by_name, held_field, plain_numbers
from policylang.engine.columnar.names import NameNumbers
from policylang.engine.columnar.roster import (
    Roster,
    in_row,
    persons_of,
    roster_of_nobody,
    roster_of_table,
)
from policylang.engine.columnar.tables import Pieces, row_of
from policylang.engine.columnar.withdrawals import ids_of, withdrawn_from
from policylang.engine.columns import ACTION, DATES, PERSON
from policylang.model.history import Encoder, check_begun, check_count, check_order
from policylang.model.machine import Slot
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE


@attrs.frozen(eq=False)
class Gathered:
    """People by name, in order of their first event, then those without events."""

    persons: pa.Array
    #: Every row that was read: also those that withdraw an event, and those that are withdrawn.
    crowd: Crowd
    #: The latest day of any moment of any row; None without rows.
    latest: int | None
    #: The day each event is withdrawn; None where there are no withdrawals.
    gone: Int32 | None = None

    def settled(self, as_of: int) -> Crowd:
        """The events that stand on a day (ordinal), as far as withdrawals say."""
        if self.gone is None:
            return self.crowd
        crowd = self.crowd
        stands = (crowd.codes != VOID_CODE) & (self.gone > as_of)
        before = np.concatenate(([0], np.cumsum(stands)))
        kept = np.flatnonzero(stands)
        fields = np.empty((len(crowd.fields), kept.size), np.int64)
        for row, values in zip(fields, crowd.fields, strict=True):
            row[:] = values[kept]
        return Crowd(
            before[crowd.offsets], crowd.days[kept], crowd.codes[kept], fields, crowd.attributes
        )

    def withdrawn(self, as_of: int) -> int:
        """How many rows drop out by a day because of withdrawals: each with its event."""
        if self.gone is None:
            return 0
        return 2 * int((self.gone <= as_of).sum())


def gather(encoder: Encoder, events: Pieces, people: pa.Table | None) -> Gathered:
    """Read both tables whole.

    Raises:
        HistoryError: a file of events is damaged (PL418).
        InputProblem: a row does not fit the policy; the message says which, counted from 1.
    """
    if people is None:
        roster = roster_of_nobody(encoder)
        return gather_chunks(encoder, events.pieces(), events.rows, roster)
    roster = roster_of_table(encoder, people)
    return with_idle(gather_chunks(encoder, events.pieces(), events.rows, roster), roster)


def with_idle(gathered: Gathered, roster: Roster) -> Gathered:
    """The same with those who are not among the people gathered, and have no events."""
    others = roster.others(gathered.persons)
    crowd = gathered.crowd
    offsets = np.concatenate((crowd.offsets, np.full(others.size, crowd.offsets[-1])))
    attributes = np.concatenate((crowd.attributes, roster.values[:, others]), 1)
    persons = pa.concat_arrays([gathered.persons, roster.names.take(pa.array(others))])
    crowd = attrs.evolve(crowd, offsets=offsets, attributes=attributes)
    return attrs.evolve(gathered, persons=persons, crowd=crowd)


def gather_chunks(
    encoder: Encoder, chunks: Iterable[pa.Table], rows: int, roster: Roster
) -> Gathered:
    """Read a table of events that comes piece by piece, for the people who have some.

    No piece is held when the next is looked at.

    Args:
        rows: how many there are in all.

    Raises:
        InputProblem: a row does not fit the policy; the message says which, counted from 1.
    """
    days, action_codes = np.empty(rows, np.int32), np.empty(rows, np.int32)
    fields = np.empty((encoder.machine.width, rows), np.int64)
    whose, named = Whose(rows, len(roster.names)), NameNumbers(roster.named)
    ids: list[pa.ChunkedArray] = []
    begin = end = 0
    for chunk in chunks:
        end = begin + chunk.num_rows
        if end > rows:
            break
        days[begin:end], action_codes[begin:end], fields[:, begin:end] = _events(
            encoder, chunk, begin, named
        )
        whose.take(chunk.column(PERSON))
        if encoder.machine.voids:
            ids.append(ids_of(chunk))
        begin = end
    if end != rows:
        raise InputProblem(codes.MALFORMED_DATA, "the file was changed while it was read")
    names, places = persons_of(whose, "event")
    del whose
    counts = np.bincount(places, minlength=len(names))
    offsets = np.concatenate(([0], np.cumsum(counts)))
    order, are_in_place = None, are_together(places)
    if are_in_place:
        _check_order(days, offsets, None)
    else:
        if encoder.machine.voids:
            order = placing.order_of(places, len(names))
        days, action_codes, fields = placing.in_places(
            places, len(names), days, action_codes, fields
        )
        _check_order(days, offsets, places)
    check_count(int(counts.max(initial=0)))
    gone = None
    if encoder.machine.voids:
        gone = withdrawn_from(ids, offsets, order, days, action_codes)
    attributes = roster.attributes_of(names)
    _check_begun(encoder, offsets, days, attributes, None if are_in_place else places)
    latest = latest_of(encoder, days, action_codes, fields)
    return Gathered(names, Crowd(offsets, days, action_codes, fields, attributes), latest, gone)


def _check_order(days: Int32, offsets: Int64, places: Int32 | None) -> None:
    """Refuse an event that is earlier than the one before it of the same person.

    Args:
        places: whose the rows were before they were put together; None: they stood as they stand.
    """
    back = days[1:] < days[:-1]
    seams = offsets[1:-1]
    back[seams[(seams > 0) & (seams < days.size)] - 1] = False
    if back.any():
        at = int(back.argmax()) + 1
        row = at if places is None else int(placing.order_of(places, offsets.size - 1)[at])
        _out_of_order(int(days[at - 1]), int(days[at]), row)


def _check_begun(
    encoder: Encoder, offsets: Int64, days: Int32, attributes: Int64, places: Int32 | None
) -> None:
    """Refuse an event that is earlier than its person's time; all else as in `_check_order`."""
    if encoder.machine.begins is None or not days.size:
        return
    begins = attributes[encoder.machine.begins]
    some = np.flatnonzero(offsets[1:] > offsets[:-1])
    early = some[days[offsets[some]] < begins[some]]
    if early.size:
        person = int(early[0])
        at = int(offsets[person])
        row = at if places is None else int(placing.order_of(places, offsets.size - 1)[at])
        try:
            check_begun(int(days[at]), int(begins[person]))
        except InputProblem as problem:
            raise in_row(row, problem, "event") from None


def _events(
    encoder: Encoder, table: pa.Table, before: int, names: NameNumbers
) -> tuple[Int32, Int32, Int64]:
    """Days, codes, and a row for each value column, as the rows of the table stand.

    Args:
        before: so many rows came before these.
        names: gives the numbers that names are held as.
    """
    machine = encoder.machine

    def code(raw: Any) -> int:
        if not isinstance(raw, str):
            raise InputProblem(codes.FIELD_MISSING, "`action` is not given")
        return encoder.code(raw)

    coded = held_by_name(table.column(ACTION), code)
    action_codes = coded.values.astype(np.int32, copy=False)
    dates = dates_of(encoder, table, action_codes)
    if machine.voids:
        withdrawn_dates(encoder, table, action_codes, dates)
    bad = dates.bad
    bad |= coded.bad
    fields = np.zeros((machine.width, table.num_rows), np.int64)
    for name in {slot.name for action in machine.actions for slot in action.fields}:
        _column(encoder, table, name, action_codes, fields, bad, names)
    fill_in_moments(encoder, table, action_codes, dates, fields)
    if bad.any():
        _explain(encoder, table, int(bad.argmax()), before)
    return dates.days.astype(np.int32, copy=False), action_codes, fields


def _column(
    encoder: Encoder,
    table: pa.Table,
    name: str,
    action_codes: Int32,
    fields: Int64,
    bad: Flags,
    names: NameNumbers,
) -> None:
    """Fill in what a column of a table gives, for every action that has a field of its name.

    The dates of moments are left to `fill_in_moments`.
    """
    actions = encoder.machine.actions
    column = table.column(name) if name in table.column_names else pa.nulls(table.num_rows)
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    homes: dict[tuple[int, Slot], list[int]] = {}
    among = np.zeros(len(actions) + 1, np.bool_)  # the last is a withdrawal, whose code is -1
    moments = False
    for number, action in enumerate(actions):
        dated = moments_of(action)
        for place, slot in enumerate(action.fields):
            if slot.name != name:
                continue
            if dated is not None and place in dated.places:
                among[number] = moments = True
            else:
                homes.setdefault((place, slot), []).append(number)
    kinds = {slot.domain.kind for _, slot in homes}
    if len(kinds) == 1 and not moments and table.num_rows >= passes.WORTH:
        plain = plain_numbers(column, kinds.pop(), encoder.machine.denomination)
        if plain is not None:
            numbers, missing, scale = plain
            by_code = {code: home for home, these in homes.items() for code in these}
            passes.fill_in(action_codes, numbers, missing, by_code, scale, fields, bad)
            return
    for (place, slot), these in homes.items():
        of = np.zeros_like(among)
        of[these] = True
        among |= of
        rows = np.flatnonzero(of[action_codes])
        held = held_field(column, slot, encoder.machine.denomination, names, rows)
        fields[place, rows] = held.values
        if held.bad.any():
            bad[rows] |= held.bad
    if (among[:-1].all() and not (action_codes < 0).any()) or column.null_count == table.num_rows:
        return
    bad |= ~(among[action_codes] | absent(column))


# --- what is wrong -----------------------------------------------------------------------------


def _explain(encoder: Encoder, table: pa.Table, row: int, before: int) -> NoReturn:
    """Let the reader of single events say what is wrong with a row."""
    given = row_of(table, row)
    day, action = None, given.pop(ACTION, None)
    for date in DATES:
        day = given.pop(date, day)
    given.pop(PERSON, None)
    try:
        if not isinstance(action, str) or not action:
            raise InputProblem(codes.FIELD_MISSING, "`action` is not given")
        encoder.read(day, action, given)
    except InputProblem as problem:
        raise in_row(before + row, problem, "event") from None
    raise AssertionError(f"row {row} was refused, and reads well by itself")


def _out_of_order(before: int, day: int, row: int) -> NoReturn:
    try:
        check_order(before, day)
    except InputProblem as problem:
        raise in_row(row, problem, "event") from None
    raise AssertionError(f"row {row} is in order")
