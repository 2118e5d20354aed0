"""What of an event a policy reads: fields, and the numbers they are weighed against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policylang.auditor.deeds.events import expressions_of_arm, own_expressions
from policylang.model import expressions as e
from policylang.model.machine import Action, Arm, Cap, Change, Machine, OfMoment
from policylang.model.units import Kind

#: Multiples of a step that are tried beside those that a cap or a grade asks for.
_MULTIPLES: Final = (1, 2, 10)


def read_fields(machine: Machine, code: int) -> set[int]:
    """The fields of an action that something reads.

    Expressions that are not the action's own (tallies, perks, reactions) may see its events too:
    what they read of any event counts for all actions.
    """
    found = set(_fields(own_expressions(machine.actions[code])))
    for tally in machine.tallies:
        of = tally.occurrence
        mine = isinstance(of, OfMoment) and of.action == code
        for expression in (tally.where, tally.value):
            parts = () if expression is None else e.every_part(expression)
            found |= {
                part.slot
                for part in parts
                if isinstance(part, e.PresentField | e.Tied)
                or (mine and isinstance(part, e.FieldValue))
            }
    for grant in machine.grants:
        found |= set(_fields(each for each in (grant.condition, grant.worth) if each is not None))
    for reaction in machine.reactions:
        for arm in (arm for choice in reaction.choices for arm in choice.arms):
            found |= set(_fields(expressions_of_arm(arm)))
    return found


def arms_of(action: Action) -> Iterator[Arm]:
    """Every rule of an action, with its condition."""
    for choice in action.choices:
        yield from choice.arms


def _fields(expressions: Iterable[e.Expression]) -> Iterator[int]:
    for expression in expressions:
        for part in e.every_part(expression):
            if isinstance(part, e.FieldValue | e.PresentField | e.Tied):
                yield part.slot


def only_keys(machine: Machine) -> bool:
    """Whether names of events say nothing but which counter of a cap is meant.

    Then two names whose counters stand alike do not differ in what comes of them.
    """
    asked: list[e.Expression | None] = []
    for action in machine.actions:
        asked += own_expressions(action)
    for reaction in machine.reactions:
        for arm in (arm for choice in reaction.choices for arm in choice.arms):
            asked += expressions_of_arm(arm)
    # A name that is by itself a whole expression is the key of a cap: nothing else is a name.
    asked = [each for each in asked if not isinstance(each, e.FieldValue)]
    for tally in machine.tallies:
        asked += (tally.where, tally.value)
    for grant in machine.grants:
        asked += (grant.condition, grant.worth)
    looked_at = [each for each in asked if each is not None]
    named = {
        slot
        for action in machine.actions
        for slot, field in enumerate(action.fields)
        if field.domain.kind is Kind.NAME
    }
    return named.isdisjoint(_fields(looked_at))


def limited_by_scores(machine: Machine, code: int) -> dict[int, int]:
    """The amounts of an action that it is refused for when a score is less: score by slot.

    Of such an amount all that there is is worth a try: what is given elsewhere is often spent.
    """
    action = machine.actions[code]
    found: dict[int, int] = {}
    for refusal in action.refusals:
        for part in e.every_part(refusal.condition):
            match part:
                case e.Compare(_, e.FieldValue(slot), e.Balance(score)) | e.Compare(
                    _, e.Balance(score), e.FieldValue(slot)
                ):
                    if machine.scores[score].formula is None:
                        found[slot] = score
                case _:
                    pass
    return found


def names_wanted(machine: Machine, code: int, slot: int) -> int:
    """With how many names caps that count for each apart let through all that is of use.

    That is what the score can still take, or where it has no end, the best grade; at least two.
    """
    wanted = 2
    for arm in arms_of(machine.actions[code]):
        effect = arm.rule.effect
        if not isinstance(effect, Change):
            continue
        key = e.FieldValue(slot)
        limits = [_let_through(cap, effect) for cap in arm.rule.caps if cap.key == key]
        score = machine.scores[effect.score]
        start = score.fixed_start or 0
        grades = (
            grade.low
            for grading in machine.gradings
            if grading.score == effect.score
            for grade in grading.grades
            if grade.low is not None
        )
        end = max(grades, default=start) if score.fixed_high is None else score.fixed_high
        most = min(filter(None, limits), default=0)
        if most:
            wanted = max(wanted, -((start - end) // most))
    return wanted


def _let_through(cap: Cap, change: Change) -> int:
    """Points that a cap lets through; 0 where that is not known."""
    if cap.measure in ("points", "net"):
        return cap.limit
    if cap.times and isinstance(change.amount, e.Constant):
        return cap.limit * change.amount.value
    return 0


def constants_of(machine: Machine, action: Action, slot: int | None) -> list[int]:
    """Numbers that an action's rules compare a field with, or reckon with (`slot` None); rising."""
    found: set[int] = set()
    tallied = [
        tally.where
        for tally in machine.tallies
        if tally.where is not None
        and isinstance(tally.occurrence, OfMoment)
        and machine.actions[tally.occurrence.action] is action
    ]
    worths = [grant.worth for grant in machine.grants if grant.worth is not None]
    for expression in (*own_expressions(action), *tallied, *worths):
        for part in e.every_part(expression):
            match part:
                case e.Compare(_, left, right) if slot is not None:
                    sides = {*_fields((left,)), *_fields((right,))}
                    if slot in sides:
                        found |= set(_constants(left)) | set(_constants(right))
                case e.Lookup(table, keys) if slot is not None:
                    for place, key in enumerate(keys):
                        if slot in set(_fields((key,))):
                            found |= {row.ranges[place][0] for row in machine.tables[table].rows}
                case e.Constant(value) if slot is None:
                    found |= {value}
                case _:
                    pass
    return sorted(found)


def steps_of(machine: Machine, action: Action, slot: int) -> list[int]:
    """Amounts of a field that bring a step of a rule, what a cap lets through, or a grade."""
    found: dict[int, None] = {}
    wanted: dict[int, None] = dict.fromkeys(_MULTIPLES)
    for arm in arms_of(action):
        effect = arm.rule.effect
        if not isinstance(effect, Change):
            continue
        unit = machine.denomination.scale(Kind.POINTS)
        wanted |= dict.fromkeys(cap.limit // unit for cap in arm.rule.caps if not cap.times)
        start = machine.scores[effect.score].start
        if isinstance(start, e.Constant):
            wanted |= dict.fromkeys(
                (grade.low - start.value) // unit
                for grading in machine.gradings
                if grading.score == effect.score
                for grade in grading.grades
                if grade.low is not None and grade.low > start.value
            )
    for expression in own_expressions(action):
        for part in e.every_part(expression):
            if isinstance(part, e.Divide) and slot in set(_fields((part,))):
                found |= dict.fromkeys(part.by * each for each in wanted)
    return list(found)


def _constants(expression: e.Expression) -> Iterator[int]:
    for part in e.every_part(expression):
        if isinstance(part, e.Constant):
            yield part.value
