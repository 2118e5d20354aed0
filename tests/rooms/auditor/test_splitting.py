"""Splitting: parts of any number, held to every multiset of events."""

from __future__ import annotations

from itertools import combinations_with_replacement
from random import Random

import pytest

from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.auditor.decisions.variants import Variant
from policylang.auditor.properties import splitting
from policylang.model.finding import Answer, Evidence, Verdict

_HEAD = (
    'policy parts {\n  title "Parts"\n  currency EUR\n  timezone "UTC"\n'
    "  in force from 2020-01-01\n}\n"
    "score s {\n  starts at 0\n  stays within 0 to 200\n}\n"
    "grades of s {\n  gold from 50\n  plain below\n}\n"
)


def asked(rules: str, claim: str = "") -> tuple[Answer, ...]:
    policy = loads(
        f"{_HEAD}action a {{\n  amount: money from 0 EUR to 10 EUR\n  by choice\n  costs amount\n"
        f"  {rules}\n}}\n{claim}"
    )
    question = question_of(policy.machine, policy.encoder)
    names = ["splitting", "claims"] if claim else ["splitting"]
    return audit(policy.machine, question, properties=names, evaluator=policy.evaluator).answers


def test_three_parts_are_looked_at_and_the_claim_agrees() -> None:
    """No event is worth two points, so two parts are never the same as one."""
    rules = "earns 3 when amount >= 10 EUR\n  earns 1 otherwise when amount >= 2 EUR"
    claim, answer = asked(rules, "claim fair {\n  splitting a never pays\n}\n")
    assert (claim.verdict, answer.verdict) == (Verdict.BROKEN, Verdict.BROKEN)
    (finding,) = answer.findings
    assert (
        finding.title == "`a` in 3 events is worth 3 points for 6.00 EUR; in one it costs 10.00 EUR"
    )
    assert [line.detail for line in finding.lines] == ["amount 2.00 EUR"] * 3


@pytest.mark.parametrize(
    ("rules", "title"),
    [
        ("earns 3 when amount >= 6 EUR\n  earns 2 otherwise when amount >= 3 EUR",
         "`a` in two events is worth 4 points for 6.00 EUR; in one 3 points for 6.00 EUR"),
        ("earns 4 when amount >= 10 EUR\n  earns 3 otherwise when amount >= 4 EUR",
         "`a` in two events is worth 6 points for 8.00 EUR; in one 4 points for 10.00 EUR"),
    ],
)  # fmt: skip
def test_parts_may_bring_more_than_any_event(rules: str, title: str) -> None:
    (answer,) = asked(rules)
    assert [each.title for each in answer.findings] == [title]


@pytest.mark.parametrize(
    "rules",
    [
        "earns 1 per 2 EUR of amount",
        "earns 7 when amount >= 10 EUR\n  earns 2 otherwise when amount >= 3 EUR",
        "earns 1 when amount >= 2 EUR, at most 1 points per calendar year",
    ],
)
def test_what_does_not_pay_is_proved(rules: str) -> None:
    (answer,) = asked(rules)
    assert (answer.verdict, answer.evidence) == (Verdict.HOLDS, Evidence.PROVED_ALWAYS)
    assert answer.summary.startswith("No number of events costs less")


def test_every_multiset_of_events_agrees() -> None:
    random, seen = Random(7), set()
    for _ in range(300):
        sizes = {
            random.randint(1, 6): Variant((n,), random.randint(0, 9), random.randint(0, 2))
            for n in range(random.randint(1, 3))
        }
        best = splitting._undominated(sizes)
        pays = any(
            _pays(parts, best, whole, best[whole])
            for whole in best
            for count in range(2, 8)
            for parts in combinations_with_replacement(best, count)
            if sum(parts) - min(parts) < whole + 1
        )
        assert bool(list(splitting._splits(sizes))) == pays, sizes
        seen.add(pays)
    assert seen == {True, False}


def _pays(parts: tuple[int, ...], best: dict[int, Variant], points: int, whole: Variant) -> bool:
    money = sum(best[each].money for each in parts)
    hours = sum(best[each].hours for each in parts)
    if sum(parts) < points or money > whole.money or hours > whole.hours:
        return False
    cheaper = (money, hours) != (whole.money, whole.hours)
    return cheaper or (sum(parts) > points and bool(whole.money or whole.hours))


def test_too_many_sums_are_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "_MOST_STEPS", 3)
    (answer,) = asked("earns 1 per 2 EUR of amount")
    assert answer.verdict is Verdict.UNKNOWN
    assert "`a`" in answer.summary
