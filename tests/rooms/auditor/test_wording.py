"""What answers say: a finding only where there is one, named by what it is, with its reach."""

from __future__ import annotations

import datetime

import pytest

from policylang import loads
from policylang.auditor.audit import audit
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.question import Question
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Answer, Evidence, Verdict

FIRST = datetime.date(2020, 1, 1).toordinal()
HEAD = (
    'policy said { title "Said" source "t" currency EUR timezone "UTC" in force from 2020-01-01 }\n'
)
SCORE = "score s { starts at 0 stays within 0 to 100 }\ngrades of s { gold from 20 base below }\n"
GIVE = "action give { by choice costs 5 EUR earns 20 }\n"
WORK = "action work { by choice costs 1 hours earns 1, at most 1 per calendar month }\n"


def answered(text: str, name: str, days: int = 3 * 365) -> Answer:
    machine = loads(text).machine
    (answer,) = audit(machine, Question(FIRST, FIRST + days), properties=[name]).answers
    return answer


def test_that_a_grade_has_a_price_is_no_wealth_bias_where_nothing_takes_hours() -> None:
    plain = answered(HEAD + SCORE + GIVE, "grades")
    assert not plain.findings
    assert plain.table[1][3] == "nothing takes hours"
    slow = answered(HEAD + SCORE + GIVE + WORK, "grades", 365)
    assert "with hours alone it cannot be had" in slow.findings[0].title
    assert slow.table[1][3] == "cannot be had"
    free = answered(HEAD + SCORE + GIVE + WORK.replace("costs 1 hours ", ""), "grades")
    assert "with hours alone not before" in free.findings[0].title


def test_a_gain_is_named_by_what_it_is() -> None:
    fine = "sanction fine { when s < 20 every year on 1 June costs 10 EUR }\n"
    avoided = answered(HEAD + SCORE + GIVE + fine, "profit").findings[0]
    assert avoided.title == (
        "the sanctions that are avoided come to 5.00 EUR more than it costs to avoid them"
    )
    perk = "perk prize { for gold every year on 1 June pays 10 EUR }\n"
    paid = answered(HEAD + SCORE + GIVE + perk, "profit").findings[0]
    assert paid.title == "perks are worth 5.00 EUR more than they cost"


def test_a_history_that_is_not_the_best_says_what_the_best_comes_to() -> None:
    again = "rule fade { at the end of every year sets s to 0 }\n"
    perk = "perk prize { for gold every year on 1 June pays 10 EUR }\n"
    (finding,) = answered(HEAD + SCORE + GIVE + again + perk, "profit").findings
    note = (
        "this is the simplest history found to gain; the best costs 15.00 EUR and brings perks of "
        "30.00 EUR by 2022-12-31"
    )
    assert note in finding.notes
    (finding,) = answered(HEAD + SCORE + GIVE + again + perk, "profit", 200).findings
    assert not any("the best costs" in each for each in finding.notes)


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (0, "0 hours"),
        (10, "10 seconds"),
        (450, "7 minutes 30 seconds"),
        (3600, "1 hour"),
        (3661, "1 hour 1 minute 1 second"),
        (5400, "1.50 hours"),
        (36_000_010, "10,000 hours 10 seconds"),
    ],
)
def test_hours_are_told_to_the_second(held: int, text: str) -> None:
    policy = loads(HEAD + SCORE + GIVE)
    question = Question(FIRST, FIRST)
    inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
    assert inquiry.hours(held) == text


@pytest.mark.parametrize("name", ["banking", "free offences"])
def test_that_there_are_no_offences_is_proved_from_the_rules(name: str) -> None:
    text = HEAD + SCORE + GIVE
    assert answered(text, name, 99).evidence is Evidence.PROVED_ALWAYS
    for other in (
        "sanction fine { for gold every year on 1 June costs 10 EUR }\n",
        "rule cut { on give drops to grade base }\n",
        "action hide { by choice loses 5 when count of hide in the last 9 days >= 9 }\n",
    ):
        assert answered(text + other, name, 99).evidence is not Evidence.PROVED_ALWAYS, other


def test_that_nothing_leads_back_says_how_far_was_looked() -> None:
    fall = SCORE.replace("starts at 0", "starts at 20") + "action late { by chance loses 10 }\n"
    notes = " ".join(answered(HEAD + fall, "way back").findings[0].notes)
    assert "nor is there a way within 30 years" in notes
    assert "in force" not in notes
    ends = HEAD.replace("from 2020-01-01", "from 2020-01-01 in force until 2025-12-31")
    answer = answered(ends + fall, "way back")
    assert answer.verdict is Verdict.BROKEN
    notes = " ".join(answer.findings[0].notes)
    assert "nor is there a way while the policy is in force, until 2025-12-31" in notes
    assert "30 years" not in notes
