"""What two people gain, by hand and by going through every history of one of them."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from policylang import loads
from policylang.api import Policy
from policylang.auditor.asking import question_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import point_pumps, two_people, wealth_bias
from policylang.auditor.properties.small_histories import SmallHistories
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.replay import Replayer
from policylang.core.errors import PolicyError
from policylang.model.finding import Answer, Verdict
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

_HEAD = (
    'policy two {\n  title "Two"\n  currency USD\n  timezone "UTC"\n  in force from 2018-01-01\n}\n'
)
_SCORE = "score credit {\n  starts at 10\n  stays within 0 to 1000\n}\n"
_PASS = (
    "action sent {\n  gift: points from 1 to 40\n  by choice\n  loses gift\n}\n"
    "action received {\n  gift: points from 1 to 40\n  by chance\n"
    "  earns SHARE of gift rounded down\n}\n"
)


def asked(policy: Policy, budget: str | None = None, horizon: str = "3 years") -> Inquiry:
    question = question_of(policy.machine, policy.encoder, budget=budget, horizon=horizon)
    return Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))


def told(text: str) -> Answer:
    return two_people.answer(asked(loads(_HEAD + _SCORE + text)))


def test_a_second_identity_is_worth_the_best_of_every_history() -> None:
    compared = paid = saved = 0
    for seed in range(60_000, 60_400):
        try:
            policy = loads(small_policy(Random(seed)))
            inquiry = inquiry_of(policy)
            assert inquiry.process.stages
            every = go_through(policy.machine, FIRST, LAST)
        except (PolicyError, Unfit, TooMany):
            continue
        identity = two_people.identity_of(inquiry, SmallHistories(inquiry))
        assert identity.exact
        assert identity.value == every.best * inquiry.scale, seed
        answer = two_people.answer(inquiry)
        worth = [f for f in answer.findings if "identit" in f.title]
        assert bool(worth) == (every.best != 0)
        compared += 1
        paid += every.best > 0
        saved += every.best < 0
        if compared >= 40 and saved >= 2:
            break
    assert compared >= 40
    assert paid >= 10
    assert saved >= 2


def test_points_that_are_moved_are_told_from_points_that_are_made() -> None:
    # Of 10 points 10 can be lost: a gift of 40 costs its giver 10, so 30 come out of nothing.
    (made,) = told(_PASS.replace("SHARE", "100%")).findings
    assert "loses 10 points, the other gets 40" in made.title
    assert "30 points of it come out of nothing" in made.notes
    assert "done twice the other gets 80" in made.notes
    assert made.beside is not None
    assert [line.balance for line in made.beside.lines] == [Decimal(50)]
    # A quarter of 40 is 10: what one loses the other gets.
    (moved,) = told(_PASS.replace("SHARE", "25%")).findings
    assert "loses 10 points, the other gets 10" in moved.title
    assert not any("out of nothing" in note for note in moved.notes)


def test_what_is_no_transfer_is_not_taken_for_one() -> None:
    other = _PASS.replace("SHARE", "100%").replace(
        "action received {\n  gift", "action won {\n  prize"
    )
    assert told(other.replace("of gift rounded", "of prize rounded")).verdict is Verdict.HOLDS
    chosen = _PASS.replace("SHARE", "100%").replace("by chance", "by choice")
    assert told(chosen).verdict is Verdict.HOLDS


def test_two_who_share_what_they_can_spend_are_sooner() -> None:
    text = (
        _SCORE + "action work {\n  time: hours from 0 to 9\n  by choice\n  costs time\n"
        "  earns 1 per 1 hours of time\n}\n"
        "grades of credit {\n  gold from 30\n  plain below\n}\n"
    )
    answer = two_people.answer(asked(loads(_HEAD + text), "0 USD, 10 hours a year"))
    # 20 points are 20 hours: one has them in the second year, two in the first.
    (row,) = (row for row in answer.table if row[0].startswith("gold"))
    assert row[1] == "on 2018-01-01; for one alone on 2019-01-01"


def test_wealth_bias_by_budget() -> None:
    text = (
        _SCORE + "action work {\n  time: hours from 0 to 9\n  by choice\n  costs time\n"
        "  earns 1 per 1 hours of time, at most 10 points per calendar year\n}\n"
        "action give {\n  paid: money from 0 USD to 900 USD\n  by choice\n  costs paid\n"
        "  earns 1 per 10 USD of paid, at most 10 points per calendar year\n}\n"
        "grades of credit {\n  gold from 40\n  plain below\n}\n"
    )
    answer = wealth_bias.answer(asked(loads(_HEAD + text), "50 USD", "4 years"))
    ((_, *cells),) = answer.table[1:]
    # 30 points: 10 a year by work; with 50 dollars five more, so no sooner; else 20 in each year.
    assert cells[0] == "2020-01-01: 30 hours"
    assert cells[1].startswith("2020-01-01")
    assert cells[2] == "2019-01-01: 100.00 USD + 20 hours"
    # Day 731 against day 366.
    assert cells[3] == "2.0 times as many days"


def test_what_is_paid_back_a_month_later_is_a_pump_too() -> None:
    text = (
        "action buy {\n  by choice\n  costs 3 USD\n  earns 2\n}\n"
        "action back {\n  by choice\n"
        '  refused when count of buy in the last 30 days >= 1 "too early"\n'
        "  loses 1\n}\nperk refund {\n  on back\n  pays 3 USD\n}\n"
    )
    answer = point_pumps.answer(asked(loads(_HEAD + _SCORE + text)))
    (finding,) = answer.findings
    assert [line.date.isoformat() for line in finding.lines][1] == "2018-02-01"
    dearer = text.replace("pays 3 USD", "pays 2 USD")
    assert point_pumps.answer(asked(loads(_HEAD + _SCORE + dearer))).verdict is Verdict.UNKNOWN


def test_the_same_events_bring_more_under_two_names() -> None:
    # A bonus for each newcomer's first gift: two gifts of 10 dollars bring it twice.
    text = (
        "action give {\n  by choice\n  costs 10 USD\n  earns 5, at most 2 times ever\n}\n"
        "grades of credit {\n  gold from 20\n  silver from 15\n  plain below\n}\n"
        "perk welcome {\n  for silver or better\n  once on 2018-12-31\n  pays 15 USD\n}\n"
        "perk thanks {\n  for gold\n  once on 2018-12-31\n  pays 11 USD\n}\n"
    )
    answer = two_people.answer(asked(loads(_HEAD + _SCORE + text)))
    # One: 15 and 11 for 20, a gain of 6. Two: 15 each for 10 each, so 4 more.
    assert answer.figures["value of a second identity"] == "6.00 USD"
    told = dict(answer.table[1:])
    shared = told["the best events of one, shared out among two"]
    assert shared == "bring 4.00 USD more, for the same money"
