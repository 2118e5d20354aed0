"""Gains that have no end: found, shown by their shortest history, and called what they are."""

from __future__ import annotations

from pathlib import Path

import policylang
from policylang import loads
from policylang.model.finding import Answer, Evidence, Verdict

POLICIES = Path(__file__).parents[3] / "policies"

_BANK = """
policy bank { title "Bank" currency USD timezone "UTC" in force from 2018-01-01 }
score coins { starts at 0 stays at least 0 }
action order {
  kind: one of {old, new}
  boxes: number from 1 to 1,000
  by choice
  costs 250 USD * boxes
  refused when kind is old and sum of boxes of order where kind is this kind ever + boxes > 2 "two"
  earns 250 points * boxes
}
action pay_in {
  amount: points from 1 to 1,000,000
  by choice
  refused when amount > coins "more than there is"
  loses amount
}
perk value { on pay_in pays 1 USD per 1 of amount }
perk cash_back { on order pays 2% of 250 USD * boxes }
"""


def _profit(text: str, name: str = "profit") -> Answer:
    report = loads(text).audit(horizon="6 months", properties=[name], memory="64 MiB")
    return report.answers[0]


def test_coins_of_the_mint_have_no_end_and_two_events_show_it() -> None:
    report = policylang.load(POLICIES / "us_mint.policy").audit(
        properties=["claims", "profit", "for ever"], memory="64 MiB"
    )
    for answer in report.answers:
        assert answer.verdict is Verdict.BROKEN
        assert "no limit" in answer.summary
        assert len(answer.findings[0].lines) == 4  # two events, two perks
        assert answer.findings[0].net == 5
    assert [a.evidence for a in report.answers[1:]] == [Evidence.PROVED, Evidence.PROVED_ALWAYS]


def test_all_there_is_is_given_whatever_it_is() -> None:
    answer = _profit(_BANK)
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    assert answer.findings[0].net == 5


def test_what_brings_no_more_than_it_costs_is_no_gain() -> None:
    assert _profit(_BANK.replace("pays 2% of", "pays 0% of")).verdict is not Verdict.BROKEN


def test_what_can_be_done_twice_has_an_end() -> None:
    answer = _profit(_BANK.replace("kind is old and sum", "sum"))
    assert answer.verdict is Verdict.BROKEN
    assert "no limit" not in answer.summary
    assert "20.00 USD" in answer.summary  # two boxes of each kind
