"""The checker: one syntax tree in, a machine and every diagnostic out."""

from __future__ import annotations

import hashlib

from policylang.checker import lints
from policylang.checker.blocks import (
    fields,
    gradings,
    periods,
    persons,
    rankings,
    scores,
    statuses,
    tables,
)
from policylang.checker.blocks.claims import claim_of
from policylang.checker.blocks.header import currency_of, header, short_months, withdraws
from policylang.checker.blocks.meanings import definition_of, find_definitions, find_figures
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import collect
from policylang.checker.declared.filled import figure_values
from policylang.checker.declared.origins import Citations, citations
from policylang.checker.declared.reporting import Reporter
from policylang.checker.proofs import firing, growth, thresholds
from policylang.checker.rules import actions, grants, limits, reactions
from policylang.checker.rules.lowered import Lowered
from policylang.checker.rules.numbering import Numbering
from policylang.core.collection import collection_paused
from policylang.core.diagnostics import Diagnostic
from policylang.core.record import Record, record
from policylang.model.machine import Figure, Machine
from policylang.model.units import Denomination
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_texts, to_text


@record
class Checked(Record):
    """What the check found: a machine where there is no error, and every diagnostic by place."""

    machine: Machine | None
    diagnostics: tuple[Diagnostic, ...]


def check(file: tree.PolicyFile) -> Checked:
    """Check a policy that has been read without syntax errors and lower it to its machine.

    Everything of a stage is reported at once: names and units (PL1xx, PL2xx) first, the rules
    as a set (PL3xx) when those are in order.
    """
    report = Reporter()
    with collection_paused():
        book = Book(collect(file, report), report)
        machine = _machine(file, book)
    diagnostics = report.diagnostics()
    if any(diagnostic.is_error for diagnostic in diagnostics):
        return Checked(None, diagnostics)
    return Checked(machine, diagnostics)


def _machine(file: tree.PolicyFile, book: Book) -> Machine | None:
    declared = book.declared
    if not declared.scores:
        return None
    # Names first: each step enters what the expressions of later ones may name.
    book.texts = clause_texts(file)
    text = to_text(file, book.texts)
    head = header(book, hashlib.sha256(text.encode()).hexdigest())
    book.opens, book.closes, book.next_day = head.opens, head.closes, short_months(book)
    decimals = scores.decimals_of(book)
    currency = currency_of(book)
    book.denomination = Denomination(currency, decimals, has_money=book.has_currency)
    find_figures(book)
    book.figure_values = figure_values(book)
    named_periods = [periods.period_of(each, book) for each in declared.periods.values()]
    lookups = [tables.table_of(each, book) for each in declared.tables.values()]
    scores.enter_scores(book)
    graded = gradings.drafts_of(book)
    states = statuses.statuses_of(book)
    reactions.enter_reactions(book)
    person = persons.person_of(book)
    fields.enter_fields(book)
    scores.narrow_scores(book)
    find_definitions(book)
    # Then what is done, each part in order of the file.
    kept = scores.scores_of(book)
    consent = persons.consent_of(book)
    acted = limits.limited(
        [actions.lower_action(each, book) for each in declared.actions.values()], book
    )
    reacted = reactions.lower_reactions(book)
    granted = grants.grants_of(book)
    held = gradings.gradings_of(graded, book)
    ranked = tuple(rankings.ranking_of(each, book) for each in declared.rankings.values())
    claims = tuple(claim_of(each, book) for each in declared.claims.values())
    reactions.check_counted(book)
    lowered = Lowered(tuple(acted), tuple(reacted))
    chains = thresholds.chains_of(lowered, kept, held, book)
    longest = 0
    if chains is not None:
        longest = firing.most_at_once(lowered, chains, book)
        times = firing.most_set_off(lowered, chains, book)
        kept = tuple(growth.proved_score(each, lowered, times, book) for each in kept)
    numbering = Numbering()
    machine = Machine(
        header=head,
        denomination=book.denomination,
        attributes=person.attributes,
        actions=tuple(numbering.action(each, book) for each in acted),
        scores=kept,
        gradings=held,
        tallies=tuple(book.tallies),
        grants=granted,
        figures=_figures(book),
        definitions=tuple(definition_of(each, book) for each in declared.definitions.values()),
        claims=claims,
        reactions=tuple(numbering.reaction(each, book) for each in reacted),
        statuses=states,
        tables=tuple(each for each in lookups if each is not None),
        periods=tuple(each for each in named_periods if each is not None),
        rankings=ranked,
        changeable=person.changeable,
        begins=person.begins,
        consent=consent,
        voids=withdraws(book),
        chain=longest,
    )
    lints.run(machine, lowered, book)
    return machine


def _figures(book: Book) -> tuple[Figure, ...]:
    cited: dict[int, Citations] = {}
    for block, _ in book.declared.figures.values():
        if id(block) not in cited:
            cited[id(block)] = citations(block.clauses)
    return tuple(
        fields.figure_record(block, figure, cited[id(block)])
        for block, figure in book.declared.figures.values()
    )
