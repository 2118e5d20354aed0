"""Which changes could make a condition true: a score that rises, a status that begins.

A move is what is changed and in which direction, and how far. What an expression may do when
something moves is read off its form; where the form does not tell, every direction counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from policylang.model.expressions import (
    Add,
    All,
    Any,
    AttributeValue,
    Balance,
    Compare,
    Constant,
    Divide,
    Expression,
    Greatest,
    InStatus,
    Least,
    Multiply,
    Negate,
    Not,
    RankOf,
    Relation,
    StillCounting,
    parts_of,
)
from policylang.model.machine import Grading

#: What moves: a score or a status by its number, and up or down. A status goes up when it begins.
Way = tuple[Literal["score", "status"], int, Literal[1, -1]]
#: Moves with how far they must go to matter, or how far they can go; None: however little or far.
Moves = dict[Way, int | None]


def meets(made: Moves, wanted: Moves) -> bool:
    """Whether one of the moves that are made goes far enough to be one that is wanted."""
    for way, level in wanted.items():
        if way in made:
            reach = made[way]
            if level is None or reach is None or (reach - level) * way[2] >= 0:
                return True
    return False


def moves_of(
    expression: Expression,
    sign: int,
    graded: Sequence[Grading],
    formulas: Mapping[int, Expression],
) -> Moves:
    """The moves that could make the value of an expression greater (`sign` 1) or less (-1).

    `formulas` is what scores that are worked out stand for, by their numbers.
    """
    found: Moves = {}
    waiting: list[tuple[Expression, int]] = [(expression, sign)]
    seen: set[tuple[Expression, int]] = set()
    while waiting:
        part, way = waiting.pop()
        if (part, way) in seen:
            continue
        seen.add((part, way))
        match part:
            case Balance(score) if score in formulas:
                waiting.append((formulas[score], way))
            case Balance(score):
                found[("score", score, 1 if way > 0 else -1)] = None
            case Compare(relation, Balance(score), Constant(value)) if (
                score not in formulas and relation in _LEVELS
            ):
                _add_level(found, score, relation, value, way)
            case StillCounting(score, _):
                found[("score", score, 1)] = found[("score", score, -1)] = None
            case RankOf(grading):
                # A better grade is a smaller rank; what holds a grade down makes it greater.
                ranked = graded[grading]
                waiting.append((Balance(ranked.score), -way))
                waiting.extend((hold.condition, way) for hold in ranked.holds)
            case InStatus(status):
                found[("status", status, 1 if way > 0 else -1)] = None
            case Constant() | AttributeValue():
                pass
            case Not(inner) | Negate(inner):
                waiting.append((inner, -way))
            case Divide(inner, _):
                waiting.append((inner, way))
            case Add(parts) | All(parts) | Any(parts):
                waiting.extend((inner, way) for inner in parts)
            case Least(left, right) | Greatest(left, right):
                waiting += [(left, way), (right, way)]
            case Compare(Relation.AT_LEAST | Relation.MORE, left, right):
                waiting += [(left, way), (right, -way)]
            case Compare(Relation.AT_MOST | Relation.LESS, left, right):
                waiting += [(left, -way), (right, way)]
            case Multiply((inner, Constant(factor))) | Multiply((Constant(factor), inner)):
                waiting.append((inner, way if factor >= 0 else -way))
            case _:
                for inner in parts_of(part):
                    waiting += [(inner, 1), (inner, -1)]
    return found


#: For `score RELATION k`: the way it must go to come true, and how far from k.
_LEVELS: dict[Relation, tuple[Literal[1, -1], int]] = {
    Relation.AT_LEAST: (1, 0),
    Relation.MORE: (1, 1),
    Relation.AT_MOST: (-1, 0),
    Relation.LESS: (-1, -1),
}


def _add_level(found: Moves, score: int, relation: Relation, value: int, way: int) -> None:
    """Take in that a comparison of a score with a fixed value comes true, or false."""
    towards, beyond = _LEVELS[relation]
    level = value + beyond
    if way < 0:  # false on the last value on the other side
        level -= towards
        towards = -1 if towards > 0 else 1
    known: Way = ("score", score, towards)
    before = found.get(known, level)
    nearer = None if before is None else min(before * towards, level * towards) * towards
    found[known] = nearer
