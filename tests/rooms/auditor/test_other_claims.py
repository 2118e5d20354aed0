"""Claims about splitting and about a way up, proved and refuted by what is counted by hand."""

from __future__ import annotations

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import claims
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Answer, Evidence, Verdict

HEAD = (
    'policy claims {\n  title "C"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
    "score credit {\n  starts at 0\n  stays within -10 to 50\n}\n"
    "grades of credit {\n  gold from 10\n  plain from 0\n  poor below\n}\n"
)
GIVE = (
    "action give {\n  amount: money from 0 USD to 1,000 USD\n  by choice\n  costs amount\n"
    "  earns 1 per RATE of amount, at most 5 points per calendar year\n}\n"
)
OFFENCE = "action offence {\n  by chance\n  loses 4\n}\n"


def policy(claim: str, rate: str = "5 USD") -> Policy:
    return loads(HEAD + GIVE.replace("RATE", rate) + OFFENCE + f"claim c {{\n  {claim}\n}}\n")


def settled(claimed: Policy) -> Answer:
    question = question_of(claimed.machine, claimed.encoder)
    (answer,) = audit(claimed.machine, question, properties=["claims"]).answers
    return answer


@pytest.mark.parametrize(
    ("rate", "verdict", "evidence"),
    [
        ("5 USD", Verdict.HOLDS, Evidence.PROVED_ALWAYS),
        ("started 5 USD", Verdict.BROKEN, Evidence.REPLAYED),
    ],
)
def test_splitting_never_pays(rate: str, verdict: Verdict, evidence: Evidence) -> None:
    answer = settled(policy("splitting give never pays", rate))
    assert (answer.verdict, answer.evidence) == (verdict, evidence)
    for finding in answer.findings:
        # Each cent is a started 5 dollars: two of them are two points, in one event they are one.
        assert [line.detail for line in finding.lines] == ["amount 0.01 USD"] * 2
        assert finding.beside is not None
        assert [line.detail for line in finding.beside.lines] == ["amount 0.02 USD"]


def test_splitting_of_what_has_no_amount_is_not_decided() -> None:
    answer = settled(policy("splitting offence never pays"))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.summary == "`offence` has no single amount that could be split"


@pytest.mark.parametrize(
    ("claim", "verdict", "begins"),
    [
        # Ten points from -10, at five a year: two years, 50 dollars, 25 in each of them.
        ("from poor to plain within 2 years", Verdict.HOLDS, ""),
        ("from poor to plain within 2 years for at most 50 USD", Verdict.HOLDS, ""),
        ("from poor to plain within 2 years for at most 49.99 USD", Verdict.BROKEN, "at -9 points"),
        ("from poor to plain within 1 year", Verdict.BROKEN, "at -5 points"),
        ("from poor to plain within 366 days", Verdict.HOLDS, ""),
        ("from poor to plain within 2 years for at most 1 hours a year", Verdict.HOLDS, ""),
        ("from poor to plain within 2 years for at most 0 USD", Verdict.BROKEN, "no score"),
        # From 0 in two years, from -1 in the third.
        ("from plain to gold within 366 days", Verdict.HOLDS, ""),
        ("from poor to gold within 2 years", Verdict.BROKEN, "no score"),
    ],
)
def test_a_way_up(claim: str, verdict: Verdict, begins: str) -> None:
    answer = settled(policy(claim))
    assert answer.verdict is verdict, answer.summary
    assert answer.evidence is Evidence.PROVED
    assert bool(answer.findings) == (verdict is Verdict.BROKEN)
    for finding in answer.findings:
        assert begins in finding.title
        assert finding.lines[-1].balance < 0


def test_no_way_up_where_nobody_falls_is_not_said_to_be_refuted() -> None:
    text = policy("from poor to plain within 1 year").machine
    without = HEAD + GIVE.replace("RATE", "5 USD")
    claimed = loads(without + "claim c {\n  from poor to plain within 1 year\n}\n")
    assert text.claims[0].text == claimed.machine.claims[0].text
    answer = settled(claimed)
    assert answer.verdict is Verdict.UNKNOWN
    assert "nobody was found to fall" in answer.summary


def test_a_form_that_nobody_knows_is_not_decided() -> None:
    claimed = policy("splitting give never pays")
    odd = attrs.evolve(claimed.machine.claims[0], text="every thing is fine")
    machine = attrs.evolve(claimed.machine, claims=(odd,))
    question = question_of(machine, claimed.encoder)
    (answer,) = audit(machine, question, properties=["claims"]).answers
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.summary.startswith("this form of claim is not understood")


@pytest.mark.parametrize(
    ("time", "is_too_long"),
    [("100 years", False), ("101 years", True), ("36600 days", False), ("36601 days", True)],
)
def test_the_time_of_a_claim_is_at_most_a_hundred_years(time: str, is_too_long: bool) -> None:
    claimed = policy("splitting give never pays")
    text = f"within {time}, gain from perks <= cost of actions"
    far = attrs.evolve(claimed.machine.claims[0], text=text)
    question = question_of(claimed.machine, claimed.encoder)
    inquiry = Inquiry(claimed.machine, question, Replayer(claimed.machine, (), claimed.evaluator))
    assert (claims.within(far, inquiry) is None) == is_too_long


def test_a_claim_about_what_counts_of_the_past_decide_is_refuted_by_a_fall() -> None:
    counted = OFFENCE.replace("by chance", "by choice").replace(
        "loses 4", "loses 4 when count of offence ever >= 2\n  earns 1 otherwise"
    )
    text = HEAD + GIVE.replace("RATE", "5 USD") + counted
    answer = settled(loads(text + "claim c {\n  from poor to plain within 1 year\n}\n"))
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    (finding,) = answer.findings
    # The first offence brings a point, each later one takes 4: three leave -7, and a year brings 5.
    assert [line.balance for line in finding.lines] == [1, -3, -7]
