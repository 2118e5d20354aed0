"""A policy as numbers, for the loops that live through people."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.compiler.columnar.living.assembly import Assembly, Code, Item, Place
from policylang.compiler.columnar.living.days import Days
from policylang.compiler.columnar.living.effects import Effects
from policylang.compiler.columnar.living.expressions import Sight
from policylang.compiler.columnar.living.following import Following, following
from policylang.compiler.columnar.living.loops import numbers as n
from policylang.compiler.columnar.living.memories import Memories
from policylang.compiler.columnar.living.places import Places
from policylang.model.expressions import Expression, Recall, every_part
from policylang.model.machine import Becomes, Change, Machine
from policylang.runtime.plan import Plan
from policylang.runtime.plans import plan_of
from policylang.runtime.program import every_expression, parts_of_machine


@attrs.frozen
class Life:
    """A policy as numbers, and what the cells of a result are."""

    code: Code
    #: How many cells a result has, and which of them is the first of its kind: scores, ranks, what
    #: is held (by place among the grants without a trigger), what was given (perks and their
    #: money, sanctions and theirs), refused events, statuses (in it, since when, until when).
    width: int
    scores: int
    ranks: int
    held: int
    given: int
    refused: int
    statuses: int
    untriggered: tuple[int, ...]


def life_of(machine: Machine) -> Life:
    """Write a machine as numbers."""
    return _Writing(plan_of(machine)).life()


class _Writing:
    def __init__(self, plan: Plan) -> None:
        self.machine, self.plan = plan.machine, plan
        self.to = Assembly()
        self.places = Places(plan, self.to)
        memories = Memories(self.places, {*_recalled(self.machine)})
        self.following: Following = following(self.places, memories)
        self.lives = {
            effect.lifetime.rule.number: Place()
            for effect in (rule.effect for rule in self.machine.rules)
            if isinstance(effect, Change) and effect.lifetime is not None
        }
        self.effects = Effects(self.places, self.following, self.lives)

    def life(self) -> Life:
        """All of it."""
        machine, to = self.machine, self.to
        untriggered = tuple(i for i, each in enumerate(machine.grants) if each.trigger is None)
        width = 1 + len(machine.scores) + len(machine.gradings) + len(untriggered)
        standing = to.cells(width + 5 + 3 * len(machine.statuses))
        given, last = standing + width, standing + width + 4
        days = Days(self.places, self.following, self.effects, given)
        self.following.write_called()
        days.write_consequences()
        days.write_due()
        for rule in machine.rules:
            effect = rule.effect
            if isinstance(effect, Change) and effect.lifetime is not None:
                days.write_life(self.lives[effect.lifetime.rule.number], effect.lifetime)
        self._write_actions()
        self._write_beginning()
        ending = to.here()
        assert days.standing(standing) == width
        to.emit(n.COPY, last, n.REFUSED)
        for number, cell in enumerate(self.places.statuses):
            for part in range(3):
                to.emit(n.COPY, last + 1 + 3 * number + part, cell + part)
        to.emit(n.RETURN)
        to.head(n.ENDING, ending)
        total = last + 1 + 3 * len(machine.statuses) - standing
        to.head(n.RESULT, standing, total)
        self.places.write_head()
        scores = 1
        ranks = scores + len(machine.scores)
        held = ranks + len(machine.gradings)
        return Life(
            to.code(), total, scores, ranks, held, given - standing, last - standing,
            last - standing + 1, untriggered,
        )  # fmt: skip

    # --- events ------------------------------------------------------------------------------

    def _write_actions(self) -> None:
        to, rows = self.to, list[Item]()
        present = Sight(self.places.present, self.places.present)
        reading = self.following.reading.seeing(present)
        for code, action in enumerate(self.machine.actions):
            arrives = to.here()
            for refusal in action.refusals:
                passed = Place()
                to.statement()
                reading.unless(refusal.condition, passed)
                to.emit(n.TURN_AWAY, n.RETURN)
                to.here(passed)
            for number, moment in enumerate(action.moments):
                to.statement()
                first = moment.day is None or number == 0
                day = n.TODAY if first or moment.day is None else reading.cell(moment.day)
                to.emit(n.WILL_COME, code, number, day)
            to.emit(n.RETURN)
            moments = [self._moment(code, number) for number in range(len(action.moments))]
            table = to.here()
            to.emit(*moments)
            rows += [arrives, table]
        to.head(n.ACTIONS, to.here())
        to.emit(*rows)

    def _moment(self, code: int, number: int) -> Place:
        wires = self.plan.moments[code][number]
        present = Sight(self.places.present, self.places.present)
        reading = self.following.reading.seeing(present)
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
    ranked = [
        part.expression for part in parts_of_machine(machine) if part.name.startswith("ranking_")
    ]
    for expression in every_expression(machine):
        if not _among(expression, ranked):
            yield from (part.tally for part in every_part(expression) if isinstance(part, Recall))


def _among(expression: Expression, others: list[Expression]) -> bool:
    return any(expression is other for other in others)
