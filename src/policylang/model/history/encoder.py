"""From what callers give to rows and histories: the only way in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from zoneinfo import ZoneInfo

import attrs

from policylang.core import codes
from policylang.core.suggest import suggest
from policylang.model.events import ID, KNOWN, SHAPES, GivenEvent, event_of, events_of
from policylang.model.history.history import History
from policylang.model.history.moments import check_moments, dated_places, dated_slots
from policylang.model.history.order import (
    begin_of,
    check_begun,
    check_count,
    check_in_force,
    check_order,
)
from policylang.model.history.rows import Marks, Row, gathered, numbered
from policylang.model.machine import Action, Machine, Slot
from policylang.model.persons import Traits, read_traits
from policylang.model.slots import given_values, named, read_slot, unknown, what_there_is
from policylang.model.values import InputProblem, composed, local_date, shortened
from policylang.model.withdrawals import VOID, VOID_CODE, check_void


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

    @cached_property
    def moments(self) -> tuple[tuple[Slot, ...], ...]:
        """For each action the fields that are its dates; none where it has only one."""
        return tuple(dated_slots(action) for action in self.machine.actions)

    @cached_property
    def _dated(self) -> tuple[tuple[int, ...], ...]:
        return tuple(dated_places(action) for action in self.machine.actions)

    def last_day(self, history: History) -> int | None:
        """The latest day a history gives: of a moment of an event, or of a withdrawal; or None."""
        moments = (
            history.columns[place][event]
            for event, code in enumerate(history.codes)
            for place in self._dated[code]
        )
        withdrawals = (void.day for void in history.voids)
        return max((*history.days[-1:], *withdrawals, *moments), default=None)

    def day(self, date: object) -> int:
        """Ordinal of the day of an event, in the policy's time zone.

        Raises:
            InputProblem: PL406, PL407, or PL417 for a day the policy is not in force.
        """
        return check_in_force(self.machine.header, self.ordinal(date))

    def ordinal(self, date: object) -> int:
        """Ordinal of a day in the policy's time zone, whether or not it is in force then.

        Raises:
            InputProblem: PL403, PL406 or PL407.
        """
        if date is None:
            raise InputProblem(codes.FIELD_MISSING, "the event has no `date`", SHAPES)
        return local_date(date, self._zone).toordinal()

    def code(self, action: str) -> int:
        """Code of an action by name; `VOID_CODE` for a withdrawal.

        Raises:
            InputProblem: the policy has no such action (PL402), or lets no event be withdrawn
                (PL428).
        """
        code = self._codes.get(composed(action))
        if code is not None:
            return code
        if composed(action) == VOID:
            if self.machine.voids:
                return VOID_CODE
            raise InputProblem(
                codes.WITHDRAWAL_NOT_ALLOWED,
                "no event may be withdrawn under this policy",
                "take it out, or write `events may be withdrawn` in the first block of the policy",
            )
        raise InputProblem(
            codes.NO_SUCH_ACTION,
            f"the policy has no action `{shortened(action)}`",
            suggest(action, self._codes, otherwise=what_there_is("action", self._codes)),
        )

    def event(self, given: GivenEvent) -> Row:
        """One event in held integers, without what is said of it apart from its fields.

        A field given as None or as empty text counts as not given.

        Raises:
            InputProblem: PL402 to PL408, PL417, PL418, PL427 or PL428.
        """
        event = event_of(given)
        return self.read(event.date, event.action, event.fields)[0]

    def row(self, date: object, action: str, fields: Mapping[str, object]) -> Row:
        """The same from the parts of an event."""
        return self.read(date, action, fields)[0]

    def read(
        self, date: object, action: str, fields: Mapping[str, object]
    ) -> tuple[Row, Marks | None]:
        """The same with its id and the day it became known, which may stand among the fields.

        The code of a withdrawal is `VOID_CODE`; its id is that of the event it withdraws.

        Args:
            date: None where the action has moments and the first of them is among the fields.
        """
        code = self.code(action)
        given = given_values(fields)
        marks = self._marks(given) if ID in given or KNOWN in given else None
        if code == VOID_CODE:
            check_void(marks and marks.id, given)
            return (self.ordinal(date), code, (0,) * self.width), marks
        declared = self.machine.actions[code]
        if moments := self.moments[code]:
            days = self._dates(moments, date, given)
            day = check_in_force(self.machine.header, days[moments[0].name])
        else:
            days = {}
            day = self.day(date)
        if len(given) > sum(slot.name in given for slot in declared.fields):
            self._refuse_extra(declared, given)
        units = self.machine.denomination
        values = [
            read_slot(slot, given.get(slot.name), units)
            if slot.name not in days
            else days[slot.name]
            for slot in declared.fields
        ]
        return (day, code, (*values, *[0] * (self.width - len(values)))), marks

    def _marks(self, given: dict[str, object]) -> Marks:
        called, known = given.pop(ID, None), given.pop(KNOWN, None)
        name = str(called).strip() if called is not None and self.machine.voids else None
        return Marks(name, self.known_day(known))

    def _refuse_extra(self, action: Action, given: Mapping[str, object]) -> None:
        names = [slot.name for slot in action.fields]
        extra = next(name for name in given if name not in names)
        message = f"`{action.name}` has no field `{shortened(extra)}`"
        raise unknown(codes.NO_SUCH_FIELD, message, extra, "field", names)

    def _dates(
        self, moments: tuple[Slot, ...], date: object, given: dict[str, object]
    ) -> dict[str, int]:
        """The dates of an event by name of the moment, in order; 0 for one that is not given."""
        first = moments[0].name
        if date is not None and first in given:
            message = f"both `date` and `{first}` are given, and they mean the same day"
            raise InputProblem(codes.MALFORMED_DATA, message, "keep one of them")
        if date is not None:
            given[first] = date
        if first not in given:
            help = "give its date under this name or as `date`"
            raise InputProblem(codes.FIELD_MISSING, f"the event has no `{first}`", help)
        days = {
            slot.name: self._moment(slot.name, given[slot.name]) if slot.name in given else 0
            for slot in moments
        }
        check_moments(days)
        return days

    def known_day(self, raw: object) -> int:
        """Ordinal of the day an event became known; 0 where that is not given."""
        return 0 if raw is None or raw == "" else self._moment(KNOWN, raw)

    def _moment(self, name: str, raw: object) -> int:
        try:
            return self.ordinal(raw)
        except InputProblem as problem:
            raise named(name, problem) from None

    def traits(self, given: Mapping[str, object]) -> Traits:
        """A person's attributes and what changes in them (see `persons.read_traits`)."""
        return read_traits(self.machine, given)

    def attributes(self, given: Mapping[str, object]) -> tuple[int, ...]:
        """A person's attributes at the start, in held integers and in declared order.

        Raises:
            InputProblem: as for `traits`.
        """
        return read_traits(self.machine, given).start

    def history(self, events: Iterable[GivenEvent], traits: Traits | None = None) -> History:
        """A whole history in held integers, not settled (see `History.until`).

        Args:
            traits: the person; without them it is not looked at when the person's time begins.

        Raises:
            InputProblem: an event cannot be read, is earlier than the one before it (PL401) or
                than its person (PL426), is one too many (PL416), or an id or a withdrawal is
                wrong (PL429 to PL431). The message says which event, counted from 1.
        """
        rows: list[Row] = []
        marked: dict[int, Marks] = {}
        begins = begin_of(self.machine, traits)
        for number, given in enumerate(events_of(events), 1):
            try:
                event = event_of(given)
                row, marks = self.read(event.date, event.action, event.fields)
                check_order(rows[-1][0] if rows else row[0], row[0])
                check_begun(row[0], begins)
                check_count(number)
            except InputProblem as problem:
                raise numbered(number, problem) from None
            rows.append(row)
            if marks is not None:
                marked[number - 1] = marks
        return gathered(rows, marked, self.width, () if traits is None else traits.changes)
