"""A few ways to do each action: both ends of every field, and the values its rules name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

from policylang.model import expressions as e
from policylang.model.history import Row
from policylang.model.machine import Action, Arm, Machine, Slot, read_by
from policylang.model.units import Kind

#: Most ways of one action, and most values of one field of amounts.
WAYS: Final = 24
_VALUES: Final = 7
#: Names of acts, stops, accounts: `a`, `b` and so on, as they are held.
_NAMES: Final = tuple(ord(letter) for letter in "abcdefghijklmnopqrstuvwxyz")


def ways_of(machine: Machine, code: int, day: int, most: int = WAYS) -> list[Row]:
    """Ways to do an action on a day, as encoded events."""
    action = machine.actions[code]
    named = _named(machine, code)
    columns = [_values(field, named, day) for field in action.fields]
    blank = (0,) * (machine.width - len(action.fields))
    return [(day, code, (*values, *blank)) for values in islice(_spread(columns), most)]


def moved(machine: Machine, row: Row, day: int) -> Row:
    """An event on another day: the dates that lay on its day go with it."""
    before, code, values = row
    fields = machine.actions[code].fields
    later = (
        day if field.domain.kind is Kind.DATE and value == before else value
        for field, value in zip(fields, values, strict=False)
    )
    found = tuple(later)
    return day, code, (*found, *values[len(found) :])


def named_apart(machine: Machine, row: Row, number: int) -> Row:
    """The same event under other names: of another act, stop or account for each number."""
    day, code, values = row
    fields = machine.actions[code].fields
    name = _NAMES[number % len(_NAMES)]
    found = tuple(
        name if field.domain.kind is Kind.NAME else value
        for field, value in zip(fields, values, strict=False)
    )
    return day, code, (*found, *values[len(found) :])


def _spread(columns: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Every combination, those first that take one end of all fields."""
    first = dict.fromkeys(
        (tuple(column[-1] for column in columns), tuple(column[0] for column in columns))
    )
    yield from first
    yield from (each for each in product(*columns) if each not in first)


def _values(field: Slot, named: Sequence[int], day: int) -> list[int]:
    """Values of a field that may make a difference, rising; dates lie on the day itself."""
    low, high = field.domain.low, field.domain.high
    match field.domain.kind:
        case Kind.DATE:
            return [min(max(day, low), high)]
        case Kind.NAME:
            return [_NAMES[0]]
        case Kind.CHOICE | Kind.YES_NO:
            return list(range(low, min(high, low + _VALUES) + 1))
        case _:
            near = (each + step for each in named for step in (0, 1, -1))
            inside = [each for each in dict.fromkeys(near) if low < each < high]
            return sorted({low, high, *inside[: _VALUES - 2]})


def _named(machine: Machine, code: int) -> list[int]:
    """Numbers that an action, its costs and tables name, or divide by; the smallest first."""
    found: set[int] = set()
    for expression in own_expressions(machine.actions[code]):
        for part in e.every_part(expression):
            match part:
                case e.Constant(value) if value > 0:
                    found.add(value)
                case e.Divide(_, by):
                    found |= {by, 10 * by}
                case e.Lookup(table):
                    rows = machine.tables[table].rows
                    found |= {edge for row in rows for low, high in row.ranges for edge in (low,)}
    return sorted(found)


def own_expressions(action: Action) -> Iterator[e.Expression]:
    """Every expression that only events of an action are asked about, except tallies'."""
    yield from (cost.amount for cost in action.costs)
    yield from (refusal.condition for refusal in action.refusals)
    yield from (moment.day for moment in action.moments if moment.day is not None)
    for choice in action.choices:
        for arm in choice.arms:
            yield from expressions_of_arm(arm)


def expressions_of_arm(arm: Arm) -> Iterator[e.Expression]:
    """What one rule of a choice reads: its condition, its amounts, what its caps count by."""
    if arm.condition is not None:
        yield arm.condition
    yield from read_by(arm.rule.effect)
    yield from (cap.key for cap in arm.rule.caps if cap.key is not None)
