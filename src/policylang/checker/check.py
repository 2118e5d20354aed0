"""The checker: one syntax tree in, a machine and every diagnostic out."""

from __future__ import annotations

import hashlib

from policylang.checker import actions, fields, grants, growth, lints, score
from policylang.checker.book import Book
from policylang.checker.declarations import collect
from policylang.checker.filled import figure_values
from policylang.checker.header import currency_of, header
from policylang.checker.meanings import find_definitions, find_figures
from policylang.checker.origins import Citations, citations
from policylang.checker.reporting import Reporter
from policylang.core.collection import collection_paused
from policylang.core.diagnostics import Diagnostic
from policylang.core.record import Record, record
from policylang.model.machine import Figure, Machine, Slot
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
    block = book.declared.score
    if block is None:
        return None
    book.texts = clause_texts(file)
    text = to_text(file, book.texts)
    head = header(book, hashlib.sha256(text.encode()).hexdigest())
    book.opens, book.closes = head.opens, head.closes
    decimals = score.decimals_of(block, book)
    book.denomination = Denomination(currency_of(book), decimals)
    find_figures(book)
    book.figure_values = figure_values(book)
    kept = score.score_of(block, book)
    book.score_bounds = kept.bounds
    gradings = score.gradings_of(book)
    slots = _attributes(book)
    _fields(book)
    find_definitions(book)
    lowered = [actions.lower_action(each, book) for each in book.declared.actions.values()]
    granted = tuple(grants.grant_of(each, book) for each in book.declared.grants.values())
    claims = tuple(grants.claim_of(each, book) for each in book.declared.claims.values())
    kept = growth.proved_score(kept, lowered, book)
    numbering = actions.Numbering()
    machine = Machine(
        header=head,
        denomination=book.denomination,
        attributes=slots,
        actions=tuple(numbering.action(each, book) for each in lowered),
        scores=(kept,),
        gradings=gradings,
        tallies=tuple(book.tallies),
        grants=granted,
        figures=_figures(book),
        definitions=tuple(
            grants.definition_of(each, book) for each in book.declared.definitions.values()
        ),
        claims=claims,
    )
    lints.run(machine, lowered, book)
    return machine


def _attributes(book: Book) -> tuple[Slot, ...]:
    person = book.declared.person
    cited = citations(person.clauses if person else ())
    slots = []
    for number, (name, field) in enumerate(book.declared.attributes.items()):
        typed = fields.attribute_value(field, number, book)
        book.values[name] = typed
        slot = fields.slot_of(field, typed, cited, book)
        if slot is not None:
            slots.append(slot)
    return tuple(slots)


def _fields(book: Book) -> None:
    for code, (name, block) in enumerate(book.declared.actions.items()):
        book.action_codes[name] = code
        book.fields[name] = {
            field: fields.field_value(node, slot, book)
            for slot, (field, node) in enumerate(book.declared.fields_of(block).items())
        }


def _figures(book: Book) -> tuple[Figure, ...]:
    cited: dict[int, Citations] = {}
    for block, _ in book.declared.figures.values():
        if id(block) not in cited:
            cited[id(block)] = citations(block.clauses)
    return tuple(
        fields.figure_record(block, figure, cited[id(block)])
        for block, figure in book.declared.figures.values()
    )
