"""Traps and ways up, held to going through every history; for ever, to much longer ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.asking import Misasked, question_of
from policylang.auditor.audit import audit
from policylang.auditor.decisions.process import process_of
from policylang.auditor.properties import spirals
from policylang.auditor.properties.falling.after import begun_with
from policylang.auditor.properties.falling.ground import Ground
from policylang.auditor.properties.traps.answer import _steps
from policylang.auditor.question import STATE, Unfit
from policylang.auditor.solving.closure import closed_below, highest, never_again
from policylang.core.errors import PolicyError
from policylang.model.finding import Evidence, Verdict
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

#: Days over which nothing that never happens may happen.
LONG = 45


def fitting(first: int) -> Iterator[Policy]:
    """Small policies that the exact process covers."""
    for seed in range(first, first + 700):
        try:
            policy = loads(small_policy(Random(seed)))
            if inquiry_of(policy).process.plain and inquiry_of(policy).process.moves:
                yield policy
        except (PolicyError, Unfit):
            continue


def test_the_way_up_is_the_one_of_every_history() -> None:
    seen: Counter[str] = Counter()
    for policy in fitting(40_000):
        inquiry = inquiry_of(policy)
        for step in _steps(Ground(inquiry), 0, policy.machine.gradings[0]):
            for climb in (step.best, step.worst):
                if climb is None:
                    continue
                try:
                    every = go_through(begun_with(inquiry, 0, climb.score).machine, FIRST, LAST)
                except TooMany:
                    continue
                cheapest, earliest = climb.cheapest, climb.earliest
                assert (cheapest and cheapest.money) == every.cheapest.get(step.rank - 1)
                assert (earliest and earliest.day) == every.earliest.get(step.rank - 1)
                seen["trapped" if climb.trapped else "climbs"] += 1
                seen["never"] += climb.never is not None
        if seen["climbs"] > 60 and seen["trapped"] > 15 and seen["never"] > 3:
            return
    raise AssertionError(seen)


def test_what_is_closed_stays_closed_for_longer() -> None:
    closed = 0
    for policy in fitting(50_000):
        inquiry = inquiry_of(policy)
        process = process_of(policy.machine, inquiry.question)
        best = policy.machine.grades[0].low
        assert best is not None
        level = closed_below(process, 0, best)
        if level is None:
            continue
        try:
            every = go_through(begun_with(inquiry, 0, level).machine, FIRST, FIRST + LONG)
        except TooMany:
            continue
        assert 0 not in every.earliest
        closed += 1
        if closed == 5:
            return
    raise AssertionError(closed)


DECAY = (
    'policy decay {\n  title "D"\n  currency USD\n  timezone "UTC"\n  in force from 2018-03-10\n}\n'
    "score credit {\n  starts at 0\n  stays within -20 to 20\n}\n"
    "rule decay {\n  every year on 1 July\n  loses LOSS\n}\n"
    "action work {\n  by choice\n  costs 1 hours\n"
    "  earns 1, at most GAIN points per calendar year\n}\n"
    "grades of credit {\n  good from 0\n  poor below\n}\n"
)


@pytest.mark.parametrize(("loss", "gain"), [(1, 1), (2, 1), (1, 2), (3, 2), (0, 1), (1, 3)])
def test_a_year_that_leaves_no_more_than_it_found_is_for_ever(loss: int, gain: int) -> None:
    text = DECAY.replace("LOSS", str(loss)).replace("GAIN", str(gain))
    inquiry = inquiry_of(loads(text.replace("  loses 0\n", "  loses 1, at most 0 points ever\n")
                               if loss == 0 else text))  # fmt: skip
    question = attrs.evolve(inquiry.question, since=FIRST + 60, until=FIRST + 60 + 3650)
    begun = begun_with(attrs.evolve(inquiry, question=question), 0, -9)
    process = process_of(begun.machine, question)
    level = never_again(process, 0, 0)
    most = highest(process, 0, states=200_000).most
    # By hand: the first year brings at most the gain twice, with the decay of July between.
    assert (level is not None) == (gain <= loss)
    if level is not None:
        assert most < 0
    elif gain > loss:
        assert most >= 0


def test_a_spiral_is_told_with_the_act_that_is_lost() -> None:
    text = (
        'policy bars {\n  title "B"\n  currency USD\n  timezone "UTC"\n'
        "  in force from 2018-01-01\n}\nscore credit {\n  starts at 9\n  stays within 0 to 20\n}\n"
        "action work {\n  by choice\n  costs 1 USD\n  earns 1 when credit >= 5\n}\n"
        "action offence {\n  by chance\n  loses 2\n}\n"
    )
    answer = spirals.answer(inquiry_of(loads(text)))
    (finding,) = answer.findings
    # 9 less three times 2 is 3, the first score below 5.
    assert finding.title.startswith("after 3 times `offence` nothing")
    assert answer.evidence is Evidence.REPLAYED
    better = text.replace(" when credit >= 5", "")
    assert spirals.answer(inquiry_of(loads(better))).evidence is Evidence.PROVED_ALWAYS
    shorter = text.replace("credit >= 5", "credit < 20")
    assert spirals.answer(inquiry_of(loads(shorter))).verdict is Verdict.UNKNOWN


def test_a_trap_names_the_score_from_which_it_is_shown() -> None:
    """From the best scores of the grade there is a way, from where people fall to there is none."""
    text = (
        'policy fallen {\n  title "Fallen"\n  currency USD\n  timezone "UTC"\n'
        "  in force from 2018-01-01\n}\n"
        "score s {\n  starts at 100\n  stays within 0 to 200\n}\n"
        "grades of s {\n  good from 90\n  poor below\n}\n"
        "action crime {\n  by chance\n  loses 100\n}\n"
        "action help {\n  by choice\n  costs 3 USD\n  earns 10 when s >= 40\n}\n"
    )
    policy = loads(text)
    question = question_of(policy.machine, policy.encoder)
    (answer,) = audit(policy.machine, question, properties=["traps"]).answers
    (finding,) = answer.findings
    assert (
        finding.title
        == "whoever has fallen to poor with 0 points does not get back to good for ever"
    )
    assert not answer.table[1][2].endswith("no way")


def test_few_states_make_an_answer_unknown_and_never_another_one() -> None:
    text = DECAY.replace("LOSS", "1").replace("GAIN", "1") + (
        "action slip {\n  by chance\n  loses 3\n}\n"
    )
    policy = loads(text)
    seen = set()
    for states in (1, 8, 40, 80, 160, 400, 8_000, 400_000):
        asked = question_of(policy.machine, policy.encoder)
        question = attrs.evolve(asked, memory=states * STATE)
        (answer,) = audit(policy.machine, question, properties=["traps"]).answers
        assert answer.verdict in (Verdict.UNKNOWN, Verdict.BROKEN), states
        if answer.verdict is Verdict.BROKEN:
            assert [finding.title for finding in answer.findings] == [
                "whoever has fallen to poor with -3 points does not get back to good for ever"
            ]
        else:
            assert not answer.findings, states
            assert not answer.table or answer.left_out, states
            assert "for ever" not in answer.summary
            assert states < 400_000
        seen.add(answer.verdict)
    assert seen == {Verdict.UNKNOWN, Verdict.BROKEN}


def test_a_fall_by_another_offence_may_be_the_trap() -> None:
    policy = loads("""\
policy helps { title "Offence that helps" currency EUR in force from 2021-01-01 }
score s { starts at 50 stays within 0 to 100 }
action fine { by authority costs 10 EUR loses 20 when s >= 40 loses 5 otherwise }
action jail { by authority loses 60 }
rule amnesty { every year on 1 June  sets to 70 when s < 10 }
grades of s { gold from 60 plain from 20 low below }
perk p { for gold every year on 1 December pays 100 EUR }
""")
    (answer,) = policy.audit(properties=["traps"]).answers
    assert answer.verdict is Verdict.BROKEN
    assert answer.findings[0].title.startswith("whoever has fallen to low with 15 points")
    for property_ in ("traps", ["traps"]):  # one by its name alone
        assert policy.audit(properties=property_).answers == (answer,)
    with pytest.raises(Misasked):
        policy.audit(horizon=3)  # type: ignore[arg-type]
    with pytest.raises(Misasked, match="how often") as asked:
        policy.audit(budget="5 EUR, 3 hours")
    assert "3 hours a year" in str(asked.value.help)
