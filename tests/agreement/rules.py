"""Actions with their rules: every effect, rate, condition and cap of the language."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policylang.model.units import PERCENT, Kind
from policylang.syntax import nodes as tree
from tests.agreement.conditions import condition, ladder
from tests.agreement.quantities import QUARTER_HOUR, at_least_nothing, quantity, small
from tests.agreement.recall import LENGTHS
from tests.agreement.terms import OPEN_END, Term
from tests.agreement.texts import notes, text
from tests.agreement.world import Deed, Sight, World

_MEASURED: Final = (Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.POINTS)
_FACTORS: Final = ("0.5", "0.95", "1.5", "2", "0", "1", "0.333", "-1", "-0.5", "1.25")


def action(world: World, deed: Deed, fields: tuple[tree.Field, ...]) -> tree.ActionBlock:
    """A kind of event with what it does; the fields have been declared before."""
    choose, sight = world.choose, Sight(deed.fields, event=True)
    clauses: list[object] = [*notes(choose), *fields]
    if choose.chance(50):
        clauses.append(tree.By(choose.among(("choice", "chance", "authority"))))
    if choose.chance(30):
        clauses.extend(_costs(world, sight))
    for _ in range(choose.how_many(5, 40, 35, 20)):
        clauses.extend(_chain(world, sight))
    return tree.ActionBlock(tree.Name(deed.name), text(choose, 40), tuple(clauses))


def _costs(world: World, sight: Sight) -> list[tree.Costs]:
    kinds = [Kind.HOURS, *([Kind.MONEY] if world.has_money else [])]
    return [
        tree.Costs(at_least_nothing(world, world.choose.among(kinds), sight, 1).node)
        for _ in range(world.choose.number(1, 2))
    ]


# --- chains --------------------------------------------------------------------------------


def _chain(world: World, sight: Sight) -> list[tree.Effect]:
    """One rule, or several of which the first that holds is applied."""
    choose = world.choose
    world.settled = set()
    form = choose.weighted(always=30, once=25, ladder=20, mixed=25)
    tests: list[Term] = []
    if form == "ladder":
        tests = ladder(world, sight, choose.number(1, 3))
    elif form != "always":
        wanted = [condition(world, sight, 2) for _ in range(1 if form == "once" else 2)]
        tests = [test for test in wanted if test is not None]
    if not tests:
        return [_effect(world, sight, None)]
    effects = [
        _effect(world, sight, tree.Condition(place > 0, test.node))
        for place, test in enumerate(tests)
    ]
    if form != "once" and choose.chance(60):
        effects.append(_effect(world, sight, tree.Condition(True, None)))
    return effects


def _effect(world: World, sight: Sight, when: tree.Condition | None) -> tree.Effect:
    change, usual = _change(world, sight)
    return tree.Effect(change, when, _caps(world, usual))


# --- changes -------------------------------------------------------------------------------

_Change = tree.Earns | tree.Loses | tree.Sets | tree.Multiplies | tree.DropsTo


def _change(world: World, sight: Sight) -> tuple[_Change, int | None]:
    """An effect, and what it usually comes to in held points; None for a move."""
    match world.choose.weighted(earns=40, loses=30, sets=10, multiplies=12, drops=8):
        case "sets":
            return tree.Sets(_target(world, sight)), None
        case "multiplies":
            return _multiplies(world, sight), None
        case "drops" if world.grades:
            return tree.DropsTo(tree.Name(world.choose.among(world.grades)[0])), None
        case "loses" | "drops":
            amount, per, usual = _amount(world, sight)
            return tree.Loses(amount, per), usual
        case _:
            amount, per, usual = _amount(world, sight)
            return tree.Earns(amount, per), usual


def _amount(world: World, sight: Sight) -> tuple[tree.Expr, tree.Per | None, int]:
    choose = world.choose
    unit = world.denomination.scale(Kind.POINTS)
    form = choose.weighted(plain=45, computed=25, rate=30)
    if form == "plain":
        term = small(world, Kind.POINTS, low=0 if choose.chance(5) else unit)
        return term.node, None, term.low
    if form == "computed":
        term = at_least_nothing(world, Kind.POINTS, sight, 2)
        return term.node, None, max(unit, min(term.near[1], 30 * unit))
    kinds = [kind for kind in _MEASURED if kind in world.kinds]
    shown = {slot.kind for slot in sight.fields} & set(kinds)
    kind = choose.among(sorted(shown) if shown and choose.chance(75) else kinds)
    of = at_least_nothing(world, kind, sight, 1)
    if of.bare:  # steps of a number that is only written down are refused
        return _amount(world, sight)
    step = world.constant(kind, _step(world, kind, of))
    amount = small(world, Kind.POINTS, low=unit)
    if choose.chance(20):
        amount = at_least_nothing(world, Kind.POINTS, sight, 1)
    if amount.high * (of.high // step.low + 1) > 10**10:
        amount = small(world, Kind.POINTS, low=unit)
    per = tree.Per(step.node, of.node, choose.chance(40))
    return amount.node, per, max(unit, min(amount.near[1], 9 * unit) * 2)


def _step(world: World, kind: Kind, of: Term) -> int:
    """A step of which a usual value holds a few."""
    least = QUARTER_HOUR if kind is Kind.HOURS else 1
    if world.choose.chance(25):
        return max(least, small(world, kind).low)
    usual = max(least, min(of.near[1], 10**7)) // world.choose.among((1, 2, 3, 4, 7))
    return max(least, usual // least * least)


def _target(world: World, sight: Sight) -> tree.Expr:
    """What the score is set to: a constant inside its range, or anything worked out."""
    score, choose = world.score, world.choose
    if choose.chance(50):
        low, high = max(score.low, -500), min(score.high, score.near[1] + 10)
        return world.constant(Kind.POINTS, choose.number(min(low, high), high)).node
    target = quantity(world, Kind.POINTS, sight, 2)
    far = max(map(abs, target.bounds)) >= OPEN_END  # refused: it grows with every event
    return target.node if target.varies and not far else score.node


def _multiplies(world: World, sight: Sight) -> tree.Multiplies:
    choose = world.choose
    rounding = choose.among(tree.ROUNDINGS)
    if max(map(abs, world.score.bounds)) >= OPEN_END:  # only what leads nearer to nothing
        held = choose.among((25, 50, 95)) * PERCENT
        rounding = choose.among(("rounded down", "rounded up", "truncated"))
        return tree.Multiplies(world.constant(Kind.PERCENT, held).node, rounding)
    if choose.chance(40):
        factor = Decimal(choose.among(_FACTORS))
        whole = factor == factor.to_integral_value()
        return tree.Multiplies(
            tree.Quantity(factor), None if whole and choose.chance(50) else rounding
        )
    percent = quantity(world, Kind.PERCENT, sight, 1, firm=True)
    return tree.Multiplies(percent.node, rounding)


# --- caps ----------------------------------------------------------------------------------


def _caps(world: World, usual: int | None) -> tuple[tree.AtMost, ...]:
    """No cap, one or several; on points only where the effect has points of its own."""
    choose = world.choose
    return tuple(_cap(world, usual) for _ in range(choose.how_many(45, 30, 18, 7)))


def _cap(world: World, usual: int | None) -> tree.AtMost:
    choose = world.choose
    per: tree.CalendarWindow | tree.AnyDays = tree.CalendarWindow(choose.among(tree.PERIODS))
    if choose.chance(50):
        per = tree.AnyDays(choose.among(LENGTHS))
    if usual is None or choose.chance(35):
        limit = choose.among((1, 1, 2, 2, 3, 4)) if choose.chance(95) else 0
        return tree.AtMost(world.plain(Kind.NUMBER, limit), (per,), True)
    times, extra = choose.number(1, 4), choose.number(0, 3)
    limit = max(0, usual * times // 2 + extra - 1)
    return tree.AtMost(world.plain(Kind.POINTS, limit), (per,), False)
