"""Proof that the score stays inside 64 bits, from the ranges of the policy."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.checker.actions import LoweredAction, LoweredArm
from policylang.checker.book import Book
from policylang.checker.score import OPEN_END
from policylang.core import codes, limits
from policylang.model.expressions import (
    Balance,
    Constant,
    Divide,
    Expression,
    Greatest,
    Least,
    Multiply,
)
from policylang.model.machine import Change, Move, Score


def proved_score(score: Score, lowered: Iterable[LoweredAction], book: Book) -> Score:
    """The score with the bounds it cannot leave in `limits.EVENTS_PER_PERSON` events.

    Within the declared range that is the range itself. Where it is open, a score begins at its
    start or where a rule sets it, and every event may change it by as much as its action ever
    can. Reports PL217 where that, or one change more, leaves 64 bits.
    """
    actions = list(lowered)
    arms = [arm for action in actions for chain in action.chains for arm in chain]
    low = high = score.fixed_start or 0
    for arm in arms:
        ends = _ends(arm, score)
        if ends is None:
            _report(score, arm, "it may set the score to anything", book)
            return score
        low, high = min(low, ends[0]), max(high, ends[1])
    most = limits.EVENTS_PER_PERSON
    low -= most * max((_most(action, -1) for action in actions), default=0)
    high += most * max((_most(action, 1) for action in actions), default=0)
    low = low if score.fixed_low is None else score.fixed_low
    high = high if score.fixed_high is None else score.fixed_high
    largest = max(arms, key=_size, default=None)
    reach = max(abs(low), abs(high))
    if reach > OPEN_END or reach + (_size(largest) if largest else 0) > limits.INT64_HIGH:
        _report(score, largest, "this rule changes it the most", book)
    for arm in arms:
        if _on_the_way(arm, reach) > limits.INT64_HIGH:
            _report(score, arm, "this product becomes too large on the way", book)
    return attrs.evolve(score, bounds=(low, high))


def _ends(arm: LoweredArm, score: Score) -> tuple[int, int] | None:
    """Least and greatest score a rule sets, where it is not the one there was.

    None where that depends on a score that no range holds.
    """
    bounds, effect = arm.built.bounds, arm.built.effect
    if bounds is None or isinstance(effect, Change) or effect.target == Balance():
        return score.fixed_start or 0, score.fixed_start or 0
    towards = _towards(effect.target)
    if towards is not None:
        return towards, towards
    low = bounds.low if score.fixed_low is None else score.fixed_start or 0
    high = bounds.high if score.fixed_high is None else score.fixed_start or 0
    return (low, high) if low > -OPEN_END and high < OPEN_END else None


def _towards(target: Expression) -> int | None:
    """The value that a target lies in the direction of, whatever the score; None without one.

    `drops to grade C` goes down to the top of C, `multiplies by 95%` goes towards 0.
    """
    match target:
        case Least(Balance(), Constant(value)) | Least(Constant(value), Balance()):
            return value
        case Greatest(Balance(), Constant(value)) | Greatest(Constant(value), Balance()):
            return value
        case Divide(Balance(), _):
            return 0
        case Divide(Multiply((Balance(), Constant(factor))), by) if 0 <= factor <= by:
            return 0
        case _:
            return None


def _on_the_way(arm: LoweredArm, reach: int) -> int:
    """Greatest number met in computing a part of a score that reaches so far."""
    match arm.built.effect:
        case Move(Divide(Balance(), by)):
            return 2 * reach + by
        case Move(Divide(Multiply((Balance(), Constant(factor))), by)):
            return 2 * reach * abs(factor) + by  # as rounding to nearest computes it
        case _:
            return 0


def _most(action: LoweredAction, sign: int) -> int:
    """Most that one event of an action can add (+1) or take away (-1), choice by choice."""
    return sum(max((_amount(arm, sign) for arm in chain), default=0) for chain in action.chains)


def _amount(arm: LoweredArm, sign: int) -> int:
    effect = arm.built.effect
    return _size(arm) if isinstance(effect, Change) and effect.sign == sign else 0


def _size(arm: LoweredArm) -> int:
    """Most points that a rule asks for; 0 for one that sets the score."""
    bounds = arm.built.bounds
    return bounds.high if bounds is not None and isinstance(arm.built.effect, Change) else 0


def _report(score: Score, arm: LoweredArm | None, label: str, book: Book) -> None:
    book.report.add(
        codes.POSSIBLE_OVERFLOW,
        f"the score `{score.name}` can become too large to compute with",
        score.origin.span,
        f"after {limits.EVENTS_PER_PERSON:,} events",
        also=((arm.effect.span, label),) if arm else (),
        help="give the score a range: `stays within 0 to 2000`",
    )
