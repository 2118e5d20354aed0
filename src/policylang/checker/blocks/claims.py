"""Claims: what a policy asserts of itself, for the auditor to settle."""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import single
from policylang.checker.declared.known import action, grade
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import block_origin, citations
from policylang.checker.expressions.lowering import constant_of
from policylang.core import codes
from policylang.model.machine import Claim
from policylang.model.units import Kind
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text

_FORMS = (tree.GainAtMostCost, tree.SplittingNeverPays, tree.GradeToGrade)


def claim_of(block: tree.ClaimBlock, book: Book) -> Claim:
    """A claim, kept for the auditor.

    Reports PL108 and PL112; unknown grades (PL103) and actions (PL102), and what cannot be spent.
    """
    clause = single(block.clauses, _FORMS, "what is claimed", book.report)
    match clause:
        case None:
            book.report.add(
                codes.MISSING_CLAUSE,
                f"the claim `{block.name.text}` claims nothing",
                block.name.span,
                help="write `within 3 years, gain from perks <= cost of actions`",
            )
        case tree.SplittingNeverPays(name):
            action(name, book)
        case tree.GradeToGrade():
            _check_climb(clause, book)
    return Claim(
        block.name.text,
        label_of(block),
        clause_text(clause) if clause else "",
        block_origin(f"claim {block.name.text}", block.name.span, citations(block.clauses)),
    )


def _check_climb(clause: tree.GradeToGrade, book: Book) -> None:
    """The grades of a way up are there, and it leads up; money is in all, hours are of a year."""
    start, goal = grade(clause.start, book), grade(clause.goal, book)
    if start is not None and goal is not None and goal.rank >= start.rank:
        book.report.add(
            codes.RANGE_REVERSED,
            f"`{clause.goal.text}` is no better than `{clause.start.text}`",
            clause.goal.span,
            help="claim a way from a grade to a better one",
        )
    for spend in clause.spends:
        kind = Kind.HOURS if spend.yearly else Kind.MONEY
        constant_of(spend.amount, kind, book, "what may be spent")
    if len({spend.yearly for spend in clause.spends}) < len(clause.spends):
        book.report.add(
            codes.DUPLICATE_CLAUSE,
            "what may be spent is said twice",
            clause.spends[1].span,
            help="write money in all, hours a year, or both: `200 USD and 100 hours a year`",
        )
