"""What nothing reads: attributes (PL308), fields (PL309), names and meanings (PL313).

And actions that do nothing and are never counted (PL310).
"""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type
from policylang.checker.rules.lowered import Lowered
from policylang.core import codes
from policylang.core.diagnostics import Code
from policylang.model.machine import OfMoment, Quiet, Upon
from policylang.syntax import nodes as tree


def check(lowered: Lowered, book: Book) -> None:
    """Report every declaration that no rule, perk or claim depends on."""
    declared = book.declared
    for name, field in declared.attributes.items():
        if name not in book.used:
            _unused(codes.ATTRIBUTE_UNUSED, f"attribute `{name}`", field.name, book)
    named: list[tuple[str, dict[str, tree.Name]]] = [
        ("figure", {name: figure.name for name, (_, figure) in declared.figures.items()}),
        ("definition", {name: block.name for name, block in declared.definitions.items()}),
        ("table", {name: block.name for name, block in declared.tables.items()}),
        ("period", {name: block.name for name, block in declared.periods.items()}),
    ]
    for word, names in named:
        for name, written in names.items():
            if name not in book.used:
                _unused(codes.NAME_UNUSED, f"{word} `{name}`", written, book)
    followed = _followed(lowered)
    for code, action in enumerate(declared.actions.values()):
        _action(action, code in followed, book)


def _followed(lowered: Lowered) -> set[int]:
    """The actions that rules follow (`on ACTION`) or wait for."""
    found: set[int] = set()
    for reaction in lowered.reactions:
        match reaction.trigger:
            case Upon(OfMoment(action, _)):
                found.add(action)
            case Quiet(without, since):
                occasions = (*without, *since)
                found |= {each.action for each in occasions if isinstance(each, OfMoment)}
            case _:
                pass
    return found


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


def _action(action: tree.ActionBlock, is_followed: bool, book: Book) -> None:
    name = action.name.text
    for field, node in book.declared.fields_of(action).items():
        if (name, field) not in book.used:
            _unused(codes.FIELD_UNUSED, f"field `{field}` of `{name}`", node.name, book)
    for derived, meaning in book.declared.derived_of(action).items():
        if (name, derived) not in book.used:
            _unused(codes.NAME_UNUSED, f"meaning `{derived}` of `{name}`", meaning.name, book)
    blocks = book.declared.versions_of(action)
    effects = [each for block in blocks for each in of_type(block.clauses, tree.Effect)]
    if not effects and name not in book.counted and not is_followed:
        book.report.add(
            codes.ACTION_WITHOUT_EFFECT,
            f"the action `{name}` changes nothing and is never counted",
            action.name.span,
            help="add what it `earns` or `loses`, or leave it out",
        )
