"""A policy as it would be under what an audit assumes: other figures, costs, worths of perks.

Each assumption is a clause of the language, read by its parser and put into the tree. So it means
what it would mean in the policy, and the checker holds it to the same laws.
"""

from __future__ import annotations

import re
from typing import Final, TypeVar

import attrs

from policylang.checker.assumed_source import AssumedSource
from policylang.checker.check import Checked, check
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import AssumptionError, HistoryError
from policylang.core.suggest import suggest
from policylang.model.assumptions import Assumption, Assumptions
from policylang.model.machine import Machine
from policylang.syntax import nodes as tree
from policylang.syntax.parser import parse

#: `40 USD a year`: what a perk without dates is worth, counted at the end of each period.
_EACH: Final = re.compile(r"(.*\S)\s+(?:a|an|per|each)\s+(day|week|month|quarter|year)", re.DOTALL)
_TRIGGERS: Final = (
    tree.EveryYear, tree.EveryMonth, tree.OnceOn, tree.EveryLength, tree.AtEndOf, tree.AfterQuiet,
    tree.Reaches, tree.AsSoonAs, tree.Upon,
)  # fmt: skip
_FORMS: Final = {
    "figure": "write it as in the policy: `donation_step: 40 USD`",
    "cost": "write what one event costs, as after `costs` in a policy: `10 USD`, `2 * amount`",
    "perk": "write what it is worth: `50 USD` each time, or `50 USD a year` where it has no dates",
}
Found = TypeVar("Found")


def under(file: tree.PolicyFile, assumptions: Assumptions, machine: Machine) -> Machine:
    """The machine of a policy under assumptions: that of another text, with its own fingerprint.

    Args:
        machine: that of the policy as it is written.

    Raises:
        AssumptionError: something is assumed of what there is not, or in a form that is not read.
        HistoryError: the policy would not be in order, a unit would be wrong for example.
    """
    if assumptions.policy not in (None, machine.header.name):
        raise AssumptionError(
            f"`{assumptions.file}` is about the policy `{assumptions.policy}`, not about "
            f"`{machine.header.name}`",
            "take its `policy` out if it is meant for this one too",
        )
    for each in assumptions.items:
        file = _with(file, each, assumptions)
    checked: Checked = check(file)
    if checked.machine is None:
        errors = (each for each in checked.diagnostics if each.is_error)
        raise HistoryError([_told(each, assumptions) for each in errors])
    return checked.machine


def _told(error: Diagnostic, about: Assumptions) -> Diagnostic:
    """An error that points at the policy, which by itself has none: say under what it has one."""
    if any(label.span.source.name == about.file for label in error.labels):
        return error
    so = f"the policy is in order by itself, and not under what `{about.file}` assumes"
    return attrs.evolve(error, help=f"{error.help}; {so}" if error.help else so)


def _with(file: tree.PolicyFile, each: Assumption, about: Assumptions) -> tree.PolicyFile:
    """The tree with one assumption in it, in every block that it is about."""
    names: set[str] = set()

    def in_item(item: tree.Item) -> tree.Item:
        if isinstance(item, tree.Override):
            return attrs.evolve(item, item=in_block(item.item))
        return item if isinstance(item, tree.Use) else in_block(item)

    def in_block(block: tree.Block) -> tree.Block:
        match block:
            case tree.FiguresBlock() if each.subject == "figure":
                names.update(c.name.text for c in block.clauses if isinstance(c, tree.Figure))
                return _with_figure(block, each, about)
            case tree.ActionBlock() if each.subject == "cost":
                names.add(block.name.text)
                return _with_cost(block, each, about) if block.name.text == each.name else block
            case tree.GrantBlock(kind="perk") if each.subject == "perk":
                names.add(block.name.text)
                return _with_worth(block, each, about) if block.name.text == each.name else block
        return block

    changed = tuple(in_item(item) for item in file.items)
    if each.name not in names:
        noun = "action" if each.subject == "cost" else each.subject
        has = f"it has: {', '.join(sorted(names)[:12])}" if names else f"it has no {noun}"
        raise _wrong(
            each,
            about,
            f"the policy has no {noun} `{each.name[:40]}`",
            suggest(each.name, sorted(names), otherwise=has) or has,
        )
    return attrs.evolve(file, items=changed)


def _with_figure(
    block: tree.FiguresBlock, each: Assumption, about: Assumptions
) -> tree.FiguresBlock:
    if not any(isinstance(c, tree.Figure) and c.name.text == each.name for c in block.clauses):
        return block
    before = f"assumed {{ {each.name} = "
    figure = _clause(before, each.text, tree.Figure, each, about)
    clauses = (
        attrs.evolve(c, value=figure.value)
        if isinstance(c, tree.Figure) and c.name.text == each.name
        else c
        for c in block.clauses
    )
    return attrs.evolve(block, clauses=tuple(clauses))


def _with_cost(block: tree.ActionBlock, each: Assumption, about: Assumptions) -> tree.ActionBlock:
    """The action with the cost in place of what the policy says, or beside others assumed."""
    cost = _clause(f"action {each.name} {{ costs ", each.text, tree.Costs, each, about)
    kept = [
        clause
        for clause in block.clauses
        if not isinstance(clause, tree.Costs) or clause.span.source.name == about.file
    ]
    return attrs.evolve(block, clauses=(*kept, cost))


def _with_worth(block: tree.GrantBlock, each: Assumption, about: Assumptions) -> tree.GrantBlock:
    dated = any(isinstance(clause, _TRIGGERS) for clause in block.clauses)
    found = _EACH.fullmatch(each.text)
    if dated == (found is not None):
        raise _wrong(
            each,
            about,
            f"the perk `{each.name}` "
            + ("has dates of its own" if dated else "has no dates: it holds all the time"),
            "write what it is worth each time: `50 USD`"
            if dated
            else "write what it is worth in which time: `50 USD a year`",
        )
    amount, when = (found[1], f"at the end of every {found[2]}") if found else (each.text, "")
    worth = _clause(f"perk {each.name} {{ {when} pays ", amount, tree.Worth, each, about)
    clauses = [clause for clause in block.clauses if not isinstance(clause, tree.Worth)]
    if found:
        clauses.append(tree.AtEndOf(found[2], worth.span))
    return attrs.evolve(block, clauses=(*clauses, worth))


def _clause(
    before: str, value: str, kind: type[Found], each: Assumption, about: Assumptions
) -> Found:
    """The one clause of a kind that a block holds; its places are those in the file.

    Args:
        before: the words of the block up to the value.
        value: the beginning of what is assumed, or all of it.
    """
    source = AssumedSource(about.file, f"{before}{value} }}", each, len(before), len(value))
    parsed = parse(source)
    if parsed.tree is not None and len(parsed.tree.items) == 1:
        clauses = getattr(parsed.tree.items[0], "clauses", ())
        others = [c for c in clauses if not isinstance(c, (kind, tree.AtEndOf))]
        found = [c for c in clauses if isinstance(c, kind)]
        if len(found) == 1 and not others:
            return found[0]
    raise _wrong(
        each, about, f"`{each.text[:60]}` is not read as a {each.subject}", _FORMS[each.subject]
    )


def _wrong(each: Assumption, about: Assumptions, message: str, help: str) -> AssumptionError:
    return AssumptionError(f"{about.file}:{each.line}: {message}", help)
