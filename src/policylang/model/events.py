"""Events as callers give them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from policylang.core import codes
from policylang.model.values import InputProblem, shortened

#: What an event is called, so that it can be withdrawn, and the day it became known.
ID: Final = "id"
KNOWN: Final = "known"
#: What a history says of every event, whatever its action: no field or attribute is called so.
COLUMNS: Final = ("person", "date", "timestamp", "action", ID, KNOWN)
#: Advice to whoever gave something that is no event.
SHAPES: Final = "give an Event, a mapping, or a tuple (date, action, fields)"


@attrs.frozen
class Event:
    """Something that happened: a day (or a time of day with its zone), an action, its fields.

    Field values are text (`"250 USD"`), int, Decimal, bool or date; numbers count whole units.
    Among the fields may be the `id` of the event and the day it became `known`. Where an action
    has moments their dates are fields; `date` is then the first of them, or None.
    """

    date: datetime.date | str | None
    action: str
    fields: Mapping[str, object] = attrs.field(factory=dict)


#: An event as callers may give it: (date, action[, fields]), or a mapping with `date` and `action`.
GivenEvent = (
    Event
    | Mapping[str, object]
    | tuple[datetime.date | str | None, str]
    | tuple[datetime.date | str | None, str, Mapping[str, object]]
)


def events_of(given: object) -> Iterable[object]:
    """A history as it can be gone through.

    Raises:
        InputProblem: it is no list of events (PL418).
    """
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping | Event):
        return given
    raise InputProblem(
        codes.MALFORMED_DATA, f"a history is a list of events, not `{shortened(given)}`", SHAPES
    )


def event_of(given: object) -> Event:
    """An event from whatever a caller gave.

    Raises:
        InputProblem: it is none (PL418), or lacks its action (PL403).
    """
    event = given
    if isinstance(given, Mapping):
        fields = dict(given)
        if "action" not in fields:
            raise InputProblem(codes.FIELD_MISSING, "the event has no `action`", SHAPES)
        event = Event(fields.pop("date", None), fields.pop("action"), fields)
    elif isinstance(given, tuple) and len(given) in (2, 3):
        event = Event(*given)
    if isinstance(event, Event) and isinstance(event.action, str):
        if isinstance(event.fields, Mapping):
            return event
        raise InputProblem(
            codes.MALFORMED_DATA,
            f"the fields of an event are a mapping, not `{shortened(event.fields)}`",
            'give them by name: `{"amount": "250 USD"}`',
        )
    raise InputProblem(codes.MALFORMED_DATA, f"`{shortened(given)}` is not an event", SHAPES)
