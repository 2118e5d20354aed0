"""Which actions could do harm to somebody, by the form of the rules alone.

What one event does to somebody who begins is tried out in `offences`, where it is said what an
offence is. Harm that comes with the second event, or after others, does not show there; but no rule
outside these lists does any.

| what an action, or a rule upon it, can do                            |               |
|----------------------------------------------------------------------|---------------|
| take points or move a score                                          | `can_take`    |
| the same, or begin a status: somebody may be worse off by it          | `can_harm`    |
| nothing else than that                                               | `only_harms`  |
| take what is good, by rules of its own that do nothing else          | `only_worsens`|
| lower what is good, which may be to give demerits; or bring a burden | `may_harm`    |
| anything but good, of all actions together                           | `harms_nobody`|
"""

from __future__ import annotations

from collections.abc import Sequence

from policylang.auditor.decisions.dominance import loses, rises
from policylang.auditor.decisions.order import is_asked_for, is_burden
from policylang.auditor.decisions.readings import View
from policylang.auditor.decisions.relevance import choices_upon
from policylang.model import expressions as e
from policylang.model.machine import (
    Action,
    Becomes,
    Begin,
    Change,
    End,
    Machine,
    Move,
    OfMoment,
    Quiet,
    Rule,
    Schedule,
    Trigger,
    Upon,
    read_by,
    rules_of,
)


def can_take(machine: Machine, code: int) -> bool:
    """Whether an event can take points or move a score, or a rule upon it can."""
    return any(
        isinstance(rule.effect, Move) or (isinstance(rule.effect, Change) and rule.effect.sign < 0)
        for rule in rules_of(choices_upon(machine, code))
    )


def can_harm(machine: Machine, code: int) -> bool:
    """Whether an event can take points, move a score or begin a status, or a rule upon it can."""
    rules = rules_of(choices_upon(machine, code))
    return can_take(machine, code) or any(isinstance(rule.effect, Begin) for rule in rules)


def only_harms(machine: Machine, code: int) -> bool:
    """Whether an event, and every rule upon it, can do nothing but lower scores and begin statuses.

    Nor does it ever pay.
    """
    rules = rules_of(choices_upon(machine, code))
    return can_harm(machine, code) and loses(machine.actions[code], rules)


def only_worsens(machine: Machine, good: Sequence[int]) -> set[int]:
    """The actions of which every event lowers what is good, if it does anything, by their form.

    One that only begins a status is none of them: whether it is an offence is tried out.

    Args:
        good: for each score which way is good, as `good_ways` has it.
    """
    return {
        code
        for code, action in enumerate(machine.actions)
        if loses(action, action.rules)
        and any(isinstance(rule.effect, Change | Move) for rule in action.rules)
        and all(
            good[rule.effect.score] > 0
            for rule in action.rules
            if isinstance(rule.effect, Change | Move)
        )
    }


def may_harm(machine: Machine, good: Sequence[int]) -> set[int]:
    """The actions that may lower what is good, or bring a burden, to whomever; by code.

    Args:
        good: for each score which way is good, as `good_ways` has it.
    """
    counted = _counted(machine)
    return {
        code
        for code, action in enumerate(machine.actions)
        if any(_may_lower(rule, good, machine) for rule in action.rules)
        or code in counted
        or _is_followed(machine, code, action)
    }


def harms_nobody(machine: Machine, good: Sequence[int], view: View) -> bool:
    """Whether no event of any action can be an offence: none takes points or brings a burden.

    Whatever events bring about, at once or later, only adds to scores that are good; nothing reads
    those backward, and no sanction waits for events or looks back to them.

    Args:
        good: for each score which way is good, as `good_ways` has it.
        view: of the person.
    """
    fixed = all(
        score.formula is None
        and (score.low is None or score.fixed_low is not None)
        and (score.high is None or score.fixed_high is not None)
        for score in machine.scores
    )
    held = any(grading.holds for grading in machine.gradings)
    if not fixed or held or _counted(machine):
        return False
    followed = [r.choices for r in machine.reactions if not isinstance(r.trigger, Schedule)]
    done = [action.choices for action in machine.actions]
    # Points that run out are those that the event itself gave.
    arms = (a for choices in (*done, *followed) for choice in choices for a in choice.arms)
    return all(_only_adds(arm.rule, good) for arm in arms) and all(
        (each.trigger is None or isinstance(each.trigger, Schedule)) and rises(each, machine, view)
        for each in machine.grants
        if each.kind == "sanction"
    )


def _only_adds(rule: Rule, good: Sequence[int]) -> bool:
    match rule.effect:
        case Change(1, _, score, life):
            lasts = life is None or (life.unless is None and life.held is None)
            return good[score] > 0 and lasts
        case _:
            return False


def _may_lower(rule: Rule, good: Sequence[int], machine: Machine) -> bool:
    match rule.effect:
        case Change(sign, _, score):
            return sign * good[score] < 0
        case Begin(status):
            return is_asked_for(machine, status)
        case End(status):
            return not is_burden(machine, status)
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
