"""Seeded histories for Rongcheng, in the forms the contenders take."""

from __future__ import annotations

import datetime
import random

import attrs

from policylang.model.history import History

#: (date, action, value or None): money in cents, hours in seconds.
Row = tuple[datetime.date, str, int | None]

#: The policy of the benchmarks is in force from here; histories lie in the four years after.
FIRST = datetime.date(2014, 1, 1)
AS_OF = datetime.date(2017, 12, 31)

ACTIONS = (
    "traffic_ticket",
    "city_award",
    "department_award",
    "donate",
    "volunteer",
    "late_payment",
    "drunk_driving",
)


@attrs.frozen
class Resident:
    """One person: plain rows, the same in integers, and the loan in cents."""

    rows: tuple[Row, ...]
    history: History
    loan: int


def residents(
    count: int, events: tuple[int, int], weights: tuple[int, ...], *, seed: int
) -> list[Resident]:
    """Draw people.

    Args:
        events: least and most events of one person.
        weights: how often each of `ACTIONS` occurs.
    """
    draw = random.Random(seed)  # noqa: S311 - a workload, not a secret
    return [_resident(draw, draw.randint(*events), weights) for _ in range(count)]


def ordinary(count: int) -> list[Resident]:
    """20 events each, as reported figures suggest: tickets and late bills, some giving."""
    return residents(count, (20, 20), (25, 3, 10, 20, 22, 18, 2), seed=7)


def extreme(count: int) -> list[Resident]:
    """0 to 120 events, with both ends of the score's range reached again and again."""
    good = residents(count // 2, (0, 120), (1, 40, 10, 30, 19, 0, 0), seed=8)
    bad = residents(count - count // 2, (0, 120), (30, 1, 1, 5, 5, 60, 4), seed=9)
    return good + bad


def _resident(draw: random.Random, count: int, weights: tuple[int, ...]) -> Resident:
    span = (AS_OF - FIRST).days
    days = sorted(FIRST.toordinal() + draw.randint(0, span) for _ in range(count))
    names = draw.choices(ACTIONS, weights, k=count)
    values = [_value(draw, name) for name in names]
    rows = tuple(
        (datetime.date.fromordinal(day), name, value)
        for day, name, value in zip(days, names, values, strict=True)
    )
    codes = [ACTIONS.index(name) for name in names]
    history = History(days, codes, ([value or 0 for value in values],))
    return Resident(rows, history, draw.choice((0, 0, 5_000_000, 20_000_000)))


def _value(draw: random.Random, name: str) -> int | None:
    if name == "donate":
        return draw.randint(100, 100_000)
    return draw.randint(1, 48) * 1800 if name == "volunteer" else None
