"""The days of events: the one of each, or of each of its moments, as `Encoder.read` has them."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.engine.columnar.arrays import Flags, Int32, Int64
from policylang.engine.columnar.held import held_days
from policylang.engine.columnar.kinds import is_text, values_of
from policylang.engine.columnar.withdrawals import ids_of
from policylang.engine.columns import DATES
from policylang.model.history import Encoder, dated_places
from policylang.model.machine import Action
from policylang.model.withdrawals import VOID_CODE


@attrs.frozen
class Moments:
    """The columns in which an action has the dates of its moments, the first one first."""

    names: tuple[str, ...]
    #: Of each its place among the fields.
    places: tuple[int, ...]


def moments_of(action: Action) -> Moments | None:
    """Those of an action; None where its events have one date alone."""
    if action.dated < 2:
        return None
    names = tuple(moment.name for moment in action.moments[: action.dated])
    first = [slot.name for slot in action.fields].index(names[0])
    return Moments(names, (first, *dated_places(action)))


@attrs.frozen(eq=False)
class Dates:
    """When the rows of a table come about."""

    #: Ordinals of the first moments.
    days: Int64
    bad: Flags


def dates_of(encoder: Encoder, table: pa.Table, action_codes: Int32) -> Dates:
    """The day of each row: under `date`, or under the name of its action's first moment."""
    rows = table.num_rows
    name = next((each for each in DATES if each in table.column_names), None)
    if name is None:
        days, bad = np.zeros(rows, np.int64), np.ones(rows, np.bool_)
    else:
        held = held_days(table.column(name), encoder.day)
        days, bad = held.values, held.bad
    for first, which in _by_first_moment(encoder, action_codes).items():
        if first not in table.column_names or not which.size:
            continue
        column = table.column(first).take(pa.array(which))
        named, held = ~absent(column), held_days(column, encoder.day)
        there = which[named]
        if days.dtype != np.int64:
            days = days.astype(np.int64)
        days[there] = held.values[named]
        bad[there] = held.bad[named]
        if name is not None:  # both would mean the same day
            bad[there] |= ~absent(table.column(name).take(pa.array(there)))
    return Dates(days, bad)


def _by_first_moment(encoder: Encoder, action_codes: Int32) -> dict[str, Int64]:
    """The rows of actions with moments, by the name of the first."""
    found: dict[str, list[int]] = {}
    for code, action in enumerate(encoder.machine.actions):
        moments = moments_of(action)
        if moments is not None:
            found.setdefault(moments.names[0], []).append(code)
    return {name: np.flatnonzero(np.isin(action_codes, codes)) for name, codes in found.items()}


def fill_in_moments(
    encoder: Encoder,
    table: pa.Table,
    action_codes: Int32,
    dates: Dates,
    fields: Int64,
) -> None:
    """Put the days of moments among the fields, and mark rows whose days go back."""
    for code, action in enumerate(encoder.machine.actions):
        moments = moments_of(action)
        if moments is None:
            continue
        rows = np.flatnonzero(action_codes == code)
        if not rows.size:
            continue
        before = dates.days[rows].astype(np.int64)
        fields[moments.places[0], rows] = before
        for name, place in zip(moments.names[1:], moments.places[1:], strict=True):
            days = _later(encoder, table, name, rows, dates.bad)
            dates.bad[rows] |= (days > 0) & (days < before)
            fields[place, rows] = days
            before = np.where(days > 0, days, before)


def _later(encoder: Encoder, table: pa.Table, name: str, rows: Int64, bad: Flags) -> Int64:
    """The days of a later moment; 0 where none is given."""
    if name not in table.column_names:
        return np.zeros(rows.size, np.int64)
    column = table.column(name).take(pa.array(rows))
    missing, held = absent(column), held_days(column, encoder.ordinal)
    bad[rows] |= held.bad & ~missing
    return np.where(missing | held.bad, 0, held.values).astype(np.int64)


def latest_of(encoder: Encoder, days: Int32, action_codes: Int32, fields: Int64) -> int | None:
    """The latest day of any moment of events, in order or not; None without events."""
    if not days.size:
        return None
    latest = int(days.max())
    for code, action in enumerate(encoder.machine.actions):
        places = dated_places(action)
        if places:
            rows = np.flatnonzero(action_codes == code)
            if rows.size:
                latest = max(latest, *(int(fields[place, rows].max()) for place in places))
    return latest


def withdrawn_dates(encoder: Encoder, table: pa.Table, action_codes: Int32, dates: Dates) -> None:
    """Read the days of withdrawals anew, also those on which the policy is not in force."""
    rows = np.flatnonzero(action_codes == VOID_CODE)
    name = next((each for each in DATES if each in table.column_names), None)
    if not rows.size or name is None:
        return
    places = pa.array(rows)
    own = held_days(table.column(name).take(places), encoder.ordinal)
    dates.days[rows] = own.values
    dates.bad[rows] = own.bad | ids_of(table).take(places).is_null().to_numpy()


def absent(column: pa.ChunkedArray) -> Flags:
    """Where nothing is given: null, or empty text."""
    found: Flags = column.is_null().to_numpy()
    if is_text(column.type):
        found = (
            found | pc.equal(column.cast(values_of(column.type)), "").fill_null(False).to_numpy()
        )
    return found
