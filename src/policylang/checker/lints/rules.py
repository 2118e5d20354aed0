"""Rules that never fire (PL306), change nothing (PL317) or set the score out of range (PL320)."""

from __future__ import annotations

from typing import Final

from policylang.checker.declared.book import Book
from policylang.checker.rules.chains import LoweredArm
from policylang.checker.rules.lowered import Lowered
from policylang.checker.values import bounded
from policylang.core import codes
from policylang.model.expressions import Balance, Constant
from policylang.model.machine import Change, Machine, Move

#: Most rules that are pointed at beside the one that never fires.
_SHOWN: Final = 5


def check(lowered: Lowered, machine: Machine, book: Book) -> None:
    """Look at every rule of every action, and of those with triggers of their own."""
    for chain in lowered.chains():
        _never_fires(chain, book)
        for arm in chain:
            _changes_nothing(arm, book)
            _sets_outside(arm, machine, book)


def _never_fires(chain: tuple[LoweredArm, ...], book: Book) -> None:
    """Look for rules that are left no case by those before them in their choice."""
    left, some_left = bounded.Ranges(), True
    for place, arm in enumerate(chain):
        condition = arm.condition
        # what can never hold by itself is reported as a condition
        if place and condition.high and not (some_left and left.allow(condition.expression)):
            _report_covered(arm, chain[max(0, place - _SHOWN) : place], book)
        others = bounded.negation(condition)
        some_left = some_left and others.high == 1 and left.narrow(others.expression)


def _report_covered(arm: LoweredArm, before: tuple[LoweredArm, ...], book: Book) -> None:
    clause = arm.effect.condition
    book.report.add(
        codes.RULE_NEVER_FIRES,
        "this rule can never fire",
        arm.effect.span,
        "the rules before it cover every case",
        also=tuple((each.effect.span, "covered here") for each in before),
        help="put the narrower condition first"
        if clause and clause.test
        else "leave it out, or narrow the conditions before it",
    )


def _changes_nothing(arm: LoweredArm, book: Book) -> None:
    why = _idle(arm)
    if why:
        book.report.add(
            codes.CHANGES_NOTHING,
            "this rule changes nothing",
            arm.effect.span,
            why,
            help="leave it out, or say what it should change",
        )


def _idle(arm: LoweredArm) -> str | None:
    effect, bounds = arm.built.effect, arm.built.bounds
    if bounds is None:
        return None
    if any(draft.cap.measure != "highest" and draft.cap.limit == 0 for draft in arm.caps):
        return "its cap grants nothing"
    if isinstance(effect, Change):
        return "its amount is always 0" if bounds.high <= 0 else None
    if not isinstance(effect, Move) or effect.target != Balance(effect.score):
        return None
    if arm.built.verb == "drops":
        return "there is no better grade to drop from"
    return "the score stays as it is"


def _sets_outside(arm: LoweredArm, machine: Machine, book: Book) -> None:
    effect = arm.built.effect
    if not isinstance(effect, Move) or arm.built.verb != "sets":
        return
    score = machine.scores[effect.score]
    low, high = score.fixed_low, score.fixed_high
    if not isinstance(effect.target, Constant):
        return
    value = effect.target.value
    if (low is not None and value < low) or (high is not None and value > high):
        origin = score.range_origin
        book.report.add(
            codes.SET_OUTSIDE_RANGE,
            "the score is set to a value outside its range",
            arm.effect.span,
            also=((origin.span, "the range"),) if origin else (),
            help="set it to a value inside the range",
        )
