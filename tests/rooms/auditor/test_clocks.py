"""Clocks that nothing chosen touches: what is proved by their dates is what every history says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions.clocks import by_calendar
from policylang.auditor.properties.falling.ground import Ground
from policylang.model.finding import Evidence, Verdict
from policylang.model.machine import Quiet
from tests.rooms.auditor.small_policies import HEAD, small_policy
from tests.rooms.auditor.test_every_history import (
    accepted,
    gains_by_numbers,
    inquiry_of,
    is_noticed,
)

_STARTS = ("2018-01-27", "2018-01-28", "2018-01-29", "2018-01-30", "2018-02-02", "2017-12-30")
_TURNS = ("1 days", "2 days", "3 days", "5 days", "1 months", "1 weeks")


def clock(random: Random) -> str:
    """A rule that waits for a quiet time, most of them running from a day."""
    every, turn = random.choice(("every ", "")), random.choice(_TURNS)
    if not every and random.random() < 0.2:
        turn = "1 months 2 days"
    since = random.choice(("", "", f" counting from {random.choice(_STARTS)}"))
    since = since or f" counting from {random.choice(_STARTS)}" * (random.random() < 0.7)
    verb = random.choice(("earns", "loses"))
    return (
        f"rule quiet {{\n  after {every}{turn} without sin{since}\n"
        f"  {verb} {random.randint(1, 2)} standing\n}}\n"
        "action sin {\n  by chance\n  loses 1 standing\n}\n"
    )


def policies(first: int) -> Iterator[tuple[str, Policy]]:
    return accepted(
        small_policy(random) + clock(random) for random in map(Random, range(first, first + 5_000))
    )


@pytest.mark.parametrize("part", range(2))
def test_the_solver_agrees_with_every_history(part: int) -> None:
    seen: Counter[str] = Counter()
    for text, policy in policies(100_000 * part):
        gains = gains_by_numbers(policy, text)
        if gains is None:
            continue
        seen.update(["exact", "gains" if gains else "none"])
        seen.update({"every", "counting from", "1 months", "2 days"} & {
            each for each in ("every", "counting from", "1 months", "2 days")
            if each in text[text.index("rule quiet"):]
        })  # fmt: skip
        acts = Counter(each.number for stage in inquiry_of(policy).process.stages
                       for each in stage.opening if not each.grant)  # fmt: skip
        seen["acts"] += max(acts.values(), default=0) > 0
        if seen["exact"] == 80:
            break
    assert min(seen.values()) >= 10, seen


def test_a_clock_that_is_wrong_by_a_day_would_be_noticed() -> None:
    def later(text: str) -> str:
        return text.replace("2018-01-29", "2018-01-30", 1).replace("2018-01-28", "2018-01-29", 1)

    assert is_noticed((loads(later(text)), policy) for text, policy in policies(300_000))


_CLUB = (
    HEAD
    + """\
score credit { starts at 0 stays within 0 to 60 }
action give { by choice costs 5 USD earns 5, at most 10 per calendar year }
action late { WHO loses 5 }
rule good { after every 6 months without late counting from 2018-01-01 earns 3 }
grades of credit { good from 20 plain below }
perk gift { for good every year on 1 December pays 50 USD }
"""
)


def test_six_months_for_ever_are_proved() -> None:
    """Three points twice a year are 9 by December 2019: three times 5 euros bring two gifts."""
    policy = loads(_CLUB.replace("WHO", "by chance"))
    best, ever = policy.audit(properties=["profit", "for ever"], horizon="3 years").answers
    assert (best.verdict, best.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    assert best.figures["best profit"] == "85.00 USD"
    assert ever.evidence is Evidence.PROVED_ALWAYS


def test_what_may_be_chosen_or_has_happened_goes_on_touching_a_clock() -> None:
    chosen = loads(_CLUB.replace("WHO", "by choice")).machine
    assert by_calendar(chosen, ()) is chosen
    by_chance = loads(_CLUB.replace("WHO", "by chance"))
    (rule,) = by_calendar(by_chance.machine, ()).reactions
    assert not isinstance(rule.trigger, Quiet)
    ground = Ground(inquiry_of(by_chance))
    assert ground.numbers is None  # who has been late waits anew
