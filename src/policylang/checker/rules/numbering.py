"""Numbers for rules and caps, in order of the file, and the parts of the machine that hold them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.checker.blocks import fields
from policylang.checker.declared import versions
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import Citations, block_origin, citations, origin
from policylang.checker.rules.actions import LoweredAction, LoweredMoment
from policylang.checker.rules.caps import DraftCap
from policylang.checker.rules.chains import Chain, LoweredArm
from policylang.checker.rules.reactions import LoweredReaction
from policylang.model.machine import (
    Action,
    Arm,
    Cap,
    Change,
    Choice,
    Effect,
    Moment,
    Reaction,
    Rule,
)
from policylang.syntax import nodes as tree


class Numbering:
    """Gives rules and caps their numbers. Actions come first, then reactions."""

    def __init__(self) -> None:
        self.rules = 0
        self.caps = 0
        self.shared: dict[str, int] = {}

    def action(self, lowered: LoweredAction, book: Book) -> Action:
        """The action of the machine."""
        block = lowered.block
        by = of_type(block.clauses, tree.By)
        cited = citations(block.clauses)
        where = block_origin(f"action {block.name.text}", block.name.span, cited)
        return Action(
            name=block.name.text,
            label=label_of(block),
            by=by[0].who if by else "chance",
            fields=fields.slots_of(block, book),
            costs=lowered.costs,
            moments=tuple(self._moment(each, block, cited, book) for each in lowered.moments),
            origin=where,
            refusals=lowered.refusals,
            dated=fields.dated_of(block, book),
            derived=fields.derived_of(block, book),
        )

    def reaction(self, lowered: LoweredReaction, book: Book) -> Reaction:
        """The reaction of the machine."""
        block = lowered.block
        return Reaction(
            name=block.name.text,
            label=label_of(block),
            trigger=lowered.trigger,
            choices=self._choices(lowered.chains, book),
            place=lowered.place,
            origin=block_origin(
                f"rule {block.name.text}", block.name.span, citations(block.clauses)
            ),
        )

    def _moment(
        self, moment: LoweredMoment, block: tree.ActionBlock, cited: Citations, book: Book
    ) -> Moment:
        if moment.day is None:
            where = block_origin(f"action {block.name.text}", block.name.span, cited)
        else:
            where = block_origin(f"{moment.name} of {block.name.text}", moment.span, cited)
        return Moment(moment.name, moment.day, self._choices(moment.chains, book), where)

    def _choices(self, chains: Iterable[Chain], book: Book) -> tuple[Choice, ...]:
        return tuple(Choice(tuple(self._arm(arm, book) for arm in chain)) for chain in chains)

    def _arm(self, arm: LoweredArm, book: Book) -> Arm:
        caps = tuple(self._cap(each) for each in arm.caps)
        number = self._next()
        where = origin(arm.effect, arm.effect.span, arm.cited, book)
        rule = Rule(number, self._effect(arm), caps, arm.built.verb, where)
        clause = arm.effect.condition
        tested = clause is not None and clause.test is not None
        holds = versions.guarded(arm.guard, arm.condition)
        always = not tested and (arm.guard is None or arm.guard.constant == 1)
        return Arm(None if always else holds.expression, rule)

    def _next(self) -> int:
        self.rules += 1
        return self.rules - 1

    def _effect(self, arm: LoweredArm) -> Effect:
        """The effect, with a number for the rule of its lifetime: the one after its own."""
        effect = arm.built.effect
        if not isinstance(effect, Change) or effect.lifetime is None:
            return effect
        ends = effect.lifetime.rule
        source, assumed = arm.cited
        where = attrs.evolve(ends.origin, source=source, assumed=assumed)
        rule = attrs.evolve(ends, number=self._next(), origin=where)
        return attrs.evolve(effect, lifetime=attrs.evolve(effect.lifetime, rule=rule))

    def _cap(self, draft: DraftCap) -> Cap:
        slot = None if draft.shared is None else self.shared.get(draft.shared)
        if slot is None:
            slot = self.caps
            self.caps += 1
            if draft.shared is not None:
                self.shared[draft.shared] = slot
        return attrs.evolve(draft.cap, slot=slot)
