"""What one question of an audit finds counts for the others, and the simplest history is shown."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor import inquiry as inquiry_module
from policylang.auditor.asking import question_of
from policylang.auditor.decisions.process import Process
from policylang.auditor.fallbacks import worth
from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import profit, two_people
from policylang.auditor.question import RanOut
from policylang.auditor.searching.search import Searcher
from policylang.auditor.solving import solver
from policylang.auditor.solving.solver import Best, Pricing
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Finding

_HEAD = (
    'policy known {\n  title "Known"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2024-01-01\n}\n"
    "score merit { starts at 0 stays within 0 to 200 }\n"
)
_GOLD = (
    "grades of merit { gold from 60  plain below }\n"
    "perk bonus { for gold every year on 31 December pays 100 USD }\n"
)
#: Many cheap steps, or two dear ones.
_STEPS = (
    "action walk { by choice costs 1 USD earns 5, at most 25 per calendar month }\n"
    "action course { by choice costs 20 USD earns 50, at most 50 per calendar year }\n"
    "action blood { by choice costs 4 USD earns 10, at most 10 per calendar year }\n"
)
#: What the exact process does not hold: two windows of days.
_WINDOWS = (
    "action walk { amount: money from 0 USD to 50 USD by choice costs amount\n"
    "  earns 1 per 1 USD of amount, at most 40 in any 30 days }\n"
    "action talk { amount: money from 0 USD to 50 USD by choice costs amount\n"
    "  earns 1 per 2 USD of amount, at most 40 in any 60 days }\n"
)


def asked(text: str, memory: str = "512 MiB") -> Inquiry:
    policy = loads(_HEAD + text)
    question = question_of(policy.machine, policy.encoder, memory=memory)
    return Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))


def shown(policy: Policy, horizon: str) -> Finding:
    (finding,) = policy.audit(horizon=horizon, properties=["profit"]).findings
    return finding


def test_a_gain_is_shown_by_the_fewest_events() -> None:
    inquiry = asked(_STEPS + _GOLD)
    (finding,) = profit.answer(inquiry).findings
    events = [line for line in finding.lines if line.event]
    assert [line.event[0] for line in events if line.event] == ["blood", "course"]
    assert finding.title == "perks are worth 76.00 USD more than they cost"
    note = (
        "this is the simplest history found to gain; the best costs 12.00 USD and brings perks of "
        "300.00 USD by 2026-12-31"
    )
    assert finding.notes == (note,)
    # By hand: one event never reaches gold, and of two only these and a course twice would.
    first = inquiry.question.since
    for count in (1, 2):
        for codes in combinations_with_replacement(range(3), count):
            found = inquiry.tried([(first, code, ()) for code in codes])
            assert found is not None
            assert (found.net > 0) == (codes == (1, 2))


def test_the_same_events_over_a_longer_time_are_told() -> None:
    steps = (
        _STEPS.partition("action course")[0] + "action blood { by choice costs 24 USD earns 60 }\n"
    )
    policy = loads(_HEAD + steps.replace("earns 5, at", "earns 1, at") + _GOLD)
    finding = shown(policy, "3 years")
    assert finding.title == "perks are worth 76.00 USD more than they cost"
    assert finding.notes == (
        "up to 2026-12-31 the same events bring perks of 300.00 USD, which is the most",
    )
    assert shown(policy, "1 year").notes == ()


def test_a_threshold_is_no_more_than_any_history_that_was_found_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inquiry = asked(_WINDOWS + _GOLD)
    fallback = Fallback(inquiry, Searcher(inquiry), "it is a test")
    assert not fallback.searcher.whole.proves
    monkeypatch.setattr(worth._Asked, "_explored", lambda *_: (Fraction(50_00), ()))
    monkeypatch.setattr(Searcher, "bought", ())
    nothing = worth.thresholds(fallback, "thresholds")
    assert nothing.figures["bonus"] == "50.00 USD"
    first = inquiry.question.since
    inquiry.known.append(((first, 0, (40_00,)), (first + 40, 0, (25_00,))))
    found = worth.thresholds(fallback, "thresholds")
    # 60 points in two windows, one USD each, for three perks; 25 USD were five too many.
    assert found.figures["bonus"] == "20.00 USD"
    assert found.figures["bonus, money alone"] == "20.00 USD"


def test_two_people_gain_what_is_known_of_one() -> None:
    inquiry = asked(_WINDOWS + _GOLD, "2 MiB")
    before = two_people.answer(inquiry)
    assert before.table[1][1] == "not known to gain"
    first = inquiry.question.since
    inquiry.known.append(((first, 0, (40_00,)), (first + 40, 0, (20_00,))))
    after = two_people.answer(inquiry)
    assert after.table[1][1] == "gains at least 240.00 USD"


def test_questions_of_one_audit_do_not_say_less_than_another_has_shown() -> None:
    policy = loads(_HEAD + _WINDOWS + _GOLD)
    best, two = policy.audit(properties=["profit", "two people"], memory="2 MiB").answers
    assert two.table[1][1] == f"gains at least {best.figures['best profit']}"


def test_a_process_that_is_too_large_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[Pricing] = []

    def solved(process: Process, pricing: Pricing) -> Best | None:
        asked_for.append(pricing)
        return solver.solve(process, pricing)

    monkeypatch.setattr(inquiry_module, "solve", solved)
    inquiry = asked(_WINDOWS + _GOLD, "2 MiB")
    for pricing in (inquiry.pricing(), inquiry.pricing(sanctions=False)):
        with pytest.raises(RanOut, match="do not fit into 2 MiB"):
            inquiry.best(pricing)
    assert len(asked_for) == 1


def test_fewer_events_may_lie_on_several_days() -> None:
    """Two months in which a course is taken, in place of many walks in one."""
    steps = (
        "action walk { by choice costs 1 USD earns 5 }\n"
        "action course { by choice costs 20 USD earns 30, at most 30 per calendar month }\n"
        "action talk { by choice costs 5 USD earns 25, at most 25 per calendar quarter }\n"
    )
    found = shown(loads(_HEAD + steps + _GOLD), "1 year")
    events = [line for line in found.lines if line.event]
    assert len(events) == 2
    assert {line.date.month for line in events} != {1}
