"""Effects in choices: what a rule does, arm by arm, before its rules have their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.declared.origins import UNCITED, Citations
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.holding import facts_of, holding, ranges_of
from policylang.checker.expressions.lowering import condition
from policylang.checker.rules.caps import DraftCap, caps_of
from policylang.checker.rules.effects import Built, effect_of
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded, Ranges
from policylang.core import codes
from policylang.model.expressions import Compare
from policylang.syntax import nodes as tree


@attrs.frozen
class LoweredArm:
    """An arm of the machine beside the effect it came from, for the lints.

    `cited` is what its block cites; `guard` the condition under which its version is in force,
    None for always.
    """

    effect: tree.Effect
    condition: Bounded
    built: Built
    caps: tuple[DraftCap, ...]
    cited: Citations = UNCITED
    guard: Bounded | None = None


#: The arms of one choice, in order.
Chain = tuple[LoweredArm, ...]


def chains_of(
    effects: Sequence[tree.Effect],
    scope: Scope,
    book: Book,
    cited: Citations,
    guard: Bounded | None = None,
    before: Callable[[int], Sequence[Compare]] = lambda _: (),
) -> tuple[Chain, ...]:
    """Effects in choices: `when` opens one, `otherwise` goes on with it or ends it.

    `before` tells what holds when the choice of a number is made. Reports PL314 and PL319 beside
    what effects, conditions and caps report.
    """
    chains: list[list[LoweredArm]] = []
    open_chain = False
    last: tree.Effect | None = None
    known = Ranges()
    for effect in effects:
        clause = effect.condition
        otherwise = clause is not None and clause.otherwise
        if otherwise and not open_chain:
            _otherwise_alone(clause, last, book)
        if otherwise and open_chain and clause is not None and clause.test is None:
            _unclear(chains, clause, book)
        if not (otherwise and open_chain):
            known = ranges_of(before(len(chains)))
        arm = attrs.evolve(_arm(effect, known, scope, book), cited=cited, guard=guard)
        for fact in facts_of(arm.condition, holds=False):
            known.narrow(fact)  # where the next arm of the choice is asked
        if otherwise and open_chain:
            chains[-1].append(arm)
        else:
            chains.append([arm])
        open_chain = clause is not None and clause.test is not None
        last = effect
    return tuple(tuple(chain) for chain in chains)


def arms_of(chains: Iterable[Chain]) -> list[LoweredArm]:
    """All arms of choices, in order."""
    return [arm for chain in chains for arm in chain]


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


def _arm(effect: tree.Effect, known: Ranges, scope: Scope, book: Book) -> LoweredArm:
    test = effect.condition.test if effect.condition else None
    holds = condition(test, scope, book) if test is not None else bounded.ALWAYS
    with holding(facts_of(holds), book, known):
        built = effect_of(effect, scope, book)
    return LoweredArm(effect, holds, built, caps_of(effect, built, scope, book))
