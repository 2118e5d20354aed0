"""Expressions of the policy to expressions of the machine: names, units and bounds.

`lower` says what an expression stands for; `require` asks for a unit; `condition` for a yes or
no; `constant_of` for a value that stands in the policy itself. Problems are reported once, where
they arise, and what is built on a broken part stays silent.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import Final

from policylang.checker import advice, bounded, names, recall
from policylang.checker.book import Book
from policylang.checker.bounded import Bounded
from policylang.checker.quantities import bare, meant_as, quantity
from policylang.checker.scope import CONSTANTS, Scope
from policylang.checker.typed import Typed, broken, noun
from policylang.core import codes, limits
from policylang.core.diagnostics import Code
from policylang.core.exact import EXACT
from policylang.core.source import Span
from policylang.model.expressions import Balance, Relation, Rounding, Today
from policylang.model.units import WHOLE, Kind
from policylang.syntax import nodes as tree

_RELATIONS: Final = {
    "<": Relation.LESS,
    "<=": Relation.AT_MOST,
    ">": Relation.MORE,
    ">=": Relation.AT_LEAST,
    "is": Relation.EQUAL,
    "is not": Relation.UNEQUAL,
}
#: Kinds that have more and less, and kinds that can be added.
_ORDERED: Final = {
    Kind.POINTS, Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.PERCENT, Kind.DATE,
}  # fmt: skip
_ADDABLE: Final = _ORDERED - {Kind.DATE}
#: Expressions of any number of parts.
_LISTS: Final = (tree.Sum, tree.Product, tree.And, tree.Or)


def lower(node: tree.Expr, scope: Scope, book: Book) -> Typed:
    """What an expression stands for.

    Reports unknown names (PL101 to PL105, PL117), unlike units (PL202, PL203), possible overflow
    (PL217) and expressions that are too large (PL220).
    """
    if isinstance(node, _LISTS) and len(node.parts) > limits.EXPRESSION_PARTS:
        return _too_large(node.span, book)
    typed = _lower(node, scope, book)
    if typed.broken:
        return typed
    if typed.value.overflows:
        return _overflow(typed, book)
    if typed.value.size > limits.EXPRESSION_PARTS or typed.value.depth > limits.EXPRESSION_DEPTH:
        return _too_large(typed.span, book)
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
        case tree.CountOf() | tree.SumOf():
            return recall.history_term(node, scope, book, condition)
        case tree.GradeTest():
            return _grade_test(node, scope, book)
        case tree.Negative():
            return _negative(node, scope, book)
        case tree.Sum():
            return _sum(node, scope, book)
        case tree.Product():
            return _product(node, scope, book)
        case tree.ShareOf():
            return _share(node, scope, book)
        case tree.Extreme():
            return _extreme(node, scope, book)
        case tree.Comparison():
            return _comparison(node, scope, book)
        case tree.And() | tree.Or():
            return _junction(node, scope, book)
        case tree.Not():
            part = condition(node.part, scope, book)
            return _condition_typed(bounded.negation(part), node.span)


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
    unit = typed.bare and kind not in (Kind.DATE, Kind.YES_NO)
    code = codes.MISSING_UNIT if unit else codes.WRONG_UNIT
    book.report.add(
        code,
        f"`{typed.span.shown}` is {noun(typed.kind)}, but {purpose} {noun(kind)}",
        typed.span,
        f"this is {noun(typed.kind)}",
        also=_declared(typed),
        help=advice.in_kind(typed, kind, book, written=written, rate=rate),
    )
    return broken(node.span)


def condition(node: tree.Expr, scope: Scope, book: Book) -> Bounded:
    """An expression that must be true or false; NEVER where it is broken. Reports PL205."""
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
        also=_declared(typed),
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


def _condition_typed(value: Bounded, span: Span) -> Typed:
    return Typed(Kind.YES_NO, value, span)


def _the_date(node: tree.TheDate, scope: Scope, book: Book) -> Typed:
    if not scope.state:
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
    high = book.closes if scope.action and book.closes is not None else last
    return Typed(Kind.DATE, bounded.Bounded(Today(), low, max(low, high)), node.span)


def _grade_test(node: tree.GradeTest, scope: Scope, book: Book) -> Typed:
    if not scope.state:
        book.report.add(
            codes.FIELD_OUT_OF_PLACE,
            f"the grade cannot be used in {scope.place}",
            node.span,
            help=scope.advice,
        )
        return broken(node.span)
    bracket = names.grade(node.grade, book)
    if bracket is None:
        return broken(node.span)
    at_least = _balance(Relation.AT_LEAST, bracket.low, bounded.ALWAYS, book)
    below_next = _balance(Relation.LESS, bracket.high, bounded.ALWAYS, book)
    match node.reach:
        case "or better":
            value = at_least
        case "or worse":
            value = below_next
        case "exactly":
            value = bounded.all_of([at_least, below_next])
        case "not":
            value = bounded.negation(bounded.all_of([at_least, below_next]))
    return _condition_typed(value, node.span)


def _balance(relation: Relation, bound: int | None, otherwise: Bounded, book: Book) -> Bounded:
    if bound is None:
        return otherwise
    score = bounded.Bounded(Balance(), *book.score_bounds)
    return bounded.compare(relation, score, bounded.constant(bound))


def _negative(node: tree.Negative, scope: Scope, book: Book) -> Typed:
    part = lower(node.part, scope, book)
    if part.broken:
        return part
    if part.kind not in _ADDABLE:
        return _unlike(node.span, f"there is no minus of {noun(part.kind)}", (part,), book)
    literal = None if part.literal is None else part.literal.copy_negate()
    return Typed(part.kind, bounded.negate(part.value), node.span, literal, declared=part.declared)


def _sum(node: tree.Sum, scope: Scope, book: Book) -> Typed:
    parts = [lower(part, scope, book) for _, part in node.parts]
    signs = [sign for sign, _ in node.parts]
    if any(part.broken for part in parts):
        return broken(node.span)
    if literals := _literals(parts):
        signed = zip(signs, literals, strict=True)
        terms = (number if sign > 0 else number.copy_negate() for sign, number in signed)
        return bare(reduce(EXACT.add, terms), node.span, book)
    like = _alike(parts, book)
    if like is None or like[0].kind not in _ADDABLE:
        first, other = _first_unlike(parts)
        words = f"cannot add {noun(first.kind)} and {noun(other.kind)}"
        return _unlike(node.span, words, (first, other), book)
    value = bounded.add([(s, p.value) for s, p in zip(signs, like, strict=True)])
    return Typed(like[0].kind, value, node.span, declared=like[0].declared)


def _product(node: tree.Product, scope: Scope, book: Book) -> Typed:
    parts = [lower(part, scope, book) for part in node.parts]
    if any(part.broken for part in parts):
        return broken(node.span)
    if literals := _literals(parts):
        return bare(reduce(EXACT.multiply, literals), node.span, book)
    named = [part for part in parts if part.kind is not Kind.NUMBER]
    if len(named) > 1 or any(part.kind not in _ADDABLE for part in named):
        words = f"cannot multiply {' by '.join(noun(part.kind) for part in named)}"
        return _unlike(node.span, words, tuple(named), book)
    counted = [meant_as(part, Kind.NUMBER, book) or part for part in parts]
    if any(part.broken for part in counted):
        return broken(node.span)
    kind = named[0].kind if named else Kind.NUMBER
    return Typed(kind, bounded.multiply([part.value for part in counted]), node.span)


def _literals(parts: list[Typed]) -> list[Decimal] | None:
    """The numbers, where every part is a number without a unit."""
    literals = [part.literal for part in parts if part.literal is not None]
    return literals if len(literals) == len(parts) else None


def _share(node: tree.ShareOf, scope: Scope, book: Book) -> Typed:
    share = require(node.share, Kind.PERCENT, scope, book, "a share must be")
    whole = lower(node.whole, scope, book)
    if share.broken or whole.broken:
        return broken(node.span)
    if whole.kind not in _ADDABLE or whole.kind is Kind.PERCENT:
        return _unlike(node.span, f"cannot take a share of {noun(whole.kind)}", (whole,), book)
    return scaled_by(whole, share, node.rounding, node.span, book)


def scaled_by(whole: Typed, share: Typed, rounding: str | None, span: Span, book: Book) -> Typed:
    """A percentage of a value. Money is rounded down unless said otherwise; others must say.

    Reports PL209 where a rounding is needed and missing.
    """
    numerator, by = share.value, WHOLE
    fixed = share.value.constant
    if fixed is not None:  # in lowest terms, so that 50% divides by 2
        common = _gcd(fixed, WHOLE)
        numerator, by = bounded.constant(fixed // common), WHOLE // common
    if rounding is None and by > 1 and whole.kind is not Kind.MONEY:
        book.report.add(
            codes.ROUNDING_MISSING,
            f"a share of {noun(whole.kind)} may not come out even",
            span,
            "which way is it rounded?",
            help="add `rounded down`, `rounded up`, `rounded to nearest` or `truncated`",
        )
        return broken(span)
    product = whole.value if numerator.constant == 1 else bounded.multiply([whole.value, numerator])
    value = bounded.divided(product, by, Rounding(rounding or Rounding.DOWN))
    return Typed(whole.kind, value, span, declared=whole.declared)


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return abs(a)


def _extreme(node: tree.Extreme, scope: Scope, book: Book) -> Typed:
    parts = [lower(node.left, scope, book), lower(node.right, scope, book)]
    if any(part.broken for part in parts):
        return broken(node.span)
    like = _alike(parts, book)
    if like is None or like[0].kind not in _ORDERED:
        words = f"cannot compare {noun(parts[0].kind)} with {noun(parts[1].kind)}"
        return _unlike(node.span, words, tuple(parts), book, codes.UNLIKE_COMPARISON)
    build = bounded.least if node.which == "smaller" else bounded.greatest
    return Typed(like[0].kind, build(like[0].value, like[1].value), node.span)


def _junction(node: tree.And | tree.Or, scope: Scope, book: Book) -> Typed:
    parts = [condition(part, scope, book) for part in node.parts]
    value = bounded.all_of(parts) if isinstance(node, tree.And) else bounded.any_of(parts)
    return _condition_typed(value, node.span)


# --- comparisons ---------------------------------------------------------------------------


def _comparison(node: tree.Comparison, scope: Scope, book: Book) -> Typed:
    left, right = _sides(node, scope, book)
    if left.broken or right.broken:
        return broken(node.span)
    relation = _RELATIONS[node.operator]
    like = _alike([left, right], book)
    if like is None:
        return _unlike_comparison(left, right, book)
    if any(side.broken for side in like):
        return broken(node.span)
    if relation not in (Relation.EQUAL, Relation.UNEQUAL) and like[0].kind not in _ORDERED:
        words = f"{noun(left.kind)} has no more or less"
        return _unlike(node.span, words, (left,), book, codes.UNLIKE_COMPARISON)
    value = bounded.compare(relation, like[0].value, like[1].value)
    return _condition_typed(value, node.span)


def _sides(node: tree.Comparison, scope: Scope, book: Book) -> tuple[Typed, Typed]:
    """Both sides; a name beside a choice is one of its choices, whatever else has that name."""
    for one, other, swapped in ((node.left, node.right, False), (node.right, node.left, True)):
        if isinstance(one, tree.Name) and isinstance(other, tree.Name):
            chooser = names.known(one, scope, book)
            if chooser is not None and chooser.kind is Kind.CHOICE:
                chooser = lower(one, scope, book)
                chosen = _choice(other, chooser, scope, book)
                return (chosen, chooser) if swapped else (chooser, chosen)
    return lower(node.left, scope, book), lower(node.right, scope, book)


def _choice(name: tree.Name, chooser: Typed, scope: Scope, book: Book) -> Typed:
    if name.text in chooser.choices:
        position = bounded.constant(chooser.choices.index(name.text))
        return Typed(Kind.CHOICE, position, name.span, choices=chooser.choices)
    other = names.known(name, scope, book)
    if other is not None and other.kind is Kind.CHOICE and other.choices == chooser.choices:
        return lower(name, scope, book)
    listed = ", ".join(f"`{choice}`" for choice in chooser.choices[:12])
    book.report.add(
        codes.UNKNOWN_CHOICE,
        f"`{name.text}` is not one of the choices",
        name.span,
        f"not one of {listed}",
        also=_declared(chooser),
        help=book.report.suggest(name.text, chooser.choices, otherwise=f"write one of {listed}"),
    )
    return broken(name.span)


def _alike(parts: list[Typed], book: Book) -> list[Typed] | None:
    """The parts in one kind, bare numbers taking on that of the others; None if they differ."""
    kinds = {part.kind for part in parts if not part.bare}
    if len(kinds) > 1:
        return None
    kind = kinds.pop() if kinds else Kind.NUMBER
    assert kind is not None
    like = [meant_as(part, kind, book) for part in parts]
    whole = [part for part in like if part is not None]
    if len(whole) < len(like) or len({part.choices for part in whole}) > 1:
        return None
    return whole


def _first_unlike(parts: list[Typed]) -> tuple[Typed, Typed]:
    first = next((part for part in parts if not part.bare), parts[0])
    for part in parts:
        if part is not first and part.kind is not first.kind:
            return first, part
    return first, parts[1] if parts[0] is first else parts[0]


def _unlike_comparison(left: Typed, right: Typed, book: Book) -> Typed:
    for one, other in ((left, right), (right, left)):
        if one.bare and other.kind is not None and other.kind not in (Kind.CHOICE, Kind.YES_NO):
            book.report.add(
                codes.MISSING_UNIT,
                f"`{one.span.shown}` has no unit, but is compared with {noun(other.kind)}",
                one.span,
                "a number without a unit",
                also=((other.span, f"this is {noun(other.kind)}"), *_declared(other)),
                help=advice.in_kind(one, other.kind, book, written=one.literal),
            )
            return broken(left.span.to(right.span))
    words = f"cannot compare {noun(left.kind)} with {noun(right.kind)}"
    return _unlike(left.span.to(right.span), words, (left, right), book, codes.UNLIKE_COMPARISON)


# --- problems ------------------------------------------------------------------------------


def _declared(typed: Typed) -> tuple[tuple[Span, str], ...]:
    if typed.declared is None:
        return ()
    return ((typed.declared, f"`{typed.span.shown}` is {noun(typed.kind)} because of this"),)


def _unlike(
    span: Span,
    words: str,
    parts: tuple[Typed, ...],
    book: Book,
    code: Code = codes.UNLIKE_ARITHMETIC,
) -> Typed:
    first, rest = parts[0], parts[1:]
    book.report.add(
        code,
        words,
        first.span,
        f"this is {noun(first.kind)}",
        also=(
            *((part.span, f"this is {noun(part.kind)}") for part in rest),
            *(each for part in parts for each in _declared(part)),
        ),
        help=advice.comparable(parts)
        if code is codes.UNLIKE_COMPARISON
        else advice.joinable(parts, book),
    )
    return broken(span)


def _overflow(typed: Typed, book: Book) -> Typed:
    book.report.add(
        codes.POSSIBLE_OVERFLOW,
        f"`{typed.span.shown}` can become too large to compute with",
        typed.span,
        f"may reach {max(abs(typed.value.low), abs(typed.value.high)):.1e}"
        if max(abs(typed.value.low), abs(typed.value.high)) < 10**300
        else "has no end",
        help="give narrower ranges, to fields (`from ... to ...`) and the score (`stays within`)",
    )
    return broken(typed.span)


def _too_large(span: Span, book: Book) -> Typed:
    book.report.add(
        codes.EXPRESSION_TOO_LARGE,
        "this is too long once its definitions are put in",
        span,
        f"more than {limits.EXPRESSION_PARTS:,} parts, or nested more than "
        f"{limits.EXPRESSION_DEPTH} deep",
        help="let fewer definitions build on each other",
    )
    return broken(span)


def report_negative(value: Bounded, node: tree.Expr, book: Book) -> None:
    """Report an amount that is or may be less than nothing (PL212)."""
    always = value.high < 0
    book.report.add(
        codes.NEGATIVE_AMOUNT,
        "this amount is negative" if always else "this amount can be negative",
        node.span,
        help="write `loses` for `earns`, or the other way round"
        if always
        else "write `the larger of 0 and (...)`, or split the rule with `when`",
    )
