"""Which actions bring points whatever was done before, and which could bring any at all."""

from __future__ import annotations

from policylang.auditor.decisions.forms import OF_DAY, fits, read_in
from policylang.auditor.decisions.readings import OF_EVENT
from policylang.model import expressions as e
from policylang.model.machine import (
    Action,
    Becomes,
    Begin,
    Change,
    Choice,
    End,
    Ever,
    Machine,
    Move,
    OfMoment,
    Quiet,
    Rule,
    Schedule,
    Trigger,
    Upon,
    rules_of,
)


def earns_whatever_was_done(machine: Machine, action: Action) -> bool:
    """Whether an action that brings points of the first score does so whatever was done before.

    At the same price, to everybody below its upper end, and again as soon as its own caps begin
    anew: nothing in it looks at more than the event and the person, and nothing follows upon it.
    """
    alone = action.by == "choice" and len(action.moments) == 1 and not action.refusals
    read = [cost.amount for cost in action.costs]
    if not alone or not all(fits(each, OF_EVENT) for each in read):
        return False
    code = machine.actions.index(action)
    if not all(_comes_without(code, each.trigger) for each in machine.reactions):
        return False
    if any(isinstance(each.trigger, Upon | Becomes) for each in machine.grants):
        return False
    score = machine.score
    if score.lots is not None or score.formula is not None:
        return False
    if not all(end is None or isinstance(end, e.Constant) for end in (score.low, score.high)):
        return False
    others = {
        cap.slot for each in machine.actions if each is not action
        for rule in each.rules for cap in rule.caps
    }  # fmt: skip
    others |= {c.slot for each in machine.reactions for r in rules_of(each.choices) for c in r.caps}
    gives = [_gives(choice, others) for choice in action.choices]
    return any(gives) and all(
        isinstance(rule.effect, Change) and (rule.effect.score != 0 or rule.effect.sign > 0)
        for rule in action.rules
    )


def _comes_without(code: int, trigger: Trigger) -> bool:
    """Whether a rule acts on dates, or on clocks that events of an action do not touch."""
    match trigger:
        case Quiet(without, since):
            moved = (*without, *since)
            return all(isinstance(each, OfMoment) and each.action != code for each in moved)
        case _:
            return isinstance(trigger, Schedule)


def _gives(choice: Choice, others: set[int]) -> bool:
    """Whether the first arm of a choice gives points that depend on the event alone, ever again."""
    arm = choice.arms[0]
    effect, condition = arm.rule.effect, arm.condition
    return (
        isinstance(effect, Change)
        and (effect.score, effect.sign, effect.lifetime) == (0, 1, None)
        and (condition is None or fits(condition, OF_EVENT))
        and fits(effect.amount, OF_EVENT)
        and effect.amount != e.Constant(0)
        and not others & {cap.slot for cap in arm.rule.caps}
        and all(cap.limit > 0 and not isinstance(cap.window, Ever) for cap in arm.rule.caps)
    )


def may_earn(machine: Machine, code: int) -> bool:
    """Whether an action could raise the first score, by itself or by what follows upon it.

    False only where the score is a number of its own between fixed ends, no rule of the action
    raises it, and no other rule that does looks at more than the person and the date, or waits for
    what the action brings about.
    """
    action, score = machine.actions[code], machine.score
    ends = [end for end in (score.low, score.high) if end is not None]
    if score.formula is not None or not all(isinstance(end, e.Constant) for end in ends):
        return True
    if any(_may_raise(rule) for rule in action.rules):
        return True
    slots = {cap.slot for rule in action.rules for cap in rule.caps}
    for reaction in machine.reactions:
        rules = rules_of(reaction.choices)
        if not any(_may_raise(rule) for rule in rules):
            continue
        match reaction.trigger:
            case Upon(OfMoment(upon)) if upon != code:
                pass
            case Upon() | Becomes() | Quiet():
                return True
            case _:
                pass
        shared = slots & {cap.slot for rule in rules for cap in rule.caps}
        if shared or not all(fits(each, OF_DAY) for each in read_in(list(reaction.choices))):
            return True
    return False


def _may_raise(rule: Rule) -> bool:
    """Whether a rule could raise the first score."""
    match rule.effect:
        case Begin() | End():
            return False
        case Change(sign, _, score):
            return sign > 0 and score == 0
        case Move(e.Least(e.Balance(read), _), score, False):
            return score == 0 and read != score
        case effect:
            return effect.score == 0
