"""All of a policy as numbers, for the loops that live through people."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.compiler.bytecode.assembly import Assembly, Code, Item, Place
from policylang.compiler.bytecode.days import Days
from policylang.compiler.bytecode.effects import Effects
from policylang.compiler.bytecode.expressions import Expressions, Sight
from policylang.compiler.bytecode.following import Following, following
from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.memories import Memories
from policylang.compiler.bytecode.places import Places
from policylang.model.expressions import Recall, every_part
from policylang.model.machine import Becomes, Change, Machine
from policylang.runtime.plan import Plan
from policylang.runtime.plans import plan_of
from policylang.runtime.program import every_expression, parts_of_machine


@attrs.frozen
class Bytecode:
    """A policy as numbers, and what the cells of a result are."""

    code: Code
    #: How many cells a result has. The first says whether the person is scored.
    width: int
    #: The first cell of each kind: scores, ranks, what is held (by place among `untriggered`), and
    #: what was given: perks and their money, sanctions and theirs.
    scores: int
    ranks: int
    held: int
    given: int
    #: Numbers of the grants that hold at the end.
    untriggered: tuple[int, ...]


def bytecode_of(machine: Machine) -> Bytecode:
    """Write a machine as numbers."""
    return _Writing(plan_of(machine)).bytecode()


class _Writing:
    def __init__(self, plan: Plan) -> None:
        self.machine, self.plan = plan.machine, plan
        self.to = Assembly()
        self.places = Places(plan, self.to)
        memories = Memories(self.places, {*_recalled(self.machine)})
        self.following: Following = following(self.places, memories)
        self.lifetimes = [
            effect.lifetime
            for effect in (rule.effect for rule in self.machine.rules)
            if isinstance(effect, Change) and effect.lifetime is not None
        ]
        self.lives = {each.rule.number: Place() for each in self.lifetimes}
        self.effects = Effects(self.places, self.following, self.lives)

    def bytecode(self) -> Bytecode:
        """All of it."""
        machine, to = self.machine, self.to
        untriggered = tuple(i for i, each in enumerate(machine.grants) if each.trigger is None)
        scores = 1
        ranks = scores + len(machine.scores)
        held = ranks + len(machine.gradings)
        given = held + len(untriggered)
        width = given + 4
        result = to.cells(width)
        days = Days(self.places, self.following, self.effects, result + given)
        self.following.write_called()
        days.write_consequences()
        days.write_due()
        for each in self.lifetimes:
            days.write_life(self.lives[each.rule.number], each)
        self._write_actions()
        self._write_beginning()
        to.head(n.ENDING, to.here())
        days.write_standing(result)
        to.emit(n.RETURN)
        to.head(n.RESULT, result, width)
        self.places.write_head()
        return Bytecode(to.code(), width, scores, ranks, held, given, untriggered)

    # --- events ------------------------------------------------------------------------------

    @property
    def _reading(self) -> Expressions:
        """Reads the event being applied."""
        here = self.places.present
        return self.following.reading.seeing(Sight(here, here))

    def _write_actions(self) -> None:
        rows: list[Item] = []
        for code in range(len(self.machine.actions)):
            arrives = self._arrival(code)
            moments = [
                self._moment(code, number)
                for number in range(len(self.machine.actions[code].moments))
            ]
            rows += [arrives, self.to.here()]
            self.to.emit(*moments)
        self.to.head(n.ACTIONS, self.to.here())
        self.to.emit(*rows)

    def _arrival(self, code: int) -> Place:
        """What an event does when it comes: unless it is refused, its moments will come."""
        to, action, reading = self.to, self.machine.actions[code], self._reading
        place = to.here()
        for refusal in action.refusals:
            passed = Place()
            to.statement()
            reading.unless(refusal.condition, passed)
            to.emit(n.RETURN)
            to.here(passed)
        for number, moment in enumerate(action.moments):
            to.statement()
            first = moment.day is None or number == 0
            day = n.TODAY if first or moment.day is None else reading.cell(moment.day)
            to.emit(n.WILL_COME, code, number, day)
        to.emit(n.RETURN)
        return place

    def _moment(self, code: int, number: int) -> Place:
        """What happens at a moment of an event."""
        wires = self.plan.moments[code][number]
        reading = self._reading
        place = self.to.here()
        self.following.take_in(wires, reading)
        self.effects.choices(self.machine.actions[code].moments[number].choices, reading)
        self.following.fire(wires.upon)
        self.following.set_clocks(wires)
        self.to.emit(n.RETURN)
        return place

    # --- the first day -----------------------------------------------------------------------

    def _write_beginning(self) -> None:
        to, reading = self.to, self.following.reading
        to.head(n.BEGINNING, to.here())
        for number, score in enumerate(self.machine.scores):
            if score.formula is not None:
                continue
            to.statement()
            reading.into(self.places.scores[number], score.start)
            lots = self.places.lots[number]
            if lots is not None:
                to.emit(n.SETTLE, lots, self.places.scores[number])
        for cell, (each, _) in zip(self.places.standing, self.plan.becoming, strict=True):
            assert isinstance(each.trigger, Becomes)
            to.statement()
            reading.into(cell, each.trigger.condition)
        to.emit(n.RETURN)


def _recalled(machine: Machine) -> Iterator[int]:
    """The tallies that are read when a person is evaluated; rankings are another matter."""
    ranked = {
        id(part.expression)
        for part in parts_of_machine(machine)
        if part.name.startswith("ranking_")
    }
    for expression in every_expression(machine):
        if id(expression) not in ranked:
            yield from (part.tally for part in every_part(expression) if isinstance(part, Recall))
