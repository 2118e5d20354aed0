"""The parts of the search: days, ways, pumps, what is made simpler, and how far was looked."""

from __future__ import annotations

import datetime

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.searching.grid import chosen_days
from policylang.auditor.searching.paths import best_path
from policylang.auditor.searching.search import Searcher
from policylang.auditor.searching.shrinking import shrunk
from policylang.auditor.searching.ways import ways_of
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.model.history import Row

_HEAD = (
    'policy p {\n  title "P"\n  currency USD\n  timezone "UTC"\n  in force from 2018-01-01\n}\n'
    "score credit {\n  starts at 0\n  stays within 0 to 30\n"
)
#: Points that run out: what the exact process refuses.
_LOTS = _HEAD + "  keeps lots\n}\n"
_PLAIN = _HEAD + "}\n"
_PRIZE = (
    "grades of credit {\n  top from 20\n  low below\n}\n"
    "perk prize {\n  for top\n  every month on day 15\n  pays 9 USD\n}\n"
)


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def searcher_of(policy: Policy, horizon: str = "3 years") -> Searcher:
    question = question_of(policy.machine, policy.encoder, horizon=horizon)
    replayer = Replayer(policy.machine, question.attributes, policy.evaluator)
    return Searcher(Inquiry(policy.machine, question, replayer))


def asked(text: str, name: str, horizon: str = "3 years") -> Answer:
    policy = loads(text)
    question = question_of(policy.machine, policy.encoder, horizon=horizon)
    (answer,) = audit(policy.machine, question, properties=[name]).answers
    return answer


def test_days_that_are_chosen_begin_with_those_on_which_something_is_due() -> None:
    policy = loads(
        _LOTS + "action act {\n  by choice\n  earns 1, expires after 5 days\n}\n" + _PRIZE
    )
    searcher = searcher_of(policy, "90 days")
    due = searcher.lives.due_days()
    assert due == [day("2018-01-15"), day("2018-02-15"), day("2018-03-15")]
    first, last = day("2018-01-01"), day("2018-03-31")
    assert chosen_days(policy.machine, first, last, due, 5) == [first, *due, last]
    more = chosen_days(policy.machine, first, last, due, 20)
    assert {each - 1 for each in due} <= set(more)
    assert len(more) <= 20


def test_stretches_stand_for_years_and_days_for_what_runs_out() -> None:
    plain = searcher_of(loads(_PLAIN + "action act {\n  by choice\n  earns 1\n}\n" + _PRIZE))
    # The first day, and each of 36 fifteenths with the day after it.
    assert len(plain._every) == 1 + 2 * 36
    lots = loads(_LOTS + "action act {\n  by choice\n  earns 1, expires after 5 days\n}\n" + _PRIZE)
    assert len(searcher_of(lots)._every) == 3 * 365 + 1


def test_ways_are_all_there_are_or_say_what_is_left_out() -> None:
    text = (
        "action act {\n  how: one of {pay, work}\n  n: number from 0 to 3\n  note: name\n"
        "  by choice\n  costs 1 USD\n  earns 1 per 1 of n\n}\n"
    )
    ways = ways_of(loads(_PLAIN + text).machine, ())
    # `how` and `note` are read by nothing, so that one value stands for all.
    assert (len(ways.every), ways.left_out) == (4, ())
    large = text.replace("from 0 to 3", "from 0 to 100,000")
    ways = ways_of(loads(_PLAIN + large).machine, ())
    assert ways.left_out == ("some values of `n` of `act`",)
    values = {way.values[1] for way in ways.every}
    assert {0, 1, 100_000} <= values


def test_a_gain_without_end_is_called_so_and_shown_once() -> None:
    answer = asked(
        _LOTS + "action sell {\n  by choice\n  costs 1 USD\n  earns 1, expires after 5 days\n}\n"
        "perk refund {\n  on sell\n  pays 3 USD\n}\n",
        "profit",
    )
    assert answer.figures["best profit"] == "without end"
    (finding,) = answer.findings
    assert [line.what for line in finding.lines] == ["sell", "refund"]
    assert "again and again" in finding.notes[0]


def test_a_threshold_of_a_perk_that_comes_with_an_event_is_its_cost() -> None:
    answer = asked(
        _PLAIN + "action sell {\n  by choice\n  costs 7 USD\n  earns 1\n}\n"
        "perk refund {\n  on sell\n  pays 3 USD\n}\n",
        "thresholds",
    )
    assert answer.evidence is Evidence.PROVED
    assert answer.figures["refund"] == "7.00 USD"


def test_what_is_left_out_is_said_and_nothing_is_called_proved() -> None:
    text = (
        "action give {\n  amount: money from 0 USD to 100,000 USD\n  by choice\n  costs amount\n"
        "  earns 1 per 7 USD of amount, expires after 40 days unless credit >= 5\n}\n"
    )
    answer = asked(_LOTS + text + _PRIZE, "profit", horizon="1 years")
    assert (answer.verdict, answer.evidence) == (Verdict.UNKNOWN, Evidence.SEARCHED)
    assert "some values of `amount` of `give`" in answer.summary
    assert "of 365 days" in answer.summary
    grades = asked(_LOTS + text + _PRIZE, "grades", horizon="1 years")
    assert grades.evidence is Evidence.REPLAYED
    assert grades.figures["top: least money"] == "140.00 USD, on 2018-01-01"


def test_an_amount_between_those_tried_is_found_by_lowering() -> None:
    """Nothing that is tried gains; what brings the prizes does once its amount is lowered."""
    text = (
        "action give {\n  amount: money from 0 USD to 100,000 USD\n  by choice\n  costs amount\n"
        "  earns 20 when 3 * amount >= 62 USD, expires after 3 months\n}\n"
    )
    prize = _PRIZE.replace("pays 9 USD", "pays 10 USD")
    answer = asked(_LOTS + text + prize, "profit", horizon="2 months")
    # 20.67 USD for 20 points, three months of which hold two prizes: no gain; with three there is.
    assert answer.findings == ()
    answer = asked(_LOTS + text + prize, "profit", horizon="3 months")
    assert answer.figures["best profit"] == "9.33 USD"


def test_a_price_that_depends_on_the_score_is_not_searched() -> None:
    text = (
        "action act {\n  by choice\n  costs (5 USD when credit >= 10 otherwise 1 USD)\n"
        "  refused when credit > 20\n  earns 1\n}\n"
    )
    answer = asked(_PLAIN + text + _PRIZE, "profit")
    assert answer.verdict is Verdict.UNKNOWN
    assert "depends on" in answer.summary


def test_a_search_says_the_same_each_time() -> None:
    text = _LOTS + (
        "action act {\n  by choice\n  costs 1 USD\n  earns 4, expires after 40 days\n}\n" + _PRIZE
    )
    assert asked(text, "profit", "1 years") == asked(text, "profit", "1 years")


@pytest.mark.parametrize("days", [2, 3, 7])
def test_fewer_days_never_bring_more(days: int) -> None:
    policy = loads(
        _LOTS
        + "action act {\n  by choice\n  costs 1 USD\n  earns 10, expires after 5 days\n}\n"
        + _PRIZE
    )
    searcher = searcher_of(policy, "60 days")
    pricing = searcher.inquiry.pricing()
    whole = searcher.whole
    assert whole.proves
    first, last = searcher.inquiry.question.since, searcher.inquiry.last
    chosen = chosen_days(policy.machine, first, last, searcher.lives.due_days(), days)
    thin = searcher._explored(chosen, None, False, 5_000, strict=False)
    found, best = best_path(thin, pricing), best_path(whole.explored, pricing)
    assert found is not None
    assert best is not None
    assert found.value <= best.value == 2 * (9 - 2) * 100 * searcher.inquiry.scale


def test_what_is_shown_is_made_simpler() -> None:
    machine = loads(
        _PLAIN + "action give {\n  n: number from 0 to 100\n  by choice\n  earns 1 per 1 of n\n}\n"
    ).machine
    rows: list[Row] = [(10, 0, (40,)), (12, 0, (7,)), (15, 0, (30,)), (20, 0, (1,))]

    def shows(tried: object) -> bool:
        assert isinstance(tried, list | tuple)
        return sum(row[2][0] for row in tried) >= 35

    assert shrunk(machine, rows, 5, shows) == ((5, 0, (35,)),)
