"""Limits: a cap that the rules of several actions share."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.checker.declared import names
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import single
from policylang.checker.declared.origins import citations
from policylang.checker.declared.scope import Scope
from policylang.checker.rules.actions import LoweredAction
from policylang.checker.rules.caps import DraftCap, cap_of
from policylang.checker.rules.effects import changed_score
from policylang.core import codes
from policylang.model.machine import Change
from policylang.syntax import nodes as tree

_SIGNS = {"gains": (1,), "losses": (-1,), "gains and losses": (1, -1)}


def limited(actions: Sequence[LoweredAction], book: Book) -> list[LoweredAction]:
    """The actions with the caps of every limit on the rules it covers.

    A limit covers what rules of its actions earn, lose or both, in one score. Reports a limit
    that covers or limits nothing (PL112), one over rules without such points (PL339), an unknown
    action (PL102) and what caps report.
    """
    changed = {each.block.name.text: each for each in actions}
    for block in book.declared.limits.values():
        _limit(block, changed, book)
    return list(changed.values())


def _limit(block: tree.LimitBlock, actions: dict[str, LoweredAction], book: Book) -> None:
    clause = single(block.clauses, tree.Covers, "covers", book.report)
    caps = [each for each in block.clauses if isinstance(each, tree.AtMost | tree.OnlyHighest)]
    if clause is None or not caps:
        book.report.add(
            codes.MISSING_CLAUSE,
            f"the limit `{block.name.text}` does not say what it "
            + ("allows" if clause else "covers"),
            block.name.span,
            help="write `covers gains of donate, volunteer` and `at most 20 per calendar year`",
        )
    score = changed_score(clause.score, clause.span, book) if clause else None
    if clause is None or score is None:
        return
    cited = citations(block.clauses)
    found = False
    for name in clause.actions:
        if names.action(name, book) is None:
            return
        action = actions[name.text]
        covered = _covered(action, _SIGNS[clause.which], score.number)
        if covered:
            drafts = _drafts(block, caps, clause, action, cited, book)
            actions[name.text] = _capped(action, covered, drafts)
            found = True
    if not found:
        _nothing(block, clause, book)


def _capped(action: LoweredAction, covered: set[int], drafts: Sequence[DraftCap]) -> LoweredAction:
    return action.with_arms(
        lambda arm: attrs.evolve(arm, caps=(*arm.caps, *drafts)) if id(arm) in covered else arm
    )


def _covered(action: LoweredAction, signs: Sequence[int], score: int) -> set[int]:
    """The arms of an action, by identity, that change a score in a direction."""
    return {
        id(arm)
        for arm in action.arms
        if isinstance(arm.built.effect, Change)
        and arm.built.effect.sign in signs
        and arm.built.effect.score == score
    }


def _drafts(
    block: tree.LimitBlock,
    caps: Sequence[tree.AtMost | tree.OnlyHighest],
    clause: tree.Covers,
    action: LoweredAction,
    cited: tuple[str | None, str | None],
    book: Book,
) -> list[DraftCap]:
    """The caps of a limit, with the keys as fields of one action."""
    name = action.block.name.text
    scope = Scope(f"the limit `{block.name.text}`", book.fields[name], name)
    drafts = []
    for number, node in enumerate(caps):
        cap = cap_of(node, scope, book, "net" if clause.which == "gains and losses" else "points")
        if cap is not None:
            source, assumed = cited
            where = attrs.evolve(cap.origin, source=source, assumed=assumed)
            shared = f"{block.name.text} {number}"
            drafts.append(DraftCap(attrs.evolve(cap, origin=where), shared))
    return drafts


def _nothing(block: tree.LimitBlock, clause: tree.Covers, book: Book) -> None:
    words = {"gains": "earn", "losses": "lose", "gains and losses": "earn or lose"}
    book.report.add(
        codes.LIMIT_WITHOUT_POINTS,
        f"the limit `{block.name.text}` covers nothing: these actions {words[clause.which]} "
        "no points of that score",
        clause.span,
        help="name actions with such rules, or leave the limit out",
    )
