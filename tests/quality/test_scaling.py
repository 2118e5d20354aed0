"""Many ways to one point, and many years: solved exactly, and soon, by merging what is fungible."""

from __future__ import annotations

import time

import pytest
from benchmarks.ways import by_hand, many_ways

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
