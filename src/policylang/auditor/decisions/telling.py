"""How far points need be told apart: from which value of a score on a higher one is like it.

THEOREM. Let no score ever be lowered, and let no rule, refusal, perk or sanction look at scores but
by grades. Then whoever has the best grade, and no fewer points than at the start, is like everybody
else who has. Where a grading goes by a formula, let T be the bound of its best grade; then a score
that the formula reads need not be told apart above a value M for which the lesser of the formula
and T is the same with the lesser of the score and M in place of the score.

PROOF. All that is asked for is a gain whose size no score has a part in, so two people alike up to
M are so after every event: of both the score is cut at M. Nobody tells them apart, as every grade
is the same. Formulas are followed from the outside in, with m for what need not be told apart of a
part. Write x ~ y where the lesser of x and m is the lesser of y and m.

- the smaller (greater) of two parts ~ that of two others, if both parts are ~ up to m;
- a sum, if each part is ~ up to m less the least that all others come to: a part that is cut then
  fills the sum up to m, whatever the others are;
- c times a part, c > 0, if it is ~ up to m / c rounded up; a part divided by d, if it is ~ up to
  m * d, since any rounding leaves what is divided without a rest;
- one part or another, by a condition, if both are ~ up to m and all the condition reads is exact.

Whatever else a formula does has its parts exact. A formula within fixed ends is cut there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from policylang.auditor.decisions.possible import possible
from policylang.auditor.decisions.readings import View, reads_scores
from policylang.auditor.decisions.spans import Spans
from policylang.model import expressions as e
from policylang.model.machine import Change, Choice, Machine, Rule

#: Ends of scores; None is open.
Ranges = tuple[tuple[int | None, int | None], ...]
#: All has to be told apart, from here on.
_NO_END: Final = 2**62


def worth_telling(
    machine: Machine,
    choices: Sequence[Choice],
    grants: Sequence[int],
    start: Sequence[int],
    ranges: Ranges,
    view: View,
) -> Ranges:
    """The ranges of the scores, cut above what still makes a difference; those of counts as given.

    Args:
        start: what scores begin with.
        view: of the person who is asked about.
    """
    arms = [arm for choice in choices for arm in choice.arms]
    looked_at = any(arm.condition is not None and reads_scores(arm.condition) for arm in arms)
    reads = [machine.grants[number] for number in grants]
    by_number = any(
        isinstance(part, e.Balance)
        for grant in reads
        for expression in (grant.condition, grant.worth)
        if expression is not None
        for part in e.every_part(expression)
    )
    formulas = any(score.formula is not None for score in machine.scores)
    timed = view.good is not None or any(score.lots is not None for score in machine.scores)
    refused = any(action.refusals for action in machine.actions)
    if (
        by_number
        or looked_at
        or refused
        or (formulas and timed)  # where points run out, scores fall
        or not all(_only_gives(arm.rule) for arm in arms)
    ):
        return ranges
    needed = _Needed(machine, view, start)
    for grading in machine.gradings:
        lows = [g.low for version in grading.versions for g in version.grades if g.low is not None]
        needed.of(e.Balance(grading.score), max(lows, default=-_NO_END))
    scores = len(machine.scores)
    cut = tuple(
        (low, most if high is None else min(high, most)) if most < _NO_END else (low, high)
        for (low, high), most in zip(ranges[:scores], needed.most, strict=True)
    )
    return (*cut, *ranges[scores:])


def _only_gives(rule: Rule) -> bool:
    return (
        isinstance(rule.effect, Change)
        and rule.effect.sign == 1
        and not reads_scores(rule.effect.amount)
    )


@attrs.define
class _Needed:
    """How far each score has to be told apart, at least up to where it begins."""

    machine: Machine
    view: View
    start: Sequence[int]
    most: list[int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.most = list(self.start[: len(self.machine.scores)])

    @property
    def _spans(self) -> Spans:
        """What scores may be that never fall."""
        return Spans([(low, None) for low in self.start], self.view)

    def of(self, expression: e.Expression, most: int) -> None:
        """Note what it takes to tell a value apart up to `most`."""
        match expression:
            case e.Balance(score):
                self._of_score(score, most)
            case e.RankOf(grading):
                self._of_score(self.machine.gradings[grading].score, _NO_END)
            case e.Least(left, right) | e.Greatest(left, right):
                self.of(left, most)
                self.of(right, most)
            case e.Add(parts):
                lows = [possible(part, self._spans).low for part in parts]
                for part, low in zip(parts, lows, strict=True):
                    self.of(part, _NO_END if most >= _NO_END else most - (sum(lows) - low))
            case e.Multiply((e.Constant(times), part)) | e.Multiply((part, e.Constant(times))) if (
                times > 0
            ):
                self.of(part, _NO_END if most >= _NO_END else -(-most // times))
            case e.Divide(part, by):
                self.of(part, _NO_END if most >= _NO_END else most * by)
            case e.Either(condition, then, otherwise):
                self.of(condition, _NO_END)
                self.of(then, most)
                self.of(otherwise, most)
            case _:
                for part in e.parts_of(expression):
                    self.of(part, _NO_END)

    def _of_score(self, score: int, most: int) -> None:
        declared = self.machine.scores[score]
        self.most[score] = max(self.most[score], most)
        if declared.formula is None:
            return
        low, high = declared.fixed_low, declared.fixed_high
        if low is None or most > low:
            self.of(declared.formula, most if high is None else min(most, high))
