"""`override`: a block of a used file gives way to one of the same kind and name.

The new block takes the place of the old one, so that the order of the file, and with it what
happens first on a day, stays as the used file has it.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.checker.declared.reporting import Reporter
from policylang.core import codes
from policylang.core.source import SourceFile, Span
from policylang.syntax import nodes as tree

#: What a block is known by: the word that opens it, and its name where it has one.
Key = tuple[str, str]

_WORDS: dict[type, str] = {
    tree.PolicyBlock: "policy",
    tree.PersonBlock: "person",
    tree.ScoreBlock: "score",
    tree.ActionBlock: "action",
    tree.DefineBlock: "define",
    tree.RuleBlock: "rule",
    tree.StatusBlock: "status",
    tree.LimitBlock: "limit",
    tree.TableBlock: "table",
    tree.PeriodBlock: "period",
    tree.RankingBlock: "ranking",
    tree.ClaimBlock: "claim",
}
#: Blocks of which a policy has one, whatever it is called.
_ONLY = (tree.PolicyBlock, tree.PersonBlock)


def applied(file: tree.PolicyFile, report: Reporter) -> list[tree.Item]:
    """The blocks of a policy with every override in its place, and no `override` left.

    What is overridden are all versions of a thing; several overrides of one thing in one file are
    versions of it again. Figures are overridden one by one. An override that finds nothing
    (PL143), or only what its own file says (PL144), is reported and dropped.
    """
    items = list(file.items)
    if not any(isinstance(item, tree.Override) for item in items):
        return items
    # The file itself has the last word over what the files it uses override in each other.
    last = file.span.source
    waiting = [item for item in items if isinstance(item, tree.Override)]
    waiting.sort(key=lambda each: each.span.source is last)
    placed: set[int] = set()
    for override in waiting:
        if isinstance(override.item, tree.FiguresBlock):
            items = _figures(override, override.item, items, report)
        else:
            items = _block(override, items, placed, report)
    return [item for item in items if not isinstance(item, tree.Override)]


def _block(
    override: tree.Override, items: list[tree.Item], placed: set[int], report: Reporter
) -> list[tree.Item]:
    item, key = override.item, key_of(override.item)
    own = override.span.source
    same = [each for each in items if key is not None and key_of(each) == key]
    before = [each for each in same if id(each) in placed and _source(each) is own]
    others = [each for each in same if _source(each) is not own]
    if not others and not before:
        _report(override, key, same, report)
        return items
    placed.add(id(item))
    result: list[tree.Item] = []
    gone = {id(each) for each in others}
    after = before[-1] if before else others[0]
    for each in items:
        if id(each) not in gone:
            result.append(each)
        if each is after:
            result.append(item)
    return result


def _figures(
    override: tree.Override, block: tree.FiguresBlock, items: list[tree.Item], report: Reporter
) -> list[tree.Item]:
    """Take overridden figures out of their blocks; the new ones stand where the first stood."""
    own = override.span.source
    names = {each.name.text: each.name for each in block.clauses if isinstance(each, tree.Figure)}
    found: set[str] = set()
    result: list[tree.Item] = []
    for item in items:
        if not isinstance(item, tree.FiguresBlock) or _source(item) is own:
            result.append(item)
            continue
        gone = [
            each
            for each in item.clauses
            if isinstance(each, tree.Figure) and each.name.text in names
        ]
        if gone and not found:
            result.append(block)
        found.update(each.name.text for each in gone)
        kept = tuple(each for each in item.clauses if each not in gone)
        result.append(attrs.evolve(item, clauses=kept) if gone else item)
    for text in names.keys() - found:
        _nothing(names[text].span, f"the figure `{text}`", report)
    return result


def key_of(item: tree.Item) -> Key | None:
    """What a block is known by; None for what cannot be overridden as a block."""
    if isinstance(item, _ONLY):
        return _WORDS[type(item)], ""
    match item:
        case tree.GradesBlock(score):
            return "grades of", score.text
        case tree.GrantBlock(kind, name):
            return kind, name.text
        case tree.FiguresBlock() | tree.Use() | tree.Override():
            return None
    return _WORDS[type(item)], item.name.text


def _source(item: tree.Item) -> SourceFile:
    return item.span.source


def _report(
    override: tree.Override, key: Key | None, same: Iterable[tree.Item], report: Reporter
) -> None:
    words = "this" if key is None else f"`{' '.join(key).strip()}`"
    own = next(iter(same), None)
    if own is None:
        _nothing(override.span, words, report)
        return
    report.add(
        codes.OVERRIDES_ITSELF,
        f"{words} is declared in this very file",
        override.span,
        also=((own.span, "declared here"),),
        help="change that block: `override` is for what a used file declares",
    )


def _nothing(span: Span, words: str, report: Reporter) -> None:
    report.add(
        codes.OVERRIDES_NOTHING,
        f"no used file declares {words}, so there is nothing to override",
        span,
        help="leave out `override`, or use the file and the name that are meant",
    )
