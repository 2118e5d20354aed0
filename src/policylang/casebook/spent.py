"""What the events of a case have cost: the side of a bargain that an outcome does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policylang.api import Policy
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.prices import costs_of
from policylang.core import codes
from policylang.model.history import History, Row
from policylang.model.units import Kind
from policylang.model.values import InputProblem, decimal_of


def money_spent(
    policy: Policy, history: History, attributes: Sequence[int], *, since: int | None, as_of: int
) -> Decimal:
    """The money that the events of a settled history cost by a day. A refused one costs nothing.

    Args:
        attributes: as they are on the first day.

    Raises:
        InputProblem: a cost depends on more than the event, the person and the scores before it.
    """
    run = policy.evaluator.run
    columns = history.columns
    rows: list[Row] = [
        (day, code, tuple(column[event] for column in columns))
        for event, (day, code) in enumerate(zip(history.days, history.codes, strict=True))
    ]

    def scores_after(before: History, day: int) -> tuple[int, ...]:
        return run(before, attributes, since=since, as_of=day).scores

    if history.changes:
        changing = "what the events cost is not known of a person whose attributes change"
        raise InputProblem(codes.CASE_VALUE, changing, _HELP)
    try:
        costs = costs_of(policy.machine, attributes, rows, scores_after)
    except Unfit as problem:
        raise InputProblem(codes.CASE_VALUE, str(problem), _HELP) from None
    refused = {each.event for each in run(history, attributes, since=since, as_of=as_of).refused}
    held = sum(money for event, (money, _) in enumerate(costs) if event not in refused)
    return decimal_of(held, policy.machine.denomination.scale(Kind.MONEY))


_HELP = "expect `perk money` and `sanction money` instead of `gain`"
