"""Many ways to one point, and many years: solved exactly, and soon, by merging what is fungible."""

from __future__ import annotations

import time

import pytest
from benchmarks.ways import PRIZE, by_hand, many_ways

from policylang import loads

#: Seconds for the slowest, on a core that others share.
_PATIENCE = 30


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
    assert answer.figures["most a year in the long run"] == f"{PRIZE}.00 USD"
