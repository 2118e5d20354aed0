"""Actions: their fields, who chooses them, what they cost and what they do to the score."""

from __future__ import annotations

import attrs

from policylang.checker import bounded
from policylang.checker.book import Book
from policylang.checker.bounded import Bounded
from policylang.checker.caps import caps_of
from policylang.checker.declarations import of_type, single
from policylang.checker.effects import Built, effect_of
from policylang.checker.expressions import condition, lower, report_negative
from policylang.checker.fields import slot_of
from policylang.checker.origins import Citations, block_origin, citations, origin
from policylang.checker.scope import Scope
from policylang.checker.typed import noun
from policylang.core import codes
from policylang.model.machine import Action, Arm, Cap, Choice, Cost, Rule
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


@attrs.frozen
class LoweredArm:
    """An arm of the machine beside the effect it came from, for the lints."""

    effect: tree.Effect
    condition: Bounded
    built: Built
    caps: tuple[Cap, ...]


@attrs.frozen
class LoweredAction:
    """An action before its rules are numbered; `chains` are its choices."""

    block: tree.ActionBlock
    chains: tuple[tuple[LoweredArm, ...], ...]
    costs: tuple[Cost, ...]


def lower_action(block: tree.ActionBlock, book: Book) -> LoweredAction:
    """Everything an action does, with its problems reported."""
    name = block.name.text
    scope = Scope(f"a rule of `{name}`", book.fields[name], name)
    single(block.clauses, tree.By, "by", book.report)
    chains = _chains(of_type(block.clauses, tree.Effect), scope, book)
    costs = [_cost(clause, scope, book) for clause in of_type(block.clauses, tree.Costs)]
    return LoweredAction(block, chains, tuple(cost for cost in costs if cost is not None))


def _cost(clause: tree.Costs, scope: Scope, book: Book) -> Cost | None:
    typed = lower(clause.amount, scope, book)
    if typed.broken:
        return None
    if typed.kind not in (Kind.MONEY, Kind.HOURS) or typed.bare:
        book.report.add(
            codes.MISSING_UNIT if typed.bare else codes.WRONG_UNIT,
            f"what an action costs is money or hours, not {noun(typed.kind)}",
            clause.amount.span,
            also=((typed.declared, "declared here"),) if typed.declared else (),
            help=f"write for example `costs 20 {book.denomination.currency}`",
        )
        return None
    if typed.value.low < 0:
        report_negative(typed.value, clause.amount, book)
        return None
    return Cost("money" if typed.kind is Kind.MONEY else "hours", typed.value.expression)


# --- chains of conditions ------------------------------------------------------------------


def _chains(
    effects: list[tree.Effect], scope: Scope, book: Book
) -> tuple[tuple[LoweredArm, ...], ...]:
    """Effects in choices: `when` opens one, `otherwise` goes on with it or ends it."""
    chains: list[list[LoweredArm]] = []
    open_chain = False
    before: tree.Effect | None = None
    for effect in effects:
        clause = effect.condition
        otherwise = clause is not None and clause.otherwise
        if otherwise and not open_chain:
            _otherwise_alone(clause, before, book)
        if otherwise and open_chain and clause is not None and clause.test is None:
            _unclear(chains, clause, book)
        arm = _arm(effect, scope, book)
        if otherwise and open_chain:
            chains[-1].append(arm)
        else:
            chains.append([arm])
        open_chain = clause is not None and clause.test is not None
        before = effect
    return tuple(tuple(chain) for chain in chains)


def _otherwise_alone(clause: tree.Condition | None, before: tree.Effect | None, book: Book) -> None:
    assert clause is not None
    ends = before is not None and before.condition is not None
    label = "the choice ends here" if ends else "this rule always applies"
    book.report.add(
        codes.OTHERWISE_ALONE,
        "`otherwise` does not follow a rule with `when`",
        clause.span,
        "otherwise than what?",
        also=((before.span, label),) if before else (),
        help="put a rule with `when` directly before it",
    )


def _unclear(chains: list[list[LoweredArm]], clause: tree.Condition, book: Book) -> None:
    """Warn of `when A`, `when B`, `otherwise`: the reader may think of both."""
    if len(chains) < 2 or len(chains[-1]) > 1 or len(chains[-2]) > 1:
        return
    earlier = chains[-2][0].effect
    if earlier.condition is None or earlier.condition.otherwise:
        return
    book.report.add(
        codes.OTHERWISE_UNCLEAR,
        "`otherwise` belongs only to the `when` directly before it",
        clause.span,
        also=((earlier.span, "this rule applies by itself, beside the others"),),
        help="for a choice of one among several write `otherwise when` in the middle",
    )


def _arm(effect: tree.Effect, scope: Scope, book: Book) -> LoweredArm:
    test = effect.condition.test if effect.condition else None
    holds = condition(test, scope, book) if test is not None else bounded.ALWAYS
    built = effect_of(effect.change, scope, book)
    return LoweredArm(effect, holds, built, caps_of(effect, built, book))


# --- to the machine ------------------------------------------------------------------------


class Numbering:
    """Gives rules and caps their numbers, in order of the file."""

    def __init__(self) -> None:
        self.rules = 0
        self.caps = 0

    def action(self, lowered: LoweredAction, book: Book) -> Action:
        """The action of the machine."""
        block = lowered.block
        by = of_type(block.clauses, tree.By)
        fields = book.declared.fields_of(block)
        cited = citations(block.clauses)
        slots = [
            slot_of(field, book.fields[block.name.text][name], cited, book)
            for name, field in fields.items()
        ]
        return Action(
            name=block.name.text,
            label=block.label.value if block.label else block.name.text.replace("_", " "),
            by=by[0].who if by else "chance",
            fields=tuple(slot for slot in slots if slot is not None),
            costs=lowered.costs,
            choices=tuple(self._choice(chain, cited, book) for chain in lowered.chains),
            origin=block_origin(f"action {block.name.text}", block.name.span, cited),
        )

    def _choice(self, chain: tuple[LoweredArm, ...], cited: Citations, book: Book) -> Choice:
        return Choice(tuple(self._arm(arm, cited, book) for arm in chain))

    def _arm(self, arm: LoweredArm, cited: Citations, book: Book) -> Arm:
        caps = []
        for cap in arm.caps:
            caps.append(attrs.evolve(cap, slot=self.caps))
            self.caps += 1
        rule = Rule(
            self.rules,
            arm.built.effect,
            tuple(caps),
            arm.built.verb,
            origin(arm.effect, arm.effect.span, cited, book),
        )
        self.rules += 1
        clause = arm.effect.condition
        tested = clause is not None and clause.test is not None
        return Arm(arm.condition.expression if tested else None, rule)
