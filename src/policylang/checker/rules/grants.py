"""Perks and sanctions."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.checker.declared import names, versions
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type, single
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import block_origin, citations
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.lowering import condition, report_negative, require
from policylang.checker.rules import triggers
from policylang.checker.rules.effects import steps_of
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.core import codes
from policylang.model.expressions import Expression
from policylang.model.machine import Grant
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

_NO_SIGN: Final = "leave out the sign: a perk `pays` or `saves` money, a sanction `costs` it"


def grants_of(book: Book) -> tuple[Grant, ...]:
    """Every perk and sanction of the machine, a version of one as a grant of its own."""
    granted = []
    for block in book.declared.grants.values():
        blocks = book.declared.versions_of(block)
        listed = [(each.clauses, each.name.span) for each in blocks]
        terms = versions.terms_of(listed, f"{block.kind} `{block.name.text}`", book)
        for each, term in zip(blocks, terms, strict=True):
            granted.append(_grant(each, term, book))
    return tuple(sorted(granted, key=lambda grant: grant.place))


def _grant(block: tree.GrantBlock, term: versions.Term, book: Book) -> Grant:
    """A perk or sanction of the machine.

    Reports doubles (PL108), a perk without content (PL112), money without a date (PL219),
    unknown grades (PL103) and what triggers and `require` report.
    """
    place = f"the {block.kind} `{block.name.text}`"
    clause = triggers.clause_of(block.clauses, book)
    trigger = triggers.trigger_of(clause, place, book) if clause else None
    scope = triggers.scope_of(trigger, place, book)
    when = single(block.clauses, tree.When, "when", book.report)
    worth = single(block.clauses, tree.Worth, "pays", book.report)
    texts = of_type(block.clauses, tree.Grants)
    cited = citations(block.clauses)
    if worth is None and not texts:
        _report_empty(block, book)
    if worth is not None and clause is None:
        _report_undated(block, worth, book)
    if not scope.fields:
        versions.not_judged(term, place, book)
        term = attrs.evolve(term, judged=None)
    guard = versions.guard(term, scope.fields, book, on_event=bool(scope.fields))
    number, ranks = _ranks(block, book)
    return Grant(
        kind=block.kind,
        name=block.name.text,
        label=label_of(block),
        ranks=ranks,
        condition=_condition(when, guard, scope, book),
        trigger=trigger,
        verb=worth.verb if worth else None,
        worth=_worth(worth, block.kind, scope, book) if worth else None,
        texts=tuple(each.text.value for each in texts),
        origin=block_origin(f"{block.kind} {block.name.text}", block.name.span, cited),
        grading=number,
        place=next(i for i, each in enumerate(book.declared.placed) if each is block),
    )


def _condition(
    when: tree.When | None, guard: Bounded | None, scope: Scope, book: Book
) -> Expression | None:
    holds = condition(when.test, scope, book) if when else bounded.ALWAYS
    if when is None and (guard is None or guard.constant == 1):
        return None
    return versions.guarded(guard, holds).expression


def _worth(clause: tree.Worth, kind: str, scope: Scope, book: Book) -> Expression | None:
    typed = require(clause.amount, Kind.MONEY, scope, book, f"what a {kind} {clause.verb} is")
    steps = steps_of(clause.per, scope, book) if clause.per else None
    if typed.broken or (clause.per and steps is None):
        return None
    value: Bounded = typed.value
    if value.low < 0:
        report_negative(value, clause.amount, book, instead=_NO_SIGN)
    if steps is None:
        return value.expression
    product = bounded.multiply([value, steps])
    if product.overflows:
        book.report.add(
            codes.POSSIBLE_OVERFLOW,
            "this amount can become too large to compute with",
            clause.span,
            help="give narrower ranges to the fields",
        )
    return product.expression


def _ranks(block: tree.GrantBlock, book: Book) -> tuple[int, tuple[int, ...] | range | None]:
    """The grading that is asked for, and its grades."""
    clause = single(block.clauses, tree.ForGrades, "for", book.report)
    if clause is None:
        return 0, None
    found = [names.grade(grade, book, clause.score) for grade in clause.grades]
    grading = None
    if any(found):
        grading = names.grading(clause.score, book, clause.span)
    ranks = sorted({bracket.rank for bracket in found if bracket is not None})
    if grading is None:
        return 0, tuple(ranks)
    if ranks and clause.reach == "or better":
        return grading.number, range(ranks[-1] + 1)
    if ranks and clause.reach == "or worse":
        return grading.number, range(ranks[0], len(grading.brackets))
    return grading.number, tuple(ranks)


def _report_empty(block: tree.GrantBlock, book: Book) -> None:
    perk = block.kind == "perk"
    book.report.add(
        codes.MISSING_CLAUSE,
        f"the {block.kind} `{block.name.text}` does not say what it brings",
        block.name.span,
        help='add `pays 50 USD` or `grants "..."`'
        if perk
        else 'add `costs 50 USD` or `imposes "..."`',
    )


def _report_undated(block: tree.GrantBlock, worth: tree.Worth, book: Book) -> None:
    book.report.add(
        codes.WORTH_WITHOUT_DATE,
        f"the {block.kind} `{block.name.text}` is worth money but does not say when it is due",
        worth.span,
        help="add a date: `every year on 1 December`",
    )
