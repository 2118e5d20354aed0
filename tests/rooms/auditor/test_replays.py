"""The lines of a replay: what stands before and after the events of a day, with which balance."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from policylang import loads
from policylang.auditor import unfinished
from policylang.auditor.asking import question_of
from policylang.auditor.fallbacks import gains
from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import claims, profit, two_people
from policylang.auditor.searching.search import Searcher
from policylang.auditor.solving.solver import solve
from policylang.auditor.solving.stopping import Stopped, out_of
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Verdict

HEAD = (
    'policy p {\n  title "P"\n  currency USD\n  timezone "UTC"\n  in force from 2018-01-01\n}\n'
    "score s {\n  starts at 0\n  stays within 0 to 100\n}\n"
)


def asked(text: str, horizon: str = "1 year", start: int = 0, **parts: object) -> Inquiry:
    policy = loads(HEAD.replace("starts at 0", f"starts at {start}") + text)
    question = question_of(policy.machine, policy.encoder, horizon=horizon, **parts)  # type: ignore[arg-type]
    return Inquiry(
        policy.machine, question, Replayer(policy.machine, question.attributes, policy.evaluator)
    )


@pytest.mark.parametrize(
    ("trigger", "first", "balance"),
    [
        ("every 10 days from 2018-01-21", True, 0),
        ("every month on day 31", True, 0),
        ("every year on 31 January", True, 0),
        ("once on 2018-01-31", True, 0),
        ("once on born", True, 0),
        ("after 30 days without good counting from born - 30 days", True, 0),
        ("at the end of every month", False, 1),
        ("on good", False, 1),
        ("as soon as s >= 1", False, 1),
    ],
)
def test_what_is_due_on_a_date_stands_before_the_events_of_the_day(
    trigger: str, first: bool, balance: int
) -> None:
    inquiry = asked(
        "action good {\n  by choice\n  costs 1 USD\n  earns 1\n}\n"
        "person {\n  born: date\n}\n"
        f"perk p {{\n  {trigger}\n  pays 1 USD\n}}\n",
        person={"born": "2018-01-31"},
    )
    day = inquiry.question.since + 30
    lines = inquiry.replayer.lines(inquiry.replay([(day, 0, ())], until=day))
    shown = [(line.what, line.balance) for line in lines]
    perk = ("p", Decimal(balance))
    good = ("good", Decimal(1))
    assert shown == ([perk, good] if first else [good, perk])


def test_the_balance_after_an_event_is_that_before_what_ends_its_day() -> None:
    inquiry = asked(
        "action good {\n  by choice\n  earns 2\n}\n"
        "action talk {\n  by choice\n  earns 0 when s > 90\n}\n"
        "rule fade {\n  at the end of every month\n  loses 1\n}\n"
    )
    end = inquiry.question.since + 30
    rows = [(end, 1, ()), (end, 0, ()), (end, 1, ()), (end + 1, 1, ())]
    lines = inquiry.replayer.lines(inquiry.replay(rows, until=end + 1))
    assert [line.balance for line in lines] == [0, 2, 2, 1]


# --- what it comes to, exactly -------------------------------------------------------------------

#: Ten points cost half an hour and bring a dollar.
WORK = (
    "action good {\n  by choice\n  costs 30 minutes\n  earns 10\n}\n"
    "perk p {\n  once on 2018-12-01\n  when s >= 10\n  pays 1 USD\n}\n"
)


def test_what_is_worth_less_than_a_cent_is_worth_something() -> None:
    inquiry = asked(WORK, value_of_hour="1.99 USD")
    told = two_people.answer(inquiry)
    assert told.verdict is Verdict.BROKEN
    assert "worth 1/200 USD" in told.findings[0].title
    assert told.figures["value of a second identity"].startswith("1/200 USD")
    (finding,) = profit.answer(inquiry).findings
    assert "worth 1/200 USD" in finding.title
    # What a search finds, and what was found when a search was stopped, is said as exactly.
    (finding,) = gains.profit(
        Fallback(inquiry, Searcher(inquiry), "it is a test"), "profit"
    ).findings
    assert "worth 1/200 USD" in finding.title
    best = solve(inquiry.process, inquiry.pricing())
    answer = unfinished.witness(inquiry, "profit", Stopped("it was", best, inquiry.last, 1))
    assert answer is not None
    assert "worth 1/200 USD" in answer.findings[0].title


def test_nothing_is_worth_nothing() -> None:
    inquiry = asked(WORK, value_of_hour="2 USD")
    assert two_people.answer(inquiry).verdict is Verdict.HOLDS
    assert profit.answer(inquiry).verdict is Verdict.HOLDS


def test_that_a_second_identity_brings_nothing_is_said_of_money() -> None:
    grades = "grades of s {\n  A from 35\n  B below\n}\n"
    fault = "action fault {\n  by chance\n  loses 10\n}\n"
    answer = two_people.answer(asked(fault + grades, start=50))
    assert answer.verdict is Verdict.HOLDS
    assert answer.summary.startswith("A second identity brings no money")
    assert "Offences that are shared out among two identities cost a grade later" in answer.summary
    assert any(row[0] == "2 x fault, over two identities" for row in answer.table)
    assert "Offences" not in two_people.answer(asked(fault)).summary


# --- claims --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["<", "<="])
def test_a_strict_claim_that_nothing_can_keep_says_so(sign: str) -> None:
    claim = f"claim fair {{\n  within 1 year, gain from perks {sign} cost of actions\n}}\n"
    inquiry = asked("action good {\n  by choice\n  costs 1 USD\n  earns 1\n}\n" + claim)
    answer = claims.answer(inquiry.machine.claims[0], inquiry)
    assert (answer.verdict is Verdict.BROKEN) is (sign == "<")
    assert ("that can never be so" in answer.summary) is (sign == "<")


# --- memory --------------------------------------------------------------------------------------


def test_the_limit_that_was_asked_for_is_named_and_the_option_once() -> None:
    question = asked(WORK, memory="64 MiB").question
    assert out_of(question).endswith("do not fit into 64 MiB (see --memory)")
    part = attrs.evolve(question, among=8)
    assert part.room == 8 * 2**20
    assert out_of(part).endswith(
        "do not fit into the part of this search, 1/8 of 64 MiB (see --memory)"
    )
    odd = attrs.evolve(question, memory=1_500_000)
    assert "1,500,000 bytes" in out_of(odd)
