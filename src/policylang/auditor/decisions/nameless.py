"""Names that nobody need give: where they say nothing but which counter of a cap is meant.

An event that gives no name is not capped for each name ("A cap for each value of a field" of
`docs/language.md`). So where points are only gained under such a cap, and more of them is never
worse, whoever chooses leaves the name out: what is granted then is no less than with any name. The
cap can be left aside, and with it what would have to be counted for every name there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from policylang.model.expressions import FieldValue, PresentField, Tied, every_part
from policylang.model.machine import (
    Action,
    Arm,
    Cap,
    Change,
    Choice,
    Machine,
    Moment,
    Rule,
    rules_of,
)
from policylang.model.units import Kind
from policylang.runtime.program import every_expression

#: Why caps on names are counted after all.
NAMES_COUNT: Final = "a cap counts for each name apart, and more points are not always better"


def nameless(machine: Machine) -> Machine:
    """The policy for people who give no names where that is never worse; itself if they must.

    It is the same for whoever has no use for a name if more of every score is never worse.
    """
    free = _free_caps(machine)
    if not free:
        return machine
    actions = tuple(attrs.evolve(each, moments=_without(each, free)) for each in machine.actions)
    return attrs.evolve(machine, actions=actions)


def _without(action: Action, slots: frozenset[int]) -> tuple[Moment, ...]:
    """The moments of an action without some caps."""

    def uncapped(arm: Arm) -> Arm:
        caps = tuple(cap for cap in arm.rule.caps if cap.slot not in slots)
        return attrs.evolve(arm, rule=attrs.evolve(arm.rule, caps=caps))

    def freed(choice: Choice) -> Choice:
        return Choice(tuple(map(uncapped, choice.arms)))

    return tuple(
        attrs.evolve(moment, choices=tuple(map(freed, moment.choices))) for moment in action.moments
    )


def _free_caps(machine: Machine) -> frozenset[int]:
    """The slots of caps that only rules of chosen events use, which gain and have no other cap."""
    if _names_matter(machine):
        return frozenset()
    found, others = set[int](), set[int]()
    for rule, action in _rules(machine):
        for cap in rule.caps:
            free = action is not None and _is_free(rule, cap, action)
            (found if free else others).add(cap.slot)
    return frozenset(found - others)


def _rules(machine: Machine) -> Iterator[tuple[Rule, Action | None]]:
    """Every rule, with the action whose events it is of."""
    for action in machine.actions:
        yield from ((rule, action) for rule in rules_of(action.choices))
    for reaction in machine.reactions:
        yield from ((rule, None) for rule in rules_of(reaction.choices))


def _is_free(rule: Rule, cap: Cap, action: Action) -> bool:
    # With another cap beside it, what is granted now leaves less room later.
    gains = isinstance(rule.effect, Change) and rule.effect.sign == 1 and len(rule.caps) == 1
    if not gains or action.by != "choice" or not isinstance(cap.key, FieldValue):
        return False
    return action.fields[cap.key.slot].domain.kind is Kind.NAME


def _names_matter(machine: Machine) -> bool:
    """Whether anything but the key of a cap looks at a name of an event."""
    named = {
        slot
        for action in machine.actions
        for slot, field in enumerate(action.fields)
        if field.domain.kind is Kind.NAME
    }
    keys = {id(cap.key) for rule in machine.rules for cap in rule.caps}
    return bool(named) and any(
        isinstance(part, FieldValue | PresentField | Tied) and part.slot in named
        for expression in every_expression(machine)
        if id(expression) not in keys
        for part in every_part(expression)
    )
