"""Proof that rules which follow from changes of others come to an end.

A rule that is watched (`when points reaches 12`, `as soon as ...`) or follows a status can be set
off by another such rule. It can only go off again after something has undone what set it off. Those
that cannot be shown to end (see `endings`) could go round for ever, and are reported (PL336). Days
and events cannot set each other off within a moment.

The direction of a change counts: what lowers a score does not make it reach anything. A rule that
sets a score knows where the score stood when it went off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.proofs.endings import Ending, Link, endings_of
from policylang.checker.proofs.moves import Moves, meets, moves_of
from policylang.checker.rules.chains import LoweredArm
from policylang.checker.rules.lowered import Lowered
from policylang.checker.rules.reactions import LoweredReaction
from policylang.checker.values import bounded
from policylang.core import codes
from policylang.model import machine
from policylang.model.expressions import Balance, Expression, Greatest, Least, parts_of
from policylang.model.machine import (
    Becomes,
    Begin,
    Change,
    End,
    Grading,
    OfStatus,
    Restore,
    Score,
    Upon,
)

#: Most rules pointed at beside the first of those that go round.
_SHOWN = 5


@attrs.frozen
class Chains:
    """Rules set off by changes: those that are known to end, in order, and the others' numbers.

    The others end within a moment too, but what they give for a time may set them off again when
    that runs out, day after day.
    """

    order: tuple[Ending, ...] = ()
    endless: tuple[int, ...] = ()
    #: All of them, in an order in which they end within a moment.
    within: tuple[Ending, ...] = ()


def chains_of(
    lowered: Lowered, scores: Sequence[Score], graded: Sequence[Grading], book: Book
) -> Chains | None:
    """The rules set off by changes, and how they end; None (PL336) where they may never."""
    links = _links(lowered, scores, graded)
    within, endless = endings_of(links)
    if endless:
        _report([lowered.reactions[link.number] for link in endless], book)
        return None
    order, again = endings_of([_with_ends(link, lowered.reactions[link.number]) for link in links])
    return Chains(tuple(order), tuple(link.number for link in again), tuple(within))


def _links(lowered: Lowered, scores: Sequence[Score], graded: Sequence[Grading]) -> list[Link]:
    formulas = {n: score.formula for n, score in enumerate(scores) if score.formula is not None}
    bounds = {n: score.bounds for n, score in enumerate(scores)}
    set_off = []
    nearest: Moves = {}
    for number, reaction in enumerate(lowered.reactions):
        found = _set_off_by(reaction.trigger, graded, formulas)
        if found is not None:
            set_off.append((number, reaction, *found))
            _join(nearest, found[0], -1)
    return [
        Link(number, on, off, _made(reaction, nearest, bounds))
        for number, reaction, on, off in set_off
    ]


def _with_ends(link: Link, reaction: LoweredReaction) -> Link:
    """A rule with what happens later when that runs out which it gave or took for a time."""
    makes = dict(link.makes)
    for arm in reaction.arms:
        effect = arm.built.effect
        if isinstance(effect, Change) and effect.lifetime is not None:
            makes["score", effect.score, -1 if effect.sign > 0 else 1] = None
    return attrs.evolve(link, makes=makes)


def _set_off_by(
    trigger: machine.Trigger, graded: Sequence[Grading], formulas: Mapping[int, Expression]
) -> tuple[Moves, Moves] | None:
    """The moves that set a trigger off and those that undo it; None for days and events."""
    match trigger:
        case Becomes(condition):
            on = moves_of(condition, 1, graded, formulas)
            return on, moves_of(condition, -1, graded, formulas)
        case Upon(OfStatus(status, "begins")):
            return {("status", status, 1): None}, {("status", status, -1): None}
        case Upon(OfStatus(status, "ends")):
            return {("status", status, -1): None}, {("status", status, 1): None}
        case _:
            return None


# --- what a rule changes -------------------------------------------------------------------


#: Least and greatest value of each score, by its number.
Spans = Mapping[int, tuple[int, int]]


def _made(reaction: LoweredReaction, nearest: Moves, bounds: Spans) -> Moves:
    """Every move a rule can make, in each of its arms, and how far it can go.

    Where the scores stand is known from what set the rule off, until something it does can have
    set off another rule: `nearest` is what does.
    """
    standing = _standing(reaction.trigger, bounds)
    made: Moves = {}
    for chain in reaction.chains:
        here: Moves = {}
        after = dict(standing)
        for arm in chain:
            moves = _moves(arm, standing)
            _join(here, moves)
            for what, score, way in moves:
                if what == "score":
                    after[score] = _moved(after[score], moves["score", score, way], way)
        after = {score: _inside(span, bounds[score]) for score, span in after.items()}
        standing = dict(bounds) if meets(here, nearest) else after
        _join(made, here)
    return made


def _standing(trigger: machine.Trigger, bounds: Spans) -> dict[int, tuple[int, int]]:
    """Where the scores can stand when a rule goes off."""
    known = bounded.Ranges()
    if isinstance(trigger, Becomes):
        known.narrow(trigger.condition)
    spans = dict(bounds)
    for score, span in bounds.items():
        if Balance(score) in known.known:
            spans[score] = _inside(known.known[Balance(score)], span)
    return spans


def _inside(span: tuple[int, int], of: tuple[int, int]) -> tuple[int, int]:
    return max(of[0], min(span[0], of[1])), min(of[1], max(span[1], of[0]))


def _moved(span: tuple[int, int], reach: int | None, way: int) -> tuple[int, int]:
    """Where a score can stand after a move, which may not have been made."""
    far = 2**62 * way if reach is None else reach
    return min(span[0], far), max(span[1], far)


def _join(moves: Moves, more: Moves, side: int = 1) -> None:
    """Take moves in: of two of one way the one that goes farther, or less far (`side` -1)."""
    for way, reach in more.items():
        before = moves.get(way, reach)
        if before is None or reach is None:
            moves[way] = None
        else:
            best = max(before * way[2] * side, reach * way[2] * side)
            moves[way] = best * way[2] * side


def _moves(arm: LoweredArm, standing: Spans) -> Moves:
    """The moves of one arm from where the scores stand."""
    effect, target = arm.built.effect, arm.built.bounds
    match effect:
        case Begin(status):
            return {("status", status, 1): None}
        case End(status):
            return {("status", status, -1): None}
        case Restore(score):
            return {("score", score, 1): None, ("score", score, -1): None}
    score = effect.score
    low, high = standing[score]
    if target is None:
        return {("score", score, 1): None, ("score", score, -1): None}
    if isinstance(effect, Change):
        reach = high + target.high if effect.sign > 0 else low - target.high
        return {("score", score, effect.sign): reach}
    to = arm.built.limit or target  # `raises to at least 5` goes no further than 5
    balance = Balance(score)
    beside = parts_of(effect.target)
    found: Moves = {}
    if to.high > low and not (isinstance(effect.target, Least) and balance in beside):
        found["score", score, 1] = to.high
    if to.low < high and not (isinstance(effect.target, Greatest) and balance in beside):
        found["score", score, -1] = to.low
    return found


def _report(endless: Sequence[LoweredReaction], book: Book) -> None:
    first, *others = endless
    book.report.add(
        codes.CHAIN_REPEATS,
        f"the rule `{first.block.name.text}` could set itself off again and again"
        if not others
        else "these rules could set each other off again and again",
        first.block.name.span,
        "what it does can lead back to it",
        also=tuple((each.block.name.span, "and so can this one") for each in others[:_SHOWN]),
        help="let one of them wait for an action or a date, or change the score the other way",
    )
