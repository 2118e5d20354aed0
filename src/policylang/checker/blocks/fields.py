"""Fields of actions, attributes of persons, and figures: what stands for a declared value.

The names an event brings into its rules are its moments (where it has several), its fields, and the
values derived from them, in this order; the first two have slots.
"""

from __future__ import annotations

from typing import Final

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type
from policylang.checker.declared.filled import filled_text
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.names import DATES
from policylang.checker.declared.origins import Citations, block_origin, citations, origin
from policylang.checker.declared.scope import CONSTANTS, Reads, Scope, reads_of
from policylang.checker.expressions.lowering import constant_of, lower
from policylang.checker.values import bounded
from policylang.checker.values.missing import optional
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.expressions import AttributeValue, EventDay, Expression, FieldValue
from policylang.model.machine import Definition, Figure, Origin, Slot
from policylang.model.units import Domain, Kind
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text

#: Greatest number a name can be held as: 64 characters of four bytes each.
LAST_NAME: Final = 2 ** (8 * 4 * 64) - 1
#: What the only date of an event is called where the policy has no name for it.
ONLY_MOMENT: Final = "date"

_EXAMPLE_RANGES = {
    Kind.MONEY: "from 0 {currency} to 1,000,000 {currency}",
    Kind.HOURS: "from 0 to 24",
    Kind.POINTS: "from 0 to 100",
    Kind.NUMBER: "from 0 to 100",
    Kind.PERCENT: "from 0% to 100%",
}


def domain_of(field: tree.Field, book: Book) -> Domain | None:
    """The declared values of a field; None where its type has a problem (PL211, PL213)."""
    match field.type:
        case tree.YesNoType():
            return Domain(Kind.YES_NO, 0, 1)
        case tree.NameType():
            return Domain(Kind.NAME, 0, LAST_NAME)
        case tree.ChoiceType(choices):
            return _choices(choices, book)
        case tree.QuantityType(unit, range_):
            return _range(field, Kind(unit), range_, book)


def _choices(choices: tuple[tree.Name, ...], book: Book) -> Domain:
    first: dict[str, tree.Name] = {}
    for choice in choices:
        if first.setdefault(choice.text, choice) is not choice:
            book.report.add(
                codes.DUPLICATE_NAME,
                f"the choice `{choice.text}` is listed twice",
                choice.span,
                also=((first[choice.text].span, "first listed here"),),
                help="leave it out, or write the choice that was meant",
            )
    return Domain(Kind.CHOICE, 0, len(first) - 1, tuple(first))


def _range(field: tree.Field, kind: Kind, range_: tree.Range | None, book: Book) -> Domain | None:
    if range_ is None:
        if kind is Kind.DATE:
            return Domain(kind, *DATES)
        sample = _EXAMPLE_RANGES[kind].format(currency=book.denomination.currency)
        book.report.add(
            codes.RANGE_MISSING,
            f"`{field.name.text}` does not say between which values it lies",
            field.type.span,
            f"{noun(kind)} of any size",
            help=f"add a range: `{sample}`",
        )
        return None
    purpose = f"the range of `{field.name.text}` is of"
    low = bound(range_.low, kind, book, purpose)
    high = bound(range_.high, kind, book, purpose)
    if low is None or high is None:
        return None
    if low > high:
        book.report.add(
            codes.RANGE_REVERSED,
            f"the range of `{field.name.text}` ends before it begins",
            range_.span,
            help="write the smaller value first",
        )
        return None
    return Domain(kind, low, high)


def bound(node: tree.Expr, kind: Kind, book: Book, purpose: str) -> int | None:
    """An end of a range in held units. Hours and percent may be written without their unit."""
    if kind in (Kind.HOURS, Kind.PERCENT) and isinstance(node, tree.Quantity) and not node.unit:
        unit = "hours" if kind is Kind.HOURS else "%"
        node = tree.Quantity(node.value, unit, node.span)
    return constant_of(node, kind, book, purpose)


def typed_slot(field: tree.Field, expression: Expression, book: Book) -> Typed:
    """What the name of a field or attribute stands for."""
    domain = domain_of(field, book)
    if domain is None:
        return broken(field.name.span)
    value = bounded.Bounded(expression, domain.low, domain.high)
    typed = Typed(domain.kind, value, field.name.span, None, domain.choices, field.type.span)
    return optional(typed, 1) if domain.kind is Kind.NAME else typed


def field_value(field: tree.Field, slot: int, book: Book) -> Typed:
    """Field number `slot` of an action."""
    return typed_slot(field, FieldValue(slot), book)


def attribute_value(field: tree.Field, slot: int, book: Book) -> Typed:
    """Attribute number `slot` of a person."""
    return typed_slot(field, AttributeValue(slot), book)


def slot_of(field: tree.Field, typed: Typed, cited: Citations, book: Book) -> Slot | None:
    """The declaration for the machine, with its default. Reports PL214 and PL210."""
    if typed.kind is None:
        return None
    domain = Domain(typed.kind, typed.value.low, typed.value.high, typed.choices)
    default = _default(field, domain, book)
    label = label_of(field)
    return Slot(field.name.text, label, domain, default, origin(field, field.span, cited, book))


def _default(field: tree.Field, domain: Domain, book: Book) -> int | None:
    if domain.kind is Kind.NAME:
        return _no_name(field, book)
    if field.default is None:
        return None
    if domain.kind is Kind.CHOICE:
        return _default_choice(field.default, domain, book)
    default = bound(field.default, domain.kind, book, f"`{field.name.text}` is")
    if default is not None and not domain.low <= default <= domain.high:
        book.report.add(
            codes.DEFAULT_OUTSIDE_RANGE,
            f"the default of `{field.name.text}` lies outside its range",
            field.default.span,
            also=((field.type.span, "the range"),),
            help="change the default or the range",
        )
    return default


def _no_name(field: tree.Field, book: Book) -> int:
    """A name may be left out: then there is none. It has no other default (PL201)."""
    if field.default is not None:
        book.report.add(
            codes.WRONG_UNIT,
            f"`{field.name.text}` is a name, which has no default",
            field.default.span,
            help="leave the default out: a name may be left out, and is then not given",
        )
    return 0


def _default_choice(node: tree.Expr, domain: Domain, book: Book) -> int | None:
    if isinstance(node, tree.Name) and node.text in domain.choices:
        return domain.choices.index(node.text)
    written = node.text if isinstance(node, tree.Name) else node.span.shown
    book.report.add(
        codes.UNKNOWN_CHOICE,
        f"`{written}` is not one of the choices",
        node.span,
        help=book.report.suggest(
            written, domain.choices, otherwise=f"for example `{domain.choices[0]}`"
        ),
    )
    return None


# --- what an event brings --------------------------------------------------------------------


def enter_fields(book: Book) -> None:
    """Enter the fields, moments and derived values of every action in the book.

    Reports what `lower` does of derived values. A derived date that reads only fields is a moment.
    """
    for code, (name, block) in enumerate(book.declared.actions.items()):
        book.action_codes[name] = code
        dates = book.declared.moments_of(block)
        several = dates if len(dates) > 1 else ()
        entered = {each.text: _moment_value(each, slot) for slot, each in enumerate(several)}
        fields = book.declared.fields_of(block).items()
        for slot, (field, node) in enumerate(fields, len(several)):
            entered.setdefault(field, field_value(node, slot, book))
        if len(dates) == 1:
            entered.setdefault(dates[0].text, _only_date(dates[0]))
        book.fields[name] = entered
        book.moments[name] = {each.text: number for number, each in enumerate(dates)}
        _enter_derived(block, entered, book)
        if not dates and book.moments[name]:  # what happens on the event's own day is said so, too
            book.moments[name] = {ONLY_MOMENT: 0, **book.moments[name]}


def dated_of(block: tree.ActionBlock, book: Book) -> int:
    """How many dates the history gives of an event."""
    return max(1, len(book.declared.moments_of(block)))


def _moment_value(name: tree.Name, slot: int) -> Typed:
    """A date of an event: the first is always given, later ones may be missing."""
    value = bounded.Bounded(FieldValue(slot), *DATES)
    typed = Typed(Kind.DATE, value, name.span, declared=name.span)
    return optional(typed, DATES[0]) if slot else typed


def _only_date(name: tree.Name) -> Typed:
    """The name of the one date of an event: the day it is applied on."""
    return Typed(Kind.DATE, bounded.Bounded(EventDay(), *DATES), name.span, declared=name.span)


def _enter_derived(block: tree.ActionBlock, entered: dict[str, Typed], book: Book) -> None:
    moments = book.moments[block.name.text]
    for clause in block.clauses:
        if not isinstance(clause, tree.Derived):
            continue
        name = clause.name.text
        scope = Scope(
            f"the meaning of `{name}`",
            dict(entered),
            block.name.text,
            Reads.ATTRIBUTES | Reads.DATE,
            event_day=True,
        )
        typed = lower(clause.value, scope, book)
        entered.setdefault(name, attrs.evolve(typed, declared=clause.name.span))
        if typed.kind is Kind.DATE and not reads_of(typed.value.expression) & Reads.ATTRIBUTES:
            moments.setdefault(name, max(1, len(moments)))


def moments_of(block: tree.ActionBlock, book: Book) -> list[tuple[str, Expression | None, Span]]:
    """The moments of an action for the machine: name, day and place in the policy of each."""
    action = block.name.text
    found: list[tuple[str, Expression | None, Span]] = []
    for name, number in book.moments[action].items():
        typed = book.fields[action].get(name) if number or book.declared.moments_of(block) else None
        day = None if typed is None or number == 0 else typed.value.expression
        found.append((name, day, (typed and typed.declared) or block.name.span))
    return found or [(ONLY_MOMENT, None, block.name.span)]


def slots_of(block: tree.ActionBlock, book: Book) -> tuple[Slot, ...]:
    """The slots of an action: its moments, where it has several, and then its fields."""
    action = block.name.text
    cited = citations(block.clauses)
    dates = book.declared.moments_of(block)
    slots = [
        Slot(
            name.text,
            name.text.replace("_", " "),
            Domain(Kind.DATE, DATES[0] if number == 0 else 0, DATES[1]),
            None if number == 0 else 0,
            block_origin(name.text, name.span, cited),
        )
        for number, name in enumerate(dates if len(dates) > 1 else ())
    ]
    for name, field in book.declared.fields_of(block).items():
        slot = slot_of(field, book.fields[action][name], cited, book)
        if slot is not None:
            slots.append(slot)
    return tuple(slots)


def derived_of(block: tree.ActionBlock, book: Book) -> tuple[Definition, ...]:
    """The derived values of an action, for documents."""
    cited = citations(block.clauses)
    return tuple(
        Definition(
            each.name.text,
            each.name.text.replace("_", " "),
            clause_text(each.value),
            block_origin(
                each.name.text, each.span, cited, filled_text(each.value, book.figure_values)
            ),
        )
        for each in of_type(block.clauses, tree.Derived)
    )


# --- figures ---------------------------------------------------------------------------------


def figure_value(figure: tree.Figure, book: Book) -> Typed:
    """What the name of a figure stands for: a constant. Reports PL216 for anything else."""
    typed = lower(figure.value, CONSTANTS, book)
    if typed.broken:
        return broken(figure.name.span)
    return Typed(
        typed.kind,
        typed.value,
        figure.name.span,
        typed.literal,
        typed.choices,
        figure.value.span,
        months=typed.months,
    )


def figure_record(block: tree.FiguresBlock, figure: tree.Figure, cited: Citations) -> Figure:
    """The figure for documents, and for an auditor who varies it."""
    note = figure.note.value if figure.note else None
    return Figure(
        figure.name.text,
        clause_text(figure.value),
        block.standing,
        note,
        Origin(clause_text(figure), figure.span, *cited),
    )
