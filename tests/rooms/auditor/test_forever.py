"""For ever: the long run by hand, by longer and longer horizons, and by every history."""

from __future__ import annotations

import datetime
from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import forever
from policylang.auditor.question import STATE, Question, RanOut, Unfit
from policylang.auditor.solving.cycles import best_cycle, potential
from policylang.auditor.solving.forever import endless_of
from policylang.auditor.solving.graph import Graph, graph_of
from policylang.auditor.solving.solver import idle, solve
from policylang.auditor.witnesses.replay import Replayer
from policylang.core.errors import PolicyError
from policylang.model.finding import Answer, Evidence, Verdict
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_policies import small_policy

FIRST = datetime.date(2018, 1, 29).toordinal()
NEW_YEAR = datetime.date(2018, 1, 1).toordinal()

_HEAD = (
    'policy endless {\n  title "Endless"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
    "score credit {\n  starts at 0\n  stays within 0 to 10\n}\n"
    "grades of credit {\n  gold from 5\n  plain below\n}\n"
)
_PRIZE = "perk prize {\n  for gold\n  every year on 1 December\n  pays 30 USD\n}\n"
_GIVE = "action give {\n  by choice\n  costs 10 USD\n  earns 5\n}\n"
_FADE = "rule fade {\n  at the end of every year\n  loses 5\n}\n"


def inquiry_of(policy: Policy, first: int = NEW_YEAR, hour: int = 0) -> Inquiry:
    question = Question(first, first + 10, hour=Fraction(hour))
    return Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))


def asked(*blocks: str, head: str = _HEAD) -> Answer:
    return forever.answer(inquiry_of(loads("\n".join([head, *blocks]))))


def rate_of(graph: Graph) -> Fraction:
    """The most a year in the long run, in units of value."""
    cycle = best_cycle(graph)
    return Fraction(0) if cycle is None else cycle.rate / graph.years


# --- by hand -----------------------------------------------------------------------------------


def test_what_is_bought_once_pays_for_ever() -> None:
    """10 dollars, once, and then 30 each year."""
    answer = asked(_GIVE, _PRIZE)
    assert answer.verdict is Verdict.BROKEN
    assert answer.evidence is Evidence.PROVED_ALWAYS
    assert answer.figures["most a year in the long run"] == "30.00 USD"
    assert answer.figures["first profit"] == "2018-12-01"
    (finding,) = answer.findings
    assert [line.what for line in finding.lines] == ["give", "prize", "prize"]
    assert str(finding.net) == "50.00"


def test_what_fades_has_to_be_bought_again() -> None:
    """Of 30 dollars a year 10 go for the next year's points."""
    answer = asked(_GIVE, _FADE, _PRIZE)
    assert answer.figures["most a year in the long run"] == "20.00 USD"
    assert answer.figures["years to break even"] == "0.9"


def test_a_cycle_of_two_years_has_the_rate_of_both() -> None:
    """What lasts two years is bought every other year: 30 + 30 - 40 in two years."""
    dear = _GIVE.replace("10 USD", "40 USD").replace("earns 5", "earns 10")
    answer = asked(dear, _FADE, _PRIZE)
    assert answer.figures["most a year in the long run"] == "10.00 USD"
    assert "2020-01-01" in answer.findings[0].notes[0] or "2021" in answer.findings[0].notes[0]


def test_dearer_than_it_ever_is_worth() -> None:
    answer = asked(_GIVE.replace("10 USD", "31 USD"), _FADE, _PRIZE)
    assert answer.verdict is Verdict.HOLDS
    assert answer.evidence is Evidence.PROVED_ALWAYS
    assert answer.figures["most a year in the long run"] == "0.00 USD"


def test_exactly_at_its_worth_is_no_gain() -> None:
    assert asked(_GIVE.replace("10 USD", "30 USD"), _FADE, _PRIZE).verdict is Verdict.HOLDS
    assert asked(_GIVE.replace("10 USD", "29 USD"), _FADE, _PRIZE).verdict is Verdict.BROKEN


def test_a_gain_that_comes_once() -> None:
    """The prize ends: two of them, less the price."""
    prize = _PRIZE.replace("for gold", "for gold\n  in force until 2019-12-31")
    answer = asked(_GIVE, prize)
    assert answer.verdict is Verdict.BROKEN
    assert answer.figures["most a year in the long run"] == "0.00 USD"
    assert answer.figures["most that can ever be gained"] == "50.00 USD"


def test_what_comes_by_itself_is_no_profit() -> None:
    assert asked(_GIVE, _PRIZE.replace("for gold", "for plain or better")).verdict is Verdict.HOLDS


def test_a_sanction_that_is_kept_off_is_a_gain() -> None:
    """Nothing paid, 7 dollars saved each year but the first (the score starts at 0)."""
    fee = "sanction fee {\n  for plain\n  every year on 1 December\n  costs 7 USD\n}\n"
    answer = asked(_GIVE.replace("  costs 10 USD\n", ""), fee)
    assert answer.figures["most a year in the long run"] == "7.00 USD"


def test_a_policy_that_ends_is_looked_at_to_its_end() -> None:
    head = _HEAD.replace("from 2018-01-01", "from 2018-01-01\n  in force until 2019-06-30")
    assert asked(_GIVE, _PRIZE, head=head).figures["most that can ever be gained"] == "20.00 USD"
    short = _HEAD.replace("from 2018-01-01", "from 2018-01-01\n  in force until 2018-06-30")
    assert asked(_GIVE, _PRIZE, head=short).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("when", "in_all", "most"),
    [("< 2100-01-01", None, "20.00 USD"), (">= 2100-01-01", "1,660.00 USD", "0.00 USD")],
)
def test_a_refusal_up_to_a_far_day_is_no_refusal_for_ever(
    when: str, in_all: str | None, most: str
) -> None:
    """A prize of 30 for 10 each year: from 2100 on; or for 82 years, and by points of 2099."""
    refused = f'  refused when the date {when} "not now"\n}}\n'
    prize = _PRIZE.replace("for gold", "when credit >= 5")
    answer = asked(_GIVE.replace("}\n", refused), _FADE, prize)
    assert answer.verdict is Verdict.BROKEN
    assert answer.figures["most a year in the long run"] == most
    if in_all is None:
        assert answer.figures["first profit"] == "2100-12-01"
    else:
        assert answer.figures["most that can ever be gained"] == in_all


def test_a_far_day_in_a_formula_is_seen() -> None:
    bonus = "10 points when the date >= 2100-01-01 otherwise 0 points"
    head = _HEAD.split("grades of", maxsplit=1)[0]
    total = f"score total {{\n  is credit + ({bonus})\n  stays within 0 to 100\n}}\n"
    give = _GIVE.replace("earns 5", "earns 5 credit")
    fade = _FADE.replace("loses 5", "loses 5 credit")
    prize = _PRIZE.replace("for gold", "when total >= 15")
    answer = asked(total, give, fade, prize, head=head)
    assert answer.figures["most a year in the long run"] == "20.00 USD"
    assert answer.figures["first profit"] == "2100-12-01"


def test_rounds_that_begin_on_a_far_day_are_seen() -> None:
    weekly = _PRIZE.replace("every year on 1 December", "every 12 months from 2100-01-05")
    answer = asked(_GIVE, _FADE, weekly)
    assert (answer.verdict, answer.figures.get("first profit")) != (Verdict.HOLDS, None)


def test_far_years_are_reached() -> None:
    """3,001 dollars at 30 a year: a hundred years and one."""
    answer = asked(_GIVE.replace("10 USD", "3,001 USD"), _PRIZE)
    assert answer.figures["first profit"] == "2118-12-01"
    assert answer.figures["cost of entry"].startswith("2,9")


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("action walk {\n  by choice\n  earns 1, at most 1 point in any 30 days\n}\n", "moves"),
        ("action walk {\n  by choice\n  earns 1, at most 1 point per calendar week\n}\n", "repeat"),
    ],
)
def test_what_does_not_repeat_is_refused(block: str, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        asked(block, _PRIZE)


def test_states_run_out() -> None:
    policy = loads("\n".join([_HEAD, _GIVE.replace("earns 5", "earns 1"), _PRIZE]))
    inquiry = inquiry_of(policy)
    few = Inquiry(
        policy.machine,
        Question(NEW_YEAR, NEW_YEAR + 10, memory=3 * STATE),
        inquiry.replayer,
    )
    with pytest.raises(RanOut):
        forever.answer(few)


def test_leap_days_do_not_break_the_year() -> None:
    last = _PRIZE.replace("every year on 1 December", "every month on the last day")
    assert asked(_GIVE, last).figures["most a year in the long run"] == "360.00 USD"
    both = last + last.replace("prize", "other").replace("the last day", "day 28")
    with pytest.raises(Unfit, match="repeat"):  # in common years both fall on 28 February
        asked(_GIVE, both, _PRIZE.replace("prize", "third"))


# --- by longer and longer horizons -------------------------------------------------------------


def test_the_rate_is_that_of_longer_and_longer_horizons() -> None:
    seen: Counter[str] = Counter()
    seed = 0
    while seen["exact"] < 30:
        seed += 1
        try:
            policy = loads(small_policy(Random(seed)))
            inquiry = inquiry_of(policy, FIRST)
            graph = graph_of(endless_of(policy.machine, inquiry.question), inquiry.pricing())
            answer = forever.answer(inquiry)
        except (PolicyError, Unfit):
            continue
        gains = [_gain(inquiry, datetime.date(year, 1, 28)) for year in (2020, 2022)]
        rate = rate_of(graph)
        if rate > 0:
            # Where rounds are weeks, horizons that are not whole weeks are off by a part of one.
            off = abs(gains[1] - gains[0] - 2 * rate)
            assert off == 0 if graph.years >= 1 else off < rate / 25, f"seed {seed}"
            seen["pump"] += 1
        else:
            most = graph.begun + potential(graph)[0][0]
            assert max(gains) <= most, f"seed {seed}"
            assert (most > 0) == (answer.verdict is Verdict.BROKEN)
            seen["once" if most > 0 else "never"] += 1
        seen["exact"] += 1
    assert min(seen["pump"], seen["never"]) >= 8
    assert seen["once"] >= 1


def _gain(inquiry: Inquiry, day: datetime.date) -> int:
    far = inquiry.until(day.toordinal())
    best = solve(far.process, far.pricing())
    assert best is not None
    return best.value - idle(far.process, far.pricing()).value


# --- by every history --------------------------------------------------------------------------


def test_the_first_profit_is_that_of_every_history() -> None:
    seen: Counter[str] = Counter()
    seed = 500
    while seen["compared"] < 20:
        seed += 1
        try:
            policy = loads(small_policy(Random(seed)))
            answer = forever.answer(inquiry_of(policy, FIRST))
            last = FIRST + 30
            if answer.verdict is Verdict.BROKEN:
                first = datetime.date.fromisoformat(answer.figures["first profit"]).toordinal()
                if first <= last:
                    every = go_through(policy.machine, FIRST, first)
                    assert every.best > every.idle, f"seed {seed}"
                    seen["found"] += 1
                last = min(first - 1, last)
            if last >= FIRST:
                every = go_through(policy.machine, FIRST, last)
                assert every.best <= every.idle, f"seed {seed}"
        except (PolicyError, Unfit, TooMany):
            continue
        seen["compared"] += 1
    assert seen["found"] >= 5
