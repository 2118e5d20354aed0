"""Points out of nothing: pumps are found, replayed and shortest; what is limited is none."""

from __future__ import annotations

import datetime

import pytest

from policylang import loads
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import points_pump
from policylang.auditor.question import Question
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Answer, Evidence, Verdict

_HEAD = (
    'policy pumped {\n  title "Pumped"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
    "score miles {\n  starts at 2\n  stays within 0 to 9\n}\n"
    "score stars {\n  starts at 0\n  stays within 0 to 9\n}\n"
)
_BUY = "action buy {\n  by choice\n  loses 2 miles\n  earns 3 stars\n}\n"
_RETURN = "action back {\n  by choice\n  loses 3 stars\n  earns 3 miles\n}\n"


def asked(*blocks: str, head: str = _HEAD) -> Answer:
    policy = loads("\n".join([head, *blocks]))
    first = datetime.date(2018, 1, 1).toordinal()
    question = Question(first, first + 400)
    replayer = Replayer(policy.machine, (), policy.evaluator)
    return points_pump.answer(Inquiry(policy.machine, question, replayer))


def events(answer: Answer) -> list[str]:
    return [line.what for line in answer.findings[0].lines]


def test_buying_and_returning_brings_a_point() -> None:
    head = _HEAD.replace("within 0 to", "within -9 to")
    answer = asked(_BUY, _RETURN, head=head)
    assert answer.verdict is Verdict.BROKEN
    assert events(answer) == ["buy", "back"]
    assert "`miles` by 1" in answer.findings[0].title


def test_what_the_end_of_a_range_swallows_costs_nothing() -> None:
    """At no miles, two miles are lost for nothing, and three stars are there."""
    answer = asked(_BUY)
    assert events(answer)[-1] == "buy"
    assert "`stars`" in answer.findings[0].title


def test_a_pump_may_have_to_be_paid_for_first() -> None:
    dear = "action start {\n  by choice\n  costs 5 USD\n  earns 1 stars\n}\n"
    trade = "action trade {\n  by choice\n  loses 1 stars\n  earns 2 miles when stars >= 1\n}\n"
    back = "action more {\n  by choice\n  loses 1 miles\n  earns 1 stars when miles >= 3\n}\n"
    answer = asked(dear.replace("1 stars", "2 stars"), trade, back)
    assert events(answer) == ["start", "trade", "more"]


@pytest.mark.parametrize(
    "blocks",
    [
        ("action pay {\n  by choice\n  costs 1 USD\n  earns 2 stars\n}\n",),
        ("action give {\n  by choice\n  earns 2 stars, at most 4 points per calendar year\n}\n",),
        (_BUY.replace("loses 2 miles", "loses 3 miles when miles >= 3\n  costs 1 USD"),),
    ],
)
def test_what_costs_or_is_limited_is_no_pump(blocks: tuple[str, ...]) -> None:
    answer = asked(*blocks)
    assert answer.verdict is Verdict.HOLDS
    assert answer.evidence is Evidence.PROVED_ALWAYS


def test_scores_without_an_end_are_pumped_too() -> None:
    head = _HEAD.replace("  stays within 0 to 9\n", "")
    assert events(asked(_BUY, _RETURN, head=head)) == ["buy", "back"]


def test_one_event_is_the_shortest_pump() -> None:
    assert events(asked("action free {\n  by choice\n  earns 1 miles\n}\n")) == ["free"]
