"""Statements of one rule: what it asks, what its caps leave, what the range lets through.

The steps and their order are those of "What happens when" in `docs/language.md`. Where nobody
wants a ledger, steps that cannot change the score are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import PurePath

import attrs

from policylang.compiler.expressions import Expressions
from policylang.compiler.plan import Plan
from policylang.compiler.text import SUM
from policylang.compiler.writer import Writer
from policylang.model.expressions import Balance, Constant, Expression, Greatest, Least
from policylang.model.machine import Cap, Change, Move, Rule, Score
from policylang.model.result import NO_CAP


@attrs.frozen
class Rules:
    """Writes rules of one machine, with or without postings to a ledger."""

    score: Score
    plan: Plan
    expressions: Expressions
    ledger: bool
    out: Writer

    def write(self, rule: Rule) -> None:
        """Add the statements of a rule."""
        with self.out.at(rule.origin.span):
            self.out.line(f"# {_shown(rule)}")
            for cap in rule.caps:
                self._lines(self.plan.caps[cap.slot].forget("day"))
            if self.ledger:
                self._with_posting(rule)
            elif isinstance(rule.effect, Change):
                self._change(rule.effect, rule)
            elif isinstance(rule.effect, Move):
                self._move(rule.effect.target, rule)

    # --- without a ledger --------------------------------------------------------------------

    def _change(self, effect: Change, rule: Rule) -> None:
        amount = self.expressions.number(effect.amount)
        sign = "+" if effect.sign > 0 else "-"
        points = [cap for cap in rule.caps if not cap.times]
        if not rule.caps:
            if amount != "0":
                self.out.line(f"score {sign}= {amount}")
                self._clamp_change(effect)
            return
        with self._while_open(rule):
            self._count_times(rule)
            if points:
                self.out.line(f"granted = {amount}")
                self._cut(points)
                self._count_points(points)
            self.out.line(f"score {sign}= {'granted' if points else amount}")
            self._clamp_change(effect)

    def _move(self, target: Expression, rule: Rule) -> None:
        with self._while_open(rule):
            self._count_times(rule)
            self._go_to(target)

    def _go_to(self, target: Expression) -> None:
        match target:
            case Least(Balance(), Constant(value)) | Least(Constant(value), Balance()):
                self._bound(">", value)
                self._clamp_move(target)
            case Greatest(Balance(), Constant(value)) | Greatest(Constant(value), Balance()):
                self._bound("<", value)
                self._clamp_move(target)
            case Balance():
                pass
            case _:
                self.out.line(f"score = {self.expressions.number(target)}")
                self._clamp_move(target)

    def _while_open(self, rule: Rule) -> AbstractContextManager[None]:
        """A block for when every cap with `times` has room; none where there is no such cap."""
        tests = [self.plan.caps[c.slot].has_room("day") for c in rule.caps if c.times]
        return self.out.block(f"if {' and '.join(tests)}") if tests else nullcontext()

    # --- with a ledger -----------------------------------------------------------------------

    def _with_posting(self, rule: Rule) -> None:
        out, points = self.out, [cap for cap in rule.caps if not cap.times]
        asked = self._asked(rule)
        plain = "-asked" if isinstance(rule.effect, Change) and rule.effect.sign < 0 else "asked"
        out.line(f"asked = {asked}")
        out.line("before = score")
        if not rule.caps:
            self._apply("asked", rule)
            self._post(rule, plain, plain, str(NO_CAP))
            return
        out.line(f"granted, cut_by = asked, {NO_CAP}")
        opening = "if"
        for cap in (cap for cap in rule.caps if cap.times):
            full = f"not {self.plan.caps[cap.slot].has_room('day')}"
            with out.block(f"{opening} {full}"):
                out.line(f"granted, cut_by = 0, {cap.slot}")
            opening = "elif"
        with out.block("else") if opening == "elif" else nullcontext():
            self._count_times(rule)
            self._cut(points)
            self._count_points(points)
        self._apply("granted", rule)
        self._post(rule, plain, plain.replace("asked", "granted"), "cut_by")

    def _asked(self, rule: Rule) -> str:
        """Size of what a change asks for; for a move, the way to its target."""
        if isinstance(rule.effect, Change):
            return self.expressions.number(rule.effect.amount)
        assert isinstance(rule.effect, Move)
        return f"{self.expressions.text(rule.effect.target, SUM)} - score"

    def _apply(self, granted: str, rule: Rule) -> None:
        effect = rule.effect
        if isinstance(effect, Change):
            self.out.line(f"score {'+' if effect.sign > 0 else '-'}= {granted}")
            self._clamp_change(effect)
        else:
            self.out.line(f"score += {granted}")
            self._clamp(above=True, below=True)

    def _post(self, rule: Rule, asked: str, granted: str, cut_by: str) -> None:
        numbers = f"day, event, {rule.number}, {asked}, {granted}, score - before, score, {cut_by}"
        self.out.line(f"postings.append(({numbers}))")

    # --- caps and range ----------------------------------------------------------------------

    def _count_times(self, rule: Rule) -> None:
        for cap in rule.caps:
            if cap.times:
                self._lines(self.plan.caps[cap.slot].take("1"))

    def _cut(self, points: list[Cap]) -> None:
        for cap in points:
            room = self.plan.caps[cap.slot].room()
            with self.out.block(f"if granted > {room}", cap.origin.text):
                self.out.line(f"granted = {room}")
                if self.ledger:
                    self.out.line(f"cut_by = {cap.slot}")

    def _count_points(self, points: list[Cap]) -> None:
        for cap in points:
            self._lines(self.plan.caps[cap.slot].take("granted"))

    def _clamp_change(self, effect: Change) -> None:
        # INVARIANT: the score is inside its range before every rule, so a gain can only leave it
        # upwards and a loss downwards.
        self._clamp(above=effect.sign > 0, below=effect.sign < 0)

    def _clamp_move(self, target: Expression) -> None:
        score = self.score
        match target:
            case Constant(value) | Least(Balance(), Constant(value)):
                low = score.fixed_low is None or score.fixed_low <= value
                high = score.fixed_high is None or value <= score.fixed_high
                if low and high:
                    return
            case _:
                pass
        self._clamp(above=True, below=True)

    def _clamp(self, *, above: bool, below: bool) -> None:
        if above and self.score.fixed_high is not None:
            self._bound(">", self.score.fixed_high)
        if below and self.score.fixed_low is not None:
            self._bound("<", self.score.fixed_low)

    def _bound(self, relation: str, value: int) -> None:
        with self.out.block(f"if score {relation} {value}"):
            self.out.line(f"score = {value}")

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.out.line(line)


def _shown(rule: Rule) -> str:
    span = rule.origin.span
    return f"{PurePath(span.source.name).name}:{span.line}: {rule.origin.text}"
