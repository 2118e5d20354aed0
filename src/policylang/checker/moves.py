"""Which changes could make a condition true: a score that rises, a status that begins.

A move is what is changed and in which direction. What an expression may do when something moves is
read off its form; where the form does not tell, every direction counts.
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
    every_part,
)
from policylang.model.machine import Grading

#: What moves: a score or a status by its number, and up or down. A status goes up when it begins.
Move = tuple[Literal["score", "status"], int, Literal[1, -1]]


def moves_of(
    expression: Expression,
    sign: int,
    graded: Sequence[Grading],
    formulas: Mapping[int, Expression],
) -> set[Move]:
    """The moves that could make the value of an expression greater (`sign` 1) or less (-1).

    `formulas` is what scores that are worked out stand for, by their numbers.
    """
    found: set[Move] = set()
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
                found.add(("score", score, 1 if way > 0 else -1))
            case StillCounting(score, _):
                found |= {("score", score, 1), ("score", score, -1)}
            case RankOf(grading):
                # A better grade is a smaller rank; what holds a grade down makes it greater.
                ranked = graded[grading]
                waiting.append((Balance(ranked.score), -way))
                waiting.extend((hold.condition, way) for hold in ranked.holds)
            case InStatus(status):
                found.add(("status", status, 1 if way > 0 else -1))
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
                for inner in every_part(part):
                    if inner is not part:
                        waiting += [(inner, 1), (inner, -1)]
    return found
