"""Figures that are more than an optimum, held to going through every history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import compact
from policylang.auditor.properties import way_back
from policylang.auditor.properties.threshold import threshold
from policylang.auditor.question import Unfit
from policylang.core.errors import PolicyError
from policylang.model.grading import rank_among
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

_WORTH = re.compile(r"(perk p0 \{[^}]*?pays) \d+ USD\n")


def texts(first: int) -> Iterator[tuple[str, Policy]]:
    """Small policies that fit, as text and loaded."""
    for seed in range(first, first + 5000):
        text = small_policy(Random(seed))
        try:
            policy = loads(text)
            inquiry = inquiry_of(policy)
            assert compact.process_of(policy.machine, inquiry.question)
        except (PolicyError, Unfit):
            continue
        yield text, policy


def gains(text: str) -> bool:
    """Whether some history gains, by going through them all."""
    every = go_through(loads(text).machine, FIRST, LAST)
    return every.best > every.idle


def test_a_threshold_is_where_gaining_begins() -> None:
    seen = {"none": 0, "nothing": 0, "some": 0}
    for text, policy in texts(20_000):
        if not _WORTH.search(text) or not inquiry_of(policy).process.monotone:
            continue
        grant = next(n for n, each in enumerate(policy.machine.grants) if each.name == "p0")
        try:
            found = threshold(inquiry_of(policy), grant)
            if found is None:
                priced = _WORTH.sub(r"\1 1000 USD\n", text)
                free = _WORTH.sub(r"\1 0 USD\n", text)
                assert gains(priced) == gains(free), text
                seen["none"] += 1
            else:
                # Held money is cents: the last whole dollar that does not pay, and the next.
                units = Fraction(found) / 100
                least = int(units)
                if found:
                    assert not gains(_WORTH.sub(rf"\1 {least} USD\n", text)), text
                assert gains(_WORTH.sub(rf"\1 {least + 1} USD\n", text)), text
                seen["some" if found else "nothing"] += 1
        except TooMany:
            continue
        if seen["some"] >= 25 and min(seen.values()) >= 5:
            return
    raise AssertionError(seen)


def test_a_way_back_is_as_from_a_lower_start() -> None:
    """After an offence on the first day it is as if one began with what it left."""
    compared = trapped = 0
    for text, policy in texts(50_000):
        machine = policy.machine
        if len(machine.scores) > 1 or not inquiry_of(policy).process.monotone:
            continue
        start = machine.score.fixed_start
        assert start is not None
        if start < 1:
            continue
        offence = "action offence {\n  by chance\n  loses 2\n}\n"
        inquiry = inquiry_of(loads(text + "\n" + offence))
        process = inquiry.process
        found = next(
            each
            for each in way_back._offences(inquiry, process)
            if inquiry.machine.actions[each.code].name == "offence"
        )
        rank = rank_among(machine.grades, start)
        climb = way_back._climb(inquiry, process, found)
        lower = text.replace(f"starts at {start}", f"starts at {found.after}", 1)
        try:
            every = go_through(loads(lower).machine, FIRST, LAST)
        except (TooMany, PolicyError):
            continue
        assert (climb and climb.until) == every.earliest.get(rank), text
        compared += 1
        trapped += climb is None
        if compared >= 40 and trapped >= 5 and compared - trapped >= 5:
            return
    raise AssertionError((compared, trapped))
