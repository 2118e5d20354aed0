"""Plain rows read one by one: for what the quick path refuses, and to say why."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from policylang.core import codes
from policylang.model.history import (
    Encoder,
    History,
    Row,
    check_count,
    check_order,
    columns_of,
    numbered,
)
from policylang.model.machine import Action, Slot
from policylang.model.values import InputProblem, show_range

#: (date, action, field, ...): values in held integers, None where there is none.
PlainRow = Sequence[Any]


def read_rows(encoder: Encoder, rows: Sequence[PlainRow]) -> History:
    """Encode plain rows.

    Raises:
        InputProblem: PL401, PL402 to PL408, PL416 to PL418; the message says which event.
    """
    read: list[Row] = []
    for number, row in enumerate(rows, 1):
        try:
            given = _row(encoder, row)
            check_order(read[-1][0] if read else given[0], given[0])
            check_count(number)
        except InputProblem as problem:
            raise numbered(number, problem) from None
        read.append(given)
    return columns_of(read, encoder.width)


def _row(encoder: Encoder, row: PlainRow) -> Row:
    width = encoder.width
    if not isinstance(row, tuple | list) or len(row) != 2 + width:
        raise InputProblem(
            codes.MALFORMED_DATA,
            f"a row has a date, an action and {width} values, None where an action has fewer",
        )
    when, name, *values = row
    if not isinstance(when, datetime.date):
        raise InputProblem(
            codes.BAD_DATE, f"a row has a `datetime.date`, not a {type(when).__name__}"
        )
    if not isinstance(name, str):
        raise InputProblem(
            codes.NO_SUCH_ACTION, f"an action is a text, not a {type(name).__name__}"
        )
    day, code = encoder.day(when), encoder.code(name)
    action = encoder.machine.actions[code]
    dates = encoder.moments[code]
    if dates:
        values = _dated(action, dates, day, values)
    held = [
        values[place] if slot in dates else _held(slot, values[place], encoder)
        for place, slot in enumerate(action.fields)
    ]
    _refuse_extra(action, values[len(held) :])
    return day, code, (*held, *[0] * (width - len(held)))


def _dated(action: Action, dates: Sequence[Slot], day: int, values: Sequence[Any]) -> list[Any]:
    """Values with the dates of an event filled in: the first is its day, 0 is not given."""
    filled, before = list(values), day
    for number, slot in enumerate(dates):
        place = action.fields.index(slot)
        date = values[place] if values[place] is not None else 0 if number else day
        if type(date) is not int or (number == 0 and date != day):
            raise InputProblem(
                codes.BAD_DATE,
                f"`{slot.name}` is the ordinal of a day, and the first date is that of the row",
            )
        if date and date < before:
            raise InputProblem(
                codes.MOMENTS_OUT_OF_ORDER,
                f"`{slot.name}` lies before the date before it",
                "the dates of an event come in the order in which the policy names them",
            )
        filled[place], before = date, date or before
    return filled


def _held(slot: Slot, value: object, encoder: Encoder) -> int:
    if value is None:
        if slot.default is None:
            raise InputProblem(codes.FIELD_MISSING, f"`{slot.name}` is not given")
        return slot.default
    if type(value) is not int:
        raise InputProblem(
            codes.UNREADABLE_VALUE,
            f"`{slot.name}` is a {type(value).__name__}, and rows hold whole numbers",
            "count money in its smallest coin and hours in seconds",
        )
    if not slot.domain.low <= value <= slot.domain.high:
        shown = show_range(slot.domain, encoder.machine.denomination)
        raise InputProblem(
            codes.OUT_OF_RANGE, f"`{slot.name}` is outside the declared range {shown}"
        )
    return value


def _refuse_extra(action: Action, rest: list[object]) -> None:
    if any(value is not None for value in rest):
        raise InputProblem(
            codes.NO_SUCH_FIELD,
            f"`{action.name}` has {len(action.fields)} fields, and the row has more",
            "give None for columns an action does not use",
        )
