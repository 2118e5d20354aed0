"""Which grade a score is: its bracket in the version of the grades that counts on a day."""

from __future__ import annotations

from policylang.model.machine import Brackets, Grade, Grading, Machine


def brackets_on(grading: Grading, day: int, as_of: int) -> Brackets:
    """The version of the grades that counts on a day.

    One that applies to the past counts for every day as soon as it is in force on the day asked
    about; of several such the latest.

    Args:
        as_of: ordinal of the day the result is for.
    """
    if len(grading.versions) == 1:
        return grading.versions[0]
    for version in reversed(grading.versions):
        if version.past and version.opens is not None and version.opens <= as_of:
            return version
    for version in grading.versions:
        begun = version.opens is None or version.opens <= day
        if begun and (version.closes is None or day <= version.closes):
            return version
    return grading.versions[-1]


def rank_among(grades: tuple[Grade, ...], score: int) -> int:
    """Place of the bracket that held points fall in, 0 for the best."""
    for rank, grade in enumerate(grades):
        if grade.low is None or score >= grade.low:
            return rank
    return len(grades) - 1


def ranks_of(
    machine: Machine, scores: tuple[int, ...], ranks: tuple[int, ...], as_of: int
) -> tuple[int, ...]:
    """The rank in each grading: those an engine found, else those of the brackets.

    Args:
        scores: held points, in order of the machine.
        ranks: as in a result; empty where every grade follows from its score alone.
    """
    if ranks:
        return ranks
    return tuple(
        rank_among(brackets_on(grading, as_of, as_of).grades, scores[grading.score])
        for grading in machine.gradings
    )
