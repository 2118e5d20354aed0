"""Audits as JSON: documented, in a stable order, with an identity for each finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policylang.model.cause import fingerprints
from policylang.report.audit_json import audit_json
from tests.rooms.report.audits import rongcheng

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "auditing.md").read_text("utf-8")


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            if key not in ("figures", "fields"):  # names of the policy
                yield from keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys(each)


def test_every_key_is_documented() -> None:
    found = set(keys(json.loads(audit_json(rongcheng()))))
    assert [key for key in sorted(found) if f"`{key}`" not in TEXT] == []


def test_findings_have_the_identities_that_baselines_go_by() -> None:
    report = rongcheng()
    value = json.loads(audit_json(report))
    marks = [f["fingerprint"] for a in value["answers"] for f in a["findings"]]
    assert marks == list(fingerprints(report.findings))
    # The profit, the same for ever, and what it brings to a second identity of the same person.
    assert value["causes"][0] == {"actions": ["volunteer"], "findings": [0, 1, 7]}
    assert value["baseline"] is None


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert audit_json(rongcheng()) == audit_json(rongcheng())
