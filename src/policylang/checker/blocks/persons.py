"""The person: attributes, which of them change, when a timeline begins, and who is scored."""

from __future__ import annotations

import attrs

from policylang.checker.blocks import fields
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import single
from policylang.checker.declared.origins import citations
from policylang.checker.declared.scope import of_person
from policylang.checker.expressions.lowering import condition
from policylang.core import codes
from policylang.model.expressions import Expression
from policylang.model.machine import Slot
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


@attrs.frozen
class Person:
    """What the machine knows of a person: see the fields of the same names there."""

    attributes: tuple[Slot, ...] = ()
    changeable: tuple[int, ...] = ()
    begins: int | None = None


def person_of(book: Book) -> Person:
    """The attributes, entered in the book. Reports PL108, PL101 and PL201 for `begins on`."""
    block = book.declared.person
    clauses = block.clauses if block else ()
    cited = citations(clauses)
    slots: list[Slot] = []
    changeable: list[int] = []
    for number, (name, field) in enumerate(book.declared.attributes.items()):
        typed = fields.attribute_value(field, number, book)
        book.values[name] = typed
        slot = fields.slot_of(field, typed, cited, book)
        if slot is not None:
            slots.append(slot)
        if field.may_change:
            changeable.append(number)
    return Person(tuple(slots), tuple(changeable), _begins(clauses, book))


def _begins(clauses: tuple[object, ...], book: Book) -> int | None:
    clause = single(clauses, tree.BeginsOn, "begins on", book.report)
    if clause is None:
        return None
    name = clause.name.text
    listed = list(book.declared.attributes)
    if name not in listed:
        book.report.add(
            codes.UNKNOWN_NAME,
            f"unknown attribute `{name}`",
            clause.name.span,
            "a timeline begins on a date of the person",
            help=book.report.suggest(name, listed, otherwise=f"declare it: `{name}: date`"),
        )
        return None
    book.used.add(name)
    typed = book.values[name]
    if not typed.broken and typed.kind is not Kind.DATE:
        book.report.add(
            codes.WRONG_UNIT,
            f"a timeline begins on a date, and `{name}` is none",
            clause.name.span,
            also=((typed.declared, "declared here"),) if typed.declared else (),
            help=f"write `{name}: date`",
        )
    return listed.index(name)


def consent_of(book: Book) -> Expression | None:
    """While what holds a person is scored; None for always. Reports PL108 and what it reads."""
    block = book.declared.person
    clause = single(block.clauses if block else (), tree.ScoredWhile, "scored", book.report)
    if clause is None:
        return None
    return condition(clause.test, of_person("who is scored"), book).expression
