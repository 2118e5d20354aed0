"""Grades that no score reaches (PL303) and grades listed twice (PL322)."""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.machine import Brackets, Machine, Score
from policylang.syntax import nodes as tree


def check(machine: Machine, book: Book) -> None:
    """Compare every bracket with the range of its score, once the grades are in order."""
    for grading in machine.gradings:
        for version in grading.versions:
            _reached(version, machine.scores[grading.score], book)
    for block in book.declared.grants.values():
        for each in book.declared.versions_of(block):
            for clause in of_type(each.clauses, tree.ForGrades):
                _repeated(clause, book)


def _reached(version: Brackets, score: Score, book: Book) -> None:
    bounds = [grade.low for grade in version.grades if grade.low is not None]
    if bounds != sorted(bounds, reverse=True):
        return
    low, high = score.bounds
    above: int | None = None
    for grade in version.grades:
        too_high = grade.low is not None and grade.low > high
        too_low = above is not None and above <= low
        above = grade.low
        if too_high or too_low:
            book.report.add(
                codes.GRADE_UNREACHABLE,
                f"no score reaches the grade `{grade.name}`",
                grade.origin.span,
                "every score is below it" if too_high else "every score is above it",
                also=(_limit(score, too_high),),
                help="change the bound of the grade or the range of the score",
            )


def _limit(score: Score, too_high: bool) -> tuple[Span, str]:
    """What keeps the score from a grade: its range, or that no rule goes there."""
    if score.range_origin and (score.high if too_high else score.low) is not None:
        return score.range_origin.span, "the score stays within this"
    return score.origin.span, f"no rule takes the score so {'high' if too_high else 'low'}"


def _repeated(clause: tree.ForGrades, book: Book) -> None:
    seen: dict[str, tree.Name] = {}
    for grade in clause.grades:
        first = seen.setdefault(grade.text, grade)
        if first is not grade:
            book.report.add(
                codes.GRADE_REPEATED,
                f"the grade `{grade.text}` is listed twice",
                grade.span,
                also=((first.span, "first listed here"),),
                help="leave it out, or name the grade that was meant",
            )
