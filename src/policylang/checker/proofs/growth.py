"""Proof that the score stays inside 64 bits, from the ranges of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from policylang.checker.blocks.scores import OPEN_END
from policylang.checker.declared.book import Book
from policylang.checker.proofs.firing import most_dated
from policylang.checker.rules.chains import Chain, LoweredArm
from policylang.checker.rules.lowered import Lowered
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
from policylang.model.machine import Change, Move, OfMoment, Score, Upon


def proved_score(score: Score, lowered: Lowered, times: Mapping[int, int], book: Book) -> Score:
    """The score with the bounds it cannot leave in `limits.EVENTS_PER_PERSON` events.

    Within the declared range that is the range itself. Where it is open, a score begins at its
    start or where a rule sets it, every event may change it by as much as its action and the
    rules on that action ever can, and every other rule as often as it can apply: days of the
    calendar, or changes that set it off. What runs out gives back no more than was given. Reports
    PL217 where that, or one change more, leaves 64 bits.

    `times` is how often each reaction can be set off at most (`firing.most_set_off`).
    """
    if score.formula is not None:
        return score
    known = book.scores[score.name]
    number, starts = known.number, known.starts
    arms = [arm for arm in lowered.arms() if arm.built.score == number]
    low, high = score.bounds
    least, most = starts
    for arm in arms:
        ends = _ends(arm, score, starts)
        if ends is None:
            _report(score, arm, "it may set the score to anything", book)
            return score
        least, most = min(least, ends[0]), max(most, ends[1])
    grown = {sign: _grown(sign, number, lowered, times, book) for sign in (1, -1)}
    least, most = least - grown[-1], most + grown[1]
    low = least if score.low is None else low
    high = most if score.high is None else high
    largest = max(arms, key=_size, default=None)
    reach = max(abs(low), abs(high))
    if reach > OPEN_END or reach + (_size(largest) if largest else 0) > limits.INT64_HIGH:
        _report(score, largest, "this rule changes it the most", book)
    for arm in arms:
        if _on_the_way(arm, reach) > limits.INT64_HIGH:
            _report(score, arm, "this product becomes too large on the way", book)
    return attrs.evolve(score, bounds=(low, high))


def _grown(sign: int, score: int, lowered: Lowered, times: Mapping[int, int], book: Book) -> int:
    """Most that everything together can add to (+1) or take from (-1) a score."""
    follow: dict[int, list[Chain]] = {}
    for reaction in lowered.reactions:
        match reaction.trigger:
            case Upon(OfMoment(code, _)):
                follow.setdefault(code, []).extend(reaction.chains)
            case _:
                pass
    events = max(
        (
            _most((*action.chains, *follow.get(code, ())), sign, score)
            for code, action in enumerate(lowered.actions)
        ),
        default=0,
    )
    grown = limits.EVENTS_PER_PERSON * events
    for number, reaction in enumerate(lowered.reactions):
        often = times.get(number, 0) + most_dated(reaction.trigger, book)
        grown += often * _most(reaction.chains, sign, score)
    return grown


def _ends(arm: LoweredArm, score: Score, starts: tuple[int, int]) -> tuple[int, int] | None:
    """Least and greatest score a rule sets, where it is not the one there was.

    None where that depends on a score that no range holds.
    """
    bounds, effect = arm.built.bounds, arm.built.effect
    if bounds is None or not isinstance(effect, Move) or effect.target == Balance(effect.score):
        return starts
    towards = _towards(effect.target)
    if towards is not None:
        return towards, towards
    to, limit = arm.built.limit or bounds, arm.built.limit
    up = limit is None or arm.built.verb == "raises"
    down = limit is None or not up
    low = to.low if score.low is None and down else starts[0]
    high = to.high if score.high is None and up else starts[1]
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


def _most(chains: Iterable[Chain], sign: int, score: int) -> int:
    """Most that choices can add (+1) or take away (-1) at once, choice by choice."""
    return sum(max((_amount(arm, sign, score) for arm in chain), default=0) for chain in chains)


def _amount(arm: LoweredArm, sign: int, score: int) -> int:
    effect = arm.built.effect
    mine = isinstance(effect, Change) and effect.sign == sign and effect.score == score
    return _size(arm) if mine else 0


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
