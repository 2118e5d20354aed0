"""Actions: their fields and moments, who chooses them, what they cost, refuse and do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import attrs

from policylang.checker.blocks import fields
from policylang.checker.declared import names, versions
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type, single
from policylang.checker.declared.origins import citations, origin
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.holding import facts_of, lasting
from policylang.checker.expressions.lowering import condition, lower, report_negative
from policylang.checker.expressions.presented import seen_on
from policylang.checker.rules.chains import Chain, LoweredArm, arms_of, chains_of
from policylang.checker.values.typed import noun
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.expressions import Compare, Expression
from policylang.model.machine import Cost, Refusal
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


@attrs.frozen
class LoweredMoment:
    """A moment of an action and the choices made at it, before their rules are numbered."""

    name: str
    day: Expression | None
    span: Span
    chains: tuple[Chain, ...]


@attrs.frozen
class LoweredAction:
    """An action before its rules are numbered: all its versions in one."""

    block: tree.ActionBlock
    moments: tuple[LoweredMoment, ...]
    costs: tuple[Cost, ...]
    refusals: tuple[Refusal, ...]

    @property
    def chains(self) -> tuple[Chain, ...]:
        """The choices of all moments, in order."""
        return tuple(chain for moment in self.moments for chain in moment.chains)

    @property
    def arms(self) -> list[LoweredArm]:
        """The arms of all choices, in order."""
        return arms_of(self.chains)

    def with_arms(self, change: Callable[[LoweredArm], LoweredArm]) -> LoweredAction:
        """The action with every arm changed."""
        moments = tuple(
            attrs.evolve(
                moment,
                chains=tuple(tuple(change(arm) for arm in chain) for chain in moment.chains),
            )
            for moment in self.moments
        )
        return attrs.evolve(self, moments=moments)


def lower_action(block: tree.ActionBlock, book: Book) -> LoweredAction:
    """Everything an action does, in all its versions, with its problems reported.

    Reports versions that overlap (PL335) or declare other fields (PL146), effects that do not say
    on which moment (PL141) or name none (PL120), and what effects and conditions report.
    """
    name = block.name.text
    scope = Scope(f"a rule of `{name}`", book.fields[name], name)
    blocks = book.declared.versions_of(block)
    listed = [(each.clauses, each.name.span) for each in blocks]
    terms = versions.terms_of(listed, f"action `{name}`", book)
    _check_alike(blocks, book)
    single(block.clauses, tree.By, "by", book.report)
    moments = fields.moments_of(block, book)
    dates = [name.text for name in book.declared.moments_of(block)]
    chains: list[list[Chain]] = [[] for _ in moments]
    refusals: list[Refusal] = []
    for each, term in zip(blocks, terms, strict=True):
        cited = citations(each.clauses)
        first = attrs.evolve(scope, fields=seen_on(name, 0, book))
        guard = versions.guard(term, first.fields, book, on_event=True)
        allowed: list[Compare] = []
        for clause in of_type(each.clauses, tree.RefusedWhen):
            holds = condition(clause.test, first, book)
            allowed += facts_of(holds, holds=False)
            text = clause.text.value if clause.text else ""
            where = origin(clause, clause.span, cited, book)
            refusals.append(Refusal(versions.guarded(guard, holds).expression, text, where))
        for number, effects in enumerate(_by_moment(each, block, len(moments), book)):
            seen = seen_on(name, number, book)
            at = attrs.evolve(scope, fields=seen, later=number > 0, opens=term.first_day)
            guard = versions.guard(term, seen, book, on_event=True)
            _check_judged(term, effects, number, dates, book)
            earlier = len(chains[number])
            before = partial(_before, allowed, number, earlier, book)
            chains[number].extend(chains_of(effects, at, book, cited, guard, before))
    costs = [_cost(clause, scope, book) for clause in of_type(block.clauses, tree.Costs)]
    return LoweredAction(
        block,
        tuple(
            LoweredMoment(moment, day, span, tuple(made))
            for (moment, day, span), made in zip(moments, chains, strict=True)
        ),
        tuple(cost for cost in costs if cost is not None),
        tuple(refusals),
    )


def _before(
    allowed: Sequence[Compare], moment: int, earlier: int, book: Book, choice: int
) -> list[Compare]:
    """What is known when a choice of a moment is made, since the event was not refused."""
    opening = earlier + choice == 0
    return lasting(allowed, first=moment == 0, opening=opening, book=book)


def _by_moment(
    block: tree.ActionBlock, first: tree.ActionBlock, moments: int, book: Book
) -> list[list[tree.Effect]]:
    """The effects of each moment. `otherwise` goes on at the moment of the effect before it."""
    found: list[list[tree.Effect]] = [[] for _ in range(moments)]
    dates = book.declared.moments_of(first)
    before: int | None = None
    for effect in of_type(block.clauses, tree.Effect):
        goes_on = effect.condition is not None and effect.condition.otherwise
        if effect.moment is not None:
            number = names.moment(block.name.text, effect.moment, book)
        elif goes_on and before is not None:
            number = before
        else:
            number = 0
            _check_said(effect, block, dates, book)
        before = number
        # Two moments of one name, which is reported, are one moment here.
        found[min(number or 0, moments - 1)].append(effect)
    return found


def _check_judged(
    term: versions.Term, effects: Sequence[tree.Effect], moment: int, dates: list[str], book: Book
) -> None:
    """Report what happens before the date that decides which version applies (PL348).

    Nobody sees ahead, so it could not happen unless both fell on one day.
    """
    judged = term.judged
    if judged is None or not effects or judged.text not in dates[moment + 1 :]:
        return
    book.report.add(
        codes.JUDGED_TOO_LATE,
        f"this happens on `{dates[moment]}`, before `{judged.text}` says which version applies",
        effects[0].span,
        also=((judged.span, "judged by a date that comes later"),),
        help=f"write `on {judged.text}`, or `judged by {dates[moment]}`",
    )


def _check_said(
    effect: tree.Effect, block: tree.ActionBlock, dates: tuple[tree.Name, ...], book: Book
) -> None:
    if len(dates) < 2:  # without `moments` there is no name for the day of an event
        return
    words = effect.span.shown.split()[0] if effect.span.shown else "earns"
    listed = " or ".join(f"`{words} ... on {name.text}`" for name in dates)
    book.report.add(
        codes.WHICH_MOMENT,
        f"an event `{block.name.text}` has several dates: on which of them does this happen?",
        effect.span,
        also=((dates[0].span.to(dates[-1].span), "the dates of the event"),),
        help=f"write {listed}",
    )


def _check_alike(blocks: Sequence[tree.ActionBlock], book: Book) -> None:
    """Later versions declare the same of an event as the first, or nothing."""
    kinds = (tree.Field, tree.Moments, tree.Derived, tree.By, tree.Costs)
    first = [each for each in blocks[0].clauses if isinstance(each, kinds)]
    for block in blocks[1:]:
        for clause in block.clauses:
            if isinstance(clause, kinds) and clause not in first:
                book.report.add(
                    codes.VERSIONS_DIFFER,
                    f"the first version of `{block.name.text}` does not say this of the event",
                    clause.span,
                    also=((blocks[0].name.span, "the first version"),),
                    help="declare what an event is in the first version; later ones only change "
                    "what it does",
                )


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
        report_negative(
            typed.value,
            clause.amount,
            book,
            instead="leave out the sign: a cost is paid, and what is paid to a person is a perk",
        )
        return None
    return Cost("money" if typed.kind is Kind.MONEY else "hours", typed.value.expression)
