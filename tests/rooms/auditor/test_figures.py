"""Figures that are more than an optimum, held to going through every history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import compact
from policylang.auditor.fallbacks.dispatch import Fallbacks
from policylang.auditor.properties import way_back
from policylang.auditor.properties.falling.ground import Ground
from policylang.auditor.properties.falling.offences import worst_offences
from policylang.auditor.properties.threshold import _as_if_priced, threshold
from policylang.auditor.question import Unfit
from policylang.core.errors import PolicyError
from policylang.model.finding import Evidence, Verdict
from policylang.model.grading import rank_among
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

_BIKE = """\
policy bikes {
  title "Bikes"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
score credit {
  starts at 0
  stays within 0 to 100
}
action give {
  amount: money from 0 USD to 1,000 USD
  by choice
  costs amount
  earns 1 per 5 USD of amount
}
grades of credit {
  gold from 20
  poor below
}
perk bike "A bicycle" {
  for gold
  grants "one"
}
"""
_SILENT = re.compile(r"(perk p0 \{[^}]*?)pays \d+ USD\n")
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


def test_a_perk_without_a_worth_is_asked_as_if_it_had_one() -> None:
    """On its own dates the threshold is that of the perk with a worth, whatever that is."""
    compared = some = 0
    for text, policy in texts(30_000):
        silent = _SILENT.sub(r'\1 grants "a prize"\n', text)
        if silent == text:
            continue
        grant = next(n for n, each in enumerate(policy.machine.grants) if each.name == "p0")
        given = threshold(inquiry_of(policy), grant)
        unsaid = inquiry_of(loads(silent))
        said = threshold(_as_if_priced(unsaid, grant), grant)
        assert said == given, text
        compared += 1
        some += bool(said)
        if compared >= 40 and some >= 10:
            return
    raise AssertionError((compared, some))


def test_a_perk_without_dates_is_worth_something_at_the_end_of_each_year() -> None:
    policy = loads(_BIKE)
    (answer,) = policy.audit(properties=["thresholds"], horizon="4 years").answers
    # 20 points for 100 dollars on the first day, kept for good, bring the bicycle four times.
    assert answer.figures["bike"] == "25.00 USD a year"
    assert "`A bicycle` becomes profitable when it is worth more than 25.00 USD a year." in (
        answer.summary
    )
    dated = _BIKE.replace('grants "one"', "at the end of every year\n  pays 1 USD")
    (same,) = loads(dated).audit(properties=["thresholds"], horizon="4 years").answers
    assert same.figures["bike"] == "25.00 USD"


def test_a_perk_that_does_not_fit_is_unknown_and_no_other() -> None:
    text = _BIKE + 'perk odd {\n  when count of give in the last 9 days > 2\n  grants "odd"\n}\n'
    (answer,) = loads(text).audit(properties=["thresholds"], horizon="4 years").answers
    assert answer.figures["odd"] == "unknown"
    assert answer.figures["bike"] == "25.00 USD a year"
    assert "Of `odd` it is unknown" in answer.summary
    assert (answer.verdict, answer.evidence) == (Verdict.ANSWERED, Evidence.NONE)
    alone = text.replace("  for gold\n", "  when count of give in the last 9 days > 1\n")
    (answer,) = loads(alone).audit(properties=["thresholds"], horizon="4 years").answers
    assert (answer.verdict, answer.evidence) == (Verdict.UNKNOWN, Evidence.NONE), answer.summary


def test_what_a_search_does_not_ask_of_a_perk_is_unknown() -> None:
    dated = _BIKE.replace('grants "one"', "at the end of every year\n  pays 1 USD")
    badge = 'perk badge {\n  when credit >= 20\n  grants "a badge"\n}\n'
    for text, evidence in ((dated + badge, Evidence.NONE), (dated, None)):
        answer = Fallbacks().answer("thresholds", inquiry_of(loads(text)), "it is not asked")
        named = "Of `badge` it is unknown" in answer.summary
        assert named == (answer.evidence is Evidence.NONE) == (evidence is not None)


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
        ground = Ground(inquiry)
        found = next(
            each
            for each in worst_offences(ground, only=True).followed
            if inquiry.machine.actions[each.code].name == "offence"
        )
        rank = rank_among(machine.grades, start)
        offence = way_back._offence(inquiry, found.row)
        climb = way_back._climb(ground, offence)
        lower = text.replace(f"starts at {start}", f"starts at {offence.after}", 1)
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


def test_what_an_offence_costs_by_itself_is_no_part_of_the_way_back() -> None:
    offence = "action offence {\n  by chance\n  costs 7 USD\n  costs 3 hours\n  loses 4\n}\n"
    text = _BIKE.replace("starts at 0", "starts at 20") + offence
    (answer,) = loads(text).audit(properties=["way back"], value_of_hour="2 USD").answers
    assert answer.figures["offence"] == "20 to 16 poor, 20.00 USD, 2018-01-01"
