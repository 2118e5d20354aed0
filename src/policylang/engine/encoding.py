"""Rows to integers, quickly: what has been read once is not read again."""

from __future__ import annotations

import re
from typing import Final, TypeVar

from policylang.core import codes
from policylang.engine.columns import ACTION, DATES, PERSON
from policylang.engine.excerpt import shortened
from policylang.engine.rows import RawRow
from policylang.model.events import ID, KNOWN
from policylang.model.history import Encoder, Marks
from policylang.model.values import InputProblem, composed
from policylang.model.withdrawals import VOID

#: Longest name of a person, in characters.
PERSON_LENGTH: Final = 200
#: How much is remembered: so many different dates, and so many different actions with their
#: fields, of rows no longer than this. Beyond it everything is forgotten and learnt anew.
_REMEMBERED: Final = 50_000
_ROW_LENGTH: Final = 200
_DATE_LENGTH: Final = 40
#: Control characters, halves of surrogate pairs, separators of lines: a name with one of them
#: could not be printed on one line, or not at all.
_UNWRITABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
#: For so many unknown names a near one is looked for; it takes long where a policy has many.
_SUGGESTIONS: Final = 200

#: The code of an action (`VOID_CODE` for a withdrawal) with the held values of its fields.
Deed = tuple[int, tuple[int, ...]]


class RowEncoder:
    """Reads rows of histories with an `Encoder`, with a bounded memory for what recurs."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        actions = encoder.machine.actions
        self._actions = frozenset(action.name for action in actions)
        #: Actions whose rows are read anew each time, because a date is among the fields.
        self._dated = frozenset(action.name for action in actions if action.dated > 1) | {VOID}
        self._days: dict[str, int] = {}
        self._deeds: dict[tuple[str, ...], Deed] = {}
        self._unknown = 0

    def marks(self, row: RawRow) -> Marks | None:
        """What a row says of its event; taken out of its values, but for the id of a withdrawal.

        Raises:
            InputProblem: the day it became known cannot be read (PL406 or PL407).
        """
        values = row.values
        called = values.pop(ID, None)
        known = values.pop(KNOWN, None)
        if not called and not known:
            return None
        if called and values.get(ACTION) == VOID:
            values[ID] = called
        voids = self._encoder.machine.voids
        return Marks(called or None if voids else None, self._encoder.known_day(known))

    def encode(self, row: RawRow) -> tuple[int, Deed]:
        """The day and the deed of a row. Takes them out of its values, as `person_of` does.

        Raises:
            InputProblem: PL402 to PL409, PL417, PL427 or PL428.
        """
        values = row.values
        action = values.pop(ACTION, None)
        if not action:
            raise _not_given(action, ACTION)
        action = composed(action)
        date = values.pop("date", None)
        if date is None:
            date = values.pop("timestamp", None)
        afresh = action in self._dated
        if not date and (not afresh or action == VOID):
            raise _not_given(date, *DATES)
        if action not in self._actions and action != VOID:
            raise self._no_such_action(action)
        if afresh or not date:
            day, code, held = self._encoder.row(date or None, action, values)
            return day, (code, held)
        key = (action, *values, *values.values())
        deed = self._deeds.get(key)
        if deed is None:
            day, code, held = self._encoder.row(date, action, values)
            deed = (code, held)
            if len(row.text) <= _ROW_LENGTH:
                remember(self._deeds, key, deed)
        else:
            known = self._days.get(date)
            if known is not None:
                return known, deed
            day = self._encoder.day(date)
        if len(date) <= _DATE_LENGTH:
            remember(self._days, date, day)
        return day, deed

    def _no_such_action(self, action: str) -> InputProblem:
        self._unknown += 1
        if self._unknown <= _SUGGESTIONS:
            try:
                self._encoder.code(action)
            except InputProblem as problem:
                return problem
        message = f"the policy has no action `{shortened(action)}`"
        return InputProblem(codes.NO_SUCH_ACTION, message)


def person_of(values: dict[str, str]) -> str:
    """Take the person out of the values of a row.

    Raises:
        InputProblem: not there (PL409), empty (PL403), too long, or with characters that no name
            has (PL408).
    """
    person = values.pop(PERSON, None)
    if not person:
        raise _not_given(person, PERSON)
    if len(person) > PERSON_LENGTH:
        message = f"the name of a person is longer than {PERSON_LENGTH} characters"
        raise InputProblem(codes.UNREADABLE_VALUE, message)
    if not person.isprintable() and _UNWRITABLE.search(person):
        message = f"`{shortened(person)}`, the name of a person, holds control characters"
        raise InputProblem(codes.UNREADABLE_VALUE, message)
    return person


def person_or_none(text: str | None) -> str | None:
    """The name of a person from a row that cannot be used, where it is one."""
    try:
        return None if text is None else person_of({PERSON: text})
    except InputProblem:
        return None


def _not_given(value: str | None, *names: str) -> InputProblem:
    named = " or ".join(f"`{name}`" for name in names)
    if value is None:
        return InputProblem(codes.COLUMN_MISSING, f"the row has no {named}")
    return InputProblem(codes.FIELD_MISSING, f"{named} is not given")


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def remember(memory: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Add to a memory, which forgets everything when it is full."""
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value
