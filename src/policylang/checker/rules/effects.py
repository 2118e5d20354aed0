"""What an effect does to the score: changes by an amount, moves to a value."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import attrs

from policylang.checker.blocks import gradings
from policylang.checker.declared import names
from policylang.checker.declared.book import Book, KnownScore
from policylang.checker.declared.scope import CONSTANTS, Scope
from policylang.checker.expressions import advice
from policylang.checker.expressions.lengths import day_after, length_of
from policylang.checker.expressions.lowering import lower, report_negative, require, scaled_by
from policylang.checker.expressions.quantities import meant_as
from policylang.checker.rules.lasting import leaves_calendar, lifetime_of
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.days import days_later
from policylang.checker.values.missing import where_given
from policylang.checker.values.typed import Typed, noun
from policylang.core import codes
from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.model.expressions import (
    Balance,
    Constant,
    Divide,
    Expression,
    Multiply,
    Rounding,
    Today,
)
from policylang.model.machine import Begin, Change, Effect, End, Move, Restore
from policylang.model.units import Kind
from policylang.syntax import nodes as tree


@record
class Built(Record):
    """An effect of the machine, with the bounds of its amount or target; None where broken.

    `score` is the number of the score it changes; None for effects on a status. `limit` is what a
    score is raised, lowered or dropped to where it is not there yet.
    """

    effect: Effect
    verb: str
    bounds: Bounded | None
    score: int | None = 0
    limit: Bounded | None = None


_NOTHING = Change(1, Constant(0))
_MULTIPLES = {"double": 2, "twice": 2}
_VERBS = {
    tree.Earns: "earns",
    tree.Loses: "loses",
    tree.Sets: "sets",
    tree.Multiplies: "multiplies",
    tree.DropsTo: "drops",
    tree.Clears: "clears",
    tree.Restores: "restores",
    tree.Begins: "begins",
    tree.Ends: "ends",
}


def effect_of(effect: tree.Effect, scope: Scope, book: Book) -> Built:
    """The effect an author's verb stands for, with how long it lasts.

    Reports scores that are unknown, not named or formulas (PL105, PL140, PL251), wrong units
    (PL201, PL204, PL208), empty steps (PL218), negative amounts (PL212), missing rounding (PL209),
    unknown grades (PL103) and statuses (PL119), and what cannot last (PL227, PL252).
    """
    change = effect.change
    if isinstance(change, tree.Begins | tree.Ends):
        built = _status(change, scope, book)
        return _without_lifetime(effect, built, book)
    if _twice_as_much(change, book) or _calls_unit(change, book):
        return Built(_NOTHING, verb_of(change), None)
    score = changed_score(change.score or _called_points(change, book), change.span, book)
    if score is None:
        return Built(_NOTHING, verb_of(change), None)
    built = _scored(change, score, scope, book)
    if not isinstance(built.effect, Change) or not isinstance(change, tree.Earns | tree.Loses):
        return _without_lifetime(effect, built, book)
    if effect.lasts is None:
        return built
    lifetime = lifetime_of(effect.lasts, built.effect.sign, score, scope, book)
    return attrs.evolve(built, effect=attrs.evolve(built.effect, lifetime=lifetime))


def verb_of(change: tree.Change) -> str:
    """The word of the policy for an effect."""
    return change.verb if isinstance(change, tree.Bounds) else _VERBS[type(change)]


def changed_score(name: tree.Name | None, span: Span, book: Book) -> KnownScore | None:
    """The score that a rule changes. Reports PL105, PL140 (not named) and PL251 (a formula)."""
    if name is not None:
        score = names.score(name, book, span)
        if score is not None and score.formula:
            book.report.add(
                codes.FORMULA_CHANGED,
                f"`{score.name}` is worked out from other things and cannot be changed",
                name.span,
                also=((score.span, "declared here"),),
                help="change what it is worked out from",
            )
            return None
        return score
    gathered = [score for score in book.scores.values() if not score.formula]
    if len(gathered) == 1:
        return gathered[0]
    listed = ", ".join(f"`{score.name}`" for score in gathered[:12])
    book.report.add(
        codes.WHICH_SCORE,
        "which score is meant?" if gathered else "no score of this policy can be changed",
        span,
        f"there are {listed}" if gathered else "each is worked out from other things",
        help=f"name it: `earns 5 {gathered[0].name}`, `sets {gathered[0].name} to 5`"
        if gathered
        else "declare a score that `starts at` a value",
    )
    return None


def _twice_as_much(change: tree.Change, book: Book) -> bool:
    """Whether `loses double size` was written, which is reported (PL105)."""
    match change:
        case tree.Earns(tree.Name(word), None, tree.Name() as of) | tree.Loses(
            tree.Name(word), None, tree.Name() as of
        ) if (
            word in _MULTIPLES and of.text not in book.scores and not book.declared.scores.get(word)
        ):
            book.report.add(
                codes.UNKNOWN_SCORE,
                f"unknown score `{of.text}`",
                of.span,
                "behind an amount stands the name of a score",
                help=f"for {word} as much write `{of.text} * {_MULTIPLES[word]}`",
            )
            return True
        case _:
            return False


def _calls_unit(change: tree.Change, book: Book) -> bool:
    """Whether it is `earns 5 days` where a score is called `days`: reported (PL140)."""
    match change:
        case tree.Earns(amount, _, None) | tree.Loses(amount, _, None) if len(book.scores) > 1:
            pass
        case _:
            return False
    match amount:
        case tree.Quantity(_, unit) | tree.Length(((_, unit),)) if (
            unit != "points" and unit in book.scores
        ):
            book.report.add(
                codes.WHICH_SCORE,
                f"after a number `{unit}` is a unit, not the score of that name",
                amount.span,
                also=((book.scores[unit].span, "the score"),),
                help=f"give the score another name, such as `{unit}_score`",
            )
            return True
    return False


def _called_points(change: tree.Change, book: Book) -> tree.Name | None:
    """In `earns 5 points` the score, where one is called that: elsewhere the word is a unit."""
    match change:
        case tree.Earns(tree.Quantity(_, "points") as amount) | tree.Loses(
            tree.Quantity(_, "points") as amount
        ) if "points" in book.scores:
            return tree.Name("points", amount.span)
        case _:
            return None


def _without_lifetime(effect: tree.Effect, built: Built, book: Book) -> Built:
    if effect.lasts is not None:
        book.report.add(
            codes.LASTS_WITHOUT_POINTS,
            f"`{built.verb}` gives no points that could last",
            effect.lasts.span,
            help="only what a rule `earns` or `loses` can have an end",
        )
    return built


def _scored(
    change: tree.Earns
    | tree.Loses
    | tree.Sets
    | tree.Multiplies
    | tree.DropsTo
    | tree.Bounds
    | tree.Clears
    | tree.Restores,
    score: KnownScore,
    scope: Scope,
    book: Book,
) -> Built:
    match change:
        case tree.Earns():
            return _change(change, 1, score, scope, book)
        case tree.Loses():
            return _change(change, -1, score, scope, book)
        case tree.Sets(value):
            typed = require(value, Kind.POINTS, scope, book, "a score is set to")
            return _move(score, typed.value, "sets", typed.broken)
        case tree.Multiplies():
            return _multiply(change, score, scope, book)
        case tree.DropsTo():
            return _drop(change, score, book)
        case tree.Bounds(verb, value):
            typed = require(value, Kind.POINTS, scope, book, f"a rule {verb} a score to")
            beside = bounded.greatest if verb == "raises" else bounded.least
            target = beside(_balance(score), typed.value)
            return attrs.evolve(_move(score, target, verb, typed.broken), limit=typed.value)
        case tree.Clears():
            nothing = Move(Constant(0), score.number, forgets=score.lots)
            return Built(nothing, "clears", bounded.constant(0), score.number)
        case tree.Restores():
            return _restore(change, score, book)


def _balance(score: KnownScore) -> Bounded:
    return Bounded(Balance(score.number), *score.bounds)


def _restore(change: tree.Restores, score: KnownScore, book: Book) -> Built:
    if not score.lots:
        book.report.add(
            codes.LOTS_NOT_KEPT,
            f"the score `{score.name}` does not keep its points apart, so nobody knows "
            "which to restore",
            change.span,
            also=((score.span, "declared here"),),
            help="add `keeps lots` to the score",
        )
    return Built(Restore(score.number), "restores", bounded.constant(0), score.number)


def _status(change: tree.Begins | tree.Ends, scope: Scope, book: Book) -> Built:
    status = names.status(change.status, book)
    if isinstance(change, tree.Ends):
        return Built(End(status or 0), "ends", None if status is None else bounded.NEVER, None)
    until: Bounded | None = None
    is_broken = status is None
    if change.length is not None:
        length = length_of(change.length, scope, book, "a status lasts", may_be_empty=True)
        is_broken |= length is None
        until = day_after(today(book), length, book) if length else None
        is_broken |= until is not None and leaves_calendar(until, change.length.span, book)
    elif change.until is not None:
        typed = require(change.until, Kind.DATE, scope, book, "a status lasts until")
        is_broken |= typed.broken
        # It lasts through that day, so the day after is the first without it.
        until = where_given(
            attrs.evolve(typed, value=days_later(typed.there, bounded.constant(1))), typed.given
        ).value
    effect = Begin(status or 0, until.expression if until else None)
    return Built(effect, "begins", None if is_broken else until or bounded.NEVER, None)


def today(book: Book) -> Bounded:
    """The day a rule is applied on."""
    first, last = names.DATES
    low = first if book.opens is None else book.opens
    return Bounded(Today(), low, max(low, last))


def _change(
    change: tree.Earns | tree.Loses,
    sign: Literal[1, -1],
    score: KnownScore,
    scope: Scope,
    book: Book,
) -> Built:
    verb = verb_of(change)
    nothing = Built(_NOTHING, verb, None, score.number)
    typed = require(change.amount, Kind.POINTS, scope, book, f"a rule {verb}", rate=True)
    value = typed.value
    if not typed.broken and value.low < 0:
        report_negative(value, change.amount, book)
        typed = Typed(None, value, typed.span)
    steps = steps_of(change.per, scope, book) if change.per else None
    if typed.broken or (change.per and steps is None):
        return nothing
    if steps is not None:
        value = bounded.multiply([value, steps]) if value.constant != 1 else steps
    if value.overflows:
        book.report.add(
            codes.POSSIBLE_OVERFLOW,
            "this amount can become too large to compute with",
            change.span,
            help="give narrower ranges to the fields",
        )
        return nothing
    return Built(Change(sign, value.expression, score.number), verb, value, score.number)


def steps_of(per: tree.Per, scope: Scope, book: Book) -> Bounded | None:
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
        report_negative(
            of.value, per.of, book, instead="leave out the sign: it is counted in steps"
        )
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


def _move(score: KnownScore, target: Bounded, verb: str, is_broken: bool = False) -> Built:
    moved = Move(target.expression, score.number)
    return Built(moved, verb, None if is_broken else target, score.number)


def _multiply(change: tree.Multiplies, score: KnownScore, scope: Scope, book: Book) -> Built:
    balance = Typed(Kind.POINTS, _balance(score), change.span)
    factor = lower(change.factor, scope, book)
    if factor.broken:
        return _move(score, balance.value, "multiplies", True)
    if factor.literal is not None:
        target = _times(balance.value, Fraction(factor.literal), change, book)
        return _checked_product(target, change, score, book)
    if factor.kind is not Kind.PERCENT:
        book.report.add(
            codes.WRONG_UNIT,
            "a score is multiplied by a fixed number or a percentage, "
            f"not by `{factor.span.shown}`",
            change.factor.span,
            f"this is {noun(factor.kind)}",
            help="write for example `multiplies by 95% rounded down`",
        )
        return _move(score, balance.value, "multiplies", True)
    typed = scaled_by(balance, factor, change.rounding, change.span, book)
    return _checked_product(None if typed.broken else typed.value, change, score, book)


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


def _checked_product(
    target: Bounded | None, change: tree.Multiplies, score: KnownScore, book: Book
) -> Built:
    if target is None:
        return _move(score, _balance(score), "multiplies", True)
    if target.overflows and _shrinks(target.expression):
        # What an open score reaches is not known yet: `growth` looks at this product again.
        bounds = min(score.bounds[0], 0), max(score.bounds[1], 0)
        whole = Bounded(target.expression, *bounds, target.size, target.depth)
        return _move(score, whole, "multiplies")
    if target.overflows:
        book.report.add(
            codes.POSSIBLE_OVERFLOW,
            "the score can become too large to compute with",
            change.span,
            help="give the score a range: `stays within 0 to 2000`",
        )
        return _move(score, _balance(score), "multiplies", True)
    return _move(score, target, "multiplies")


def _shrinks(product: Expression) -> bool:
    """Whether it is a fixed part of the score, no more than the whole."""
    match product:
        case Divide(Balance(), _):
            return True
        case Divide(Multiply((Balance(), Constant(factor))), by):
            return 0 <= factor <= by
        case _:
            return False


def _drop(change: tree.DropsTo, score: KnownScore, book: Book) -> Built:
    """Down to the top of a grade, where the score is above it; never up."""
    top = gradings.top_of(change.grade, score, book)
    if top is None:
        return _move(score, _balance(score), "drops", True)
    if top is gradings.OPEN:
        return _move(score, _balance(score), "drops")
    target = bounded.least(_balance(score), top)
    return attrs.evolve(_move(score, target, "drops"), limit=top)
