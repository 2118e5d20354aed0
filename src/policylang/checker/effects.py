"""What an effect does to the score: changes by an amount, moves to a value."""

from __future__ import annotations

from fractions import Fraction

from policylang.checker import advice, bounded, names
from policylang.checker.book import Book
from policylang.checker.bounded import Bounded
from policylang.checker.expressions import lower, report_negative, require, scaled_by
from policylang.checker.quantities import meant_as
from policylang.checker.scope import CONSTANTS, Scope
from policylang.checker.typed import Typed, noun
from policylang.core import codes
from policylang.core.record import Record, record
from policylang.model.expressions import (
    Balance,
    Constant,
    Divide,
    Expression,
    Multiply,
    Rounding,
)
from policylang.model.machine import Change, Move
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


@record
class Built(Record):
    """An effect of the machine, with the bounds of its amount or target; None where broken."""

    effect: Change | Move
    verb: str
    bounds: Bounded | None


_NOTHING = Change(1, Constant(0))


def effect_of(
    change: tree.Earns | tree.Loses | tree.Sets | tree.Multiplies | tree.DropsTo,
    scope: Scope,
    book: Book,
) -> Built:
    """The effect an author's verb stands for.

    Reports wrong units (PL201, PL204, PL208), empty steps (PL218), negative amounts (PL212),
    missing rounding (PL209) and unknown grades (PL103).
    """
    match change:
        case tree.Earns():
            return _change(change, 1, "earns", scope, book)
        case tree.Loses():
            return _change(change, -1, "loses", scope, book)
        case tree.Sets(value):
            typed = require(value, Kind.POINTS, scope, book, "a score is set to")
            return _move(typed.value, "sets", typed.broken)
        case tree.Multiplies():
            return _multiply(change, scope, book)
        case tree.DropsTo(grade):
            return _drop(grade, book)


def _change(
    change: tree.Earns | tree.Loses, sign: int, verb: str, scope: Scope, book: Book
) -> Built:
    typed = require(change.amount, Kind.POINTS, scope, book, f"a rule {verb}", rate=True)
    value = typed.value
    if not typed.broken and value.low < 0:
        report_negative(value, change.amount, book)
        typed = Typed(None, value, typed.span)
    steps = _steps(change.per, scope, book) if change.per else None
    if typed.broken or (change.per and steps is None):
        return Built(_NOTHING, verb, None)
    if steps is not None:
        value = bounded.multiply([value, steps]) if value.constant != 1 else steps
    if value.overflows:
        book.report.add(
            codes.POSSIBLE_OVERFLOW,
            "this amount can become too large to compute with",
            change.span,
            help="give narrower ranges to the fields",
        )
        return Built(_NOTHING, verb, None)
    return Built(Change(1 if sign > 0 else -1, value.expression), verb, value)


def _steps(per: tree.Per, scope: Scope, book: Book) -> Bounded | None:
    """How many steps fit: complete ones, or begun ones with `started`."""
    of = lower(per.of, scope, book)
    if of.broken or of.kind is None:
        return None
    if of.bare or of.kind not in (Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.POINTS):
        book.report.add(
            codes.UNLIKE_STEP,
            f"a rate counts steps of what varies, and `{of.span.shown}` is always the same"
            if of.bare
            else f"a rate counts steps of money, hours, points or a number, not of {noun(of.kind)}",
            per.of.span,
            help=f"name a field: `1 per {advice.step_of(Kind.MONEY, book)} of amount`",
        )
        return None
    step = _step(per, of, book)
    if step is None:
        return None
    if step <= 0:
        book.report.add(
            codes.EMPTY_STEP,
            "a step must be more than nothing",
            per.step.span,
            help=f"say how much one step is, for example `per {advice.step_of(of.kind, book)}`",
        )
        return None
    if of.value.low < 0:
        report_negative(of.value, per.of, book)
        return None
    return bounded.divided(of.value, step, Rounding.UP if per.started else Rounding.DOWN)


def _step(per: tree.Per, of: Typed, book: Book) -> int | None:
    step = lower(per.step, CONSTANTS, book)
    if step.broken or of.kind is None:
        return None
    meant = meant_as(step, of.kind, book)
    if meant is not None:
        return None if meant.broken else meant.value.constant
    book.report.add(
        codes.MISSING_UNIT if step.bare else codes.UNLIKE_STEP,
        f"the step is {noun(step.kind)}, but it measures {noun(of.kind)}",
        per.step.span,
        f"this is {noun(step.kind)}",
        also=(
            (per.of.span, f"this is {noun(of.kind)}"),
            *(((of.declared, "because of this"),) if of.declared else ()),
        ),
        help=f"write `per {advice.with_unit(step.literal, of.kind, book)}`"
        if step.literal is not None
        else f"write for example `per {advice.step_of(of.kind, book)}`",
    )
    return None


def _move(target: Bounded, verb: str, is_broken: bool = False) -> Built:
    return Built(Move(target.expression), verb, None if is_broken else target)


def _multiply(change: tree.Multiplies, scope: Scope, book: Book) -> Built:
    balance = Typed(Kind.POINTS, Bounded(Balance(), *book.score_bounds), change.span)
    factor = lower(change.factor, scope, book)
    if factor.broken:
        return _move(balance.value, "multiplies", True)
    if factor.literal is not None:
        target = _times(balance.value, Fraction(factor.literal), change, book)
        return _checked_product(target, change, book)
    if factor.kind is not Kind.PERCENT:
        book.report.add(
            codes.WRONG_UNIT,
            "a score is multiplied by a fixed number or a percentage, "
            f"not by `{factor.span.shown}`",
            change.factor.span,
            f"this is {noun(factor.kind)}",
            help="write for example `multiplies by 95% rounded down`",
        )
        return _move(balance.value, "multiplies", True)
    typed = scaled_by(balance, factor, change.rounding, change.span, book)
    return _checked_product(None if typed.broken else typed.value, change, book)


def _times(
    balance: Bounded, factor: Fraction, change: tree.Multiplies, book: Book
) -> Bounded | None:
    if factor.denominator > 1 and change.rounding is None:
        book.report.add(
            codes.ROUNDING_MISSING,
            f"`{change.factor.span.shown or factor}` times the score may not come out even",
            change.span,
            "which way is it rounded?",
            help="add `rounded down`, `rounded up`, `rounded to nearest` or `truncated`",
        )
        return None
    product = bounded.multiply([balance, bounded.constant(factor.numerator)])
    return bounded.divided(product, factor.denominator, Rounding(change.rounding or "truncated"))


def _checked_product(target: Bounded | None, change: tree.Multiplies, book: Book) -> Built:
    if target is None:
        return Built(Move(Balance()), "multiplies", None)
    if target.overflows and _shrinks(target.expression):
        # What an open score reaches is not known yet: `growth` looks at this product again.
        bounds = min(book.score_bounds[0], 0), max(book.score_bounds[1], 0)
        return _move(Bounded(target.expression, *bounds, target.size, target.depth), "multiplies")
    if target.overflows:
        book.report.add(
            codes.POSSIBLE_OVERFLOW,
            "the score can become too large to compute with",
            change.span,
            help="give the score a range: `stays within 0 to 2000`",
        )
        return Built(Move(Balance()), "multiplies", None)
    return _move(target, "multiplies")


def _shrinks(product: Expression) -> bool:
    """Whether it is a fixed part of the score, no more than the whole."""
    match product:
        case Divide(Balance(), _):
            return True
        case Divide(Multiply((Balance(), Constant(factor))), by):
            return 0 <= factor <= by
        case _:
            return False


def _drop(grade: tree.Name, book: Book) -> Built:
    """Down to the top of a grade, where the score is above it; never up."""
    balance = Bounded(Balance(), *book.score_bounds)
    bracket = names.grade(grade, book)
    if bracket is None:
        return Built(Move(Balance()), "drops", None)
    if bracket.high is None:
        return Built(Move(Balance()), "drops", balance)
    return _move(bounded.least(balance, bounded.constant(bracket.high - 1)), "drops")
