"""Many ways to one point, and many years: solved exactly, and soon, by merging what is fungible."""

from __future__ import annotations

import time

import pytest

from policylang import loads

#: Points that the best grade takes; what a prize is worth each year; points an action gives a year.
_TOP, _PRIZE, _CAP = 200, 100, 5
#: Seconds for the slowest, on a core that others share.
_PATIENCE = 30


def many_ways(actions: int) -> str:
    """A policy with actions that give a point for 3, 4, 5 ... dollars, up to a cap each."""
    head = (
        'policy many {\n  title "Many"\n  currency USD\n  timezone "UTC"\n'
        "  in force from 2018-01-01\n}\n"
        "score credit {\n  starts at 0\n  stays within 0 to 1000\n}\n"
    )
    ways = "".join(
        f"action a{n} {{\n  amount: money from 0 USD to 10,000 USD\n  by choice\n  costs amount\n"
        f"  earns 1 per {n + 3} USD of amount, at most {_CAP} points per calendar year\n}}\n"
        for n in range(actions)
    )
    return (
        f"{head}{ways}grades of credit {{\n  top from {_TOP}\n  low below\n}}\n"
        f"perk prize {{\n  for top\n  every year on 1 December\n  pays {_PRIZE} USD\n}}\n"
    )


def by_hand(actions: int, years: int) -> int:
    """The most that can be gained: by the year of the first prize, prizes less cheapest points."""
    prices = sorted(n + 3 for n in range(actions) for _ in range(_CAP))
    best = 0
    for year in range(1, years + 1):
        points = sorted(prices * year)[:_TOP]
        if len(points) == _TOP:
            best = max(best, _PRIZE * (years - year + 1) - sum(points))
    return best


@pytest.mark.parametrize(
    ("actions", "years"), [(5, 3), (5, 10), (5, 30), (20, 10), (100, 3), (100, 10)]
)
def test_the_optimum_is_the_one_found_by_hand(actions: int, years: int) -> None:
    policy = loads(many_ways(actions))
    begun = time.monotonic()
    report = policy.audit(horizon=f"{years} years", properties=["profit"])
    assert time.monotonic() - begun < _PATIENCE
    (answer,) = report.answers
    gain = by_hand(actions, years)
    if gain:
        assert answer.figures["best profit"] == f"{gain:,}.00 USD"
    else:
        assert answer.findings == ()
        assert answer.summary.startswith("Nobody gains")


@pytest.mark.parametrize("actions", [5, 20])
def test_the_first_profit_of_all_time_is_the_one_found_by_hand(actions: int) -> None:
    (answer,) = loads(many_ways(actions)).audit(properties=["for ever"]).answers
    year = next(each for each in range(1, 100) if by_hand(actions, each))
    assert answer.figures["first profit"] == f"{2017 + year}-12-01"
    assert answer.figures["most a year in the long run"] == f"{_PRIZE}.00 USD"
