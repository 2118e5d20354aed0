"""Done as soon as there is room, or not at all: nothing is lost by it, and states are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions.process import process_of
from policylang.auditor.decisions.soonest import Soonest
from policylang.auditor.properties import price
from policylang.auditor.question import STATE, Unfit
from policylang.auditor.solving.solver import Pricing, solve
from policylang.auditor.solving.stopping import Stopped
from policylang.model.finding import Evidence, Verdict
from tests.rooms.auditor.small_policies import HEAD, perk_of, rule_of
from tests.rooms.auditor.test_every_history import (
    LAST,
    accepted,
    gains_by_numbers,
    inquiry_of,
    is_noticed,
)

_BESIDE = (
    "per calendar week", "per calendar month", "ever", "in any 6 days", "per year from 1 February",
)  # fmt: skip


def policy_of(random: Random) -> str:
    """A small policy of gains, most of them under caps over moving windows."""
    high = random.randint(3, 8)
    bounds = sorted(random.sample(range(1, high + 1), 2), reverse=True)
    blocks = [
        HEAD,
        f"score standing {{\n  starts at 0\n  stays within 0 to {high}\n}}\n",
        *(_giver(random, number) for number in range(random.randint(1, 3))),
        f"grades of standing {{ top from {bounds[0]} middle from {bounds[1]} low below }}\n",
        *(_gift(random, number) for number in range(random.randint(1, 2))),
    ]
    if random.random() < 0.5:
        blocks.append(rule_of(random))
    return "\n".join(blocks)


def _gift(random: Random, number: int) -> str:
    """A perk worth waiting for until the windows have opened anew some times; or any other."""
    if random.random() < 0.3:
        return perk_of(random, number)
    when = random.choice(("once on 2018-02-05", "at the end of every week", "every month on day 3"))
    grade, worth = random.choice(("top", "top", "middle or better")), random.randint(5, 30)
    return f"perk p{number} {{\n  for {grade}\n  {when}\n  pays {worth} USD\n}}\n"


def _giver(random: Random, number: int) -> str:
    size = random.randint(1, 2)
    limit = size * random.randint(1, 2) + (random.random() < 0.1)
    moving = random.random() < 0.8
    caps = f", at most {limit} points " + (
        f"in any {random.choice((2, 2, 3, 3, 4, 5))} days" if moving else "per calendar week"
    )
    if random.random() < 0.4:
        more = size * random.randint(1, 3) + (random.random() < 0.1)
        caps += f", at most {more} points {random.choice(_BESIDE)}"
    cost = random.choice((f"costs {random.randint(1, 4)} USD", "costs 1 hours"))
    amount = f"{size} standing"
    field = ""
    if random.random() < 0.2:
        field, amount = "  n: number from 0 to 2\n", f"{size} standing per 1 of n"
        cost = f"costs {random.randint(1, 3)} USD * n"
    return f"action a{number} {{\n{field}  by choice\n  {cost}\n  earns {amount}{caps}\n}}\n"


def policies(first: int) -> Iterator[tuple[str, Policy]]:
    return accepted(policy_of(Random(seed)) for seed in range(first, first + 5_000))


@pytest.mark.parametrize("part", range(2))
def test_the_solver_agrees_with_every_history(part: int) -> None:
    seen: Counter[str] = Counter()
    for text, policy in policies(100_000 * part):
        gains = gains_by_numbers(policy, text)
        if gains is None:
            continue
        process = inquiry_of(policy).process
        seen.update(["exact", "gains" if gains else "none"])
        seen["soonest"] += bool(process.soonest)
        seen["several"] += any(len(each.caps) > 1 for each in process.soonest)
        seen["not so"] += bool(process.moving) and not process.soonest
        if seen["exact"] == 70:
            break
    assert seen["soonest"] >= 20, seen
    assert min(seen[each] for each in ("gains", "none", "several", "not so")) >= 1, seen


def test_with_and_without_it_everything_comes_to_the_same() -> None:
    """Gains, and the least money and hours, and the first day, of each grade under a budget."""
    compared = fewer = 0
    for text, policy in policies(600_000):
        inquiry = inquiry_of(policy)
        question = attrs.evolve(
            inquiry.question, until=LAST + 4, hours_a_year=3600 * 2, memory=4_000 * STATE
        )
        try:
            process = process_of(policy.machine, question, budgeted=True)
        except Unfit:
            continue
        if not process.soonest:
            continue
        apart = attrs.evolve(process, soonest=())
        pricing = Pricing(1, 1, inquiry.pricing().grants)
        try:
            found, plain = (solve(each, pricing) for each in (process, apart))
        except Stopped:
            continue
        assert found is not None
        assert plain is not None
        assert (found.value, found.tops) == (plain.value, plain.tops), text
        fewer += found.states < plain.states
        for bound in range(1, 9):
            goal = lambda state, bound=bound: state[0] >= bound  # noqa: E731
            for first in (True, False):
                one, two = (
                    solve(each, price.CHEAPEST, goal=goal, first=first) for each in (process, apart)
                )
                assert (one and one.value) == (two and two.value), text
                if first:
                    assert (one and one.stage) == (two and two.stage), text
        compared += 1
        if compared == 50:
            break
    assert compared == 50
    assert fewer >= 25


def test_stopping_too_soon_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an action is over though there was no room, or though a run begins."""
    monkeypatch.setattr(Soonest, "has_room", lambda *_: True)
    assert is_noticed((policy, policy) for _, policy in policies(1))


_CLUB = (
    HEAD
    + """\
score credit { starts at 0 stays within 0 to 60 }
action give { by choice costs 3 USD earns 2, at most 6 in any 30 days }
action help { by choice costs 1 hours earns 3, at most 9 in any 45 days }
grades of credit { good from 40 plain below }
perk gift { for good every year on 1 December pays 50 USD }
"""
)


def test_two_moving_windows_are_proved_over_three_years() -> None:
    """Nine points in every 45 days by helping: 40 by December of the first year, for nothing."""
    policy = loads(_CLUB)
    (answer,) = policy.audit(properties=["profit"], horizon="3 years").answers
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    assert answer.figures["best profit"] == "150.00 USD"
    assert int(answer.figures["states"].replace(",", "")) < 100_000


_WEEKS = """\
action a { by choice costs 3 USD earns 1, at most 3 per calendar week }
action b { by choice costs 2 USD earns 1, at most 2 per calendar week }
action c { by choice costs 1 USD earns 1, at most 2 in any 10 days }
grades of credit { gold from 8 plain below }
perk gift { for gold every month on day 5 pays 20 USD }
"""


def test_caps_that_are_merged_leave_moving_windows_in_their_place() -> None:
    """Eight points by 5 February: in all of January eight by `c`, or `b` where there is no time.

    Four windows of ten days begin on 1, 11, 21 and 31 January, each with two points of a euro.
    """
    score = "score credit { starts at 0 stays within 0 to 60 }\n"
    (answer,) = loads(HEAD + score + _WEEKS).audit(properties=["profit"], horizon="40 days").answers
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    assert answer.figures["best profit"] == "12.00 USD"


_AMOUNTS = (
    HEAD
    + """\
score credit { starts at 100 stays within 0 to 300 }
action donate {
  amount: money from 1 USD to 1,000 USD
  by choice
  costs amount
  earns 1 per 10 USD of amount, at most 20 in any 30 days
}
action volunteer {
  time: hours from 1 to 100
  by choice
  costs time
  earns 1 per 2 hours of time, at most 10 in any 7 days
}
grades of credit { top from 200 plain below }
perk bonus { for top every year on 31 December pays 500 USD }
"""
)


def test_amounts_under_two_moving_windows_are_proved_over_three_years() -> None:
    """100 points by helping ten times for 20 hours, from 1 January to 5 March; then three perks."""
    policy = loads(_AMOUNTS)
    (gain, cost) = policy.audit(properties=["profit", "grades"], horizon="3 years").answers
    assert (gain.verdict, gain.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    assert gain.figures["best profit"] == "1,500.00 USD"
    assert int(gain.figures["states"].replace(",", "")) < 50_000
    assert cost.figures["top: hours alone"] == "200 hours, on 2018-03-05"
    assert cost.figures["top: money alone"] == "1,000.00 USD, on 2018-05-01"
