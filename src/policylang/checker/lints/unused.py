"""What nothing reads: attributes (PL308), fields (PL309), names (PL313), idle actions (PL310)."""

from __future__ import annotations

from policylang.checker.book import Book
from policylang.checker.declarations import of_type
from policylang.core import codes
from policylang.core.diagnostics import Code
from policylang.syntax import nodes as tree


def check(book: Book) -> None:
    """Report every declaration that no rule, perk or claim depends on."""
    declared = book.declared
    for name, field in declared.attributes.items():
        if name not in book.used:
            _unused(codes.ATTRIBUTE_UNUSED, f"attribute `{name}`", field.name, book)
    for name, (_, figure) in declared.figures.items():
        if name not in book.used:
            _unused(codes.NAME_UNUSED, f"figure `{name}`", figure.name, book)
    for name, block in declared.definitions.items():
        if name not in book.used:
            _unused(codes.NAME_UNUSED, f"definition `{name}`", block.name, book)
    for action in declared.actions.values():
        _action(action, book)


def _unused(code: Code, what: str, name: tree.Name, book: Book) -> None:
    book.report.add(
        code,
        f"the {what} is never used",
        name.span,
        "declared, but no rule reads it",
        help="use it or leave it out: what is not needed should not be collected"
        if code is not codes.NAME_UNUSED
        else "use it or leave it out",
    )


def _action(action: tree.ActionBlock, book: Book) -> None:
    name = action.name.text
    for field, node in book.declared.fields_of(action).items():
        if (name, field) not in book.used:
            _unused(codes.FIELD_UNUSED, f"field `{field}` of `{name}`", node.name, book)
    if not of_type(action.clauses, tree.Effect) and name not in book.counted:
        book.report.add(
            codes.ACTION_WITHOUT_EFFECT,
            f"the action `{name}` changes nothing and is never counted",
            action.name.span,
            help="add what it `earns` or `loses`, or leave it out",
        )
