"""What the form of the rules proves for all horizons: where order, days and parts do not matter.

THEOREM (order). Let every rule add or take an amount that depends on the event, the person and the
date alone, under conditions that do; let each be under no cap, or under one that counts points and
is shared only with rules that change the same score the same way, or under one that counts times
and is its own, the amount being always the same; and let every score with an end be changed in one
direction only. Then two events of one day may be exchanged: all scores, and all that caps have
counted, are the same afterwards.

PROOF. What an event asks for is fixed before anything is applied. Under a cap with room r the asks
a and b are granted min(r, a) and then min(r - min(r, a), b), which is min(r, a + b) in sum, in
either order; k asks of one size under a cap on times are granted min(r, k) times. So what is
granted in sum to each score, and counted by each cap, does not depend on the order. Adding is
commutative; and where all changes of a score go one way, cutting to its end after each step and
cutting once at the end of the day come to the same.

THEOREM (days). If besides no rule or condition reads the date, all caps are for ever and nothing
comes due by date, then any events may be moved to other days.

PROOF. The first theorem, with the days between two events taken out: nothing happens on them.

THEOREM (amounts). Let an action only give, under caps on points that no two of its rules share, and
under conditions that do not read an amount of it; and let no rule wait for what scores do. If what
it asks for is superadditive in that amount, f(a) + f(b) <= f(a + b), then two events never bring
more than the one that has both amounts; if subadditive, never less.

PROOF. Caps and ends let through the lesser of what is asked and what there is room for, and that
rises with what is asked.

All three speak of scores; `following` has the perks and sanctions that follow from those.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Flag

from policylang.auditor.decisions.readings import OF_EVENT, fields_of
from policylang.model import expressions as e
from policylang.model.machine import (
    DATED,
    Action,
    Calendar,
    Cap,
    Change,
    Choice,
    Ever,
    Machine,
    Rule,
    Shifted,
    Sliding,
    SlidingMonths,
)

_WINDOWS = (Calendar, Shifted, Sliding, SlidingMonths, Ever)
#: What an expression may read for its value to be fixed before anything of a day is applied.
OF_DAY = (*OF_EVENT, e.Today, e.EventDay)


def order_is_free(machine: Machine) -> bool:
    """Whether the first theorem applies: events of one day may be exchanged."""
    if any(score.lots is not None or score.formula is not None for score in machine.scores):
        return False
    if any(len(action.moments) > 1 or action.refusals for action in machine.actions):
        return False
    if not all(isinstance(each.trigger, DATED) for each in machine.reactions):
        return False
    acted = [choice for action in machine.actions for choice in action.choices]
    reacted = [choice for reaction in machine.reactions for choice in reaction.choices]
    if any(isinstance(part, e.Recall) for each in read_in(reacted) for part in e.every_part(each)):
        return False
    if not all(fits(each, OF_DAY) for each in read_in(acted)):
        return False
    rules = [arm.rule for choice in acted for arm in choice.arms]
    plain = all(isinstance(r.effect, Change) and r.effect.lifetime is None for r in rules)
    return plain and _caps_commute(rules) and _go_one_way(rules, machine)


def days_are_free(machine: Machine) -> bool:
    """Whether the second theorem applies: events may be moved to other days."""
    acted = [choice for action in machine.actions for choice in action.choices]
    return (
        order_is_free(machine)
        and machine.consent is None
        and machine.begins is None
        and not (machine.changeable or machine.reactions)
        and all(fits(each, OF_EVENT) for each in read_in(acted))
        and all(isinstance(cap.window, Ever) for cap in machine.caps)
    )


def read_in(choices: list[Choice]) -> Iterator[e.Expression]:
    """Conditions, amounts and targets."""
    for choice in choices:
        for arm in choice.arms:
            yield from () if arm.condition is None else (arm.condition,)
            effect = arm.rule.effect
            amount = (
                effect.amount if isinstance(effect, Change) else getattr(effect, "target", None)
            )
            yield from () if amount is None else (amount,)


def fits(expression: e.Expression, forms: tuple[type, ...]) -> bool:
    """Whether an expression is made of some kinds of parts alone."""
    return all(isinstance(part, forms) for part in e.every_part(expression))


def _caps_commute(rules: list[Rule]) -> bool:
    users: dict[int, list[tuple[Cap, Change]]] = {}
    for rule in rules:
        if len(rule.caps) > 1:
            return False
        for cap in rule.caps:
            assert isinstance(rule.effect, Change)
            users.setdefault(cap.slot, []).append((cap, rule.effect))
    return all(_commute(each) for each in users.values())


def _commute(users: list[tuple[Cap, Change]]) -> bool:
    cap, first = users[0]
    if cap.key is not None or not isinstance(cap.window, _WINDOWS):
        return False
    if cap.times:
        return len(users) == 1 and isinstance(first.amount, e.Constant)
    alike = all((each.score, each.sign) == (first.score, first.sign) for _, each in users)
    return cap.measure == "points" and alike


def _go_one_way(rules: list[Rule], machine: Machine) -> bool:
    for number, score in enumerate(machine.scores):
        signs = {
            rule.effect.sign
            for rule in rules
            if isinstance(rule.effect, Change) and rule.effect.score == number
        }
        ends = [end for end in (score.low, score.high) if end is not None]
        if not all(isinstance(end, e.Constant) for end in ends) or (ends and len(signs) > 1):
            return False
    return True


# --- amounts -----------------------------------------------------------------------------------


class Sums(Flag):
    """How an amount in two parts compares with the whole."""

    NEITHER = 0
    #: f(a) + f(b) <= f(a + b): splitting never brings more.
    SUPER = 1
    #: f(a) + f(b) >= f(a + b): splitting never brings less.
    SUB = 2
    BOTH = 3


def sums(machine: Machine, action: Action, slot: int) -> Sums:
    """What the third theorem says of an action and one of its amounts."""
    if action.refusals or len(action.moments) > 1 or action.fields[slot].domain.low < 0:
        return Sums.NEITHER
    if any(score.lots is not None or score.formula is not None for score in machine.scores):
        return Sums.NEITHER
    if not all(isinstance(each.trigger, DATED) for each in machine.reactions):
        return Sums.NEITHER
    slots = [cap.slot for rule in action.rules for cap in rule.caps]
    if len(slots) > len(set(slots)):  # what one rule takes of a shared cap another one lacks
        return Sums.NEITHER
    found = Sums.BOTH
    for choice in action.choices:
        for arm in choice.arms:
            condition, effect = arm.condition, arm.rule.effect
            if condition is not None and (
                slot in fields_of(condition) or not fits(condition, OF_DAY)
            ):
                return Sums.NEITHER
            if not isinstance(effect, Change) or effect.sign < 0 or effect.lifetime is not None:
                return Sums.NEITHER
            if any(cap.measure != "points" or cap.key is not None for cap in arm.rule.caps):
                return Sums.NEITHER
            if not fits(effect.amount, OF_DAY):
                return Sums.NEITHER
            found &= _sums_of(effect.amount, slot)
    return found


def costs_add_up(action: Action, slot: int) -> bool:
    """Whether an amount costs as much in parts as in one."""
    return all(_sums_of(cost.amount, slot) is Sums.BOTH for cost in action.costs)


def _sums_of(expression: e.Expression, slot: int) -> Sums:
    """Of an expression whose value, and that of all its parts, is not negative."""
    match expression:
        case e.FieldValue(read) if read == slot:
            return Sums.BOTH
        case e.Constant(0):
            return Sums.BOTH
        case e.Constant(value) if value > 0:
            return Sums.SUB
        case e.Add(parts):
            return _all_of(parts, slot)
        case e.Multiply(parts):
            factors = [part for part in parts if slot not in fields_of(part)]
            fixed = all(isinstance(part, e.Constant) and part.value >= 0 for part in factors)
            rest = [part for part in parts if slot in fields_of(part)]
            return _sums_of(rest[0], slot) if fixed and len(rest) == 1 else Sums.NEITHER
        case e.Divide(part, by, rounding):
            return _of_quotient(part, by, rounding, slot)
        case e.Least(part, e.Constant(most)) | e.Least(e.Constant(most), part) if most >= 0:
            return _sums_of(part, slot) & Sums.SUB
        case _:
            return Sums.NEITHER


def _all_of(parts: tuple[e.Expression, ...], slot: int) -> Sums:
    found = Sums.BOTH
    for part in parts:
        found &= _sums_of(part, slot)
    return found


def _of_quotient(part: e.Expression, by: int, rounding: e.Rounding, slot: int) -> Sums:
    inner = _sums_of(part, slot)
    match part:
        case e.Multiply(parts) if any(
            isinstance(each, e.Constant) and each.value % by == 0 for each in parts
        ):
            return inner
    if by == 1:
        return inner
    if rounding in (e.Rounding.DOWN, e.Rounding.TRUNCATE):
        return inner & Sums.SUPER
    return inner & Sums.SUB if rounding is e.Rounding.UP else Sums.NEITHER
