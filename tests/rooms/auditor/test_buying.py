"""Points bought by their price: where a search sees too little, and never more than there is."""

from __future__ import annotations

from random import Random

import pytest

from policylang import loads
from policylang.auditor.searching import buying
from policylang.auditor.searching.ways import ways_of
from policylang.core.errors import PolicyError
from policylang.model.finding import Evidence, Verdict
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

_HEAD = """\
policy many {
  title "Many"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
score credit { starts at 0 stays within 0 to 1,000 }
grades of credit { gold from %d plain below }
perk gift { for gold every year on 15 December pays 400 USD }
rule fade { at the end of every year loses 1,000 }
"""
#: Twenty actions, a dollar a point, each once before December: 2 + 3 + ... + 21 = 230 points.
_MANY = "\n".join(
    f"action a{n} {{ by choice costs {n + 2} USD earns {n + 2}, "
    f"at most {n + 2} in any {350 + n} days }}"
    for n in range(20)
)


@pytest.mark.parametrize(("bound", "gain"), [(225, "175.00 USD"), (231, None)])
def test_twenty_unlike_actions_are_bought(bound: int, gain: str | None) -> None:
    policy = loads(_HEAD % bound + _MANY)
    (answer,) = policy.audit(properties=["profit"], horizon="1 years", memory="4 MiB").answers
    if gain is None:
        assert answer.verdict is Verdict.UNKNOWN
        return
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.REPLAYED)
    assert answer.figures["best profit"] == gain


def test_the_dear_ones_are_left_out() -> None:
    """Ten dollars are enough where a point costs ten cents in one action and a dollar in others."""
    cheap = "action cheap { by choice costs 1 USD earns 10, at most 100 per calendar month }\n"
    policy = loads(_HEAD % 225 + _MANY + "\n" + cheap)
    inquiry = inquiry_of(policy)
    longer = inquiry.until(FIRST + 364)
    rows = buying.bought(longer, ways_of(policy.machine, ()).every)
    names = [policy.machine.actions[code].name for _, code, _ in rows]
    assert set(names) == {"cheap"}
    assert 23 <= len(names) <= 24


def test_what_is_bought_is_no_more_than_there_is() -> None:
    gains = found = best = 0
    for seed in range(400_000, 400_400):
        try:
            policy = loads(small_policy(Random(seed)))
            every = go_through(policy.machine, FIRST, LAST)
        except (PolicyError, TooMany):
            continue
        inquiry = inquiry_of(policy)
        rows = buying.bought(inquiry, ways_of(policy.machine, ()).every)
        value = inquiry.value_of(inquiry.replay(rows)) // inquiry.scale
        assert every.idle <= value <= every.best, seed
        if every.best > every.idle:
            gains += 1
            found += value > every.idle
            best += value == every.best
    # Where something can be gained, it mostly finds that, and often the best there is.
    assert gains >= 40
    assert found >= 0.7 * gains
    assert best >= 0.5 * gains
