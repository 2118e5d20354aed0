"""Baselines: the findings that are known already, so that a second run shows only what is new.

A baseline is a file that people keep beside a policy and that anybody may have changed. It is read
as hostile: its size first, then its shape. It can hide findings, so it must belong to the policy;
to its name, not to its text, because it is there to outlive changes of the text.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import attrs

from policylang.core.errors import PolicyLangError
from policylang.model.cause import fingerprints
from policylang.model.finding import AuditReport, Compared, Verdict
from policylang.model.machine import Machine

KIND: Final = "policylang baseline"
VERSION: Final = 1
#: Longest baseline, in bytes; most findings in it; longest title.
MOST_BYTES: Final = 4_000_000
MOST_FINDINGS: Final = 10_000
MOST_TITLE: Final = 2_000
_MARK: Final = re.compile(r"[0-9a-f]{32}(-[1-9][0-9]{0,4})?")


class BadBaseline(PolicyLangError):  # noqa: N818 - what is said of a file, not a defect
    """A file that is no baseline of the policy; the message says why."""


@attrs.frozen
class Known:
    """A finding of a baseline."""

    mark: str
    property: str
    title: str


@attrs.frozen
class Baseline:
    """The findings that are known, by policy."""

    policy: str
    findings: tuple[Known, ...]


def baseline_of(report: AuditReport, before: Baseline | None = None) -> dict[str, Any]:
    """The baseline that knows all findings of a report, as plain values.

    What one from before knows of questions that were not asked, or not settled, stays known.
    """
    marks = iter(fingerprints(report.findings))
    return {
        "kind": KIND,
        "version": VERSION,
        "policy": report.policy,
        "findings": [
            {
                "fingerprint": next(marks),
                "property": answer.property,
                "title": each.title[:MOST_TITLE],
            }
            for answer in report.answers
            for each in answer.findings
        ]
        + [
            {"fingerprint": each.mark, "property": each.property, "title": each.title}
            for each in (() if before is None else _missing(report, before)[1])
        ],
    }


def read_baseline(data: bytes, machine: Machine) -> Baseline:
    """The baseline in a file.

    Raises:
        BadBaseline: it is damaged, too large, or of another policy.
    """
    if len(data) > MOST_BYTES:
        raise BadBaseline(f"it is longer than {MOST_BYTES:,} bytes")
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadBaseline("it is not JSON") from None
    if not isinstance(value, dict) or set(value) != {"kind", "version", "policy", "findings"}:
        raise BadBaseline("it has other keys than a baseline")
    if value["kind"] != KIND or type(value["version"]) is not int or value["version"] != VERSION:
        raise BadBaseline("it is of another kind or version")
    policy, findings = value["policy"], value["findings"]
    if not isinstance(policy, str) or not isinstance(findings, list):
        raise BadBaseline("`policy` or `findings` is not what it should be")
    if policy != machine.header.name:
        raise BadBaseline(f"it is of the policy `{policy[:40]}`, not of `{machine.header.name}`")
    if len(findings) > MOST_FINDINGS:
        raise BadBaseline(f"it has more than {MOST_FINDINGS:,} findings")
    known = tuple(_known(each, number) for number, each in enumerate(findings, 1))
    if len({each.mark for each in known}) < len(known):
        raise BadBaseline("it has a finding twice")
    return Baseline(policy, known)


def _known(value: object, number: int) -> Known:
    if isinstance(value, dict) and set(value) == {"fingerprint", "property", "title"}:
        mark, name, title = value["fingerprint"], value["property"], value["title"]
        texts = isinstance(mark, str) and isinstance(name, str) and isinstance(title, str)
        if texts and _MARK.fullmatch(mark) and len(name) <= 200 and len(title) <= MOST_TITLE:
            return Known(mark, name, title)
    raise BadBaseline(f"its finding number {number} is not written as findings are")


def compared(report: AuditReport, baseline: Baseline) -> AuditReport:
    """The report with new findings only, and what became of those that are known.

    A known finding is gone where its question was asked again and settled without it.
    """
    known = {each.mark for each in baseline.findings}
    marks = iter(fingerprints(report.findings))
    answers = tuple(
        attrs.evolve(answer, findings=tuple(f for f in answer.findings if next(marks) not in known))
        for answer in report.answers
    )
    gone, open_ = _missing(report, baseline)
    return attrs.evolve(
        report,
        answers=answers,
        compared=Compared(
            known=len(baseline.findings) - len(gone) - len(open_),
            gone=tuple(each.title for each in gone),
            open=len(open_),
        ),
    )


def _missing(report: AuditReport, baseline: Baseline) -> tuple[list[Known], list[Known]]:
    """The known findings that a report does not have: those that are gone, and those left open."""
    marks = set(fingerprints(report.findings))
    settled = {each.property for each in report.answers if each.verdict is not Verdict.UNKNOWN}
    missing = [each for each in baseline.findings if each.mark not in marks]
    gone = [each for each in missing if each.property in settled]
    return gone, [each for each in missing if each.property not in settled]
