"""Statements of one rule in a kernel: what it asks, what its caps leave, what the range lets pass.

As `compiler.rules`, less the ledger. A gain is compared with the room there is before it is added,
so that nothing leaves 64 bits on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

import attrs

from policylang.compiler.columnar.expressions import Expressions
from policylang.compiler.columnar.memory import Running
from policylang.compiler.columnar.pen import Pen
from policylang.compiler.writer import Writer
from policylang.core import limits
from policylang.model.expressions import Balance, Constant, Expression
from policylang.model.machine import Cap, Change, Machine, Move, Rule, Score, Sliding


@attrs.frozen
class Rules:
    """Writes rules of one machine."""

    machine: Machine
    caps: tuple[Running, ...]
    expressions: Expressions
    pen: Pen
    out: Writer

    @property
    def score(self) -> Score:
        """The score they change."""
        return self.machine.score

    @property
    def _most_lost(self) -> int:
        """The largest loss that a net cap counts; a kernel that meets a larger one gives up.

        All losses that a person can have come together to a quarter of 64 bits at the most.
        """
        return limits.INT64_HIGH // 4 // limits.EVENTS_PER_PERSON // len(self.machine.rules)

    def write(self, rule: Rule) -> None:
        """Add the statements of a rule."""
        for cap in rule.caps:
            self._lines(self.caps[cap.slot].forget("day"))
        with self._while_open(rule):
            for cap in rule.caps:
                if cap.times:
                    self._lines(self.caps[cap.slot].take("1"))
            match rule.effect:
                case Change() as effect:
                    self._change(effect, rule)
                case Move(target) if not isinstance(target, Balance):
                    self.out.line(f"score = {self.expressions.number(target)}")
                    self._clamp()
                case _:
                    pass

    def write_one_of(self, tests: Iterable[tuple[str, Rule]]) -> bool:
        """Add rules of which one applies, where they differ in nothing but their amounts.

        Then only the amount is chosen by branches, and the score changes in one place: a processor
        guesses such a choice wrong less often, or needs no guess.

        Args:
            tests: `if ...`, `elif ...` and at last `else`, each with its rule.

        Returns:
            Whether that is so; else nothing is added.
        """
        arms = list(tests)
        effects = [rule.effect for _, rule in arms if not rule.caps]
        changes = [effect for effect in effects if isinstance(effect, Change)]
        if len(changes) < len(arms) or len({effect.sign for effect in changes}) > 1:
            return False
        for (test, _), effect in zip(arms, changes, strict=True):
            with self.out.block(test):
                self.out.line(f"granted = {self.expressions.number(effect.amount)}")
        self._apply(changes[0].sign)
        return True

    def _while_open(self, rule: Rule) -> AbstractContextManager[None]:
        """A block for when every cap with `times` has room; none where there is no such cap."""
        tests = [self.caps[cap.slot].lacks(cap.limit, "day") for cap in rule.caps if cap.times]
        return self.out.block(f"if {' and '.join(tests)}") if tests else nullcontext()

    def _change(self, effect: Change, rule: Rule) -> None:
        points = [cap for cap in rule.caps if not cap.times]
        amount = self.expressions.number(effect.amount)
        self.out.line(f"granted = {amount}")
        net = [cap for cap in points if cap.measure == "net"]
        if effect.sign < 0 and net and not self._is_small(effect.amount):
            with self.out.block(f"if granted > {self._most_lost}"):
                self.out.line("return False")
        for cap in points:
            if cap not in net or effect.sign > 0:
                self._cut(cap)
        for cap in points:
            lost = cap in net and effect.sign < 0
            self._lines(self.caps[cap.slot].take("-granted" if lost else "granted"))
        self._apply(effect.sign)

    def _cut(self, cap: Cap) -> None:
        """Leave of a change what there is room for."""
        room = f"{self.pen.constant(cap.limit)} - {self.caps[cap.slot].total('day')}"
        if cap.measure == "net" and isinstance(cap.window, Sliding):
            room = f"max({room}, 0)"  # a loss that has left the window has taken its room along
        self.out.line(f"room = {room}")
        with self.out.block("if granted > room"):
            self.out.line("granted = room")

    def _apply(self, sign: int) -> None:
        if sign > 0:
            self._add()
        else:
            self._subtract()

    def _add(self) -> None:
        high = self.score.fixed_high
        if high is None:
            self.out.line("score += granted")
        else:
            self.out.line(f"score = score + granted if granted < {high} - score else {high}")

    def _subtract(self) -> None:
        low = self.score.fixed_low
        if low is None:
            self.out.line("score -= granted")
        else:
            room = f"score - {low}" if low > 0 else f"score + {-low}" if low else "score"
            self.out.line(f"score = score - granted if granted < {room} else {low}")

    def _clamp(self) -> None:
        if self.score.fixed_high is not None:
            with self.out.block(f"if score > {self.score.fixed_high}"):
                self.out.line(f"score = {self.score.fixed_high}")
        if self.score.fixed_low is not None:
            with self.out.block(f"if score < {self.score.fixed_low}"):
                self.out.line(f"score = {self.score.fixed_low}")

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.out.line(line)

    def _is_small(self, amount: Expression) -> bool:
        return isinstance(amount, Constant) and amount.value <= self._most_lost
