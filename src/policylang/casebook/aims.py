"""What there is to reach in a policy: the aims of coverage. `docs/testing.md` defines them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Final

import attrs

from policylang.model.expressions import Either, Expression, every_part
from policylang.model.machine import Arm, Becomes, Change, Machine, Origin, Rule, read_by


class Sort(StrEnum):
    """The kinds of aims, in the order they are reported."""

    RULES = "rules"
    GRANTS = "perks and sanctions"
    BRANCHES = "branches"
    CAPS = "caps"
    BOUNDS = "grade bounds"
    ROWS = "table rows"
    REFUSALS = "refusals"


@attrs.frozen
class Aim:
    """One thing in a policy that a case can reach: what it is and where it stands."""

    sort: Sort
    #: What is missing if no case reaches it: `never applied`.
    missing: str
    origin: Origin


#: What an aim is reached by: a tuple that begins with its kind.
Mark = tuple[object, ...]


def aims_of(machine: Machine) -> Iterator[tuple[Mark, Aim]]:
    """Every aim of a machine with the mark that reaches it, in order of sort, then of the file.

    An aim comes several times where several marks reach it: a choice in a definition, each time it
    is used.

    Marks of conditions are their identities, and of rows those of their origins, which the rows
    share that are written as one: those of this very machine.
    """
    for rule in machine.rules:
        yield ("rule", rule.number), Aim(Sort.RULES, "never applied", rule.origin)
    for number, grant in enumerate(machine.grants):
        yield ("grant", number), Aim(Sort.GRANTS, f"the {grant.kind} never came", grant.origin)
    for condition, origin in _conditions(machine):
        yield from _branches(condition, origin)
    for cap in machine.caps:
        yield ("cap", cap.slot), Aim(Sort.CAPS, "never reached", cap.origin)
    yield from _bounds(machine)
    for table in machine.tables:
        for written in {id(row.origin): row.origin for row in table.rows}.values():
            yield (id(written), True), Aim(Sort.ROWS, "never used", written)
    for code, action in enumerate(machine.actions):
        for number, refusal in enumerate(action.refusals):
            aim = Aim(Sort.REFUSALS, "never refused anything", refusal.origin)
            yield ("refusal", code, number), aim


_NEVER: Final = {True: "the condition never held", False: "the condition never failed to hold"}


def _branches(condition: Expression, origin: Origin) -> Iterator[tuple[Mark, Aim]]:
    for held, missing in _NEVER.items():
        yield (id(condition), held), Aim(Sort.BRANCHES, missing, origin)


def _conditions(machine: Machine) -> Iterator[tuple[Expression, Origin]]:
    """Every condition something depends on, and those that choose between two values in it.

    A choice stands where the author wrote it: perhaps in a definition that is used several times.
    """
    for expression, origin, decides in _expressions(machine):
        if decides:
            yield expression, origin
        for part in every_part(expression):
            if isinstance(part, Either) and part.text:
                yield part.condition, Origin(part.text, part.span)


def _expressions(machine: Machine) -> Iterator[tuple[Expression, Origin, bool]]:
    """Every expression that a person meets, with its place, and whether it is a condition."""
    for score in machine.scores:
        for value in (score.start, score.low, score.high, score.formula):
            if value is not None:
                yield value, score.origin, False
    for action in machine.actions:
        for refusal in action.refusals:
            yield refusal.condition, refusal.origin, True
    for arm in _arms(machine):
        if arm.condition is not None:
            yield arm.condition, arm.rule.origin, True
        yield from _in_rule(arm.rule)
    for reaction in machine.reactions:
        if isinstance(reaction.trigger, Becomes):
            yield reaction.trigger.condition, reaction.origin, True
    for grant in machine.grants:
        if isinstance(grant.trigger, Becomes):
            yield grant.trigger.condition, grant.origin, True
        if grant.condition is not None:
            yield grant.condition, grant.origin, True
        if grant.worth is not None:
            yield grant.worth, grant.origin, False
    for graded in machine.gradings:
        for hold in graded.holds:
            yield hold.condition, hold.origin, True


def _arms(machine: Machine) -> Iterator[Arm]:
    acted = (choice for action in machine.actions for choice in action.choices)
    reacted = (choice for reaction in machine.reactions for choice in reaction.choices)
    for choices in (acted, reacted):
        for choice in choices:
            yield from choice.arms


def _in_rule(rule: Rule) -> Iterator[tuple[Expression, Origin, bool]]:
    life = rule.effect.lifetime if isinstance(rule.effect, Change) else None
    decisive = () if life is None else (life.unless, life.held)
    for expression in read_by(rule.effect):
        decides = any(expression is each for each in decisive)
        yield expression, life.rule.origin if life and decides else rule.origin, decides


def _bounds(machine: Machine) -> Iterator[tuple[Mark, Aim]]:
    """Both sides of every bound between a grade and the next worse one.

    A side is reached by a score in the bracket on that side, so each bracket is one mark: it is
    an aim for the bound below it and, again, for the bound above it.
    """
    for number, graded in enumerate(machine.gradings):
        for version, brackets in enumerate(graded.versions):
            for rank, (better, worse) in enumerate(pairwise(brackets.grades)):
                mark = ("bracket", number, version, rank)
                missing = f"no score from there on was graded `{better.name}`"
                yield mark, Aim(Sort.BOUNDS, missing, better.origin)
                mark = ("bracket", number, version, rank + 1)
                missing = f"no score below was graded `{worse.name}`"
                yield mark, Aim(Sort.BOUNDS, missing, better.origin)
