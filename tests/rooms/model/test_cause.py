"""What makes a finding possible: its identity outlives lines, days and figures."""

from __future__ import annotations

from decimal import Decimal

import attrs

from policylang.model.cause import causes, fingerprints
from policylang.model.finding import Finding, Severity
from tests.rooms.report.audits import finding

GIVE = ("action give", "earns 1 per 5 USD of amount")
WORK = ("action work", "earns 1 per 2 hours of time")
PRIZE = ("perk prize", "perk prize")


def mark(of: Finding) -> str:
    return fingerprints([of])[0]


def test_a_finding_is_known_again_on_other_lines_with_other_figures() -> None:
    found = finding("profit", "give", rules=(GIVE, PRIZE))
    moved = attrs.evolve(
        found,
        title="it pays 7 USD more",
        net=Decimal(7),
        severity=Severity.LOW,
        lines=found.lines * 3,
        rules=tuple(
            attrs.evolve(each, line=each.line + 40, file="b.policy") for each in found.rules
        ),
    )
    assert mark(moved) == mark(found)


def test_another_property_action_or_rule_is_another_finding() -> None:
    found = finding("profit", "give", rules=(GIVE,))
    others = [
        finding("pump", "give", rules=(GIVE,)),
        finding("profit", "give", "work", rules=(GIVE,)),
        finding("profit", "give", rules=((GIVE[0], f"{GIVE[1]}, at most 3"),)),
        finding("profit", "give", rules=(("action work", GIVE[1]),)),
        finding("profit", title="of its own"),
        finding("profit", title="of its own too"),
    ]
    assert len({mark(each) for each in [found, *others]}) == 7


def test_findings_alike_are_told_apart_by_their_order() -> None:
    found = finding("profit", "give", rules=(GIVE,))
    one, two, three = fingerprints([found, finding("pump"), found])
    assert three == f"{one}-2"
    assert two != one


def test_one_cause_is_the_same_actions_under_the_same_rules_whatever_follows() -> None:
    paid = finding("profit", "give", rules=(GIVE, PRIZE), severity=Severity.LOW)
    claim = finding("claim c", "give", rules=(GIVE,), severity=Severity.HIGH)
    other = finding("profit", "give", "work", rules=(GIVE, WORK))
    first, second = causes([paid, other, claim])
    assert [number for number, _ in first.findings] == [2, 0]  # the gravest first
    assert first.actions == ("give",)
    assert [number for number, _ in second.findings] == [1]


def test_one_cause_is_the_same_actions_for_the_same_property() -> None:
    early = finding("timing", "give", rules=(GIVE,))
    late = finding("timing", "give", rules=(("action give", "earns 9"),))
    other = finding("profit", "give", rules=(("action give", "earns 9"),))
    (cause,) = causes([early, late, other])  # the last by its rules, through the second
    assert len(cause.findings) == 3


def test_findings_without_histories_are_alone_unless_their_rules_are_the_same() -> None:
    dead = finding("dead parts", rules=(GIVE,))
    assert (
        len(causes([dead, finding("dead parts", rules=(WORK,)), finding("x", rules=(GIVE,))])) == 2
    )
    assert len(causes([finding(title="a"), finding(title="b")])) == 2
    assert causes([]) == ()
