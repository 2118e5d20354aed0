"""Perks, sanctions, grades and claims."""

from __future__ import annotations

import datetime
from typing import Final

from policylang.model.units import Kind
from policylang.syntax import nodes as tree
from tests.agreement.conditions import condition
from tests.agreement.quantities import at_least_nothing
from tests.agreement.texts import TEXTS, notes, text
from tests.agreement.world import ERA, TURNS, Sight, World

_GRADES: Final = (
    ("A+", "A", "B-", "C"),
    ("gold", "silver", "None", "low"),
    ("一", "二", "三", "四"),
)
#: Days of the year that are the edge of something, and the leap day.
_ANNUAL: Final = ((29, 2), (28, 2), (1, 3), (31, 12), (1, 1), (31, 3), (30, 6), (6, 4))
_NOTHING_IN_SIGHT: Final = Sight()


def grades(world: World, score: str) -> tree.GradesBlock | None:
    """A table of grades with bounds inside the range of the score; enters them in the world."""
    choose = world.choose
    names = choose.among(_GRADES)[: choose.how_many(15, 5, 25, 30, 25)]
    low, high = world.score.low, world.score.high
    if not names or high - low < 4:
        return None
    middle, unit = sum(world.score.near) // 2, world.denomination.scale(Kind.POINTS)
    first, last = max(low + 1, middle - 12 * unit), min(high, middle + 12 * unit)
    bounds = sorted({_bound(world, first, last) for _ in names[1:]}, reverse=True)
    rows: list[object] = [*notes(choose)]
    for name, bound in zip(names, bounds, strict=False):
        rows.append(tree.GradeRow(tree.Name(name), world.plain(Kind.POINTS, bound)))
    rows.append(tree.GradeRow(tree.Name(names[len(bounds)]), None))
    world.grades = tuple(zip(names, [*bounds, None], strict=False))
    return tree.GradesBlock(tree.Name(score), tuple(rows))


def _bound(world: World, first: int, last: int) -> int:
    """Where a grade begins: mostly at a score that whole points lead to."""
    choose, unit = world.choose, world.denomination.scale(Kind.POINTS)
    if choose.chance(20):
        return choose.among((first, last))
    if choose.chance(20):
        return choose.number(first, last)
    steps = choose.among((0, 0, 1, -1, 2, -2, 4, -4, 6, -6))
    return min(max(world.start + steps * unit, first), last)


def grant(world: World, name: str) -> tree.GrantBlock:
    """A perk or sanction: who gets it, when, and what."""
    choose = world.choose
    world.settled = set()
    perk = choose.chance(65)
    clauses: list[object] = [*notes(choose)]
    if world.grades and choose.chance(50):
        clauses.append(_for(world))
    if choose.chance(45):
        test = condition(world, _NOTHING_IN_SIGHT, 2)
        clauses += [tree.When(test.node)] if test else []
    schedule = _schedule(world)
    clauses += [schedule] if schedule else []
    priced = schedule is not None and world.has_money and choose.chance(70)
    if priced:
        amount = at_least_nothing(world, Kind.MONEY, _NOTHING_IN_SIGHT, 2).node
        clauses.append(tree.Worth(choose.among(("pays", "saves")) if perk else "costs", amount))
    for _ in range(choose.how_many(60, 30, 10) if priced else choose.number(1, 2)):
        verb = "grants" if perk else "imposes"
        clauses.append(tree.Grants(verb, tree.Text(choose.among(TEXTS))))
    kind = "perk" if perk else "sanction"
    return tree.GrantBlock(kind, tree.Name(name), text(choose, 30), tuple(clauses))


def _for(world: World) -> tree.ForGrades:
    choose = world.choose
    names = [tree.Name(name) for name, _ in world.grades]
    reach = choose.among(("exactly", "or better", "or worse"))
    if reach != "exactly" or choose.chance(60):
        return tree.ForGrades((choose.among(names),), reach)
    first = choose.number(0, len(names) - 1)
    return tree.ForGrades((*names[first:], *names[: max(0, first - 1)])[:3], reach)


def _schedule(world: World) -> tree.EveryYear | tree.EveryMonth | tree.OnceOn | None:
    choose = world.choose
    match choose.weighted(none=25, year=25, month=30, once=20):
        case "year":
            day, month = choose.among(_ANNUAL)
            return tree.EveryYear(day, month)
        case "month":
            return tree.EveryMonth(choose.among((1, 15, 28, 29, 30, 31, None)))
        case "once":
            day = choose.among(TURNS) if choose.chance(70) else choose.number(*ERA)
            if world.edges and choose.chance(30):
                day = choose.among(world.edges)
            return tree.OnceOn(tree.DateLiteral(datetime.date.fromordinal(day)))
        case _:
            return None


def claim(world: World, name: str) -> tree.ClaimBlock:
    """A claim about gain and cost."""
    choose = world.choose
    gain = tree.GainAtMostCost(
        choose.number(1, 36),
        choose.among(("days", "months", "years")),
        choose.among(("<=", "<")),
    )
    return tree.ClaimBlock(tree.Name(name), text(choose, 50), (*notes(choose), gain))
