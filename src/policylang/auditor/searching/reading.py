"""What of an event a policy reads: fields, and the numbers they are weighed against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policylang.auditor.deeds.events import expressions_of_arm, own_expressions
from policylang.model import expressions as e
from policylang.model.machine import Action, Arm, Change, Machine, OfMoment
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
