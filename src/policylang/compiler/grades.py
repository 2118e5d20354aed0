"""Grades as Python text over the variable that holds a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policylang.model.machine import Grade


def ranked(grades: Sequence[Grade], ranks: Sequence[int], score: str = "score") -> str:
    """Whether the score lies in one of some grades; ranks rise."""
    tests = [
        _between(grades[last].low, grades[first - 1].low if first else None, score)
        for first, last in _runs(ranks)
    ]
    if not tests:
        return "False"
    return f"({' or '.join(tests)})" if len(tests) > 1 else tests[0]


def chosen(grades: Sequence[Grade], score: str = "score") -> str:
    """The place of the grade."""
    tests = [f"{rank} if {score} >= {grade.low} else " for rank, grade in enumerate(grades[:-1])]
    return f"{''.join(tests)}{len(grades) - 1}"


def _runs(ranks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of ranks without a gap."""
    if isinstance(ranks, range):
        if ranks:
            yield ranks[0], ranks[-1]
        return
    for place, rank in enumerate(ranks):
        if place == 0 or ranks[place - 1] != rank - 1:
            first = rank
        if place + 1 == len(ranks) or ranks[place + 1] != rank + 1:
            yield first, rank


def _between(low: int | None, above: int | None, score: str) -> str:
    """`low` <= score < `above`; None is open."""
    match low, above:
        case None, None:
            return "True"
        case None, _:
            return f"{score} < {above}"
        case _, None:
            return f"{score} >= {low}"
        case _:
            return f"{low} <= {score} < {above}"
