"""Rules: effects with another trigger than an action of their own."""

from __future__ import annotations

import attrs

from policylang.checker.declared import versions
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type
from policylang.checker.declared.origins import citations
from policylang.checker.rules.chains import Chain, LoweredArm, arms_of, chains_of
from policylang.checker.rules.triggers import clause_of, scope_of, trigger_of
from policylang.core import codes
from policylang.model.expressions import Constant
from policylang.model.machine import Becomes, Trigger
from policylang.syntax import nodes as tree

#: Stands for a trigger with a problem that has been reported.
_BROKEN = Becomes(Constant(0))


@attrs.frozen
class LoweredReaction:
    """A rule before its effects are numbered: all versions with the same trigger in one."""

    block: tree.RuleBlock
    trigger: Trigger
    chains: tuple[Chain, ...]
    place: int

    @property
    def arms(self) -> list[LoweredArm]:
        """The arms of all choices, in order."""
        return arms_of(self.chains)


def groups_of(block: tree.RuleBlock, book: Book) -> list[list[tree.RuleBlock]]:
    """The versions of a rule, those with the same trigger together, in order of the file."""
    groups: dict[object, list[tree.RuleBlock]] = {}
    for each in book.declared.versions_of(block):
        written = next((c for c in each.clauses if isinstance(c, tree.Trigger)), None)
        groups.setdefault(written, []).append(each)
    return list(groups.values())


def enter_reactions(book: Book) -> None:
    """Give every rule its place in the machine, so that occasions can name it."""
    number = 0
    for name, block in book.declared.rules.items():
        book.reactions[name] = number
        number += len(groups_of(block, book))


def lower_reactions(book: Book) -> list[LoweredReaction]:
    """Every rule, in order of their numbers.

    Reports a rule without a trigger or without effects (PL112), effects `on` a moment (PL120),
    versions that overlap (PL335), and what triggers and effects report.
    """
    lowered = []
    for block in book.declared.rules.values():
        name = f"rule `{block.name.text}`"
        blocks = book.declared.versions_of(block)
        terms = versions.terms_of([(b.clauses, b.name.span) for b in blocks], name, book)
        held = {id(each): term for each, term in zip(blocks, terms, strict=True)}
        lowered += [_reaction(group, held, book) for group in groups_of(block, book)]
    return lowered


def check_counted(book: Book) -> None:
    """Report rules that something counts or waits for, whose versions differ in when (PL146)."""
    for name, block in book.declared.rules.items():
        groups = groups_of(block, book)
        if len(groups) > 1 and name in book.counted:
            book.report.add(
                codes.VERSIONS_DIFFER,
                f"versions of the rule `{name}` have different triggers, so it is not one thing "
                "that can be counted or waited for",
                groups[1][0].name.span,
                also=((block.name.span, "the first version"),),
                help="give them different names",
            )


def _reaction(
    group: list[tree.RuleBlock],
    held: dict[int, versions.Term],
    book: Book,
) -> LoweredReaction:
    block = group[0]
    place = f"the rule `{block.name.text}`"
    trigger: Trigger | None = None
    clause = clause_of(block.clauses, book)
    if clause is None:
        _missing(block, "when it applies", "`every year on 1 December` or `on ACTION`", book)
    else:
        trigger = trigger_of(clause, place, book)
    scope = scope_of(trigger, place, book)
    chains: list[Chain] = []
    for each in group:
        term = held[id(each)]
        if not scope.fields:
            versions.not_judged(term, place, book)
            term = attrs.evolve(term, judged=None)
        guard = versions.guard(term, scope.fields, book, on_event=bool(scope.fields))
        effects = of_type(each.clauses, tree.Effect)
        if not effects:
            _missing(each, "what it does", "`earns 5` or `begins STATUS for 6 months`", book)
        for effect in effects:
            _check_moment(effect, place, book)
        # With a broken trigger nobody knows which fields are in sight: its effects stay unread.
        if trigger is not None:
            at = attrs.evolve(scope, opens=term.first_day)
            chains.extend(chains_of(effects, at, book, citations(each.clauses), guard))
    where = next(i for i, each in enumerate(book.declared.placed) if each is block)
    return LoweredReaction(block, trigger or _BROKEN, tuple(chains), where)


def _missing(block: tree.RuleBlock, what: str, sample: str, book: Book) -> None:
    book.report.add(
        codes.MISSING_CLAUSE,
        f"the rule `{block.name.text}` does not say {what}",
        block.name.span,
        help=f"write for example {sample}",
    )


def _check_moment(effect: tree.Effect, place: str, book: Book) -> None:
    if effect.moment is not None:
        book.report.add(
            codes.UNKNOWN_MOMENT,
            f"{place} has a moment of its own",
            effect.moment.span,
            help=f"leave it out, or write the trigger as `on {effect.moment.text} of ACTION`",
        )
