"""Histories: what happened to one person, as callers give it and as the machine runs it."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from policylang.core import codes, limits
from policylang.core.suggest import suggest
from policylang.model.machine import Action, Machine, Slot
from policylang.model.values import InputProblem, composed, local_date, read_value, shortened

#: What a history says of every event, whatever its action: no field or attribute is called so.
COLUMNS: Final = ("person", "date", "timestamp", "action")


@attrs.frozen
class Event:
    """Something that happened: a day (or a moment with its zone), an action, its fields.

    Field values are text (`"250 USD"`), int, Decimal, bool or date; numbers count whole units.
    """

    date: datetime.date | str
    action: str
    fields: Mapping[str, object] = attrs.field(factory=dict)


#: An event as callers may give it: (date, action[, fields]), or a mapping with `date` and `action`.
GivenEvent = (
    Event
    | Mapping[str, object]
    | tuple[datetime.date | str, str]
    | tuple[datetime.date | str, str, Mapping[str, object]]
)


def event_of(given: object) -> Event:
    """An event from whatever a caller gave.

    Raises:
        InputProblem: it is none (PL418), or lacks its date or action (PL403).
    """
    event = given
    if isinstance(given, Mapping):
        fields = dict(given)
        missing = next((name for name in ("date", "action") if name not in fields), None)
        if missing:
            raise InputProblem(codes.FIELD_MISSING, f"the event has no `{missing}`", _SHAPES)
        event = Event(fields.pop("date"), fields.pop("action"), fields)
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
    raise InputProblem(codes.MALFORMED_DATA, f"`{shortened(given)}` is not an event", _SHAPES)


_SHAPES: Final = "give an Event, a mapping, or a tuple (date, action, fields)"


@attrs.frozen
class History:
    """One person's events in held integers, as columns of equal length.

    `days` are ordinals and never decrease; `codes` are places in `Machine.actions`; column j
    holds field j of each event, in held units (0 where the action has fewer fields).
    """

    days: list[int]
    codes: list[int]
    columns: tuple[list[int], ...]
    #: Attributes that change: day, slot, new held value; days never decrease.
    changes: tuple[tuple[int, int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.days)

    def until(self, day: int) -> History:
        """The events up to and including a day."""
        end = bisect_right(self.days, day)
        columns = tuple(column[:end] for column in self.columns)
        return History(self.days[:end], self.codes[:end], columns)


#: Most names that advice lists.
_SHOWN: Final = 12
_FILL_IN: Final = "fill it in, or declare a default in the policy"

#: One encoded event: day, action code, one value per column of the machine.
Row = tuple[int, int, tuple[int, ...]]


@attrs.define(slots=False)
class Encoder:
    """Reads events and people into held integers, refusing whatever the policy does not declare."""

    machine: Machine

    @cached_property
    def _zone(self) -> datetime.tzinfo:
        return ZoneInfo(self.machine.header.timezone)

    @cached_property
    def width(self) -> int:
        """Number of value columns."""
        return self.machine.width

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {action.name: code for code, action in enumerate(self.machine.actions)}

    def day(self, date: object) -> int:
        """Ordinal of the day of an event, in the policy's time zone.

        Raises:
            InputProblem: PL406, PL407, or PL417 for a day the policy is not in force.
        """
        day = local_date(date, self._zone).toordinal()
        header = self.machine.header
        if header.opens is not None and day < header.opens:
            raise InputProblem(
                codes.NOT_IN_FORCE,
                f"the event is dated {_iso(day)}, before the policy came into force on "
                f"{_iso(header.opens)}",
            )
        if header.closes is not None and day > header.closes:
            raise InputProblem(
                codes.NOT_IN_FORCE,
                f"the event is dated {_iso(day)}, after the policy ended on {_iso(header.closes)}",
            )
        return day

    def code(self, action: str) -> int:
        """Code of an action by name.

        Raises:
            InputProblem: the policy has no such action (PL402).
        """
        code = self._codes.get(composed(action))
        if code is None:
            raise InputProblem(
                codes.NO_SUCH_ACTION,
                f"the policy has no action `{shortened(action)}`",
                suggest(action, self._codes, otherwise=_has("action", self._codes)),
            )
        return code

    def event(self, given: GivenEvent) -> Row:
        """One event in held integers.

        A field given as None or as empty text counts as not given.

        Raises:
            InputProblem: PL402 to PL408, PL417 or PL418.
        """
        event = event_of(given)
        return self.row(event.date, event.action, event.fields)

    def row(self, date: object, action: str, fields: Mapping[str, object]) -> Row:
        """The same from the parts of an event."""
        code = self.code(action)
        day = self.day(date)
        declared = self.machine.actions[code].fields
        given = {
            composed(str(n)): raw for n, raw in fields.items() if raw is not None and raw != ""
        }
        if len(given) > sum(slot.name in given for slot in declared):
            self._refuse_extra(self.machine.actions[code], given)
        values = tuple(self._slot(slot, given) for slot in declared)
        return day, code, values + (0,) * (self.width - len(values))

    def _slot(self, slot: Slot, given: Mapping[str, object]) -> int:
        if slot.name in given:
            try:
                return read_value(given[slot.name], slot.domain, self.machine.denomination)
            except InputProblem as problem:
                raise InputProblem(
                    problem.code, f"`{slot.name}`: {problem.message}", problem.help
                ) from None
        if slot.default is not None:
            return slot.default
        raise InputProblem(
            codes.FIELD_MISSING,
            f"the field `{slot.name}` is not given and has no default",
            _FILL_IN,
        )

    def _refuse_extra(self, action: Action, given: Mapping[str, object]) -> None:
        names = [slot.name for slot in action.fields]
        extra = next(name for name in given if name not in names)
        raise InputProblem(
            codes.NO_SUCH_FIELD,
            f"`{action.name}` has no field `{shortened(extra)}`",
            suggest(extra, names, otherwise=_has("field", names)),
        )

    def attributes(self, given: Mapping[str, object]) -> tuple[int, ...]:
        """A person's attributes in held integers, in declared order.

        Raises:
            InputProblem: not declared (PL423), not given and without default (PL413), or a value
                that cannot be read (PL405, PL406, PL408).
        """
        declared = self.machine.attributes
        names = [slot.name for slot in declared]
        if not isinstance(given, Mapping):
            raise InputProblem(
                codes.MALFORMED_DATA,
                f"the attributes of a person are a mapping, not `{shortened(given)}`",
                "give them by name; what the person is called is `name`",
            )
        known = {composed(str(n)): raw for n, raw in given.items()}
        for name in known:
            if name not in names:
                raise InputProblem(
                    codes.NO_SUCH_ATTRIBUTE,
                    f"the policy declares no attribute `{shortened(name)}`",
                    suggest(name, names, otherwise=_has("attribute", names)),
                )
        known = {name: raw for name, raw in known.items() if raw is not None and raw != ""}
        return tuple(self._attribute(slot, known) for slot in declared)

    def _attribute(self, slot: Slot, given: Mapping[str, object]) -> int:
        try:
            return self._slot(slot, given)
        except InputProblem as problem:
            if problem.code is not codes.FIELD_MISSING:
                raise
            raise InputProblem(
                codes.ATTRIBUTE_MISSING,
                f"the attribute `{slot.name}` is not given and has no default",
                _FILL_IN,
            ) from None

    def history(self, events: Iterable[GivenEvent]) -> History:
        """A whole history in held integers.

        Raises:
            InputProblem: an event cannot be read, is earlier than the one before it (PL401), or
                is one too many (PL416). The message says which event, counted from 1.
        """
        rows: list[Row] = []
        for number, event in enumerate(events, 1):
            try:
                row = self.event(event)
                check_order(rows[-1][0] if rows else row[0], row[0])
                check_count(number)
            except InputProblem as problem:
                raise InputProblem(
                    problem.code, f"event {number:,}: {problem.message}", problem.help
                ) from None
            rows.append(row)
        return columns_of(rows, self.width)


def check_order(before: int, day: int) -> None:
    """Refuse an event dated before the previous one of the same person (PL401)."""
    if day < before:
        raise InputProblem(
            codes.EVENTS_OUT_OF_ORDER,
            f"the event is dated {_iso(day)}, before the previous one of {_iso(before)}",
            "give each person's events in order of date",
        )


def check_count(number: int) -> None:
    """Refuse more events of one person than the overflow proofs allow for (PL416)."""
    if number > limits.EVENTS_PER_PERSON:
        raise InputProblem(
            codes.TOO_MANY_EVENTS,
            f"one person has more than {limits.EVENTS_PER_PERSON:,} events",
            "look for one name that stands for many people",
        )


def columns_of(rows: list[Row], width: int) -> History:
    """Encoded events, already in order, as columns."""
    return History(
        [day for day, _, _ in rows],
        [code for _, code, _ in rows],
        tuple([values[slot] for _, _, values in rows] for slot in range(width)),
    )


def _iso(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()


def _has(noun: str, names: Iterable[str]) -> str:
    """What there is instead of an unknown name, the first few of many: "its fields are ..."."""
    known = list(names)
    shown = ", ".join(f"`{name}`" for name in known[:_SHOWN])
    if len(known) > _SHOWN:
        return f"its {noun}s are {shown} and {len(known) - _SHOWN} more"
    if len(known) > 1:
        return f"its {noun}s are {shown}"
    return f"its only {noun} is {shown}" if known else f"it has no {noun}s"


def check_window(
    machine: Machine, days: list[int], since: int | None, as_of: int | None
) -> tuple[int | None, int]:
    """The first day asked for, and the day a result is for (ordinals).

    Without `as_of` it is the day of the last event, else the later of `since` and the first day in
    force.

    Raises:
        InputProblem: an event before `since` (PL417); `as_of` before `since` or before the
            policy is in force, or nothing to take it from (PL420).
    """
    opens = machine.header.opens
    if since is not None and days and days[0] < since:
        raise InputProblem(
            codes.NOT_IN_FORCE,
            f"the event of {_iso(days[0])} lies before the first day asked for, {_iso(since)}",
        )
    first = max((day for day in (since, opens) if day is not None), default=None)
    known = [as_of] if as_of is not None else [*days[-1:], first]
    last = next((day for day in known if day is not None), None)
    if last is None:
        raise InputProblem(
            codes.AS_OF_TOO_EARLY,
            "there are no events, so the day to evaluate for must be given",
            "say which: `as_of`, or `--as-of` in a command",
        )
    if first is not None and last < first:
        raise InputProblem(
            codes.AS_OF_TOO_EARLY,
            f"{_iso(last)} lies before the first day, {_iso(first)}",
            "give a later day to evaluate for",
        )
    return since, last
