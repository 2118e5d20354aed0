"""Baselines: what is known is hidden, what is gone is said, what is hostile is refused."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

import policylang
from policylang.auditor.baseline import (
    MOST_BYTES,
    MOST_FINDINGS,
    BadBaseline,
    baseline_of,
    compared,
    read_baseline,
)
from policylang.model.finding import AuditReport, Finding, Verdict
from tests.quality.corpus import FLAWED
from tests.rooms.report.audits import finding, report

MACHINE = policylang.loads(FLAWED[0].text).machine
OLD = finding("profit", "give", rules=(("action give", "earns 1"),), title="old")
NEW = finding("profit", "work", rules=(("action work", "earns 1"),), title="new")


def of_machine(*findings: Finding) -> AuditReport:
    return attrs.evolve(report(*findings), policy=MACHINE.header.name)


def known(*findings: Finding) -> dict[str, Any]:
    return baseline_of(of_machine(*findings))


def against(value: dict[str, Any], now: AuditReport) -> AuditReport:
    return compared(now, read_baseline(json.dumps(value).encode(), MACHINE))


def test_what_is_known_is_hidden_and_what_is_new_is_shown() -> None:
    found = against(known(OLD), of_machine(OLD, NEW))
    assert [each.title for each in found.findings] == ["new"]
    assert found.compared is not None
    assert (found.compared.known, found.compared.gone, found.compared.open) == (1, (), 0)


def test_what_was_settled_without_a_finding_is_gone() -> None:
    found = against(known(OLD, NEW), of_machine(NEW))
    assert found.findings == ()
    assert found.compared is not None
    assert (found.compared.known, found.compared.gone, found.compared.open) == (1, ("old",), 0)


def test_what_was_not_asked_or_not_decided_is_not_gone() -> None:
    other = finding("grades", "give")
    unasked = against(known(OLD, other), of_machine(OLD))
    assert unasked.compared is not None
    assert (unasked.compared.gone, unasked.compared.open) == ((), 1)
    now = of_machine(OLD)
    undecided = tuple(attrs.evolve(a, findings=(), verdict=Verdict.UNKNOWN) for a in now.answers)
    open_ = against(known(OLD), attrs.evolve(now, answers=undecided))
    assert open_.compared is not None
    assert (open_.compared.gone, open_.compared.open) == ((), 1)


def test_a_renewed_baseline_keeps_what_is_open_and_drops_what_is_gone() -> None:
    other = finding("grades", "give", title="other")
    before = read_baseline(json.dumps(known(OLD, other)).encode(), MACHINE)
    renewed = baseline_of(of_machine(NEW), before)
    assert [each["title"] for each in renewed["findings"]] == ["new", "other"]
    again = read_baseline(json.dumps(renewed).encode(), MACHINE)
    assert [each.property for each in again.findings] == ["profit", "grades"]


def test_of_two_alike_one_more_is_new() -> None:
    found = against(known(OLD), of_machine(OLD, OLD))
    assert len(found.findings) == 1


@pytest.mark.parametrize("each", FLAWED[::5], ids=lambda each: each.name)
def test_a_second_run_of_the_same_policy_shows_nothing(each: Any) -> None:
    policy = policylang.loads(each.text)
    first = policy.audit(horizon=each.horizon)
    assert first.findings
    again = compared(first, read_baseline(json.dumps(baseline_of(first)).encode(), policy.machine))
    assert again.findings == ()
    assert again.compared is not None
    assert again.compared.known == len(first.findings)


def altered(**changes: Any) -> bytes:
    return json.dumps({**known(OLD), **changes}).encode()


ONE = known(OLD)["findings"][0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "other keys"),
        (b"{}", "other keys"),
        (altered(more=1), "other keys"),
        (altered(kind="policylang certificate of a history"), "another kind"),
        (altered(version=2), "another kind or version"),
        (altered(version=True), "another kind or version"),
        (altered(policy="other"), "of the policy `other`"),
        (altered(policy=7), "not what it should be"),
        (altered(findings={}), "not what it should be"),
        (altered(findings=[ONE, ONE]), "twice"),
        (altered(findings=[{**ONE, "more": 1}]), "number 1 is not written"),
        (altered(findings=[{**ONE, "fingerprint": "A" * 32}]), "number 1 is not written"),
        (altered(findings=[{**ONE, "fingerprint": 7}]), "number 1 is not written"),
        (altered(findings=[{**ONE, "title": "x" * 2_001}]), "number 1 is not written"),
        (altered(findings=[ONE, 3]), "number 2 is not written"),
        (altered(findings=[0] * (MOST_FINDINGS + 1)), "more than 10,000"),
        (b" " * (MOST_BYTES + 1), "longer than 4,000,000 bytes"),
    ],
)
def test_hostile_baselines_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(BadBaseline, match=said):
        read_baseline(data, MACHINE)
