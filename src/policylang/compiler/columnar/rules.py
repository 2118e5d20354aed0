"""Statements of one rule in a kernel: what it asks, what its caps leave, what the range lets pass.

As `compiler.rules`, less the ledger. A gain is compared with the room there is before it is added,
so that nothing leaves 64 bits on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

import attrs

from policylang.compiler.columnar.expressions import Expressions, score_variable
from policylang.compiler.columnar.grants import Grants
from policylang.compiler.columnar.pen import Pen
from policylang.compiler.columnar.remembered import Remembered
from policylang.compiler.writer import Writer
from policylang.core import limits
from policylang.model.expressions import Balance, Constant, Expression
from policylang.model.machine import Begin, Cap, Change, End, Machine, Move, Rule, Sliding

#: The first day after a status without an end.
NEVER: Final = 2**40


@attrs.frozen
class Rules:
    """Writes rules of one machine."""

    machine: Machine
    kept: Remembered
    expressions: Expressions
    grants: Grants
    pen: Pen
    out: Writer

    @property
    def _most_lost(self) -> int:
        """The largest loss that a net cap counts; a kernel that meets a larger one gives up.

        All losses that a person can have come together to a quarter of 64 bits at the most.
        """
        return limits.INT64_HIGH // 4 // limits.EVENTS_PER_PERSON // len(self.machine.rules)

    def write(self, rule: Rule) -> None:
        """Add the statements of a rule."""
        for cap in rule.caps:
            self._lines(self.kept.caps[cap.slot].forget("day"))
        with self._while_open(rule):
            for cap in rule.caps:
                if cap.times:
                    self._lines(self.kept.caps[cap.slot].take("1"))
            match rule.effect:
                case Change() as effect:
                    self._change(effect, rule)
                case Move(target, score) if target != Balance(score):
                    self.out.line(f"{score_variable(score)} = {self.expressions.number(target)}")
                    self._clamp(score)
                case Begin(status, until):
                    self._begin(self.pen.cell(self.kept.statuses[status]), until)
                case End(status):
                    self.out.line(f"{self.pen.cell(self.kept.statuses[status])} = 0")
                case _:
                    pass
        self.grants.look(self.out)

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
        if len(changes) < len(arms) or len({(each.sign, each.score) for each in changes}) > 1:
            return False
        for (test, _), effect in zip(arms, changes, strict=True):
            with self.out.block(test):
                self.out.line(f"granted = {self.expressions.number(effect.amount)}")
        self._apply(changes[0])
        self.grants.look(self.out)
        return True

    def _while_open(self, rule: Rule) -> AbstractContextManager[None]:
        """A block for when every cap with `times` has room; none where there is no such cap."""
        tests = [self.kept.caps[cap.slot].lacks(cap.limit, "day") for cap in rule.caps if cap.times]
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
            self._lines(self.kept.caps[cap.slot].take("-granted" if lost else "granted"))
        self._apply(effect)

    def _cut(self, cap: Cap) -> None:
        """Leave of a change what there is room for."""
        room = f"{self.pen.constant(cap.limit)} - {self.kept.caps[cap.slot].total('day')}"
        if cap.measure == "net" and isinstance(cap.window, Sliding):
            room = f"max({room}, 0)"  # a loss that has left the window has taken its room along
        self.out.line(f"room = {room}")
        with self.out.block("if granted > room"):
            self.out.line("granted = room")

    def _apply(self, effect: Change) -> None:
        if effect.sign > 0:
            self._add(effect.score)
        else:
            self._subtract(effect.score)

    def _add(self, number: int) -> None:
        score, high = score_variable(number), self.machine.scores[number].fixed_high
        if high is None:
            self.out.line(f"{score} += granted")
        else:
            room = f"{high} - {score}"
            self.out.line(f"{score} = {score} + granted if granted < {room} else {high}")

    def _subtract(self, number: int) -> None:
        score, low = score_variable(number), self.machine.scores[number].fixed_low
        if low is None:
            self.out.line(f"{score} -= granted")
        else:
            room = f"{score} - {low}" if low > 0 else f"{score} + {-low}" if low else score
            self.out.line(f"{score} = {score} - granted if granted < {room} else {low}")

    def _clamp(self, number: int) -> None:
        score, declared = score_variable(number), self.machine.scores[number]
        if declared.fixed_high is not None:
            with self.out.block(f"if {score} > {declared.fixed_high}"):
                self.out.line(f"{score} = {declared.fixed_high}")
        if declared.fixed_low is not None:
            with self.out.block(f"if {score} < {declared.fixed_low}"):
                self.out.line(f"{score} = {declared.fixed_low}")

    def _begin(self, cell: str, until: Expression | None) -> None:
        """Be in a status until the later of two days, which may be over already."""
        if until is None:
            self.out.line(f"{cell} = {NEVER}")
            return
        self.out.line(f"until = {self.expressions.number(until)}")
        with self.out.block(f"if until > {cell}"):
            self.out.line(f"{cell} = until")

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.out.line(line)

    def _is_small(self, amount: Expression) -> bool:
        return isinstance(amount, Constant) and amount.value <= self._most_lost
