"""Reading what comes back from outside: whatever is not as it was written is refused (PL419)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NoReturn, TypeVar

from policylang.core import codes, limits
from policylang.model.machine import Slot
from policylang.model.units import Kind
from policylang.model.values import InputProblem

Declared = TypeVar("Declared")

#: Days a state can speak of. Lots and statuses may last longer than data may be dated.
FIRST_DAY: Final = date(limits.FIRST_YEAR, 1, 1).toordinal()
LAST_DAY: Final = date(limits.LAST_YEAR, 12, 31).toordinal()


def refuse(reason: str, help: str = "replay the history instead") -> NoReturn:
    """Refuse a saved state.

    Raises:
        InputProblem: always (PL419).
    """
    raise InputProblem(codes.STATE_MISMATCH, f"the saved state cannot be used: {reason}", help)


def whole(raw: object, low: int, high: int, name: str) -> int:
    """A whole number in a range; yes and no are none."""
    if type(raw) is not int or not low <= raw <= high:
        refuse(f"`{name}` holds an impossible value")
    return raw


def part(given: Mapping[str, object], name: str) -> object:
    """A part that has to be there."""
    if name not in given:
        refuse(f"it has no `{name}`")
    return given[name]


def listed(raw: object, name: str) -> Sequence[object]:
    """A list."""
    if not isinstance(raw, list | tuple):
        refuse(f"`{name}` is not a list")
    return raw


def numbers(raw: object, length: int, name: str) -> Sequence[object]:
    """A list of so many values."""
    values = listed(raw, name)
    if len(values) != length:
        refuse(f"`{name}` holds something other than {length} values together")
    return values


def matched(
    raw: object, name: str, declared: Sequence[Declared]
) -> Iterator[tuple[object, Declared]]:
    """Values one by one with what the policy declares."""
    values = listed(raw, name)
    if len(values) != len(declared):
        refuse(f"`{name}` does not have one value for each the policy declares")
    return zip(values, declared, strict=True)


def slot_value(raw: object, slot: Slot, name: str) -> int:
    """A held value of a field or attribute; a date or name may not have been given (0)."""
    if type(raw) is int and raw == 0 and slot.domain.kind in (Kind.DATE, Kind.NAME):
        return 0
    return whole(raw, slot.domain.low, slot.domain.high, name)


def fields(raw: Sequence[object], slots: Sequence[Slot], width: int, name: str) -> tuple[int, ...]:
    """The fields of an event, with 0 for columns its action does not use."""
    values = numbers(raw, width, name)
    return tuple(
        slot_value(value, slots[place], name) if place < len(slots) else whole(value, 0, 0, name)
        for place, value in enumerate(values)
    )


def rising(values: Sequence[int], name: str, *, strictly: bool = True) -> None:
    """Refuse what is not in order."""
    for before, after in pairwise(values):
        if after < before or (strictly and after == before):
            refuse(f"`{name}` is out of order")
