"""Proof that the score stays inside 64 bits, from the ranges of the policy."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.checker.actions import LoweredAction, LoweredArm
from policylang.checker.book import Book
from policylang.checker.score import OPEN_END
from policylang.core import codes, limits
from policylang.model.machine import Change, Move, Score


def proved_score(score: Score, lowered: Iterable[LoweredAction], book: Book) -> Score:
    """The score with the bounds it cannot leave in `limits.EVENTS_PER_PERSON` events.

    Within the declared range that is the range itself. Where it is open, every event may change
    the score by as much as its action ever can. Reports PL217 where that leaves 64 bits.
    """
    chains = [chain for action in lowered for chain in action.chains]
    arms = [arm for chain in chains for arm in chain if arm.built.bounds is not None]
    targets = [arm.built.bounds for arm in arms if isinstance(arm.built.effect, Move)]
    gain = max((_most(action, 1) for action in lowered), default=0) if chains else 0
    loss = max((_most(action, -1) for action in lowered), default=0) if chains else 0
    highest = max([score.start, *(t.high for t in targets if t is not None and _fixed(t.high))])
    lowest = min([score.start, *(t.low for t in targets if t is not None and _fixed(t.low))])
    most = limits.EVENTS_PER_PERSON
    high = highest + gain * most if score.high is None else score.high
    low = lowest - loss * most if score.low is None else score.low
    if max(abs(low), abs(high)) > OPEN_END:
        _report(score, arms, book)
    return attrs.evolve(score, bounds=(low, high))


def _fixed(bound: int) -> bool:
    """Whether a bound is a real one: `multiplies` of an open score ends where the score does."""
    return abs(bound) < OPEN_END


def _most(action: LoweredAction, sign: int) -> int:
    """Most that one event of an action can add (+1) or take away (-1), choice by choice."""
    return sum(max((_amount(arm, sign) for arm in chain), default=0) for chain in action.chains)


def _amount(arm: LoweredArm, sign: int) -> int:
    effect, bounds = arm.built.effect, arm.built.bounds
    if bounds is None or not isinstance(effect, Change) or effect.sign != sign:
        return 0
    return bounds.high


def _report(score: Score, arms: list[LoweredArm], book: Book) -> None:
    largest = max(arms, key=lambda arm: arm.built.bounds.high if arm.built.bounds else 0)
    book.report.add(
        codes.POSSIBLE_OVERFLOW,
        f"the score `{score.name}` can become too large to compute with",
        score.origin.span,
        f"after {limits.EVENTS_PER_PERSON:,} events",
        also=((largest.effect.span, "this rule changes it the most"),),
        help="give the score a range: `stays within 0 to 2000`",
    )
