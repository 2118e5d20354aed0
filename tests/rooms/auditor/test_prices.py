"""What a grade costs is asked about once for each question that differs."""

from __future__ import annotations

from typing import Any

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.properties import price
from policylang.model.finding import Evidence
from tests.rooms.auditor.small_policies import HEAD

_CONDITION = " when count of ticket in the last 365 days is 0"
_POLICY = f"""\
score credit {{ starts at 0 stays within 0 to 20 }}
action ticket {{ by chance loses 5 }}
action give {{
  amount: money from 1 USD to 1,000 USD
  by choice
  costs amount
  earns 1 per 10 USD of amount{_CONDITION}, at most 5 per calendar month
}}
grades of credit {{ top from 10 plain below }}
"""
_HELP = "action help { by choice costs 3 hours earns 1, at most 5 per calendar month }\n"


def solved(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], int]:
    """The figures of the question, and how often the solver was asked."""
    asked: list[object] = []
    solve = price.solve

    def counted(*given: Any, **more: Any) -> Any:
        asked.append(given)
        return solve(*given, **more)

    monkeypatch.setattr(price, "solve", counted)
    (answer,) = policy.audit(properties=["grades"], horizon="60 days").answers
    assert answer.evidence is Evidence.PROVED
    return answer.figures, len(asked)


def test_where_nothing_takes_hours_there_are_three_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The cheapest, the earliest, and what can be had for nothing."""
    figures, asked = solved(loads(HEAD + _POLICY), monkeypatch)
    assert figures["top: least money"] == figures["top: money alone"]
    assert figures["top: least money"] == "100.00 USD, on 2018-02-01"
    assert figures["top: hours alone"] == "cannot be had"
    assert asked <= 4


def test_money_and_hours_are_asked_about_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    figures, asked = solved(loads(HEAD + _POLICY + _HELP), monkeypatch)
    assert figures["top: money alone"] == "100.00 USD, on 2018-02-01"
    assert figures["top: hours alone"] == "30 hours, on 2018-02-01"
    assert figures["top: earliest"] == "50.00 USD + 15 hours, on 2018-01-01"
    assert asked > 4


def test_a_count_of_what_nobody_chooses_is_a_constant() -> None:
    """One way to give is enough, as without the condition."""
    policy = loads(HEAD + _POLICY)
    without = loads(HEAD + _POLICY.replace(_CONDITION, ""))
    (one,), (other,) = (
        each.audit(properties=["splitting"], horizon="60 days").answers
        for each in (policy, without)
    )
    assert (one.verdict, one.evidence) == (other.verdict, other.evidence)
    assert one.evidence is Evidence.PROVED_ALWAYS
