"""Caps of a named period, and of a person's own year: what the solver says is what is so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import effects
from policylang.auditor.decisions.lived import Lived
from policylang.auditor.question import Unfit
from policylang.auditor.solving import closure, packed
from policylang.model.finding import Evidence, Verdict
from policylang.model.machine import Anchored, Within
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import (
    accepted,
    gains_by_numbers,
    inquiry_of,
    is_noticed,
)
from tests.rooms.auditor.test_packed import cases_of, check

_PERIODS = """\
period spell {
  from 2018-01-30 to 2018-01-31
  from 2018-02-02 to 2018-02-03
}
period thaw {
  every year from 31 January to 2 February
}
period night {
  from 2017-12-01 to 2018-01-29
  from 2018-02-04 to 2018-03-01
}
period gone {
  from 2017-01-01 to 2017-02-01
}
assumed "For a test" {
  joined = 2016-02-02 "a date of somebody's own"
}
"""
_NEW = ("per spell", "per thaw", "per night", "per gone", "per year from joined")
_OLD = re.compile(r"per calendar \w+|per year from 1 February|in any \d days")


def _with_new_windows(random: Random) -> str:
    def window(found: re.Match[str]) -> str:
        return random.choice((found[0], *_NEW, *_NEW))

    return _OLD.sub(window, small_policy(random))


def policies(first: int) -> Iterator[tuple[str, Policy]]:
    """Small policies of which some caps count in named periods, or in a person's own year."""
    texts = (_with_new_windows(Random(seed)) + _PERIODS for seed in range(first, first + 5_000))
    for text, policy in accepted(texts):
        windows = [cap.window for cap in policy.machine.caps]
        if any(isinstance(each, Within | Anchored) for each in windows):
            yield text, policy


@pytest.mark.parametrize("part", range(2))
def test_the_solver_agrees_with_every_history(part: int) -> None:
    seen: Counter[str] = Counter()
    for text, policy in policies(part * 100_000 + 31):
        gains = gains_by_numbers(policy, text)
        if gains is None:
            continue
        seen.update({each for each in _NEW if each in text})
        seen.update(["exact", "gains" if gains else "none"])
        if seen["exact"] == 80:
            break
    assert min(seen[each] for each in (*_NEW, "gains", "none")) >= 10, seen


def test_both_solvers_agree() -> None:
    seen: Counter[str] = Counter()
    for text, policy in policies(900_000):
        inquiry = inquiry_of(policy)
        try:
            process = inquiry.process
        except Unfit:
            continue
        if isinstance(process, Lived):
            continue
        for case in cases_of(process, inquiry.pricing(), Random(1)):
            check(case, packed.plain(), seen, text)
        seen["policies"] += 1
        if seen["policies"] == 40:
            break
    assert seen["cases"] >= 3 * seen["unpackable"], seen
    assert seen["reached"] >= 40, seen


def test_a_cap_that_bites_outside_its_period_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(effects, "where_caps_bite", lambda rule, asked, _: [(asked, rule)])
    assert is_noticed((policy, policy) for _, policy in policies(31))


_BIRDS = """\
policy birds {
  title "Birds"
  currency EUR
  timezone "Europe/Berlin"
  in force from 2018-01-01
}
period winter { every year from 1 December to 29 February }
score credit { starts at 0 stays within 0 to 60 }
action feed { by choice costs 2 EUR earns 1, at most 8 per winter }
action walk { by choice costs 1 hours earns 1, at most 2 per calendar week }
grades of credit { good from 30 plain below }
perk gift { for good every year on 15 March pays 50 EUR }
"""


def test_a_season_beside_weeks_is_proved() -> None:
    """Up to 15 March 2018 two walks in each of eleven weeks, and eight points are bought for 16."""
    (answer,) = loads(_BIRDS).audit(properties=["profit"], horizon="3 years").answers
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    assert answer.figures["best profit"] == "134.00 EUR"
    assert answer.figures["costs of the best"] == "16.00 EUR"


def test_what_a_cap_of_a_season_holds_down_is_not_closed() -> None:
    """In winter eight points are all there is, so that 11 is never left; in summer it is."""
    text = _BIRDS.replace("earns 1, at most 8", "earns 20 when credit < 4, at most 8")
    text = text.replace("action walk", "action fall { by chance loses 60 }\naction rest")
    text = text.replace("earns 1, at most 2 per calendar week", "")
    process = inquiry_of(loads(text)).process
    assert process.plain
    assert closure.closed_below(process, 0, 20) is None
