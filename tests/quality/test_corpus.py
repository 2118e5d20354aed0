"""The auditor finds every planted loophole, exactly, and none in what is sound."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.audit import CLAIMS, audit
from policylang.auditor.question import STATE
from policylang.model.finding import Answer, Evidence, Verdict
from tests.quality.corpus import FLAWED, SOUND, Flawed, Sound
from tests.quality.rich_corpus import RICH

PAGE = Path(__file__).resolve().parents[2] / "docs" / "auditing.md"

#: Questions that histories are tried for: nothing found is no proof, and the evidence says so.
_TRIED = ("dead parts", "free offences", "volume discounts", "banking")
#: Questions with figures for an answer, not yes or no.
_WITH_FIGURES = (*_TRIED, "cliffs", "grades")

#: Seconds for one policy, on one core that others share.
PATIENCE = 10


def asked(each: Flawed | Sound, name: str) -> Answer:
    """The answer to one property of a policy of the corpus."""
    policy = loads(each.text, name=each.name)
    question = question_of(
        policy.machine,
        policy.encoder,
        horizon=each.horizon,
        value_of_hour=each.hour,
        budget=each.budget if isinstance(each, Flawed) else None,
    )
    wanted = CLAIMS if name.startswith("claim ") else name
    report = audit(policy.machine, question, properties=[wanted], evaluator=policy.evaluator)
    (answer,) = report.answers
    assert answer.property == name
    return answer


@pytest.mark.parametrize("each", [*FLAWED, *RICH], ids=lambda each: each.name)
def test_a_planted_loophole_is_found(each: Flawed) -> None:
    begun = time.process_time()
    answer = asked(each, each.property)
    assert time.process_time() - begun < PATIENCE
    assert answer.findings, answer.summary
    shown = [finding for finding in answer.findings if finding.property != "dead parts"]
    assert all(finding.lines for finding in shown)  # nothing shows what never comes about
    if each.gain is None:
        return
    gain = Decimal(each.gain)
    if each.searched and answer.figures.get("best profit") == "without end":
        assert answer.findings[0].evidence is Evidence.REPLAYED
        assert answer.findings[0].net == gain
    elif each.property == "profit":
        assert answer.evidence is Evidence.PROVED or each.searched
        assert answer.figures["best profit"] == f"{gain:,} USD"
    else:
        assert answer.findings[0].net == gain, answer.findings[0].title


@pytest.mark.parametrize("each", SOUND, ids=lambda each: each.name)
def test_what_is_sound_is_proved_or_said_to_be_tried(each: Sound) -> None:
    for name in each.properties:
        answer = asked(each, name)
        assert answer.findings == (), name
        figures = name in _WITH_FIGURES
        assert answer.verdict is (Verdict.ANSWERED if figures else Verdict.HOLDS), answer.summary
        if name in _TRIED:
            assert answer.evidence in (Evidence.REPLAYED, Evidence.SEARCHED), answer.summary
        else:
            assert answer.evidence in (Evidence.PROVED_ALWAYS, Evidence.PROVED), answer.summary


def test_a_trap_stays_found_where_looking_further_takes_too_much() -> None:
    each = next(each for each in FLAWED if each.name == "down to the bottom")
    policy = loads(each.text)
    full = question_of(policy.machine, policy.encoder)
    for states in range(1, 200):
        question = attrs.evolve(full, memory=states * STATE)
        (answer,) = audit(policy.machine, question, properties=["way back"]).answers
        notes = [note for finding in answer.findings for note in finding.notes]
        if any("is not known" in note for note in notes):
            return
        assert answer.verdict is Verdict.UNKNOWN
    raise AssertionError


def unfit(effects: str, fields: str = "") -> Flawed:
    """A policy that the exact solver does not cover, as the dates of an event are chosen."""
    text = (
        'policy unfit {\n  title "U"\n  currency USD\n  timezone "UTC"\n'
        "  in force from 2018-01-01\n}\n"
        "score credit {\n  starts at 0\n  stays within 0 to 99\n  keeps lots\n}\n"
        f"action act {{\n{fields}  by choice\n{effects}}}\n"
        "action appeal {\n  moments made, decided\n  by choice\n  costs 1 USD\n"
        "  loses 1 on decided\n}\n"
    )
    return Flawed("unfit", "", text, "", None, "")


def test_free_points_are_found_where_nothing_can_be_proved() -> None:
    answer = asked(unfit("  earns 1, expires after 3 months\n"), "free points")
    assert answer.evidence is Evidence.REPLAYED
    dear = asked(unfit("  costs 1 USD\n  earns 1, expires after 3 months\n"), "free points")
    assert dear.verdict is Verdict.HOLDS


def test_splitting_is_found_where_nothing_can_be_proved() -> None:
    amount = "  amount: money from 0 USD to 100 USD\n"
    started = "  costs amount\n  earns 1 per started 10 USD of amount, expires after 3 months\n"
    assert asked(unfit(started, amount), "splitting").findings
    whole = started.replace("started ", "")
    assert asked(unfit(whole, amount), "splitting").verdict is Verdict.UNKNOWN
    # Twice as much in two events is no split of one.
    second = f"{amount}  codes: number from 0 to 90\n"
    other = "  costs amount\n  earns 1 per 10 of codes, expires after 3 months\n"
    assert asked(unfit(other, second), "splitting").verdict is Verdict.UNKNOWN


def test_the_corpus_is_as_large_as_its_page_says() -> None:
    flawed = (*FLAWED, *RICH)
    kinds = {each.kind for each in flawed}
    words = f"{len(flawed)} flawed policies of {len(kinds)} kinds and {len(SOUND)} sound ones"
    assert words in PAGE.read_text("utf-8")
    assert len({each.name for each in flawed}) == len(flawed)
    assert len({each.name for each in SOUND}) == len(SOUND)
