"""The saved state of a person: its JSON form, and the check of what comes back.

A state is untrusted when it comes back. `from_json` accepts only what a tracker of this very
policy could have written, as far as one can see: kinds, counts, ranges and order. It cannot see
that somebody has changed a score for another possible one; who stores states guards them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from policylang.core import limits
from policylang.model.history import Marks, Row, gathered
from policylang.model.machine import Machine
from policylang.model.persons import AttributeChange
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE
from policylang.runtime.begun_state import begun_from_json, begun_to_json
from policylang.runtime.plan import Plan
from policylang.runtime.saved import Begun
from policylang.runtime.untrusted import (
    FIRST_DAY,
    LAST_DAY,
    fields,
    listed,
    matched,
    numbers,
    part,
    refuse,
    rising,
    slot_value,
    whole,
)

#: Name and version of the form. A new version gets a new number, and the old one is refused.
FORMAT: Final = "policylang.state/2"


@attrs.frozen
class Saved:
    """What a tracker knows of a person, in held integers and ordinals of days."""

    since: int | None
    #: Day of the last event, and how many there were.
    last: int | None
    events: int
    #: As they stand on the day of the last event; where events are kept, as they were given.
    attributes: tuple[int, ...]
    #: Changes of attributes to come; where events are kept, all of them.
    changes: tuple[AttributeChange, ...]
    #: The events, where they are kept, withdrawals among them; and by number what is said of them.
    rows: tuple[Row, ...]
    marks: Mapping[int, Marks]
    #: The person; None before the first event, and where events are kept.
    begun: Begun | None


def to_json(saved: Saved, machine: Machine) -> dict[str, object]:
    """The JSON form: only dicts, lists, ints, text and None."""
    return {
        "format": FORMAT,
        "policy": machine.header.name,
        "fingerprint": machine.header.fingerprint,
        "since": saved.since,
        "last": saved.last,
        "events": saved.events,
        "attributes": list(saved.attributes),
        "changes": [list(change) for change in saved.changes],
        "rows": [[day, code, *values] for day, code, values in saved.rows],
        "marks": [[number, *marks] for number, marks in saved.marks.items()],
        "person": None if saved.begun is None else begun_to_json(saved.begun),
    }


def from_json(given: Mapping[str, object], plan: Plan) -> Saved:
    """Read the JSON form back, for the same policy.

    Raises:
        InputProblem: it is damaged, or of another policy or version (PL419).
    """
    if not isinstance(given, Mapping):
        refuse("a saved state is a mapping")
    machine, keeps = plan.machine, plan.keeps_events
    _same_policy(given, machine)
    last = _day(given, "last")
    events = whole(part(given, "events"), 0, limits.EVENTS_PER_PERSON, "events")
    if (last is None) != (events == 0):
        refuse("`last` and `events` do not fit together")
    person = part(given, "person")
    if (person is None) != (keeps or not events):
        refuse("`events` and `person` do not fit together")
    rows = _rows(given, machine, events if keeps else 0, last)
    return Saved(
        since=_day(given, "since"),
        last=last,
        events=events,
        attributes=tuple(
            slot_value(value, slot, "attributes")
            for value, slot in matched(part(given, "attributes"), "attributes", machine.attributes)
        ),
        changes=_changes(given, machine, FIRST_DAY if keeps or last is None else last + 1),
        rows=rows,
        marks=_marks(given, machine, rows),
        begun=None if person is None else begun_from_json(person, plan, last or 0, events),
    )


def _same_policy(given: Mapping[str, object], machine: Machine) -> None:
    form = part(given, "format")
    if form != FORMAT:
        refuse(f"it is not in the form `{FORMAT}`", "save it again with this version")
    mark = (part(given, "policy"), part(given, "fingerprint"))
    if mark != (machine.header.name, machine.header.fingerprint):
        refuse(
            "it was saved under another policy, or another version of it",
            "replay the history under the policy as it is now",
        )


def _day(given: Mapping[str, object], name: str) -> int | None:
    raw = part(given, name)
    return None if raw is None else whole(raw, FIRST_DAY, LAST_DAY, name)


def _changes(
    given: Mapping[str, object], machine: Machine, first: int
) -> tuple[AttributeChange, ...]:
    changes = []
    for raw in listed(part(given, "changes"), "changes"):
        day, slot, value = numbers(raw, 3, "changes")
        number = whole(slot, 0, len(machine.attributes) - 1, "changes")
        held = slot_value(value, machine.attributes[number], "changes")
        if number not in machine.changeable:
            refuse("`changes` has an attribute that does not change")
        changes.append(AttributeChange(whole(day, first, LAST_DAY, "changes"), number, held))
    rising([day for day, _, _ in changes], "changes", strictly=False)
    return tuple(changes)


def _rows(
    given: Mapping[str, object], machine: Machine, events: int, last: int | None
) -> tuple[Row, ...]:
    rows: list[Row] = []
    for raw in numbers(part(given, "rows"), events, "rows"):
        day, code, *values = numbers(raw, 2 + machine.width, "rows")
        first = VOID_CODE if machine.voids else 0
        number = whole(code, first, len(machine.actions) - 1, "rows")
        slots = () if number == VOID_CODE else machine.actions[number].fields
        rows.append(
            (
                whole(day, FIRST_DAY, last or 0, "rows"),
                number,
                fields(values, slots, machine.width, "rows"),
            )
        )
    rising([day for day, _, _ in rows], "rows", strictly=False)
    if rows and rows[-1][0] != last:
        refuse("`last` and `rows` do not fit together")
    return tuple(rows)


def _marks(given: Mapping[str, object], machine: Machine, rows: Sequence[Row]) -> dict[int, Marks]:
    """What is said of events, which fits together with them."""
    marks: dict[int, Marks] = {}
    for raw in listed(part(given, "marks"), "marks"):
        number, called, known = numbers(raw, 3, "marks")
        if called is not None and not (isinstance(called, str) and machine.voids):
            refuse("`marks` holds an impossible value")
        place = whole(number, 0, len(rows) - 1, "marks")
        marks[place] = Marks(called, whole(known, 0, LAST_DAY, "marks"))
    withdrawn = {number for number, row in enumerate(rows) if row[1] == VOID_CODE}
    if not withdrawn <= {number for number, each in marks.items() if each.id is not None}:
        refuse("`marks` does not say what is withdrawn")
    try:
        gathered(rows, marks, machine.width)
    except InputProblem:
        refuse("`rows` and `marks` do not fit together")
    return marks
