"""What the events of a history cost, in money and hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from policylang.auditor.decisions.readings import OF_EVENT, View
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.history import History, Row, columns_of
from policylang.model.machine import Action, EndOf, Machine
from policylang.model.units import HOUR
from policylang.runtime.expressions import value_of


def price_is_fixed(action: Action) -> bool:
    """Whether what an event costs follows from its fields and the person."""
    return all(
        isinstance(part, OF_EVENT) for cost in action.costs for part in e.every_part(cost.amount)
    )


def costs_of(
    machine: Machine,
    attributes: Sequence[int],
    rows: Sequence[Row],
    scores_after: Callable[[History, int], tuple[int, ...]],
) -> tuple[tuple[int, int], ...]:
    """What each event of a history costs, also where that depends on the scores before it.

    Args:
        scores_after: the scores that a history leads to by a day, asked for where need be.

    Raises:
        Unfit: it depends on more.
    """
    costs = []
    for number, (day, code, values) in enumerate(rows):
        before: tuple[int, ...] | None = None
        if not price_is_fixed(machine.actions[code]):
            before = scores_after(columns_of(rows[:number], machine.width), day)
        costs.append(cost_of(machine, attributes, code, values, before))
    return tuple(costs)


def cost_of(
    machine: Machine,
    attributes: Sequence[int],
    code: int,
    values: Sequence[int],
    scores: Sequence[int] | None = None,
) -> tuple[int, int]:
    """What an event costs in held money and held hours.

    Args:
        scores: those before the event; None where they are not known.

    Raises:
        Unfit: that depends on more than the event, the person and such scores.
    """
    action = machine.actions[code]
    if not price_is_fixed(action):
        _check_price(action, machine, known=scores is not None)
    view = View(machine, attributes, scores=scores or (), fields=values)
    money = hours = 0
    for cost in action.costs:
        amount = value_of(cost.amount, view)
        if cost.kind == "money":
            money += amount
        else:
            hours += amount
    return money, hours


def _check_price(action: Action, machine: Machine, *, known: bool) -> None:
    """Refuse a price that depends on what the scores before an event do not tell.

    What comes at the end of a day comes after its events, so scores of that day do not tell either.
    """
    parts = [part for cost in action.costs for part in e.every_part(cost.amount)]
    plain = all(isinstance(part, (*OF_EVENT, e.Balance, e.RankOf)) for part in parts)
    ranked = any(isinstance(part, e.RankOf) for part in parts)
    held = ranked and any(each.holds or len(each.versions) > 1 for each in machine.gradings)
    late = any(isinstance(each.trigger, EndOf) for each in machine.reactions)
    if not known or not plain or held or late:
        raise Unfit(f"the cost of `{action.name}` depends on more than the event and the person")


def as_hours(held: int) -> Decimal:
    """Held hours (seconds) in hours, to two decimals where they are not whole."""
    whole = Decimal(held) / HOUR
    return whole if whole == whole.to_integral_value() else round(whole, 2)
