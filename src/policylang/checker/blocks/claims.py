"""Claims: what a policy asserts of itself, for the auditor to settle."""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import single
from policylang.checker.declared.origins import block_origin, citations
from policylang.core import codes
from policylang.model.machine import Claim
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text


def claim_of(block: tree.ClaimBlock, book: Book) -> Claim:
    """A claim, kept for the auditor. Reports PL108 and PL112."""
    clause = single(block.clauses, tree.GainAtMostCost, "within", book.report)
    if clause is None:
        book.report.add(
            codes.MISSING_CLAUSE,
            f"the claim `{block.name.text}` claims nothing",
            block.name.span,
            help="write `within 3 years, gain from perks <= cost of actions`",
        )
    return Claim(
        block.name.text,
        block.label.value if block.label else block.name.text.replace("_", " "),
        clause_text(clause) if clause else "",
        block_origin(f"claim {block.name.text}", block.name.span, citations(block.clauses)),
    )
