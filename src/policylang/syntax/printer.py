"""Syntax tree to canonical text: one way to write each thing.

`parse(to_text(tree)).tree == tree` for every well-formed tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from policylang.syntax import nodes as tree
from policylang.syntax.printing import declarations, effects, shared, triggers
from policylang.syntax.printing.expressions import expression
from policylang.syntax.printing.words import labelled, number_text, quoted

__all__ = ["clause_text", "clause_texts", "number_text", "quoted", "to_text"]

_CLAUSES: Final[dict[type, Callable[[Any], str]]] = {
    **declarations.CLAUSES,
    **effects.CLAUSES,
    **triggers.CLAUSES,
    **shared.CLAUSES,
}
#: First words of the blocks that have a name and a label.
_HEADS: Final[dict[type, str]] = {
    tree.PolicyBlock: "policy",
    tree.ScoreBlock: "score",
    tree.ActionBlock: "action",
    tree.RuleBlock: "rule",
    tree.StatusBlock: "status",
    tree.LimitBlock: "limit",
    tree.TableBlock: "table",
    tree.PeriodBlock: "period",
    tree.RankingBlock: "ranking",
    tree.DefineBlock: "define",
    tree.ClaimBlock: "claim",
}


def to_text(file: tree.PolicyFile, texts: Mapping[int, str] | None = None) -> str:
    """The whole policy in canonical text: blocks in order, a clause a line, blanks between.

    Args:
        texts: what `clause_texts` says of it, where that is known.
    """
    known = clause_texts(file) if texts is None else texts
    return "\n".join(_block(item, known) for item in file.items)


def clause_texts(file: tree.PolicyFile) -> dict[int, str]:
    """The text of every clause of a policy, by the identity of its node."""
    blocks = (item.item if isinstance(item, tree.Override) else item for item in file.items)
    return {
        id(clause): _CLAUSES[type(clause)](clause)
        for block in blocks
        if not isinstance(block, tree.Use)
        for clause in block.clauses
    }


def clause_text(node: Any) -> str:
    """One line for a clause or an expression: `earns 1 per 2 hours of time`.

    Raises:
        TypeError: the node is neither.
    """
    if isinstance(node, tree.Expr):
        return expression(node)
    if type(node) not in _CLAUSES:
        raise TypeError(f"not a clause: {type(node).__name__}")
    return _CLAUSES[type(node)](node)


def _block(item: tree.Item, texts: Mapping[int, str]) -> str:
    if isinstance(item, tree.Use):
        return f"use {quoted(item.path.value)}\n"
    if isinstance(item, tree.Override):
        return f"override {_block(item.item, texts)}"
    lines = [f"{_head(item)} {{", *(f"  {texts[id(clause)]}" for clause in item.clauses), "}"]
    return "\n".join(lines) + "\n"


def _head(item: tree.Block) -> str:
    match item:
        case tree.PersonBlock():
            return "person"
        case tree.GradesBlock(score):
            return f"grades of {score.text}"
        case tree.FiguresBlock(standing, label):
            return labelled(standing, label)
        case tree.GrantBlock(kind, name, label):
            return labelled(f"{kind} {name.text}", label)
        case _:
            return labelled(f"{_HEADS[type(item)]} {item.name.text}", item.label)
