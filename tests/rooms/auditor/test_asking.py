"""Questions as people put them, and what is said of those that cannot be put."""

from __future__ import annotations

import datetime
from fractions import Fraction

import attrs
import pytest

from policylang import loads
from policylang.auditor.asking import Misasked, question_of
from policylang.auditor.audit import NAMES, audit
from policylang.auditor.decisions.process import process_of
from policylang.auditor.question import STATE, Unfit
from policylang.model.finding import Verdict
from tests.quality.corpus import FLAWED
from tests.quality.rich_corpus import RICH

POLICY = loads(FLAWED[0].text)


def asked(**parts: object) -> object:
    return question_of(POLICY.machine, POLICY.encoder, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("horizon", "last"),
    [
        ("3 years", "2020-12-31"),
        ("1 year", "2018-12-31"),
        ("18 months", "2019-06-30"),
        ("1 day", "2018-01-01"),
        ("2 weeks", "2018-01-14"),
        ("1,000 days", "2020-09-26"),
    ],
)
def test_a_horizon_is_a_length(horizon: str, last: str) -> None:
    question = question_of(POLICY.machine, POLICY.encoder, horizon=horizon)
    assert datetime.date.fromordinal(question.until).isoformat() == last


@pytest.mark.parametrize(
    "horizon", ["", "3", "years", "-1 years", "0 years", "1,000 years", "9" * 5000 + " days", "1 a"]
)
def test_a_horizon_that_cannot_be_looked_ahead_is_refused(horizon: str) -> None:
    with pytest.raises(Misasked):
        asked(horizon=horizon)


@pytest.mark.parametrize(
    ("budget", "money", "hours"),
    [
        ("2,000 USD, 200 hours a year", 200_000, 720_000),
        ("2000 USD", 200_000, None),
        ("200 hours per year", None, 720_000),
        ("0 USD", 0, None),
        ("10 hours a year and 5 USD", 500, 36_000),
    ],
)
def test_a_budget_is_money_in_all_and_hours_a_year(
    budget: str, money: int | None, hours: int | None
) -> None:
    question = question_of(POLICY.machine, POLICY.encoder, budget=budget)
    assert (question.money, question.hours_a_year) == (money, hours)


@pytest.mark.parametrize(
    "budget", ["", "much", "5 USD, 6 USD", "-5 USD", "5 EUR", "5 hours", "NaN"]
)
def test_a_budget_that_cannot_be_read_is_refused(budget: str) -> None:
    with pytest.raises(Misasked):
        asked(budget=budget)


@pytest.mark.parametrize("price", ["-1 USD", "1 EUR", "", "much", "1e9"])
def test_a_price_of_an_hour_that_cannot_be_read_is_refused(price: str) -> None:
    with pytest.raises(Misasked):
        asked(value_of_hour=price)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512 MiB", 2**29),
        ("2 GiB", 2**31),
        ("1,500 kB", 1_500_000),
        ("4194304", 2**22),
        ("1tib", 2**40),
    ],
)
def test_memory_has_a_unit(text: str, size: int) -> None:
    assert question_of(POLICY.machine, POLICY.encoder, memory=text).memory == size


@pytest.mark.parametrize(
    "text", ["", "much", "-5 MiB", "1e9", "5 points", "0 MiB", "9" * 99, ",", "2 TiB"]
)
def test_memory_that_cannot_be_given_is_refused(text: str) -> None:
    with pytest.raises(Misasked):
        asked(memory=text)


def test_an_hour_has_an_exact_price() -> None:
    question = question_of(POLICY.machine, POLICY.encoder, value_of_hour="12.34 USD")
    assert question.hour == Fraction(1234)


def test_nobody_begins_before_the_policy() -> None:
    with pytest.raises(Misasked, match="in force from"):
        asked(since=datetime.date(2017, 12, 31))


def test_a_limit_of_memory_is_an_answer_and_no_failure() -> None:
    whole = question_of(POLICY.machine, POLICY.encoder)
    question = attrs.evolve(whole, memory=3 * STATE)
    report = audit(POLICY.machine, question, properties=["profit"])
    (answer,) = report.answers
    # The search finds what the solver may not look for; how much there is stays open.
    assert answer.verdict is Verdict.BROKEN
    assert "do not fit into" in answer.summary


def test_every_property_answers_every_flawed_policy() -> None:
    for each in (*FLAWED[::4], *RICH[::3]):
        policy = loads(each.text)
        report = audit(policy.machine, question_of(policy.machine, policy.encoder))
        assert len(report.answers) == len(NAMES) - 1 + len(policy.machine.claims)
        for answer in report.answers:
            assert (answer.verdict is Verdict.UNKNOWN) <= (not answer.findings)


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("moments done, seen\n  earns 1 on seen", "several dates that are chosen"),
        ("costs 1 USD * (1 when credit > 3 otherwise 2)\n  earns 1", "depends on a score"),
        ("costs 1 USD * (count of act ever up to 5)\n  earns 1", "reads a count"),
        ("earns 1\n}\nperk back {\n  on act\n  pays 1 USD", "something else than a date"),
        ("n: number from 0 to 9,999\n  earns 1 when credit < n * 1 points", "more than 512 ways"),
    ],
)
def test_what_does_not_fit_is_named(block: str, reason: str) -> None:
    policy = loads(
        'policy p {\n  title "P"\n  currency USD\n  timezone "UTC"\n  in force from 2018-01-01\n}\n'
        "score credit {\n  starts at 0\n  stays within 0 to 9\n}\n"
        f"action act {{\n  by choice\n  {block}\n}}\n"
    )
    question = question_of(policy.machine, policy.encoder)
    with pytest.raises(Unfit) as caught:
        process_of(policy.machine, question)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "block",
    [
        "earns 1, at most 3 points in any 2 months",
        "earns 1 when count of act ever < 3",
        "earns 1, expires after 3 months",
        "refused when credit > 3\n  earns 1",
    ],
)
def test_what_is_more_than_scores_and_caps_is_answered_all_the_same(block: str) -> None:
    lots = "  keeps lots\n" if "expires" in block else ""
    policy = loads(
        'policy p {\n  title "P"\n  currency USD\n  timezone "UTC"\n  in force from 2018-01-01\n}\n'
        f"score credit {{\n  starts at 0\n  stays within 0 to 9\n{lots}}}\n"
        f"action act {{\n  by choice\n  {block}\n}}\n"
    )
    asked = ["profit", "thresholds", "grades", "way back", "free points", "splitting"]
    question = question_of(policy.machine, policy.encoder)
    report = audit(policy.machine, question, properties=asked)
    # Where the exact solver does not, the search has every day and every way here.
    assert not report.undecided
    assert [finding.property for finding in report.findings] == ["free points"]


def test_ways_that_trade_money_for_hours_are_all_kept() -> None:
    """Of two ways to the same point, one cheaper and one quicker, neither stands for the other."""
    policy = loads(
        'policy p {\n  title "P"\n  currency USD\n  timezone "UTC"\n  in force from 2018-01-01\n}\n'
        "score credit {\n  starts at 0\n  stays within 0 to 9\n}\n"
        "action act {\n  how: one of {pay, work}\n  by choice\n  costs prices of how\n"
        "  costs times of how\n  earns 1\n}\n"
        "table prices {\n  by how: one of {pay, work}\n  pay: 5 USD\n  work: 0 USD\n}\n"
        "table times {\n  by how: one of {pay, work}\n  pay: 0 hours\n  work: 3 hours\n}\n"
        "grades of credit {\n  top from 2\n  low below\n}\n"
    )
    question = question_of(policy.machine, policy.encoder)
    assert len(process_of(policy.machine, question).moves) == 2
    report = audit(policy.machine, question, properties=["grades"])
    figures = report.answers[0].figures
    assert figures["top: money alone"].startswith("10.00 USD")
    assert figures["top: hours alone"].startswith("6 hours")
