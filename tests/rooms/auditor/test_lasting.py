"""Points that run out and statuses that end: the compact process says what every history says.

`lasting_policies` makes the policies; `every_history` goes through them day by day, with the
ordinary runtime, which has no stages and no readings.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.auditor.decisions import aging, compact
from policylang.auditor.decisions.aging import Aging
from policylang.auditor.decisions.process import timed_process_of
from policylang.auditor.decisions.stages import Stage
from policylang.auditor.decisions.transitions import Process
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import price
from policylang.auditor.question import STATE, Question, Unfit
from policylang.auditor.solving.solver import idle, solve
from policylang.auditor.witnesses.replay import Replayer
from policylang.core.errors import PolicyError
from policylang.model.finding import Answer, Evidence, Verdict
from tests.rooms.auditor.every_history import Everything, TooMany, go_through
from tests.rooms.auditor.lasting_policies import lasting_policy, status_policy

FIRST = datetime.date(2018, 1, 29).toordinal()
LAST = datetime.date(2018, 2, 12).toordinal()
#: Policies of each kind, and states of a day that are gone through.
EACH, STATES = 12, 60

_Made = tuple[int, Policy, Process, Inquiry, Everything]


def made(make: Callable[[Random], str], first: int) -> Iterator[_Made]:
    """Small policies with their timed process, and what every history comes to."""
    for seed in range(first, first + 2000):
        try:
            policy = loads(make(Random(seed)))
        except PolicyError:
            continue
        question = Question(FIRST, LAST, memory=64_000 * STATE)
        inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
        process = timed_process_of(policy.machine, question)
        if process is None:
            continue
        inquiry.__dict__["process"] = process
        try:
            every = go_through(policy.machine, FIRST, LAST, most=STATES)
        except TooMany:
            continue
        yield seed, policy, process, inquiry, every


def figures(process: Process, inquiry: Inquiry) -> tuple[int, int]:
    """The best and what doing nothing brings, in held money."""
    best, still = solve(process, inquiry.pricing()), idle(process, inquiry.pricing())
    assert best is not None
    return best.value // inquiry.scale, still.value // inquiry.scale


@pytest.mark.parametrize("first", [0, 50_000])
@pytest.mark.parametrize("make", [lasting_policy, status_policy])
def test_every_history_is_covered(make: Callable[[Random], str], first: int) -> None:
    seen: Counter[str] = Counter()
    for seed, policy, process, inquiry, every in made(make, first):
        text = f"seed {seed}\n{make(Random(seed))}"
        found, still = figures(process, inquiry)
        assert still == every.idle, text
        seen["gains"] += every.best > every.idle
        seen["early"] += bool(process.layout.statuses) and not process.aims
        if process.above:  # what it proves is proved
            assert found >= every.best, text
            seen["above"] += 1
            continue
        assert found == every.best, text
        best = solve(process, inquiry.pricing())
        assert best is not None
        inquiry.replayed(best, expected=best.value)
        grading = policy.machine.gradings[0]
        for rank in price.better_grades(grading, process):
            goal = price.goal_of(grading, rank)
            cheapest = price.reach(inquiry, process, goal, price.CHEAPEST)
            earliest = price.reach(inquiry, process, goal, price.CHEAPEST, first=True)
            assert (cheapest and cheapest.money) == every.cheapest.get(rank), text
            assert (earliest and earliest.day) == every.earliest.get(rank), text
        seen["exact"] += 1
        if seen["exact"] == EACH:
            break
    assert seen["gains"] >= EACH // 4
    assert seen["exact"] == EACH
    assert make is lasting_policy or seen["early"] >= 3


_HEAD = (
    'policy years {\n  title "Years"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)


# --- the comparison has teeth ------------------------------------------------------------------


def _caught(make: Callable[[Random], str]) -> bool:
    for number, (_, _, process, inquiry, every) in enumerate(made(make, 0)):
        if not process.above and figures(process, inquiry)[0] != every.best:
            return True
        if number > 60:
            return False
    return False


def test_lots_that_last_a_reading_too_long_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    lasts = Aging._lasts

    def longer(self: Aging, *args: object) -> tuple[int, ...]:
        found = lasts(self, *args)  # type: ignore[arg-type]
        return tuple(each + (each > 0) for each in found)

    monkeypatch.setattr(Aging, "_lasts", longer)
    assert _caught(lasting_policy)


def test_acting_too_early_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    halves = aging._halves

    def early(stretches: Sequence[Stage], aim: int | None) -> Iterator[Stage]:
        for each in halves(stretches, aim):
            yield attrs.evolve(each, rests=not each.rests)

    monkeypatch.setattr(aging, "_halves", early)
    assert _caught(lasting_policy)


_WEEKS = """
score standing { starts at 0 stays within 0 to 9 }
status marked {}
grades of standing { top from 4 low below }
perk prize { for top once on 2018-02-12 pays 20 USD }
"""
#: A membership of five days reaches into a second week if it is begun late in the first.
_MEMBERS = (
    _WEEKS
    + """
action join { by choice costs 3 USD begins marked for 5 days }
action ride { by choice costs 1 USD earns 2 when marked, at most 2 per calendar week }
"""
)
#: A ban of nine days leaves room in the next week if it is begun early in the first.
_BANS = (
    _WEEKS
    + """
action sin { by choice earns 1, at most 1 per calendar week begins marked for 9 days }
action ride { by choice costs 1 USD refused when marked "no" earns 1, at most 1 per calendar week }
"""
)


def _both(text: str) -> tuple[int, int]:
    """What the process says of two weeks and a day, and what every history comes to."""
    policy = loads(_HEAD + text)
    first = datetime.date(2018, 1, 29).toordinal()
    question = Question(first, LAST)
    inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
    process = timed_process_of(policy.machine, question)
    assert process is not None
    return figures(process, inquiry)[0], go_through(policy.machine, first, LAST, most=900).best


@pytest.mark.parametrize(("text", "best"), [(_MEMBERS, 1500), (_BANS, 1800)])
def test_a_status_over_two_weeks(text: str, best: int) -> None:
    assert _both(text) == (best, best)


@pytest.mark.parametrize("text", [_MEMBERS, _BANS])
def test_statuses_whose_ends_begin_no_stretch_are_noticed(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Aging, "closed", lambda _, firsts, __: set(firsts))
    found, true = _both(text)
    assert found < true


def test_a_bad_status_that_is_taken_for_a_good_one_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compact, "_is_late", lambda *_: True)
    found, true = _both(_BANS)
    assert found < true


# --- by hand, over years -----------------------------------------------------------------------

_DONATE = """
score credit { starts at 0 stays within 0 to 100 keeps lots }
action donate { amount: money from 0 USD to 1,000 USD by choice costs amount
  earns 1 per 10 USD of amount, at most 20 per calendar year, expires after %s }
grades of credit { gold from %d none below }
perk bonus { for gold every year on 31 December pays 250 USD }
"""
_MEMBER = """
score credit { starts at 0 stays within 0 to 20 }
status member {}
action join { by choice costs 10 USD begins member for 1 years }
action help { by choice costs 1 hours earns 1 when member, at most 12 per calendar year }
grades of credit { good from 10 low below }
perk gift { for good every year on 31 December pays 30 USD }
"""


def asked(text: str, name: str, years: int = 10) -> Answer:
    policy = loads(_HEAD + text)
    question = question_of(policy.machine, policy.encoder, horizon=f"{years} years")
    report = audit(policy.machine, question, properties=[name], evaluator=policy.evaluator)
    (answer,) = report.answers
    return answer


@pytest.mark.parametrize(
    ("lasts", "gold", "gain"),
    [
        ("30 days", 10, "1,500.00"),  # 100 a year for 250
        ("1 years", 10, "1,500.00"),  # those of 30 December are gone on the next
        ("367 days", 10, "2,000.00"),  # those of 30 December 2018, 2020, ... are seen twice
        # Seen three times: 10, 20 and none in turn make 30 from the second year on, for 1,000.
        ("3 years", 30, "1,250.00"),
    ],
)
def test_points_that_run_out_over_ten_years(lasts: str, gold: int, gain: str) -> None:
    answer = asked(_DONATE % (lasts, gold), "profit")
    assert answer.evidence is Evidence.PROVED
    assert answer.figures["best profit"] == f"{gain} USD"


def test_what_does_not_pay_is_proved_within_years_and_for_ever() -> None:
    text = (_DONATE % ("6 months", 10)).replace("250", "100")
    for name, evidence in (("profit", Evidence.PROVED), ("for ever", Evidence.PROVED_ALWAYS)):
        answer = asked(text, name)
        assert answer.verdict is Verdict.HOLDS
        assert answer.evidence is evidence


def test_the_long_run_is_what_years_come_to() -> None:
    """Gold from 30 at 20 points a year that are seen three times: at most every year from the
    second on, for 100 dollars a year."""
    answer = asked(_DONATE % ("3 years", 30), "for ever")
    assert answer.evidence is Evidence.PROVED_ALWAYS
    assert answer.figures["most a year in the long run"] == "150.00 USD"


def test_the_first_day_of_a_grade_is_the_first_of_a_year() -> None:
    answer = asked(_DONATE % ("30 days", 30), "grades", years=3)
    assert answer.figures["gold: earliest"] == "300.00 USD, on 2019-01-01"
    assert answer.figures["gold: least money"] == "300.00 USD, on 2019-01-01"


def test_a_membership_of_a_year() -> None:
    """One year of it is enough for points that last: 30 dollars on ten days, for 10."""
    answer = asked(_MEMBER, "profit")
    assert answer.evidence is Evidence.PROVED
    assert answer.figures["best profit"] == "290.00 USD"


def test_a_ban_is_served_before_it_matters() -> None:
    text = _MEMBER.replace("begins member", "earns 1, at most 1 ever begins member")
    text = text.replace("when member,", ",").replace("costs 1 hours", "costs 1 USD")
    text = text.replace("help {", 'help { refused when member "banned"').replace(
        " earns 1 ,", " earns 1,"
    )
    text = text.replace("costs 10 USD begins", "begins").replace("costs 10 USD earns", "earns")
    answer = asked(text, "profit", years=3)
    # One sin for nothing and nine acts of a dollar, done before it: 3 gifts of 30.
    assert answer.evidence is Evidence.PROVED
    assert answer.figures["best profit"] == "81.00 USD"


def test_perks_that_are_better_together_only_are_not_priced_one_by_one() -> None:
    text = (
        _DONATE % ("6 months", 10) + "perk more { for none every year on 31 December pays 5 USD }"
    )
    assert asked(text, "profit").evidence is Evidence.PROVED
    assert asked(text, "thresholds").evidence is not Evidence.PROVED


@pytest.mark.parametrize(
    "other",
    [
        "action spend { by choice costs 1 USD earns 1, expires after 3 years unless credit >= 5 }",
        "rule decay { every year on 1 June loses 1 }",
        "action swap { by choice costs 1 USD loses 2 earns 3 }",
    ],
)
def test_what_the_theorem_does_not_speak_of_has_no_such_process(other: str) -> None:
    policy = loads(_HEAD + _DONATE % ("6 months", 10) + other)
    question = question_of(policy.machine, policy.encoder, horizon="3 years")
    assert timed_process_of(policy.machine, question) is None
    with pytest.raises(Unfit):
        compact.process_of(policy.machine, question, good={})


def test_what_is_followed_day_by_day_says_why() -> None:
    text = _DONATE % ("6 months", 10) + "rule decay { every year on 1 June loses 1 }"
    assert "`decay` takes from points that run out" in asked(text, "profit", years=3).summary
