"""Which actions could do harm to somebody, by the form of the rules alone.

What one event does to somebody who begins is tried out in `offences`. Harm that comes with the
second event, or after others, does not show there; but no rule outside this list does any.
"""

from __future__ import annotations

from collections.abc import Sequence

from policylang.model import expressions as e
from policylang.model.machine import (
    Action,
    Becomes,
    Change,
    Machine,
    OfMoment,
    Quiet,
    Rule,
    Trigger,
    Upon,
    read_by,
)


def may_harm(machine: Machine, good: Sequence[int]) -> set[int]:
    """The actions that may lower what is good, or bring a burden, to whomever; by code.

    Args:
        good: for each score which way is good, as `good_ways` has it.
    """
    counted = _counted(machine)
    return {
        code
        for code, action in enumerate(machine.actions)
        if any(_may_lower(rule, good) for rule in action.rules)
        or code in counted
        or _is_followed(machine, code, action)
    }


def _may_lower(rule: Rule, good: Sequence[int]) -> bool:
    match rule.effect:
        case Change(sign, _, score):
            return sign * good[score] < 0
        case _:
            return True


def _is_followed(machine: Machine, code: int, action: Action) -> bool:
    """Whether a rule, perk or sanction waits for the action, or for what its rules bring about."""
    triggers: list[Trigger | None] = [each.trigger for each in machine.reactions]
    triggers += [each.trigger for each in machine.grants]
    return any(_waits(each, code, acts=bool(action.rules)) for each in triggers)


def _waits(trigger: Trigger | None, code: int, *, acts: bool) -> bool:
    match trigger:
        case Upon(OfMoment(action)):
            return action == code
        case Upon() | Becomes() | Quiet():
            return acts or isinstance(trigger, Quiet)
        case _:
            return False


def _counted(machine: Machine) -> set[int]:
    """The actions whose past events a rule of its own, perk or sanction looks back to."""
    read = [each for grant in machine.grants for each in (grant.condition, grant.worth)]
    read += [hold.condition for grading in machine.gradings for hold in grading.holds]
    for reaction in machine.reactions:
        for arm in (arm for choice in reaction.choices for arm in choice.arms):
            read += [arm.condition, *read_by(arm.rule.effect)]
    read += [score.formula for score in machine.scores]
    parts = (part for each in read if each is not None for part in e.every_part(each))
    tallies = (machine.tallies[part.tally] for part in parts if isinstance(part, e.Recall))
    found: set[int] = set()
    for tally in tallies:
        match tally.occurrence:
            case OfMoment(action):
                found.add(action)
            case _:
                found |= set(range(len(machine.actions)))
    return found
