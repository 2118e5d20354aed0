"""Clauses with the values of figures put in for their names, for people who read them.

`earns 1 per 50 USD of amount` for `earns 1 per donation_step of amount`. Done on the tree, where a
name that stands for a value cannot be taken for a word of the language.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type
from policylang.checker.values.typed import Typed
from policylang.model.units import HOUR, Kind
from policylang.model.values import decimal_of
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text

#: What stands for a figure, by its name.
Values = Mapping[str, tree.Quantity | tree.DateLiteral]


def figure_values(book: Book) -> Values:
    """What to put in for each figure: as it is written, or else what it comes to.

    Names that are also a choice of some field are left out: beside one they mean the choice.
    """
    fields = [
        field
        for block in (*book.declared.actions.values(), book.declared.person)
        if block is not None
        for field in of_type(block.clauses, tree.Field)
    ]
    for table in book.declared.tables.values():
        fields += [key for by in of_type(table.clauses, tree.TableBy) for key in by.keys]
    choices = {
        choice.text
        for field in fields
        if isinstance(field.type, tree.ChoiceType)
        for choice in field.type.choices
    }
    values = {}
    for name, (_, figure) in book.declared.figures.items():
        written = figure.value
        value = written if isinstance(written, tree.Quantity | tree.DateLiteral) else None
        value = value or _come_to(book.values.get(name), book)
        if value is not None and name not in choices:
            values[name] = value
    return values


def _come_to(typed: Typed | None, book: Book) -> tree.Quantity | tree.DateLiteral | None:
    if typed is None or typed.broken:
        return None
    if typed.literal is not None:
        return tree.Quantity(typed.literal)
    held, kind = typed.value.constant, typed.kind
    if held is None or kind is None:
        return None
    match kind:
        case Kind.DATE:
            return tree.DateLiteral(datetime.date.fromordinal(held))
        case Kind.HOURS if held % HOUR:
            return tree.Quantity(Decimal(held // 60), "minutes") if held % 60 == 0 else None
        case Kind.HOURS:
            return tree.Quantity(Decimal(held // HOUR), "hours")
        case Kind.POINTS | Kind.MONEY | Kind.PERCENT:
            units = {Kind.POINTS: "points", Kind.PERCENT: "%"}
            unit = units.get(kind, book.denomination.currency)
            return tree.Quantity(decimal_of(held, book.denomination.scale(kind)), unit)
        case Kind.NUMBER:
            return tree.Quantity(Decimal(held))
        case _:
            return None


def filled_text(node: Any, values: Values) -> str:
    """A clause or expression in canonical text, figures put in."""
    if isinstance(node, tree.Name):
        return clause_text(values.get(node.text, node))
    return clause_text(_filled(node, values) if values else node)


def _filled(node: Any, values: Values) -> Any:
    changes = {}
    for field in attrs.fields(type(node)):
        before = getattr(node, field.name)
        after = _part(before, values, stands_for_value="Expr" in str(field.type))
        if after is not before:
            changes[field.name] = after
    return attrs.evolve(node, **changes) if changes else node


def _part(part: Any, values: Values, *, stands_for_value: bool) -> Any:
    """A part of a node. Only where an expression may stand is a name that of a value."""
    if isinstance(part, tree.Name):
        return values.get(part.text, part) if stands_for_value else part
    if isinstance(part, tuple):
        parts = tuple(_part(each, values, stands_for_value=stands_for_value) for each in part)
        same = all(after is before for after, before in zip(parts, part, strict=True))
        return part if same else parts
    return _filled(part, values) if _is_node(part) else part


def _is_node(part: Any) -> bool:
    """Whether a part is of the tree; a span, or what an enumeration has, is not."""
    kind = type(part)
    return attrs.has(kind) and kind.__module__.startswith(f"{tree.__name__}.")
