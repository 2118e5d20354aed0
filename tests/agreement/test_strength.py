"""The suite is only as strong as what it generates: the shares of what matters may not fall."""

from __future__ import annotations

import pytest

from tests.agreement import strength_of_schemes
from tests.agreement.people import sample, scheme_villages, villages
from tests.agreement.strength import SHARES, measured

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


_SET_OFF = ("rules by ", "grants by ")
#: Of schemes: nothing that only they have is never or hardly ever reached.
LEAST_OF_SCHEMES = {
    **{words: 0.08 for words in strength_of_schemes.SHARES if words.startswith(_SET_OFF)},
    "grants by OnDay that are given": 0.02,
    "quiet times that pass more than once": 0.20,
    "rules that another rule sets off": 0.02,
    "lots that run out": 0.30,
    "changes that would have run out already": 0.003,
    "restores that take something back": 0.03,
    "changes cut by a cap on points": 0.02,
    "entries stopped by a cap with times": 0.015,
    "changes cut by a net cap": 0.06,
    "changes cut by the highest so far": 0.10,
    "changes cut by a cap with a key": 0.08,
    "changes cut by the range": 0.10,
    "statuses that end by themselves": 0.10,
    "statuses that are prolonged": 0.08,
    "statuses people are in at the end": 0.08,
    "entries after the day of their event": 0.05,
    "events that are refused": 0.015,
    "results without consent": 0.10,
    "histories with attributes that change": 0.30,
    "people saved more than once": 0.20,
}


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    return measured(sample(80, villages()))


def test_what_matters_happens_often_enough(shares: dict[str, float]) -> None:
    assert LEAST.keys() == SHARES.keys()
    assert {words: shares[words] for words, least in LEAST.items() if shares[words] < least} == {}


def test_what_matters_also_fails_to_happen(shares: dict[str, float]) -> None:
    assert {words: shares[words] for words, most in MOST.items() if shares[words] > most} == {}


def test_what_only_schemes_have_happens_often_enough() -> None:
    shares = strength_of_schemes.measured(sample(100, scheme_villages()))
    assert LEAST_OF_SCHEMES.keys() == shares.keys()
    short = {words for words, least in LEAST_OF_SCHEMES.items() if shares[words] < least}
    assert {words: shares[words] for words in short} == {}
