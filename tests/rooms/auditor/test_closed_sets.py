"""Closed sets of traps: true ones are accepted, forged and altered ones are refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import proving
from policylang.auditor.properties.falling.ground import Ground
from policylang.auditor.properties.falling.offences import falls, worst_offences
from policylang.auditor.properties.traps.answer import shortest
from policylang.auditor.question import Question, RanOut
from policylang.auditor.witnesses.proofs.checking import verify_proof
from policylang.auditor.witnesses.proofs.closing import closed_set
from policylang.auditor.witnesses.proofs.steps import Steps, Way
from policylang.auditor.witnesses.refusal import Refused
from policylang.model.finding import Evidence
from policylang.model.history import Row
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.test_followed import NEW_YEAR, SOON, fallen_policy, inquiry_of
from tests.rooms.auditor.test_proofs import sealed

TEXT = """
policy taxi {
  title "Taxi licence"
  currency EUR
  timezone "UTC"
  in force from 2018-01-01
}
score record { starts at 20 stays within 0 to 20 }
status suspended {}
action assault { by authority loses 20 begins suspended END }
action training {
  time: hours from 0 to 1,000
  by choice
  costs time
  refused when suspended "not while suspended"
  earns 1 per 10 hours of time, at most 4 points per calendar year
}
action boast { by choice loses 1 }
rule decay { every year on 1 July loses 1 }
grades of record { clear from 16 marked from 8 lost below }
"""


def proofs(text: str, horizon: str, hours: str | None = None) -> list[tuple[str, Any]]:
    """What is proved of traps: whether for ever, and the certificate or why there is none."""
    policy = loads(text)
    budget = None if hours is None else f"{hours} hours a year"
    question = question_of(policy.machine, policy.encoder, horizon=horizon, budget=budget)
    report = audit(policy.machine, question, properties=["traps"])
    (answer,) = report.answers
    found = proving.proofs_of(report, policy.machine, question, policy.evaluator)
    return [
        (finding.evidence, value)
        for finding, (_, value) in zip(answer.findings, found, strict=True)
    ]


def test_a_trap_for_ever_has_a_set_that_nothing_leads_out_of() -> None:
    ((evidence, value),) = proofs(TEXT.replace("END", ""), "1 year")
    assert evidence is Evidence.PROVED_ALWAYS
    claim, *rest = verify_proof(json.dumps(value).encode(), loads(TEXT.replace("END", "")).machine)
    assert (
        claim
        == "from 2018-01-01 on, up to any day, nothing that a person chooses brings grade marked"
    )
    assert "whoever is in it stays in it: `record` at most 0 while `suspended`" in rest
    assert "supposed: it begins with `assault`" in rest


def test_a_trap_within_the_horizon_has_one_for_each_stretch_of_days() -> None:
    text = TEXT.replace("END", "for 400 days")
    ((evidence, value),) = proofs(text, "1 year")
    assert evidence is Evidence.PROVED
    claim, *_ = verify_proof(json.dumps(value).encode(), loads(text).machine)
    assert claim.startswith("from 2018-01-01 to 2018-12-31, nothing")
    # By hand: 400 days later there are 4 points in 2019, and 8 in 2020.
    assert not [each for each in proofs(text, "3 years") if each[0] is Evidence.PROVED_ALWAYS]


def test_the_hours_that_can_be_spent_are_told_and_checked() -> None:
    text = TEXT.replace("END", "for 30 days").replace("at most 4 points", "at most 20 points")
    ((evidence, value),) = proofs(text, "1 year", hours="20")
    assert evidence is Evidence.PROVED
    machine = loads(text).machine
    shown = verify_proof(json.dumps(value).encode(), machine)
    assert "supposed: nobody spends more than 20 hours in a calendar year" in shown
    for hours in (100, None):
        with pytest.raises(Refused):
            verify_proof(sealed(value, hours=hours and hours * 3600), machine)


WITHIN = proofs(TEXT.replace("END", "for 400 days"), "1 year")[0][1]
FOREVER = proofs(TEXT.replace("END", ""), "1 year")[0][1]


def _dropped(value: dict[str, Any]) -> None:
    value["stages"][-1]["states"].pop()


def _begun_otherwise(value: dict[str, Any]) -> None:
    value["before"] = []


def _another_grade(value: dict[str, Any]) -> None:
    value["never"] = "lost"


def _freed(value: dict[str, Any]) -> None:
    for stage in value["stages"]:
        for state in stage["states"]:
            state[-1] = -1


def _barred_for_longer(value: dict[str, Any]) -> None:
    for stage in value["stages"]:
        for state in stage["states"]:
            state[-1] = state[-1] + 1 if state[-1] > 0 else 800_000


def _without_statuses(value: dict[str, Any]) -> None:
    value["statuses"] = 0
    for stage in value["stages"]:
        stage["states"] = [list(each) for each in {tuple(s[:-1]) for s in stage["states"]}]


def _for_ever(value: dict[str, Any]) -> None:
    value["until"] = None


def _longer(value: dict[str, Any]) -> None:
    value["until"] = value["stages"][-1]["last"] = "2020-12-31"


def _left_out(value: dict[str, Any]) -> None:
    value["left out"] = ["training"]


def _without_limits(value: dict[str, Any]) -> None:
    value["caps"] = []
    for stage in value["stages"]:
        stage["states"] = [[s[0], s[-1]] for s in stage["states"]]


LIES: list[Callable[[dict[str, Any]], None]] = [
    _dropped, _begun_otherwise, _another_grade, _freed, _barred_for_longer, _without_statuses,
    _for_ever, _longer, _left_out, _without_limits,
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("ever", [False, True])
def test_a_forged_set_is_refused(lie: Callable[[dict[str, Any]], None], ever: bool) -> None:
    value = json.loads(json.dumps(FOREVER if ever else WITHIN))
    text = TEXT.replace("END", "" if ever else "for 400 days")
    machine = loads(text).machine
    verify_proof(json.dumps(value).encode(), machine)
    lie(value)
    if ever and lie is _for_ever:
        return  # it is that already
    with pytest.raises(Refused, match="altered"):
        verify_proof(json.dumps(value).encode(), machine)
    with pytest.raises(Refused):
        verify_proof(sealed(value), machine)


def test_the_set_of_one_policy_is_none_of_another() -> None:
    for old, new in (
        ('refused when suspended "not while suspended"', ""),
        ("begins suspended END", "begins suspended for 9 days"),
        ("action boast { by choice loses 1 }", "action appeal { by choice ends suspended }"),
        ("every year on 1 July loses 1", "every year on 1 July earns 8"),
        ("every year on 1 July loses 1", "at the end of every year ends suspended"),
    ):
        other = TEXT.replace(old, new) if new else TEXT.replace(f"  {old}\n", "")
        machine = loads(other.replace("END", "")).machine
        with pytest.raises(Refused, match="another text"):
            verify_proof(json.dumps(FOREVER).encode(), machine)
        with pytest.raises(Refused):
            verify_proof(sealed(FOREVER, fingerprint=machine.header.fingerprint), machine)


def test_sets_are_found_where_every_history_says_that_there_is_no_way() -> None:
    """Small policies: from no fall that has a set can the grade be reached, and for most others."""
    seen: Counter[str] = Counter()
    for seed in range(1, 600):
        text = fallen_policy(Random(seed))
        inquiry = inquiry_of(loads(text), SOON)
        machine, ground = inquiry.machine, Ground(inquiry)
        every_fall = [
            fall
            for worst in worst_offences(ground, only=False).followed
            for fall in falls(ground, worst)
        ]
        for rank in (1, 2):
            for fall in shortest(ground, every_fall, 0, rank):
                try:
                    found = closed_set(machine, inquiry.question, fall.rows, rank - 1, ever=False)
                    every = go_through(machine, NEW_YEAR, SOON, before=fall.rows)
                except Refused:
                    seen["refused"] += 1
                    continue
                except (RanOut, TooMany):
                    continue
                reached = rank - 1 in every.earliest
                assert found is None or not reached, text
                if found is None and not reached:  # it is looked at after the end of a day, too
                    assert "at the end of every" in text, text
                seen["set" if found else "none"] += 1
                seen["status"] += bool(found and any(
                    end >= 0 for table in found.tables for state in table.bounds
                    for end in found.ends(state)))  # fmt: skip
                if seen["ever"] < 3 and _is_closed_for_ever(inquiry, fall.rows, rank - 1):
                    later = go_through(machine, NEW_YEAR, NEW_YEAR + 368, before=fall.rows)
                    assert rank - 1 not in later.earliest, text
                    seen["ever"] += 1
        if min(seen[each] for each in ("set", "none", "status")) >= 8 and seen["ever"] >= 3:
            return
    raise AssertionError(seen)


def _is_closed_for_ever(inquiry: Inquiry, rows: tuple[Row, ...], rank: int) -> bool:
    try:
        return closed_set(inquiry.machine, inquiry.question, rows, rank, ever=True) is not None
    except (Refused, RanOut):
        return False


def test_a_set_that_is_too_large_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = loads(TEXT.replace("END", "")).machine
    since = Question(NEW_YEAR, NEW_YEAR + 300)
    row = (NEW_YEAR, 0, (0,))
    assert closed_set(machine, since, [row], 1, ever=True) is not None
    with pytest.raises(RanOut):
        closed_set(machine, since, [row], 1, ever=True, steps=5)

    # A step that forgets the refusal leads out: the search takes the one that the check takes.
    def unrefused(steps: Steps, day: int, state: tuple[int, ...], way: Way) -> tuple[int, ...]:
        return (20, *state[1:])

    monkeypatch.setattr(Steps, "_event", unrefused)
    assert closed_set(machine, since, [row], 1, ever=True) is None
