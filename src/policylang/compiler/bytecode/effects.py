"""Instructions for rules, in the choices they stand in."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.compiler.bytecode.assembly import Assembly, Place
from policylang.compiler.bytecode.expressions import Expressions
from policylang.compiler.bytecode.following import Following
from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.places import Places
from policylang.model.expressions import Expression
from policylang.model.machine import Begin, Change, Choice, End, Move, Restore, Rule


@attrs.frozen
class Effects:
    """Writes the rules of one machine."""

    places: Places
    following: Following
    #: Where the rules of lifetimes come to a verdict, by number.
    lives: dict[int, Place]

    @property
    def _to(self) -> Assembly:
        return self.places.assembly

    def choices(
        self, choices: Sequence[Choice], reading: Expressions, *, applied: bool = False
    ) -> None:
        """Add choices: of each the first arm whose condition holds.

        Args:
            applied: whether it is noted that something has been applied.
        """
        for choice in choices:
            end = Place()
            for arm in choice.arms:
                otherwise = Place()
                self._to.statement()
                if arm.condition is not None:
                    reading.unless(arm.condition, otherwise)
                self._to.statement()
                self._rule(arm.rule, reading)
                if applied:
                    self._to.emit(n.APPLIED)
                self._to.emit(n.JUMP, end)
                self._to.here(otherwise)
            self._to.here(end)

    def _rule(self, rule: Rule, reading: Expressions) -> None:
        match rule.effect:
            case Change() as change:
                self._change(rule, change, reading)
            case Move(target, score, forgets):
                row = self._row(rule, score, reading)
                self._to.emit(n.MOVE, row, reading.cell(target))
                lots = self.places.lots[score]
                if forgets and lots is not None:
                    self._to.emit(n.FORGET, lots)
                self._apply(n.APPLY, score)
            case Restore(score):
                self._to.emit(n.RESTORE, self._row(rule, score, reading))
                self._apply(n.TAKE_BACK, score)
            case Begin(status, until):
                self._begin(self._row(rule, None, reading), status, until, reading)
            case End(status):
                end = Place()
                self._to.emit(n.HAPPENS, self._row(rule, None, reading))
                self._to.emit(n.IF_NOT, n.DONE, end)
                self._to.emit(n.IF_NOT, self.places.statuses[status], end)
                self._to.emit(n.CALL, self.places.status_ends[status])
                self._to.here(end)

    def _change(self, rule: Rule, change: Change, reading: Expressions) -> None:
        row = self._row(rule, change.score, reading)
        amount, until = reading.cell(change.amount), self._to.constant(n.NEVER)
        end = Place()
        if change.lifetime is not None:
            until = reading.cell(change.lifetime.expires)
        self._to.emit(n.CHANGE, row, amount, until)
        if change.lifetime is not None:  # what would have run out already is not applied
            self._to.emit(n.IF_NOT, n.DONE, end)
        self._apply(n.APPLY, change.score)
        self._to.here(end)

    def _apply(self, step: int, score: int) -> None:
        self.following.range_of(score)
        self._to.emit(step, self.places.score_rows[score])
        self.following.look()

    def _begin(
        self, row: Place, status: int, until: Expression | None, reading: Expressions
    ) -> None:
        end = Place()
        day = self._to.constant(n.NEVER) if until is None else reading.cell(until)
        self._to.emit(n.ENTER, row, self.places.status_rows[status], day)
        self._to.emit(n.IF_NOT, n.DONE, end)
        wires = self.places.plan.begins[status]
        self.following.occurs(wires)
        if wires.upon:
            inside = Place()
            self._to.emit(n.IF_NOT, n.ENTERED, inside)
            self.following.fire(wires.upon)
            self._to.here(inside)
        self.following.look()
        self._to.here(end)

    def _row(self, rule: Rule, score: int | None, reading: Expressions) -> Place:
        """The row of a rule. Before it stands what its caps ask; the row itself is passed over."""
        plan = self.places.plan.rules[rule.number]
        caps: list[int | Place] = []
        for limit in plan.limits:
            key = n.NONE if limit.cap.key is None else reading.cell(limit.cap.key)
            memory = self.following.memories.caps[limit.cap.slot]
            caps += [memory, key, reading.anchor(limit.cap.window)]
        after = Place()
        self._to.emit(n.JUMP, after)
        row = self._to.here()
        life: int | Place = self.lives[plan.life] if plan.life >= 0 else n.NONE
        scored: int | Place = n.NONE if score is None else self.places.score_rows[score]
        self._to.emit(scored, plan.sign, life, len(plan.limits), *caps)
        self._to.here(after)
        return row
