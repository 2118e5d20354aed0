"""Histories: what happened to one person, as the machine runs it, and how it is read."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import attrs

from policylang.core import codes, limits
from policylang.core.suggest import suggest
from policylang.model.events import ID, KNOWN, SHAPES, GivenEvent, event_of, events_of
from policylang.model.machine import Action, Machine, Slot
from policylang.model.persons import AttributeChange, Traits, read_traits
from policylang.model.slots import given_values, named, read_slot, unknown, what_there_is
from policylang.model.values import InputProblem, composed, local_date, shortened
from policylang.model.withdrawals import (
    VOID,
    VOID_CODE,
    Ids,
    Void,
    Withdrawn,
    check_void,
    in_effect,
)

#: As known at the end of all days.
EVERYTHING_KNOWN: Final = datetime.date.max.toordinal()


@attrs.frozen
class History:
    """One person's events in held integers, as columns of equal length.

    `days` are ordinals and never decrease: the first moment of each event. `codes` are places in
    `Machine.actions`; column j holds field j of each event, in held units (0 where the action has
    fewer fields, or where a date or name is not given).

    Engines run a settled history, as `until` gives it: nothing in it is unknown or withdrawn.
    """

    days: list[int]
    codes: list[int]
    columns: tuple[list[int], ...]
    #: What changes in the person, in order of day.
    changes: tuple[AttributeChange, ...] = ()
    #: Which of the events given each one is, from 0; None where they are all there, in order.
    numbers: list[int] | None = None
    #: The day each event became known (0: at once); None where that is said of none.
    known: list[int] | None = None
    #: Withdrawals that have not been looked at.
    voids: tuple[Void, ...] = ()
    #: Events that are gone because they were withdrawn.
    withdrawn: tuple[Withdrawn, ...] = ()

    def __len__(self) -> int:
        return len(self.days)

    @property
    def settled(self) -> bool:
        """Whether nothing in it depends on the day it is known at."""
        return self.known is None and not self.voids

    def number(self, event: int) -> int:
        """Which of the events given an event is, from 0."""
        return event if self.numbers is None else self.numbers[event]

    def keeping(self, withdrawn: Withdrawn) -> History:
        """The same before it is settled, with an event that was withdrawn after all."""
        return attrs.evolve(
            self, voids=tuple(void for void in self.voids if void.number != withdrawn.void)
        )

    def until(self, day: int, known: int | None = None) -> History:
        """The events up to and including a day, settled as of what was known on a day.

        An event that became known later is left out; so is one that was withdrawn by then.

        Args:
            known: ordinal; by default `day`.
        """
        end = bisect_right(self.days, day)
        changes = self.changes
        if changes and changes[-1].day > day:
            changes = tuple(change for change in changes if change.day <= day)
        if self.settled:
            columns = tuple(column[:end] for column in self.columns)
            numbers = None if self.numbers is None else self.numbers[:end]
            gone = tuple(each for each in self.withdrawn if each.day <= day)
            return History(
                self.days[:end], self.codes[:end], columns, changes, numbers, withdrawn=gone
            )
        return self._settled(end, changes, day if known is None else known)

    def _settled(self, end: int, changes: tuple[AttributeChange, ...], known: int) -> History:
        late = self.known or [0] * end
        heard = [event for event in range(end) if late[event] <= known]
        voids = in_effect(self.voids, known)
        kept = [event for event in heard if event not in voids]
        gone = [(event, voids[event]) for event in heard if event in voids]
        return History(
            [self.days[event] for event in kept],
            [self.codes[event] for event in kept],
            tuple([column[event] for event in kept] for column in self.columns),
            changes,
            [self.number(event) for event in kept],
            withdrawn=tuple(
                Withdrawn(
                    self.number(event), self.days[event], self.codes[event], void.day, void.number
                )
                for event, void in gone
            ),
        )


#: One encoded event: day, action code, one value per column of the machine.
Row = tuple[int, int, tuple[int, ...]]


class Marks(NamedTuple):
    """What is said of an event apart from its fields: its id, and the day it became known.

    Ids are kept only where events may be withdrawn. `known` is 0 where that is not said.
    """

    id: str | None
    known: int


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
        return self._in_force(self.ordinal(date))

    def ordinal(self, date: object) -> int:
        """Ordinal of a day in the policy's time zone, whether or not it is in force then.

        Raises:
            InputProblem: PL403, PL406 or PL407.
        """
        if date is None:
            raise InputProblem(codes.FIELD_MISSING, "the event has no `date`", SHAPES)
        return local_date(date, self._zone).toordinal()

    def _in_force(self, day: int) -> int:
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
            day = self._in_force(days[moments[0].name])
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
        before = first
        for name, day in days.items():
            if day and day < days[before]:
                raise InputProblem(
                    codes.MOMENTS_OUT_OF_ORDER,
                    f"`{name}` is {_iso(day)}, before `{before}` on {_iso(days[before])}",
                    "the dates of an event come in the order in which the policy names them",
                )
            before = name if day else before
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


def dated_slots(action: Action) -> tuple[Slot, ...]:
    """The fields of an action that are the dates of its moments; none where it has one date."""
    if action.dated < 2:
        return ()
    fields = {slot.name: slot for slot in action.fields}
    return tuple(fields[moment.name] for moment in action.moments[: action.dated])


def dated_places(action: Action) -> tuple[int, ...]:
    """The columns of the later moments that the history gives a date, in order."""
    names = [slot.name for slot in action.fields]
    return tuple(names.index(moment.name) for moment in action.moments[1 : action.dated])


def gathered(
    rows: Sequence[Row],
    marked: Mapping[int, Marks],
    width: int,
    changes: tuple[AttributeChange, ...] = (),
) -> History:
    """Encoded events in order, with their ids and withdrawals, as a history.

    Args:
        marked: what is said of some of them, by number from 0.

    Raises:
        InputProblem: PL429 to PL431. The message says which event, counted from 1.
    """
    if not marked:
        return attrs.evolve(columns_of(rows, width), changes=changes)
    numbers = [number for number, row in enumerate(rows) if row[1] != VOID_CODE]
    known = [marked[number].known if number in marked else 0 for number in numbers]
    voids = _voids(rows, marked, numbers)
    return attrs.evolve(
        columns_of([rows[number] for number in numbers], width),
        changes=changes,
        numbers=numbers if voids else None,
        known=known if any(known) else None,
        voids=voids,
    )


def _voids(
    rows: Sequence[Row], marked: Mapping[int, Marks], numbers: Sequence[int]
) -> tuple[Void, ...]:
    ids = Ids()
    voids = []
    places = {number: place for place, number in enumerate(numbers)}
    # A withdrawal may stand before its event where both are of one day.
    for number in sorted(marked, key=lambda number: (rows[number][1] == VOID_CODE, number)):
        (day, code, _), marks = rows[number], marked[number]
        if marks.id is None:
            continue
        try:
            if code == VOID_CODE:
                voids.append(Void(day, marks.known, ids.void(marks.id, day), number))
            else:
                ids.add(marks.id, day, places[number])
        except InputProblem as problem:
            raise numbered(number + 1, problem) from None
    return tuple(voids)


def numbered(number: int, problem: InputProblem) -> InputProblem:
    """The same problem, told of an event by its number, counted from 1."""
    return InputProblem(problem.code, problem.what, problem.help, event=number, name=problem.name)


def begin_of(machine: Machine, traits: Traits | None) -> int:
    """The day a person's time begins on; 0 where the policy or the person does not say."""
    return 0 if machine.begins is None or traits is None else traits.start[machine.begins]


def check_begun(day: int, begins: int) -> None:
    """Refuse an event dated before its person's time begins (PL426)."""
    if day < begins:
        raise InputProblem(
            codes.EVENT_BEFORE_PERSON,
            f"the event is dated {_iso(day)}, before the person's time begins on {_iso(begins)}",
            "correct the date of the event, or the date that the person's time begins on",
        )


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


def columns_of(rows: Sequence[Row], width: int) -> History:
    """Encoded events, already in order, as columns."""
    return History(
        [day for day, _, _ in rows],
        [code for _, code, _ in rows],
        tuple([values[slot] for _, _, values in rows] for slot in range(width)),
    )


def _iso(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()


def check_window(
    machine: Machine, days: list[int], since: int | None, as_of: int | None
) -> tuple[int | None, int]:
    """The first day asked for, and the day a result is for (ordinals).

    Without `as_of` it is the last of `days`, else the later of `since` and the first day in
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
