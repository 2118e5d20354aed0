"""A table of events and one of people as a crowd: grouped by person, in held integers."""

from __future__ import annotations

from typing import Any, NoReturn

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.core import codes
from policylang.engine.columnar import passes
from policylang.engine.columnar.arrays import Crowd, Flags, Int32, Int64
from policylang.engine.columnar.grouping import Stretches, stretches_of
from policylang.engine.columnar.held import held_by_name, held_days, held_field, plain_numbers
from policylang.engine.columnar.tables import row_of
from policylang.engine.columns import ACTION, DATES, PERSON
from policylang.engine.encoding import person_of
from policylang.engine.excerpt import shortened
from policylang.model.events import ID, KNOWN
from policylang.model.history import Encoder, check_count, check_order
from policylang.model.machine import Slot
from policylang.model.values import InputProblem


@attrs.frozen(eq=False)
class Gathered:
    """People by name, in order of their first event, then those without events."""

    persons: pa.Array
    crowd: Crowd


def gather(encoder: Encoder, events: pa.Table, people: pa.Table | None) -> Gathered:
    """Read both tables whole.

    Raises:
        InputProblem: a row does not fit the policy; the message says which, counted from 1.
    """
    days, action_codes, fields = _events(encoder, events)
    names, stretches = _persons(events.column(PERSON), "event")
    order = None
    if stretches.is_grouped:
        offsets = np.append(stretches.starts, events.num_rows)
    else:
        places = stretches.spread(events.num_rows)
        order = passes.order_of(places, len(names))
        offsets = np.concatenate(([0], np.cumsum(np.bincount(places, minlength=len(names)))))
        days, action_codes = days[order], action_codes[order]
        fields = np.take(fields, order, axis=1)
    _check_order(days, offsets, order)
    check_count(int(np.diff(offsets).max(initial=0)))
    persons, attributes = _attributes(encoder, names, people)
    idle = np.full(len(persons) - len(names), offsets[-1])
    offsets = np.concatenate((offsets, idle)).astype(np.int64)
    return Gathered(persons, Crowd(offsets, days, action_codes, fields, attributes))


def _check_order(days: Int32, offsets: Int64, order: Int64 | None) -> None:
    """Refuse an event that is earlier than the one before it of the same person."""
    back = days[1:] < days[:-1]
    seams = offsets[1:-1]
    back[seams[(seams > 0) & (seams < days.size)] - 1] = False
    if back.any():
        at = int(back.argmax()) + 1
        _out_of_order(int(days[at - 1]), int(days[at]), at if order is None else int(order[at]))


def _persons(column: pa.ChunkedArray, noun: str) -> tuple[pa.Array, Stretches]:
    """Who there is, as text, in order of appearance, and whose the rows are."""
    if column.null_count:
        row = pc.index(column.is_null(), pa.scalar(True)).as_py()
        raise _in_row(row, InputProblem(codes.FIELD_MISSING, "`person` is not given"), noun)
    found, stretches = stretches_of(column)
    names = found.cast(pa.string())
    plain = pc.and_(pc.utf8_is_printable(names), pc.less_equal(pc.utf8_length(names), 200))
    plain = pc.and_(plain, pc.not_equal(names, ""))
    for number in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        try:
            person_of({PERSON: names[int(number)].as_py()})
        except InputProblem as problem:
            row = int(stretches.starts[(stretches.places == number).argmax()])
            raise _in_row(row, problem, noun) from None
    return names, stretches


def _events(encoder: Encoder, table: pa.Table) -> tuple[Int32, Int32, Int64]:
    """Days, codes, and a row for each value column, as the rows of the table stand."""
    machine = encoder.machine
    date = next(name for name in DATES if name in table.column_names)

    def code(raw: Any) -> int:
        if not isinstance(raw, str):
            raise InputProblem(codes.FIELD_MISSING, "`action` is not given")
        return encoder.code(raw)

    days = held_days(table.column(date), encoder.day)
    coded = held_by_name(table.column(ACTION), code)
    bad = days.bad | coded.bad
    action_codes = coded.values.astype(np.int32, copy=False)
    fields = np.zeros((machine.width, table.num_rows), np.int64)
    for name in {slot.name for action in machine.actions for slot in action.fields}:
        _column(encoder, table, name, action_codes, fields, bad)
    if bad.any():
        _explain(encoder, table, int(bad.argmax()), date)
    return days.values.astype(np.int32, copy=False), action_codes, fields


def _column(
    encoder: Encoder, table: pa.Table, name: str, action_codes: Int32, fields: Int64, bad: Flags
) -> None:
    """Fill in what a column of a table gives, for every action that has a field of its name."""
    actions = encoder.machine.actions
    column = table.column(name) if name in table.column_names else pa.nulls(table.num_rows)
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    homes: dict[tuple[int, Slot], list[int]] = {}
    for number, action in enumerate(actions):
        for place, slot in enumerate(action.fields):
            if slot.name == name:
                homes.setdefault((place, slot), []).append(number)
    kinds = {slot.domain.kind for _, slot in homes}
    if len(kinds) == 1 and table.num_rows >= passes.WORTH:
        plain = plain_numbers(column, kinds.pop(), encoder.machine.denomination)
        if plain is not None:
            numbers, missing, scale = plain
            by_code = {code: home for home, these in homes.items() for code in these}
            passes.fill_in(action_codes, numbers, missing, by_code, scale, fields, bad)
            return
    among = np.zeros(len(actions), np.bool_)
    for (place, slot), these in homes.items():
        of = np.zeros(len(actions), np.bool_)
        of[these] = True
        among |= of
        rows = np.flatnonzero(of[action_codes])
        held = held_field(column, slot, encoder.machine.denomination, rows)
        fields[place, rows] = held.values
        if held.bad.any():
            bad[rows] |= held.bad
    if among.all() or column.null_count == table.num_rows:
        return
    bad |= ~(among[action_codes] | _absent(column))


def _absent(column: pa.ChunkedArray) -> Flags:
    """Where nothing is given: null, or empty text."""
    absent: Flags = column.is_null().to_numpy()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        absent = absent | pc.equal(column, "").fill_null(False).to_numpy()
    return absent


def _attributes(
    encoder: Encoder, names: pa.Array, people: pa.Table | None
) -> tuple[pa.Array, Int64]:
    """Everybody's name, those with events first, and a row for each attribute."""
    slots = encoder.machine.attributes
    if people is None:
        values = encoder.attributes({}) if len(names) else (0,) * len(slots)
        return names, np.repeat(np.array([values], np.int64).T, len(names), 1)
    found, stretches = _persons(people.column(PERSON), "person")
    if len(found) < people.num_rows:
        _repeated(found, stretches.spread(people.num_rows))
    known = np.zeros((len(slots), len(found)), np.int64)
    for number, slot in enumerate(slots):
        if slot.name in people.column_names:
            column = people.column(slot.name)
        else:
            column = pa.chunked_array([pa.nulls(people.num_rows)])
        held = held_field(column, slot, encoder.machine.denomination)
        if held.bad.any():
            row = int(held.bad.argmax())
            try:
                given = row_of(people, row)
                encoder.attributes({n: v for n, v in given.items() if n != PERSON})
            except InputProblem as problem:
                raise _in_row(row, problem, "person") from None
        known[number] = held.values
    at = pc.index_in(names, value_set=found)
    if at.null_count:  # somebody who has events and no row
        default = encoder.attributes({})
        known = np.concatenate((known, np.array([default], np.int64).reshape(-1, 1)), 1)
    rows: Int64 = at.fill_null(len(found)).to_numpy().astype(np.int64)
    idle = np.ones(len(found), np.bool_)
    idle[rows[rows < len(found)]] = False
    everybody = pa.concat_arrays([names, found.filter(pa.array(idle))])
    return everybody, np.ascontiguousarray(
        known[:, np.concatenate((rows, np.flatnonzero(idle))).astype(np.int64)]
    )


# --- what is wrong -----------------------------------------------------------------------------


def _explain(encoder: Encoder, table: pa.Table, row: int, date: str) -> NoReturn:
    """Let the reader of single events say what is wrong with a row."""
    given = row_of(table, row)
    day, action = given.pop(date, None), given.pop(ACTION, None)
    for name in (PERSON, ID, KNOWN):
        given.pop(name, None)
    try:
        if not isinstance(action, str) or not action:
            raise InputProblem(codes.FIELD_MISSING, "`action` is not given")
        encoder.read(day, action, given)
    except InputProblem as problem:
        raise _in_row(row, problem, "event") from None
    raise AssertionError(f"row {row} was refused, and reads well by itself")


def _out_of_order(before: int, day: int, row: int) -> NoReturn:
    try:
        check_order(before, day)
    except InputProblem as problem:
        raise _in_row(row, problem, "event") from None
    raise AssertionError(f"row {row} is in order")


def _repeated(found: pa.Array, places: Int64) -> NoReturn:
    seen = np.zeros(len(found), np.bool_)
    for row, place in enumerate(places):
        if seen[place]:
            name = shortened(found[int(place)].as_py())
            message = f"`{name}` stands in the table twice"
            problem = InputProblem(codes.PERSON_REPEATED, message, "keep one of the two rows")
            raise _in_row(row, problem, "person")
        seen[place] = True
    raise AssertionError("nobody stands there twice")


def _in_row(row: int, problem: InputProblem, noun: str) -> InputProblem:
    return InputProblem(problem.code, f"{noun} {row + 1:,}: {problem.message}", problem.help)
