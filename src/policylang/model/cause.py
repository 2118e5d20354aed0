"""What makes a finding possible, apart from figures and days: its identity, and its kin.

A finding is known again by its property, the actions that its history takes and the rules and
perks it rests on, each by the block it stands in and its own text. Line numbers, dates and amounts
may change without making another finding of it; another rate or another cap does.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from policylang.model.finding import Finding, Severity

_GRAVITY = {severity: number for number, severity in enumerate(Severity)}


@attrs.frozen
class Cause:
    """Findings that one thing makes possible, the gravest first, by their place in the report."""

    findings: tuple[tuple[int, Finding], ...]
    #: The actions of their histories by name, in order of the alphabet.
    actions: tuple[str, ...]


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """An identity for each finding, in their order; those alike are told apart by a number."""
    seen: Counter[str] = Counter()
    marks = []
    for finding in findings:
        mark = _fingerprint(finding)
        seen[mark] += 1
        marks.append(mark if seen[mark] == 1 else f"{mark}-{seen[mark]}")
    return tuple(marks)


def _fingerprint(finding: Finding) -> str:
    rests_on = sorted({(rule.owner, rule.text) for rule in finding.rules})
    said = [finding.property, list(actions_of(finding)), rests_on]
    if not rests_on and not said[1]:  # nothing but its words tells it from others
        said.append(finding.title)
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def actions_of(finding: Finding) -> tuple[str, ...]:
    """The actions that a history takes, in order of the alphabet."""
    return tuple(sorted({line.event[0] for line in finding.lines if line.event is not None}))


def causes(findings: Sequence[Finding]) -> tuple[Cause, ...]:
    """The findings by what makes them possible, in order of the first of each.

    Two have one cause if their histories take the same actions under the same rules, whatever perk
    or sanction then follows; or take the same actions and answer the same property.
    """
    groups: list[tuple[set[object], list[tuple[int, Finding]]]] = []
    for number, finding in enumerate(findings):
        marks = set(_marks(finding))
        kin = [group for group in groups if group[0] & marks]
        for group in kin:
            groups.remove(group)
            marks |= group[0]
        members = [each for group in kin for each in group[1]]
        groups.append((marks, [*members, (number, finding)]))
    groups.sort(key=lambda group: min(number for number, _ in group[1]))
    return tuple(_cause(members) for _, members in groups)


def _marks(finding: Finding) -> Iterable[object]:
    actions = actions_of(finding)
    rules = frozenset((r.owner, r.text) for r in finding.rules if not _is_outcome(r.owner))
    if actions:
        yield ("property", finding.property, actions)
        yield ("rules", actions, rules)
    elif finding.rules:
        yield ("all", frozenset((r.owner, r.text) for r in finding.rules))
    else:
        yield ("alone", finding.property, finding.title)


def _is_outcome(owner: str) -> bool:
    return owner.startswith(("perk ", "sanction "))


def _cause(members: Sequence[tuple[int, Finding]]) -> Cause:
    ordered = sorted(members, key=lambda each: (_GRAVITY[each[1].severity], each[0]))
    actions = {name for _, finding in members for name in actions_of(finding)}
    return Cause(tuple(ordered), tuple(sorted(actions)))
