"""Grades as a kernel reads them: brackets of a score, and what keeps a grade down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policylang.compiler.grades import chosen, ranked
from policylang.model.expressions import Expression
from policylang.model.machine import Grading, Hold


def is_among(
    grading: Grading, ranks: Sequence[int], score: str, write: Callable[[Expression], str]
) -> str:
    """Whether the grade is one of some.

    Args:
        ranks: rising.
        score: the variable that holds the score of the grades.
        write: text of a condition.
    """

    def among(ranks: Sequence[int], holds: Sequence[Hold]) -> str:
        if not holds:
            return ranked(grading.grades, ranks, score)
        hold, *others = holds
        held = [rank for rank in range(len(grading.grades)) if max(rank, hold.rank) in ranks]
        down, free = among(held, others), among(ranks, others)
        return free if down == free else f"({down} if {write(hold.condition)} else {free})"

    return among(ranks, grading.holds)


def rank_of(grading: Grading, score: str, write: Callable[[Expression], str]) -> str:
    """The place of the grade."""
    text = f"({chosen(grading.grades, score)})"
    for hold in grading.holds:
        text = f"max({text}, {hold.rank} if {write(hold.condition)} else 0)"
    return text
