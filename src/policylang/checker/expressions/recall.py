"""History terms: `count of`, `sum of`, `the latest ... of`, with their filters and windows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import attrs

from policylang.checker.declared import names
from policylang.checker.declared.book import Book
from policylang.checker.declared.scope import Reads, Scope
from policylang.checker.expressions.holding import nothing_known
from policylang.checker.expressions.kinds import unlike
from policylang.checker.expressions.presented import presented, seen_on
from policylang.checker.expressions.windows import (
    Windowed,
    calendar,
    cap_window,
    sliding,
    window_of,
)
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.missing import where_given
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes, limits
from policylang.model import machine
from policylang.model.expressions import (
    AttributeValue,
    Expression,
    PresentField,
    Recall,
    Relation,
    Tied,
    Today,
    every_part,
)
from policylang.model.units import SUMMABLE, Kind
from policylang.syntax import nodes as tree

__all__ = ["Lowering", "calendar", "cap_window", "history_term", "sliding", "window_of"]

_RANKED: Final = (*SUMMABLE, Kind.PERCENT, Kind.DATE)
_PICKED: Final = (*_RANKED, Kind.CHOICE, Kind.YES_NO)
#: Most occurrences of a rule or status in one history: several may come with one event or day.
_OCCURRENCES: Final = 1_000 * limits.EVENTS_PER_PERSON
#: The day of an occurrence, as a field of it.
DAY: Final = "date"

_ON_AN_EVENT: Final = (
    "write `on` an action, and the condition after the effect: "
    "`loses 5 when count of late in the last 365 days >= 3`"
)

Term = tree.CountOf | tree.SumOf | tree.PickOf


class Requirer(Protocol):
    """Lowers an expression that must be of a kind."""

    def __call__(
        self, node: tree.Expr, kind: Kind, scope: Scope, book: Book, purpose: str
    ) -> Typed: ...


@attrs.frozen
class Lowering:
    """How the expressions inside a history term are lowered: it stands inside one itself."""

    lower: Callable[[tree.Expr, Scope, Book], Typed]
    condition: Callable[[tree.Expr, Scope, Book], Bounded]
    require: Requirer
    #: What stands beside a value that is one of several choices.
    choosing: Callable[[tree.Expr, Typed, Scope, Book], Typed]


def history_term(node: Term, scope: Scope, book: Book, lowering: Lowering) -> Typed:
    """A count (a number), a sum or a pick (of the field's kind).

    Reports PL102, PL104, PL117, PL119 to PL122, PL141, PL218, PL221, PL222 and PL228.
    """
    if not scope.allows(Reads.HISTORY):
        # What is watched comes true through a change, not because time passes.
        help = _ON_AN_EVENT if scope.reads & Reads.STANDING else None
        names.report_out_of_place("the history", node.span, scope, book, help)
        return broken(node.span)
    node = _at_its_own_moment(node, book)
    occurrence = names.occurrence(node.of, book)

    def date(each: tree.Expr, purpose: str) -> Typed:
        return lowering.require(each, Kind.DATE, scope, book, purpose)

    window = window_of(node.window, scope, book, date)
    if occurrence is None or window is None:
        return broken(node.span)
    fields: Mapping[str, Typed] = {}
    if isinstance(occurrence, machine.OfMoment):
        fields = seen_on(node.of.name.text, occurrence.moment, book)
    where = _filter(node, fields, scope, book, lowering)
    match node:
        case tree.CountOf():
            return _count(node, machine.Tally(occurrence, where, None, window.window), window, book)
        case tree.SumOf():
            return _sum(node, fields, occurrence, where, window, book)
        case tree.PickOf():
            return _pick(node, fields, occurrence, where, window, scope, book, lowering)


def _at_its_own_moment(node: Term, book: Book) -> Term:
    """`the latest final of offence` looks at the days on which offences became final."""
    action = book.declared.actions.get(node.of.name.text)
    if not isinstance(node, tree.PickOf) or node.of.moment is not None or action is None:
        return node
    dates = [each.text for each in book.declared.moments_of(action)]
    if len(dates) < 2 or node.field.text not in dates:
        return node
    return attrs.evolve(node, of=attrs.evolve(node.of, moment=node.field))


def _filter(
    node: Term, fields: Mapping[str, Typed], scope: Scope, book: Book, lowering: Lowering
) -> Expression | None:
    if node.where is None:
        return None
    inner = Scope(
        "a `where` filter",
        fields,
        node.of.name.text,
        Reads.PERSON,
        this=presented(scope.fields),
        this_action=scope.action,
        tied=scope.tied,
    )
    with nothing_known(book):  # the fields in sight are those of another event
        value = lowering.condition(node.where, inner, book).expression
    parts = list(every_part(value))
    if any(isinstance(part, PresentField | Tied) for part in parts):
        _check_lasting(node, parts, book)
    return value


def _check_lasting(node: Term, parts: list[Expression], book: Book) -> None:
    """Report a filter that is worked out later and reads what may have changed by then (PL228)."""
    attributes = list(book.declared.attributes.values())
    for part in parts:
        if isinstance(part, AttributeValue) and attributes[part.slot].may_change:
            assert node.where is not None
            field = attributes[part.slot]
            book.report.add(
                codes.CHANGING_ATTRIBUTE,
                f"`{field.name.text}` may change, so it is not known what it was at each event",
                node.where.span,
                "this filter compares with the event being applied",
                also=((field.name.span, "declared here"),),
                help="record it as a field of the event",
            )
            return


# --- counts and sums -----------------------------------------------------------------------


def _count(node: Term, tally: machine.Tally, window: Windowed, book: Book) -> Typed:
    value = Bounded(Recall(book.tally(tally)), 0, _most(tally))
    return where_given(Typed(Kind.NUMBER, value, node.span), window.given)


def _most(tally: machine.Tally) -> int:
    of_events = isinstance(tally.occurrence, machine.OfMoment)
    return limits.EVENTS_PER_PERSON if of_events else _OCCURRENCES


def _sum(
    node: tree.SumOf,
    fields: Mapping[str, Typed],
    occurrence: machine.Occurrence,
    where: Expression | None,
    window: Windowed,
    book: Book,
) -> Typed:
    summed = _field(node, fields, SUMMABLE, "cannot be summed", book)
    if summed.broken:
        return broken(node.span)
    tally = machine.Tally(occurrence, where, summed.value.expression, window.window, "sum")
    most = _most(tally)
    low, high = min(0, summed.value.low * most), max(0, summed.value.high * most)
    overflows = low < limits.INT64_LOW or high > limits.INT64_HIGH
    value = Bounded(Recall(book.tally(tally)), low, high, overflows=overflows)
    return where_given(Typed(summed.kind, value, node.span, declared=summed.declared), window.given)


def _field(
    node: tree.SumOf | tree.PickOf,
    fields: Mapping[str, Typed],
    kinds: tuple[Kind, ...],
    done: str,
    book: Book,
) -> Typed:
    """The field of what is counted. Reports PL104 and PL222, or PL117 for what today decides."""
    action = node.of.name.text
    field = fields.get(node.field.text)
    if field is None:
        book.report.add(
            codes.UNKNOWN_FIELD,
            f"`{action}` has no field `{node.field.text}`",
            node.field.span,
            help=book.report.suggest(
                node.field.text, fields, otherwise=f"declare it in `{action}`"
            ),
        )
        return broken(node.field.span)
    scope = Scope("a look at the past", fields, action, Reads.PERSON)
    field = names.resolve(node.field, scope, book)
    if field.broken or field.kind in kinds:
        return field
    book.report.add(
        codes.NOT_COUNTABLE,
        f"`{node.field.text}` is {noun(field.kind)}, which {done}",
        node.field.span,
        also=((field.declared, "declared here"),) if field.declared else (),
        help=f"count the events instead: `count of {action} where ...`",
    )
    return broken(node.field.span)


# --- picks ---------------------------------------------------------------------------------


def _pick(
    node: tree.PickOf,
    fields: Mapping[str, Typed],
    occurrence: machine.Occurrence,
    where: Expression | None,
    window: Windowed,
    scope: Scope,
    book: Book,
    lowering: Lowering,
) -> Typed:
    picked = _picked(node, fields, book)
    if picked.broken:
        return broken(node.span)
    if picked.given is not None:  # those that lack it are not among what is picked from
        parts = [picked.given] if where is None else [picked.given, Bounded(where, 0, 1)]
        where = bounded.all_of(parts).expression
    empty = _empty(node, picked, scope, book, lowering)
    if empty.broken:
        return broken(node.span)
    fixed = empty.value.constant
    tally = machine.Tally(
        occurrence, where, picked.there.expression, window.window, node.which, fixed or 0
    )
    found = picked.there
    recalled = Recall(book.tally(tally))
    if fixed is not None:
        value = Bounded(recalled, min(found.low, fixed), max(found.high, fixed))
    else:  # what stands for none depends on the person, and so is not in the tally
        counted = machine.Tally(occurrence, where, None, window.window)
        some = bounded.compare(
            Relation.MORE,
            Bounded(Recall(book.tally(counted)), 0, _most(counted)),
            bounded.NOTHING,
        )
        value = bounded.either(some, Bounded(recalled, found.low, found.high), empty.there)
        window = Windowed(window.window, _both(window.given, some, empty))
    typed = Typed(picked.kind, value, node.span, choices=picked.choices, declared=picked.declared)
    return where_given(typed, window.given)


def _both(given: Bounded | None, some: Bounded, empty: Typed) -> Bounded | None:
    if empty.given is None:
        return given
    each = bounded.either(some, bounded.ALWAYS, empty.given)
    return each if given is None else bounded.all_of([given, each])


def _picked(node: tree.PickOf, fields: Mapping[str, Typed], book: Book) -> Typed:
    name = node.field.text
    its_day = name == DAY or (node.of.moment is not None and name == node.of.moment.text)
    if (its_day and name not in fields) or (its_day and node.of.moment is not None):
        book.used.add((node.of.name.text, name))
        if node.which in ("latest", "first"):
            return Typed(Kind.DATE, Bounded(Today(), *names.DATES), node.field.span)
        book.report.add(
            codes.NOT_COUNTABLE,
            f"of days there is a latest and a first, not `the {node.which}`",
            node.field.span,
            help=f"write `the {'latest' if node.which == 'most' else 'first'} {name} of ...`",
        )
        return broken(node.field.span)
    ranked = node.which in ("most", "least")
    kinds = _RANKED if ranked else _PICKED
    return _field(
        node, fields, kinds, "has no most and least" if ranked else "cannot be picked", book
    )


def _empty(node: tree.PickOf, picked: Typed, scope: Scope, book: Book, lowering: Lowering) -> Typed:
    if picked.kind is Kind.CHOICE:
        typed = lowering.choosing(node.empty, picked, scope, book)
        if typed.broken or typed.choices == picked.choices:
            return typed
        words = f"`{typed.span.shown}` is not one of the choices of `{node.field.text}`"
        listed = ", ".join(f"`{each}`" for each in picked.choices[:12])
        help = f"write one of {listed}"
        return unlike(typed.span, words, (typed,), book, codes.UNLIKE_COMPARISON, help)
    assert picked.kind is not None
    purpose = f"`{node.field.text}`, which it stands for, is"
    return lowering.require(node.empty, picked.kind, scope, book, purpose)
