"""Expressions of the policy to expressions of the machine: names, units and bounds.

`lower` says what an expression stands for; `require` asks for a unit; `condition` for a yes or
no; `constant_of` for a value that stands in the policy itself. Problems are reported once, where
they arise, and what is built on a broken part stays silent.

This module walks the tree. What is made of the parts it finds is said by the modules it calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import lcm
from typing import Final

import attrs

from policylang.checker.declared import names
from policylang.checker.declared.book import Book
from policylang.checker.declared.scope import CONSTANTS, Reads, Scope
from policylang.checker.expressions import (
    advice,
    arithmetic,
    comparisons,
    lookups,
    recall,
    standing,
    timing,
)
from policylang.checker.expressions.arithmetic import Exact, scaled_by
from policylang.checker.expressions.excess import overflow, report_negative, too_large
from policylang.checker.expressions.holding import facts_of, holding, narrowed
from policylang.checker.expressions.kinds import ADDABLE, alike, declared, unlike
from policylang.checker.expressions.quantities import meant_as, quantity
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes, limits
from policylang.core.source import Span
from policylang.model.expressions import Balance, EventDay, Today
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

__all__ = ["condition", "constant_of", "lower", "report_negative", "require", "scaled_by"]

#: Expressions of any number of parts.
_LISTS: Final = (tree.Sum, tree.Product, tree.And, tree.Or, tree.Length, tree.TableOf)


def lower(node: tree.Expr, scope: Scope, book: Book) -> Typed:
    """What an expression stands for. Its `value` may be used as it is: 0 where it is missing.

    Reports unknown names (PL101 to PL105, PL117, PL119 to PL126), unlike units (PL202, PL203),
    possible overflow (PL217, PL229) and expressions that are too large (PL220).
    """
    if isinstance(node, _LISTS) and _parts(node) > limits.EXPRESSION_PARTS:
        return too_large(node.span, book)
    return _checked(narrowed(_lower(node, scope, book), book), book)


def _parts(node: tree.Sum | tree.Product | tree.And | tree.Or | tree.Length | tree.TableOf) -> int:
    return len(node.keys if isinstance(node, tree.TableOf) else node.parts)


def _checked(typed: Typed, book: Book) -> Typed:
    """The same, or broken where it can overflow or is too large."""
    if typed.broken:
        return typed
    for value in (typed.value, typed.months):
        if value is None:
            continue
        if value.overflows:
            return overflow(typed, book)
        if value.size > limits.EXPRESSION_PARTS or value.depth > limits.EXPRESSION_DEPTH:
            return too_large(typed.span, book)
    return typed


def _lower(node: tree.Expr, scope: Scope, book: Book) -> Typed:
    match node:
        case tree.Quantity():
            return quantity(node, book)
        case tree.DateLiteral():
            day = bounded.constant(node.value.toordinal())
            return Typed(Kind.DATE, day, node.span)
        case tree.YesNo():
            return Typed(Kind.YES_NO, bounded.constant(int(node.value)), node.span)
        case tree.TheDate():
            return _the_date(node, scope, book)
        case tree.Name():
            return names.resolve(node, scope, book)
        case tree.ThisField():
            return names.this_field(node, scope, book)
        case tree.CountOf() | tree.SumOf() | tree.PickOf():
            return recall.history_term(node, scope, book, _LOWERING)
        case tree.GradeTest():
            return standing.grade_test(node, scope, book)
        case tree.IsIn():
            its_day = require(node.day, Kind.DATE, scope, book, "what is in a period is")
            return standing.is_in(node, its_day, book)
        case tree.IsGiven():
            return standing.is_given(node, names.resolve(node.name, scope, book))
        case tree.IsTied():
            return standing.is_tied(node, scope, book)
        case tree.StillCounting():
            on = require(node.day, Kind.DATE, scope, book, "what counts is asked of")
            return standing.still_counting(node, on, scope, book)
        case tree.And() | tree.Or():
            return _junction(node, scope, book)
        case tree.Not():
            part = condition(node.part, scope, book)
            return Typed(Kind.YES_NO, bounded.negation(part), node.span)
        case tree.Comparison():
            return _comparison(node, scope, book)
        case tree.Ratio():
            return comparisons.report_ratio_alone(node.span, book)
        case tree.Length() | tree.Elapsed() | tree.PeriodDay() | tree.DayBeside():
            return _time(node, scope, book)
        case _:
            return _computed(node, scope, book)


def _computed(node: tree.Expr, scope: Scope, book: Book) -> Typed:
    """Values made of values."""
    match node:
        case tree.Negative(part):
            typed = lower(part, scope, book)
            return typed if typed.broken else arithmetic.negative_of(typed, node.span, book)
        case tree.Sum():
            return _sum(node, scope, book)
        case tree.Product(parts):
            typed_parts = [lower(part, scope, book) for part in parts]
            if any(part.broken for part in typed_parts):
                return broken(node.span)
            return arithmetic.product_of(typed_parts, node.span, book)
        case tree.ShareOf():
            return _share(node, scope, book)
        case tree.TableOf(table, keys):
            typed_keys = _keys(table, keys, scope, book)
            return lookups.lookup(table, typed_keys, node.span, book)
        case tree.Extreme(which, left, right):
            return _extreme(which, left, right, node.span, scope, book)
        case tree.UpTo(part, most):
            return _extreme("smaller", part, most, node.span, scope, book)
        case tree.RoundedTo(part, rounding, digits):
            exact = _exact(part, scope, book)
            if exact.typed.broken:
                return broken(node.span)
            return arithmetic.rounded_to(exact, rounding, digits, node.span, book)
        case tree.Either():
            test = condition(node.test, scope, book)
            then, otherwise = _branches(node, test, scope, book)
            if then.broken or otherwise.broken:
                return broken(node.span)
            return arithmetic.either_of(test, then, otherwise, node, book)
        case _:  # every node is named above or in `_lower`
            raise AssertionError(node)


# --- what a caller may ask for -------------------------------------------------------------


def require(
    node: tree.Expr, kind: Kind, scope: Scope, book: Book, purpose: str, *, rate: bool = False
) -> Typed:
    """An expression that must be of a kind; `purpose` completes "`5 USD` is money, but ...".

    `rate` says that a rate could follow, for the advice.
    Reports PL201 for another unit, PL204 for a number that lacks its unit.
    """
    typed = lower(node, scope, book)
    meant = meant_as(typed, kind, book)
    if meant is not None:
        return meant
    written = node.value if isinstance(node, tree.Quantity) else None
    unit = typed.bare and kind not in (Kind.DATE, Kind.YES_NO, Kind.NAME)
    code = codes.MISSING_UNIT if unit else codes.WRONG_UNIT
    book.report.add(
        code,
        f"`{typed.span.shown}` is {noun(typed.kind)}, but {purpose} {noun(kind)}",
        typed.span,
        f"this is {noun(typed.kind)}",
        also=declared(typed),
        help=advice.in_kind(typed, kind, book, written=written, rate=rate),
    )
    return broken(node.span)


def condition(node: tree.Expr, scope: Scope, book: Book) -> Bounded:
    """An expression that must be true or false; undecided where it is broken. Reports PL205."""
    typed = lower(node, scope, book)
    if typed.broken:
        return bounded.Bounded(Balance(), 0, 1)
    if typed.kind is Kind.YES_NO:
        _settle(typed, book)
        return typed.value
    book.report.add(
        codes.NOT_A_CONDITION,
        f"`{typed.span.shown}` is {noun(typed.kind)}, not something that is true or false",
        typed.span,
        also=declared(typed),
        help=advice.compared(typed, book),
    )
    return bounded.Bounded(Balance(), 0, 1)


def constant_of(node: tree.Expr, kind: Kind, book: Book, purpose: str) -> int | None:
    """A value that stands in the policy itself, in held units; None where it is broken.

    Reports PL216 for what depends on an event or a person, and as `require`.
    """
    typed = require(node, kind, CONSTANTS, book, purpose)
    return None if typed.broken else typed.value.constant


def _settle(typed: Typed, book: Book) -> None:
    """Remember a condition that is always or never true, for the lint."""
    if typed.value.constant is not None and not typed.value.overflows:
        book.settled[typed.span] = bool(typed.value.constant)


# --- parts ---------------------------------------------------------------------------------


def _the_date(node: tree.TheDate, scope: Scope, book: Book) -> Typed:
    if not scope.allows(Reads.DATE):
        book.report.add(
            codes.FIELD_OUT_OF_PLACE,
            f"`the date` cannot be used in {scope.place}",
            node.span,
            help=scope.advice,
        )
        return broken(node.span)
    first, last = names.DATES
    low = first if book.opens is None else book.opens
    # Only events lie inside the days in force: perks may be asked about on any later day.
    inside = scope.action and not scope.later and book.closes is not None
    high = book.closes if inside and book.closes is not None else last
    day = EventDay() if scope.event_day else Today()
    return Typed(Kind.DATE, bounded.Bounded(day, low, max(low, high)), node.span)


def _time(
    node: tree.Length | tree.Elapsed | tree.PeriodDay | tree.DayBeside, scope: Scope, book: Book
) -> Typed:
    match node:
        case tree.Length(parts):
            amounts = [
                (require(amount, Kind.NUMBER, scope, book, f"{unit} are counted with"), unit)
                for amount, unit in parts
            ]
            if any(amount.broken for amount, _ in amounts):
                return broken(node.span)
            return timing.length_typed(amounts, node.span)
        case tree.Elapsed(unit, since, until):
            first = require(since, Kind.DATE, scope, book, "time passes since")
            today = tree.TheDate(node.span)
            last = require(until or today, Kind.DATE, scope, book, "time passes to")
            if first.broken or last.broken:
                return broken(node.span)
            return timing.elapsed(unit, first, last, node.span, book)
        case tree.PeriodDay(edge, period, of):
            day = require(of, Kind.DATE, scope, book, f"the {period} is that of")
            return day if day.broken else timing.period_day(edge, period, day, node.span)
        case tree.DayBeside(which, of):
            day = require(of, Kind.DATE, scope, book, f"the day {which} is that of")
            return day if day.broken else timing.day_beside(which, day, node.span)


def _sum(node: tree.Sum, scope: Scope, book: Book) -> Typed:
    signs = [sign for sign, _ in node.parts]
    parts = [lower(part, scope, book) for _, part in node.parts]
    if any(part.broken for part in parts):
        return broken(node.span)
    kinds = {part.kind for part in parts}
    if Kind.LENGTH in kinds or Kind.DATE in kinds:
        return timing.sum_with_lengths(signs, parts, node.span, book)
    return arithmetic.sum_of(signs, parts, node.span, book)


def _share(node: tree.ShareOf, scope: Scope, book: Book) -> Typed:
    if isinstance(node.share, tree.Name) and node.share.text in book.tables:
        return _table_of_one(node, node.share, scope, book)
    share = require(node.share, Kind.PERCENT, scope, book, "a share must be")
    whole = lower(node.whole, scope, book)
    if share.broken or whole.broken:
        return broken(node.span)
    if whole.kind not in ADDABLE or whole.kind is Kind.PERCENT:
        return unlike(node.span, f"cannot take a share of {noun(whole.kind)}", (whole,), book)
    return scaled_by(whole, share, node.rounding, node.span, book)


def _keys(table: tree.Name, keys: Sequence[tree.Expr], scope: Scope, book: Book) -> list[Typed]:
    """Keys of a table. One of two choices that no value beside them tells is the table's."""
    known = book.tables.get(table.text)
    domains = known.keys if known and len(known.keys) == len(keys) else ()
    typed = []
    for key, named in zip_longest(keys, domains):
        of_table = named and named[1].choices and isinstance(key, tree.Either)
        if of_table and not _choices(key, scope, book):
            own = Typed(Kind.CHOICE, bounded.NOTHING, key.span, choices=named[1].choices)
            typed.append(_choosing(key, own, scope, book))
        else:
            typed.append(lower(key, scope, book))
    return typed


def _table_of_one(node: tree.ShareOf, table: tree.Name, scope: Scope, book: Book) -> Typed:
    value = lookups.lookup(table, _keys(table, [node.whole], scope, book), node.span, book)
    if node.rounding is None or value.broken:
        return value
    words = f"what `{table.text}` gives is not rounded"
    return unlike(node.span, words, (value,), book, help=f"leave out `{node.rounding}`")


def _extreme(
    which: str, left: tree.Expr, right: tree.Expr, span: Span, scope: Scope, book: Book
) -> Typed:
    one, other = lower(left, scope, book), lower(right, scope, book)
    if one.broken or other.broken:
        return broken(span)
    return arithmetic.extreme_of(
        "smaller" if which == "smaller" else "larger", one, other, span, book
    )


def _junction(node: tree.And | tree.Or, scope: Scope, book: Book) -> Typed:
    parts = [condition(part, scope, book) for part in node.parts]
    value = bounded.all_of(parts) if isinstance(node, tree.And) else bounded.any_of(parts)
    return Typed(Kind.YES_NO, value, node.span)


# --- comparisons ---------------------------------------------------------------------------


def _comparison(node: tree.Comparison, scope: Scope, book: Book) -> Typed:
    if isinstance(node.left, tree.Ratio) or isinstance(node.right, tree.Ratio):
        return _ratio_comparison(node, scope, book)
    left, right = _sides(node, scope, book)
    if left.typed.broken or right.typed.broken:
        return broken(node.span)
    return comparisons.compared(node.operator, left, right, node.span, book)


def _sides(node: tree.Comparison, scope: Scope, book: Book) -> tuple[Exact, Exact]:
    """Both sides; a name beside a choice is one of its choices, whatever else has that name."""
    chosen = _chosen(node.left, node.right, scope, book)
    if chosen is not None:
        return Exact(chosen[0]), Exact(chosen[1])
    return _exact(node.left, scope, book), _exact(node.right, scope, book)


def _branches(node: tree.Either, test: Bounded, scope: Scope, book: Book) -> tuple[Typed, Typed]:
    """Two values of which one is chosen: each with what is known where it is."""
    chosen = _chosen(node.then, node.otherwise, scope, book)
    if chosen is not None:
        return chosen
    with holding(facts_of(test), book):
        then = lower(node.then, scope, book)
    with holding(facts_of(test, holds=False), book):
        return then, lower(node.otherwise, scope, book)


def _chosen(
    left: tree.Expr, right: tree.Expr, scope: Scope, book: Book
) -> tuple[Typed, Typed] | None:
    """Both sides where one is a choice for sure: what stands beside it is one of its choices."""
    for one, other, swapped in ((left, right, False), (right, left, True)):
        if isinstance(other, tree.Name | tree.Either) and _choices(one, scope, book):
            chooser = lower(one, scope, book)
            chosen = chooser if chooser.broken else _choosing(other, chooser, scope, book)
            return (chosen, chooser) if swapped else (chooser, chosen)
    return None


def _choices(node: tree.Expr, scope: Scope, book: Book) -> tuple[str, ...]:
    """What a value is one of, where an expression is one of several choices for sure."""
    match node:
        case tree.Name():
            known = names.known(node, scope, book)
        case tree.ThisField(name):
            known = (scope.this or {}).get(name.text)
        case tree.PickOf(_, field, of):
            known = book.fields.get(of.name.text, {}).get(field.text)
        case tree.Either(_, then, otherwise):
            return _choices(then, scope, book) or _choices(otherwise, scope, book)
        case _:
            return ()
    return known.choices if known is not None and known.kind is Kind.CHOICE else ()


def _choosing(node: tree.Expr, chooser: Typed, scope: Scope, book: Book) -> Typed:
    """What stands beside a choice: names are choices there, also behind `when`."""
    match node:
        case tree.Name():
            return _choice(node, chooser, scope, book)
        case tree.Either():
            test = condition(node.test, scope, book)
            then = _choosing(node.then, chooser, scope, book)
            otherwise = _choosing(node.otherwise, chooser, scope, book)
            if then.broken or otherwise.broken:
                return broken(node.span)
            return arithmetic.either_of(test, then, otherwise, node, book)
        case _:
            return lower(node, scope, book)


def _choice(name: tree.Name, chooser: Typed, scope: Scope, book: Book) -> Typed:
    if name.text in chooser.choices:
        return standing.choice(name, chooser)
    other = names.known(name, scope, book)
    if other is not None and other.kind is Kind.CHOICE and other.choices == chooser.choices:
        return lower(name, scope, book)
    return standing.report_choice(name, chooser, book)


def _ratio_comparison(node: tree.Comparison, scope: Scope, book: Book) -> Typed:
    sides = [_ratio_side(side, scope, book) for side in (node.left, node.right)]
    left, right = sides
    if left is None or right is None:
        return broken(node.span)
    return _checked(comparisons.ratios_compared(node.operator, left, right, node.span), book)


def _ratio_side(node: tree.Expr, scope: Scope, book: Book) -> comparisons.RatioTyped | None:
    if isinstance(node, tree.Ratio):
        part, whole = lower(node.part, scope, book), lower(node.whole, scope, book)
        if part.broken or whole.broken:
            return None
        return comparisons.ratio_of(part, whole, node.span, book)
    typed = lower(node, scope, book)
    if typed.broken:
        return None
    if typed.kind is Kind.PERCENT:
        return comparisons.percentage_ratio(typed)
    comparisons.report_ratio_beside(typed, node.span, book)
    return None


def _exact(node: tree.Expr, scope: Scope, book: Book) -> Exact:
    """A value before it is rounded, where it is a share without a rounding, or a sum of such."""
    match node:
        case tree.ShareOf(share, whole, None) if not _is_table(share, book):
            rate = require(share, Kind.PERCENT, scope, book, "a share must be")
            of = _exact(whole, scope, book)
            if rate.broken or of.typed.broken:
                return Exact(broken(node.span))
            if of.typed.kind not in ADDABLE or of.typed.kind is Kind.PERCENT:
                words = f"cannot take a share of {noun(of.typed.kind)}"
                return Exact(unlike(node.span, words, (of.typed,), book))
            exact = arithmetic.exact_share(of, rate, node.span)
            return attrs.evolve(exact, typed=_checked(exact.typed, book))
        case tree.Negative(tree.ShareOf() as part):
            exact = _exact(part, scope, book)
            if exact.typed.broken:
                return exact
            typed = arithmetic.negative_of(exact.typed, node.span, book)
            return attrs.evolve(exact, typed=typed)
        case tree.Sum(parts) if any(isinstance(part, tree.ShareOf) for _, part in parts):
            return _exact_sum(node, scope, book)
        case _:
            return Exact(lower(node, scope, book))


def _exact_sum(node: tree.Sum, scope: Scope, book: Book) -> Exact:
    if len(node.parts) > limits.EXPRESSION_PARTS:
        return Exact(too_large(node.span, book))
    signs = [sign for sign, _ in node.parts]
    parts = [_exact(part, scope, book) for _, part in node.parts]
    if any(part.typed.broken for part in parts):
        return Exact(broken(node.span))
    common = lcm(*(part.by for part in parts))
    like = alike([part.typed for part in parts], book)
    if common == 1 or like is None:
        whole = arithmetic.sum_of(signs, [part.typed for part in parts], node.span, book)
        return Exact(_checked(whole, book))
    if any(part.broken for part in like):
        return Exact(broken(node.span))
    scaled = [
        arithmetic.product_of([typed, arithmetic.number(common // part.by)], node.span, book)
        for typed, part in zip(like, parts, strict=True)
    ]
    total = arithmetic.sum_of(signs, scaled, node.span, book)
    return Exact(_checked(total, book), common)


def _is_table(share: tree.Expr, book: Book) -> bool:
    return isinstance(share, tree.Name) and share.text in book.tables


#: What history terms are lowered with: they stand in expressions and hold expressions.
_LOWERING: Final = recall.Lowering(lower, condition, require, _choosing)
