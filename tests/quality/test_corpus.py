"""The auditor finds every planted loophole, exactly, and none in what is sound."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.audit import CLAIMS, audit
from policylang.model.finding import Answer, Evidence, Verdict
from tests.quality.corpus import FLAWED, SOUND, Flawed, Sound

PAGE = Path(__file__).resolve().parents[2] / "docs" / "auditing.md"

#: Seconds for one policy, on one core that others share.
PATIENCE = 10


def asked(each: Flawed | Sound, name: str) -> Answer:
    """The answer to one property of a policy of the corpus."""
    policy = loads(each.text, name=each.name)
    question = question_of(
        policy.machine, policy.encoder, horizon=each.horizon, value_of_hour=each.hour
    )
    wanted = CLAIMS if name.startswith("claim ") else name
    report = audit(policy.machine, question, properties=[wanted], evaluator=policy.evaluator)
    (answer,) = report.answers
    assert answer.property == name
    return answer


@pytest.mark.parametrize("each", FLAWED, ids=lambda each: each.name)
def test_a_planted_loophole_is_found(each: Flawed) -> None:
    begun = time.monotonic()
    answer = asked(each, each.property)
    assert time.monotonic() - begun < PATIENCE
    assert answer.findings, answer.summary
    assert all(finding.lines for finding in answer.findings)
    if each.gain is None:
        return
    gain = Decimal(each.gain)
    if each.searched:
        assert answer.findings[0].evidence is Evidence.REPLAYED
        assert answer.findings[0].net == gain
    elif each.property == "profit":
        assert answer.evidence is Evidence.PROVED
        assert answer.figures["best profit"] == f"{gain:,} USD"
    else:
        assert answer.findings[0].net == gain


@pytest.mark.parametrize("each", SOUND, ids=lambda each: each.name)
def test_what_is_sound_is_proved(each: Sound) -> None:
    for name in each.properties:
        answer = asked(each, name)
        assert answer.findings == (), name
        assert answer.verdict in (Verdict.HOLDS, Verdict.ANSWERED), answer.summary


def test_the_corpus_is_as_large_as_its_page_says() -> None:
    kinds = {each.kind for each in FLAWED}
    words = f"{len(FLAWED)} flawed policies of {len(kinds)} kinds and {len(SOUND)} sound ones"
    assert words in PAGE.read_text("utf-8")
    assert len({each.name for each in FLAWED}) == len(FLAWED)
    assert len({each.name for each in SOUND}) == len(SOUND)
