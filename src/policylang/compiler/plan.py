"""What the generated function keeps of the past: one memory per count, sum and cap."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.compiler.calendar import has_new_years
from policylang.compiler.memory import InPeriod, Memory, memory_of_cap, memory_of_tally
from policylang.compiler.naming import Names
from policylang.model.calendar import Period
from policylang.model.expressions import (
    Compare,
    Constant,
    Expression,
    Recall,
    Relation,
    every_part,
    parts_of,
)
from policylang.model.machine import Action, Grant, Machine, read_by


@attrs.frozen
class Plan:
    """Memories of the tallies in order, and of the caps by slot."""

    tallies: tuple[Memory, ...]
    caps: tuple[Memory, ...]

    @property
    def all(self) -> tuple[Memory, ...]:
        """Every memory."""
        return self.tallies + self.caps

    def emptied(self, period: Period) -> list[str]:
        """Statements for an event that is the first in a calendar period."""
        return [
            memory.emptied
            for memory in self.all
            if isinstance(memory, InPeriod) and memory.period is period and not memory.on_calendar
        ]

    @property
    def emptied_by_calendar(self) -> list[str]:
        """Statements for when the calendar tells of a new year."""
        return [m.emptied for m in self.all if isinstance(m, InPeriod) and m.on_calendar]


def plan_of(machine: Machine, names: Names) -> Plan:
    """Choose the form of every memory by what the rules ask of it."""
    asked, new_years = asked_of(machine), has_new_years(machine)
    return Plan(
        tuple(
            memory_of_tally(
                tally, names.tallies[number], asked=asked.get(number, 1), new_years=new_years
            )
            for number, tally in enumerate(machine.tallies)
        ),
        tuple(memory_of_cap(cap, names.cap(cap.slot), new_years=new_years) for cap in machine.caps),
    )


def asked_of(machine: Machine) -> dict[int, int | None]:
    """Per tally: the largest constant it is compared with, or None where it is used otherwise."""
    asked: dict[int, int | None] = {}
    stack = list(expressions_of(machine))
    while stack:
        node = stack.pop()
        match node:
            case Compare(relation, Recall(tally), Constant(value)):
                exact = relation in (Relation.AT_LEAST, Relation.LESS)
                most = asked.get(tally, 0)
                asked[tally] = None if most is None else max(most, value if exact else value + 1)
            case Recall(tally):
                asked[tally] = None
            case _:
                stack.extend(parts_of(node))
    return asked


def expressions_of(machine: Machine) -> Iterator[Expression]:
    """Every expression that may read a tally."""
    for action in machine.actions:
        yield from read_by_action(action)
    for grant in machine.grants:
        yield from read_by_grant(grant)


def read_by_action(action: Action) -> Iterator[Expression]:
    """The conditions and effects of an action, and what refuses it."""
    yield from (refusal.condition for refusal in action.refusals)
    for choice in action.choices:
        for arm in choice.arms:
            if arm.condition is not None:
                yield arm.condition
            yield from read_by(arm.rule.effect)


def read_by_grant(grant: Grant) -> Iterator[Expression]:
    """The condition and worth of a grant."""
    yield from (each for each in (grant.condition, grant.worth) if each is not None)


def recalled(expressions: Iterator[Expression]) -> list[int]:
    """Numbers of the tallies that expressions read, rising."""
    parts = (part for each in expressions for part in every_part(each))
    return sorted({part.tally for part in parts if isinstance(part, Recall)})
