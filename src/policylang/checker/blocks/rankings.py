"""Rankings: what several persons are ordered by, key after key."""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import Citations, block_origin, citations, origin
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.lowering import lower
from policylang.checker.values.typed import noun
from policylang.core import codes
from policylang.model.expressions import Expression, Recall, Tied, every_part
from policylang.model.machine import Ranking, RankingKey, Tally
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: Kinds without more and less.
_UNORDERED = (Kind.CHOICE, Kind.NAME, Kind.LENGTH)


def ranking_of(block: tree.RankingBlock, book: Book) -> Ranking:
    """A ranking of the machine.

    Reports one that orders by nothing (PL340) and keys that have no more and less (PL202).
    """
    rows = of_type(block.clauses, tree.RankBy)
    cited = citations(block.clauses)
    if not rows:
        book.report.add(
            codes.RANKING_WITHOUT_KEYS,
            f"the ranking `{block.name.text}` does not say what it orders by",
            block.name.span,
            help="write `by points, highest first`",
        )
    keys = [_key(row, block, cited, book) for row in rows]
    return Ranking(
        block.name.text,
        label_of(block),
        tuple(key for key in keys if key is not None),
        block_origin(f"ranking {block.name.text}", block.name.span, cited),
    )


def _key(
    row: tree.RankBy, block: tree.RankingBlock, cited: Citations, book: Book
) -> RankingKey | None:
    scope = Scope(f"the ranking `{block.name.text}`", tied=True)
    typed = lower(row.value, scope, book)
    if typed.broken:
        return None
    if typed.kind in _UNORDERED:
        book.report.add(
            codes.UNLIKE_COMPARISON,
            f"`{typed.span.shown}` is {noun(typed.kind)}, which has no more or less",
            row.value.span,
            help="order by points, money, a number or a date",
        )
        return None
    value = typed.value.expression
    descending = row.order == "highest first"
    return RankingKey(
        value, descending, _among_tied(value, book), origin(row, row.span, cited, book)
    )


def _among_tied(value: Expression, book: Book) -> bool:
    """Whether it looks only at those who are level: some count of it asks who is."""
    tallies: list[Tally] = list(book.tallies)
    asked = [each.tally for each in every_part(value) if isinstance(each, Recall)]
    return any(_asks(tallies[number].where) for number in asked)


def _asks(where: Expression | None) -> bool:
    return where is not None and any(isinstance(each, Tied) for each in every_part(where))
