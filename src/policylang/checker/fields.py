"""Fields of actions, attributes of persons, and figures: what stands for a declared value."""

from __future__ import annotations

from policylang.checker import bounded
from policylang.checker.book import Book
from policylang.checker.expressions import constant_of, lower
from policylang.checker.names import DATES
from policylang.checker.origins import Citations, origin
from policylang.checker.scope import CONSTANTS
from policylang.checker.typed import Typed, broken, noun
from policylang.core import codes
from policylang.model.expressions import AttributeValue, Expression, FieldValue
from policylang.model.machine import Figure, Origin, Slot
from policylang.model.units import Domain, Kind
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text

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
    return Typed(domain.kind, value, field.name.span, None, domain.choices, field.type.span)


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
    label = field.label.value if field.label else field.name.text.replace("_", " ")
    return Slot(field.name.text, label, domain, default, origin(field, field.span, cited, book))


def _default(field: tree.Field, domain: Domain, book: Book) -> int | None:
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
