"""Proof that rules which follow from changes of others come to an end.

A rule that is watched (`when points reaches 12`, `as soon as ...`) or follows a status can be set
off by another such rule. It can only go off again after something has undone what set it off. So
rules are taken away one after the other: a rule that no remaining one can set off, or whose
occasion none of them can undo, goes off only so many times. What cannot be taken away could go
round for ever, and is reported (PL336). Days and events cannot set each other off within a moment.

The direction of a change counts: what lowers a score does not make it reach anything. A rule that
sets a score knows where the score stood when it went off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from policylang.checker import bounded
from policylang.checker.book import Book
from policylang.checker.chains import LoweredArm
from policylang.checker.lowered import Lowered
from policylang.checker.moves import Moves, meets, moves_of
from policylang.checker.reactions import LoweredReaction
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
class Link:
    """A rule set off by changes: what sets it off, what undoes that, and what it changes itself."""

    reaction: LoweredReaction
    number: int
    sets_off: Moves
    undoes: Moves
    makes: Moves


@attrs.frozen
class Ending:
    """A rule that ends, and the rules before it in the order that can set it off or undo it."""

    number: int
    after: tuple[int, ...]


def order_of(
    lowered: Lowered, scores: Sequence[Score], graded: Sequence[Grading], book: Book
) -> tuple[Ending, ...] | None:
    """The rules set off by changes, in an order in which each ends; None, and PL336, without one.

    Each goes off at most once more than it is set off, or undone, by changes from outside and by
    the rules named `after` it stands.
    """
    links = _links(lowered, scores, graded)
    left = {link.number: link for link in links}
    order: list[Ending] = []
    while left:
        ending = next(
            (ending for link in left.values() if (ending := _ends(link, left, order, links))), None
        )
        if ending is None:
            _report(list(left.values()), book)
            return None
        order.append(ending)
        del left[ending.number]
    return tuple(order)


def _ends(
    link: Link, left: Mapping[int, Link], order: Sequence[Ending], links: Sequence[Link]
) -> Ending | None:
    """A rule with those already taken away that act on it, if it ends."""
    for wanted in (link.sets_off, link.undoes):
        if not any(meets(other.makes, wanted) for other in left.values()):
            gone = {ending.number for ending in order}
            acting = [
                each.number for each in links if each.number in gone and meets(each.makes, wanted)
            ]
            return Ending(link.number, tuple(acting))
    return None


def _links(lowered: Lowered, scores: Sequence[Score], graded: Sequence[Grading]) -> list[Link]:
    formulas = {n: score.formula for n, score in enumerate(scores) if score.formula is not None}
    bounds = {n: score.bounds for n, score in enumerate(scores)}
    set_off = []
    for number, reaction in enumerate(lowered.reactions):
        found = _set_off_by(reaction.trigger, graded, formulas)
        if found is not None:
            set_off.append((number, reaction, *found))
    everything = [moves for _, _, moves, _ in set_off]
    return [
        Link(reaction, number, on, off, _made(reaction, everything, bounds))
        for number, reaction, on, off in set_off
    ]


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


def _made(
    reaction: LoweredReaction, everything: Sequence[Moves], bounds: Mapping[int, tuple[int, int]]
) -> Moves:
    """Every move a rule can make, in each of its arms.

    Where the scores stand is known from what set the rule off, as long as nothing it has done so
    far can have set off another rule.
    """
    standing = bounded.Ranges()
    known = isinstance(reaction.trigger, Becomes) and standing.narrow(reaction.trigger.condition)
    made: Moves = {}
    for chain in reaction.chains:
        here: Moves = {}
        for arm in chain:
            _join(here, _moves(arm, standing if known else None, bounds))
        scores = any(what == "score" for what, _, _ in here)
        known = known and not scores and not any(meets(here, each) for each in everything)
        _join(made, here)
    return made


def _join(moves: Moves, more: Moves) -> None:
    for way, reach in more.items():
        before = moves.get(way, reach)
        far = None if before is None or reach is None else max(before * way[2], reach * way[2])
        moves[way] = None if far is None else far * way[2]


def _moves(
    arm: LoweredArm, standing: bounded.Ranges | None, bounds: Mapping[int, tuple[int, int]]
) -> Moves:
    effect, target = arm.built.effect, arm.built.bounds
    match effect:
        case Begin(status):
            return {("status", status, 1): None}
        case End(status):
            return {("status", status, -1): None}
        case Change(sign, _, score):
            return {("score", score, sign): None}
        case Restore(score):
            return {("score", score, 1): None, ("score", score, -1): None}
    score = effect.score
    if target is None:
        return {("score", score, 1): None, ("score", score, -1): None}
    balance = Balance(score)
    low, high = bounds[score]
    least, most = max(low, min(high, target.low)), min(high, max(low, target.high))
    if standing is not None and balance in standing.known:
        low, high = max(low, standing.known[balance][0]), min(high, standing.known[balance][1])
    found: Moves = {}
    if most > low and not (isinstance(effect.target, Least) and balance in parts_of(effect.target)):
        found["score", score, 1] = most
    if least < high and not (
        isinstance(effect.target, Greatest) and balance in parts_of(effect.target)
    ):
        found["score", score, -1] = least
    return found


def _report(links: Sequence[Link], book: Book) -> None:
    first, *others = links
    book.report.add(
        codes.CHAIN_REPEATS,
        f"the rule `{first.reaction.block.name.text}` could set itself off again and again"
        if not others
        else "these rules could set each other off again and again",
        first.reaction.block.name.span,
        "what it does can lead back to it",
        also=tuple(
            (each.reaction.block.name.span, "and so can this one") for each in others[:_SHOWN]
        ),
        help="let one of them wait for an action or a date, or change the score the other way",
    )
