"""The suite is only as strong as what it generates: the shares of what matters may not fall."""

from __future__ import annotations

import pytest

from tests.agreement.strength import SHARES, measured, sample

#: The least share of each, well below what is measured.
LEAST = {
    "entries that change the score": 0.30,
    "entries that ask for nothing": 0.03,
    "entries cut by a cap on points": 0.06,
    "entries cut only in part": 0.02,
    "entries stopped by a cap with times": 0.06,
    "entries cut by the range of the score": 0.08,
    "conditions that hold": 0.30,
    "entries of a later arm of a chain": 0.10,
    "entries of a plain otherwise": 0.04,
    "choices where nothing is applied": 0.10,
    "days due that bring something": 0.30,
    "days due that are days of events": 0.03,
    "perks without a date that hold": 0.30,
    "events on the day of the one before": 0.15,
    "counts that events have dropped out of": 0.30,
    "histories that go on after the day asked about": 0.05,
    "histories without events": 0.01,
    "histories with a first day of their own": 0.25,
}
#: What must also fail to happen often.
MOST = {
    "entries that ask for nothing": 0.40,
    "conditions that hold": 0.70,
    "days due that bring something": 0.85,
    "perks without a date that hold": 0.85,
    "histories that go on after the day asked about": 0.50,
}


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    return measured(sample(100))


def test_what_matters_happens_often_enough(shares: dict[str, float]) -> None:
    assert LEAST.keys() == SHARES.keys()
    assert {words: shares[words] for words, least in LEAST.items() if shares[words] < least} == {}


def test_what_matters_also_fails_to_happen(shares: dict[str, float]) -> None:
    assert {words: shares[words] for words, most in MOST.items() if shares[words] > most} == {}
