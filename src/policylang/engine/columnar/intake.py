"""A table of events and one of people as a crowd: grouped by person, in held integers."""

from __future__ import annotations

from typing import Any, NoReturn

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.core import codes
from policylang.engine.columnar.arrays import Crowd, Flags, Int64
from policylang.engine.columnar.held import held_by_name, held_days, held_field
from policylang.engine.columnar.tables import distinct, row_of
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
    names, places = _persons(events, "event")
    days, action_codes, fields = _events(encoder, events)
    persons, attributes = _attributes(encoder, names, people)
    order = None
    if places.size and (places[1:] < places[:-1]).any():  # not grouped by person
        order = np.argsort(places, kind="stable")
        places, days, action_codes = places[order], days[order], action_codes[order]
        fields = np.ascontiguousarray(fields[:, order])
    back = (days[1:] < days[:-1]) & (places[1:] == places[:-1])
    if back.any():
        at = int(back.argmax()) + 1
        _out_of_order(int(days[at - 1]), int(days[at]), at if order is None else int(order[at]))
    counts = np.bincount(places, minlength=len(persons))
    check_count(int(counts.max(initial=0)))
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    crowd = Crowd(offsets, days.astype(np.int32), action_codes.astype(np.int32), fields, attributes)
    return Gathered(persons, crowd)


def _persons(table: pa.Table, noun: str) -> tuple[pa.Array, Int64]:
    """Who there is, as text, and whose each row is."""
    column = table.column(PERSON)
    if column.null_count:
        row = pc.index(column.is_null(), pa.scalar(True)).as_py()
        raise _in_row(row, InputProblem(codes.FIELD_MISSING, "`person` is not given"), noun)
    found, places = distinct(column)
    names = found.cast(pa.string())
    plain = pc.and_(pc.utf8_is_printable(names), pc.less_equal(pc.utf8_length(names), 200))
    plain = pc.and_(plain, pc.not_equal(names, ""))
    at: Int64 = places.to_numpy().astype(np.int64)
    for number in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        try:
            person_of({PERSON: names[int(number)].as_py()})
        except InputProblem as problem:
            raise _in_row(int((at == number).argmax()), problem, noun) from None
    return names, at


def _events(encoder: Encoder, table: pa.Table) -> tuple[Int64, Int64, Int64]:
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
    fields = np.zeros((machine.width, table.num_rows), np.int64)
    for name in {slot.name for action in machine.actions for slot in action.fields}:
        _column(encoder, table, name, coded.values, fields, bad)
    if bad.any():
        _explain(encoder, table, int(bad.argmax()), date)
    return days.values, coded.values, fields


def _column(
    encoder: Encoder, table: pa.Table, name: str, action_codes: Int64, fields: Int64, bad: Flags
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
    nobodys = ~_absent(column)
    for (place, slot), numbers in homes.items():
        among = np.zeros(len(actions), np.bool_)
        among[numbers] = True
        rows = among[action_codes]
        nobodys &= ~rows
        held = held_field(column, slot, encoder.machine.denomination)
        bad |= held.bad & rows
        fields[place, rows] = held.values[rows]
    bad |= nobodys


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
    found, places = _persons(people, "person")
    if len(found) < len(places):
        _repeated(found, places)
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
    rows = at.fill_null(len(found)).to_numpy().astype(np.int64)
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
