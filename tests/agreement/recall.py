"""Counts and sums over the history, with every window and with filters."""

from __future__ import annotations

from typing import Final

from policylang.model.units import Kind
from policylang.syntax import nodes as tree
from tests.agreement.terms import Term
from tests.agreement.world import Deed, Sight, World

#: Events one history may have, as the checker reckons.
_MOST: Final = 1_000_000
_SUMMABLE: Final = (Kind.NUMBER, Kind.POINTS, Kind.MONEY, Kind.HOURS)
#: Lengths of windows in days: short enough that a generated history leaves them behind.
LENGTHS: Final = (1, 2, 3, 5, 7, 10, 30, 31, 90, 365, 366)


def window(world: World) -> tree.Window:
    """A window of any kind."""
    choose = world.choose
    match choose.weighted(days=35, weeks=10, calendar=40, ever=15):
        case "days":
            return tree.SlidingWindow(choose.among(LENGTHS), "days")
        case "weeks":
            return tree.SlidingWindow(choose.number(1, 4), "weeks")
        case "calendar":
            return tree.CalendarWindow(choose.among(tree.PERIODS))
        case _:
            return tree.Ever()


def history_term(world: World, kind: Kind) -> Term | None:
    """A count (a number) or the sum of a field of a kind; None where no action has one."""
    again = [term for term in world.recalled if term.kind is kind]
    if again and world.choose.chance(30):
        return world.choose.among(again)
    owners = [deed for deed in world.deeds if any(slot.kind is kind for slot in deed.fields)]
    if kind is Kind.NUMBER and not (owners and world.choose.chance(40)):
        term = _count(world, world.choose.among(world.deeds))
    elif owners and kind in _SUMMABLE:
        term = _sum(world, kind, world.choose.among(owners))
    else:
        return None
    world.recalled.append(term)
    return term


def _count(world: World, deed: Deed) -> Term:
    node = tree.CountOf(tree.Occasion(tree.Name(deed.name)), _filter(world, deed), window(world))
    return Term(node, Kind.NUMBER, (0, _MOST), (0, 6))


def _sum(world: World, kind: Kind, deed: Deed) -> Term:
    slot = world.choose.among([slot for slot in deed.fields if slot.kind is kind])
    low, high = min(0, slot.bounds[0]), max(0, slot.bounds[1])
    node = tree.SumOf(
        tree.Name(slot.name),
        tree.Occasion(tree.Name(deed.name)),
        _filter(world, deed),
        window(world),
    )
    return Term(node, kind, (low * _MOST, high * _MOST), (low * 3, high * 3))


def _filter(world: World, deed: Deed) -> tree.Expr | None:
    if not world.choose.chance(50):
        return None
    outside, world.settled = world.settled, set()
    filtering = world.condition(world, Sight(deed.fields, state=False), 1)
    world.settled = outside
    return None if filtering is None else filtering.node
