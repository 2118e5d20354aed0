"""Certificates: true ones are accepted, altered, foreign and hostile ones are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.auditor.witnesses.certificate import certificate_of, digest_of
from policylang.auditor.witnesses.refusal import Refused
from policylang.auditor.witnesses.verification import MOST_BYTES, MOST_EVENTS, verify
from tests.quality.corpus import FLAWED, Flawed
from tests.quality.rich_corpus import RICH

_BOUGHT = next(each for each in FLAWED if each.name == "bought in a year")
POLICY = loads(_BOUGHT.text)


def certificates(each: Flawed) -> list[dict[str, Any]]:
    policy = loads(each.text)
    question = question_of(
        policy.machine, policy.encoder, horizon=each.horizon, value_of_hour=each.hour
    )
    report = audit(policy.machine, question, evaluator=policy.evaluator)
    return [certificate_of(f, report, policy.machine, question) for f in report.findings]


CERTIFICATE = certificates(_BOUGHT)[0]


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def sealed(value: dict[str, Any]) -> bytes:
    """As somebody writes it who knows how digests are made."""
    return as_bytes({**value, "digest": digest_of(value)})


@pytest.mark.parametrize(
    "each",
    [*FLAWED[::3], *(each for each in RICH if each.budget is None)],
    ids=lambda each: each.name,
)
def test_every_finding_has_a_true_certificate(each: Flawed) -> None:
    machine = loads(each.text).machine
    found = certificates(each)
    assert found
    for value in found:
        assert verify(as_bytes(value), machine)


def test_an_altered_certificate_is_refused() -> None:
    value = {**CERTIFICATE, "said": {**CERTIFICATE["said"], "net": "9999.00"}}
    with pytest.raises(Refused, match="altered"):
        verify(as_bytes(value), POLICY.machine)


@pytest.mark.parametrize("key", ["perks less sanctions", "cost of actions", "net"])
def test_an_altered_one_with_a_digest_of_its_own_is_refused_all_the_same(key: str) -> None:
    value = {**CERTIFICATE, "said": {**CERTIFICATE["said"], key: "9999.00"}}
    with pytest.raises(Refused, match="is not so"):
        verify(sealed(value), POLICY.machine)


def test_it_is_said_which_finding_it_is_and_what_is_not_checked() -> None:
    *_, finding, beyond = verify(as_bytes(CERTIFICATE), POLICY.machine)
    title = CERTIFICATE["title"]
    assert title
    assert finding == f"it belongs to the finding of `{CERTIFICATE['property']}`: {title}"
    assert beyond.startswith("not checked: the words and numbers of this title")
    *_, cut, _ = verify(sealed({**CERTIFICATE, "title": "all is well " * 999}), POLICY.machine)
    assert len(cut) < 400


def test_nothing_is_said_of_a_history_that_is_not_checked() -> None:
    value = {**CERTIFICATE, "said": {**CERTIFICATE["said"], "score": "999.00"}}
    with pytest.raises(Refused, match="just what is checked"):
        verify(sealed(value), POLICY.machine)


def test_another_name_of_the_policy_is_refused() -> None:
    with pytest.raises(Refused, match="is not called"):
        verify(sealed({**CERTIFICATE, "policy": "Another"}), POLICY.machine)


def test_events_left_out_are_noticed() -> None:
    value = {**CERTIFICATE, "events": CERTIFICATE["events"][1:]}
    with pytest.raises(Refused, match="is not so"):
        verify(sealed(value), POLICY.machine)


def test_a_certificate_of_another_policy_is_refused() -> None:
    other = loads(_BOUGHT.text.replace("150 USD", "151 USD"))
    with pytest.raises(Refused, match="another text"):
        verify(as_bytes(CERTIFICATE), other.machine)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff", b"[]", b"{}", b"1", b'{"kind": NaN}', b"[" * 100_000, b"9" * 200_000,
        b" " * (MOST_BYTES + 1), b'{"kind": 1.5}',
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        verify(data, POLICY.machine)


@pytest.mark.parametrize(
    "change",
    [
        {"since": "0001-01-01"},
        {"since": "yesterday"},
        {"until": "9999-12-31"},
        {"until": "2017-01-01"},
        {"person": {"nobody": "1"}},
        {"events": [1]},
        {"events": [{}]},
        {"events": [{"date": "2018-01-01", "action": "fly", "fields": {}}]},
        {"events": [{"date": "2018-01-01", "action": "give", "fields": {"amount": 5}}]},
        {"events": [{"date": "2018-01-01", "action": "give", "fields": {"amount": "-5 USD"}}]},
        {"events": [{"date": "2099-01-01", "action": "give", "fields": {"amount": "5 USD"}}]},
        {"events": [{"date": "2018-01-01", "action": "give", "fields": {}}] * (MOST_EVENTS + 1)},
        {"said": {}},
        {"said": {"net": 1, "perks less sanctions": None, "cost of actions": []}},
        {"version": True},
        {"version": 1},
        {"version": 2},
        {"kind": "diploma"},
    ],
    ids=str,
)
def test_a_hostile_certificate_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        verify(sealed({**CERTIFICATE, **change}), POLICY.machine)
