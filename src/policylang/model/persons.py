"""What a person is like, as callers give it and in held integers: attributes, and their changes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Final, NamedTuple

import attrs

from policylang.core import codes
from policylang.model.calendar import iso
from policylang.model.machine import Machine, Slot
from policylang.model.slots import given_values, named, no_attribute, read_slot
from policylang.model.values import InputProblem, composed, read_date, shortened

#: Halves of surrogate pairs, which cannot be written as UTF-8.
_HALVES: Final = re.compile("[\ud800-\udfff]")
#: In a mapping of dates to values: what holds before the first of the dates.
START: Final = "start"
_EXAMPLE: Final = '`{"start": "learner", "2020-05-01": "full"}`'


class AttributeChange(NamedTuple):
    """From a day on an attribute has another value: day (ordinal), slot, held value."""

    day: int
    slot: int
    value: int


@attrs.frozen
class Traits:
    """A person's attributes: values at the start by slot, and the changes in order of day."""

    start: tuple[int, ...]
    changes: tuple[AttributeChange, ...] = ()


def read_traits(machine: Machine, given: object) -> Traits:
    """A person's attributes in held integers.

    The value of an attribute that may change is one value, or a mapping of dates to values: each
    holds from its date on. Before the first date the value under `start` holds; where there is
    none, the default; where there is no default either, the value of the first date.

    Args:
        given: a mapping by name of attribute; those left out take their defaults.

    Raises:
        InputProblem: not declared (PL423), not given and without default (PL413), a value that
            cannot be read (PL405, PL406, PL408), two values from one day (PL432), a change of an
            attribute that may not change (PL433), or no mapping at all (PL418).
    """
    if not isinstance(given, Mapping):
        raise InputProblem(
            codes.MALFORMED_DATA,
            f"the attributes of a person are a mapping, not `{shortened(given)}`",
            "give them by name; what the person is called is `name`",
        )
    declared = machine.attributes
    names = {slot.name for slot in declared}
    for name in map(str, given):
        if composed(name) not in names:
            raise no_attribute(name, declared)
    known = given_values(given)
    start: list[int] = []
    changes: list[AttributeChange] = []
    for place, slot in enumerate(declared):
        raw = known.get(slot.name)
        if isinstance(raw, Mapping):
            first, later = _over_time(machine, place, raw)
            start.append(first)
            changes += later
        else:
            start.append(read_slot(slot, raw, machine.denomination, noun="attribute"))
    return Traits(tuple(start), in_order(machine, changes))


def check_named(given: object, what: str) -> None:
    """Refuse what is not by the names of persons (PL418)."""
    if not isinstance(given, Mapping):
        message = f"the {what} of several persons are a mapping, not `{shortened(given)}`"
        raise InputProblem(codes.MALFORMED_DATA, message, "give them by the name of each person")
    for name in given:
        if not isinstance(name, str) or _HALVES.search(name):
            message = f"the name of a person is text, not `{shortened(name)}`"
            raise InputProblem(codes.MALFORMED_DATA, message, 'write it in quotation marks: `"7"`')


@contextmanager
def telling_of(name: str) -> Iterator[None]:
    """Say of whom a problem is."""
    try:
        yield
    except InputProblem as problem:
        message = f"{shortened(name)}: {problem.message}"
        raise InputProblem(problem.code, message, problem.help) from None


def start_from(
    machine: Machine, date: datetime.date, values: Mapping[str, object]
) -> tuple[int, ...]:
    """The start values of a person of whom only what holds from dates on is given.

    Args:
        date, values: what is given for the earliest of the dates.

    Raises:
        InputProblem: as for `read_traits`.
    """
    may_change = {machine.attributes[place].name for place in machine.changeable}
    given = given_values(values)
    over_time = {n: {date: raw} if n in may_change else raw for n, raw in given.items()}
    return read_traits(machine, over_time).start


def changes_from(
    machine: Machine, start: tuple[int, ...], date: datetime.date, values: Mapping[str, object]
) -> list[AttributeChange]:
    """What changes with the values given for a date; one that stays as it was may be repeated.

    Raises:
        InputProblem: as for `read_traits`.
    """
    changes = []
    places = {slot.name: place for place, slot in enumerate(machine.attributes)}
    for name, raw in given_values(values).items():
        if name not in places:
            raise no_attribute(name, machine.attributes)
        change = _change(machine, places[name], date, raw)
        if change.slot in machine.changeable:
            changes.append(change)
        elif change.value != start[change.slot]:
            check_changeable(machine, change.slot)
    return changes


def in_order(machine: Machine, changes: Iterable[AttributeChange]) -> tuple[AttributeChange, ...]:
    """Changes by day, then by slot.

    Raises:
        InputProblem: an attribute changes twice on a day (PL432).
    """
    ordered = sorted(changes)
    for one, other in pairwise(ordered):
        if one[:2] == other[:2]:
            raise changed_twice(machine, one)
    return tuple(ordered)


def changed_twice(machine: Machine, change: AttributeChange) -> InputProblem:
    """The problem of an attribute that changes once more on the day of a change (PL432)."""
    name = machine.attributes[change.slot].name
    day = iso(change.day)
    return InputProblem(
        codes.ATTRIBUTE_CHANGED_TWICE,
        f"`{name}` has two values from {day} on",
        "keep the one that is right: an attribute changes once on a day",
        name=name,
    )


def check_changeable(machine: Machine, place: int) -> None:
    """Refuse a change of an attribute that stays as it is (PL433)."""
    if place not in machine.changeable:
        name = machine.attributes[place].name
        raise InputProblem(
            codes.ATTRIBUTE_FIXED,
            f"the attribute `{name}` is given for a date, but it may not change",
            "give one value, or write `, may change` where the policy declares it",
            name=name,
        )


def read_change(machine: Machine, date: object, name: str, raw: object) -> AttributeChange:
    """One change of an attribute.

    Raises:
        InputProblem: no such attribute (PL423), it may not change (PL433), or the date or value
            cannot be read.
    """
    for place, slot in enumerate(machine.attributes):
        if slot.name == composed(name):
            check_changeable(machine, place)
            return _change(machine, place, date, raw)
    raise no_attribute(str(name), machine.attributes)


def _over_time(
    machine: Machine, place: int, given: Mapping[object, object]
) -> tuple[int, list[AttributeChange]]:
    """The value of an attribute at the start, and its changes in order of day."""
    slot = machine.attributes[place]
    check_changeable(machine, place)
    dated = {date: raw for date, raw in given.items() if date != START}
    later = sorted(_change(machine, place, date, raw) for date, raw in dated.items())
    start = given.get(START)
    if start is None and slot.default is None and later:
        return later[0].value, later
    return _held(machine, slot, start), later


def _change(machine: Machine, place: int, date: object, raw: object) -> AttributeChange:
    slot = machine.attributes[place]
    try:
        day = read_date(date).toordinal()
    except InputProblem as problem:
        help = f"give what holds from dates on: {_EXAMPLE}"
        raise named(slot.name, InputProblem(problem.code, problem.message, help)) from None
    if raw is None or raw == "":
        message = f"`{slot.name}`: no value is given from {shortened(date)} on"
        raise InputProblem(codes.ATTRIBUTE_MISSING, message, name=slot.name)
    return AttributeChange(day, place, _held(machine, slot, raw))


def _held(machine: Machine, slot: Slot, raw: object) -> int:
    return read_slot(slot, raw, machine.denomination, noun="attribute")
