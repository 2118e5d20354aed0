"""Scores that keep lots: what lasts, until when, and what needs it."""

from __future__ import annotations

import datetime

import pytest

from policylang.model.calendar import Period
from policylang.model.expressions import (
    Add,
    AddMonths,
    Compare,
    Constant,
    Either,
    Expression,
    FieldValue,
    InStatus,
    PeriodEdge,
    Relation,
    Today,
)
from policylang.model.machine import Change, Lifetime, Restore, Spending
from tests.rooms.checker.policies import HEADER, codes, machine, visit

LOTS = "score s {\n  starts at 100\n  stays within 0 to 200\n  keeps lots\n}\n"
BAN = "status ban {\n}\n"
TWO_YEARS = AddMonths(Today(), Constant(24))
DAY = datetime.date(2030, 5, 1).toordinal()


def lifetime(effect: str) -> Lifetime:
    built = machine(BAN, visit(effect, "begins ban for 1 months"), score=LOTS)
    changed = built.rules[0].effect
    assert isinstance(changed, Change)
    assert changed.lifetime is not None
    return changed.lifetime


def day_after(day: Expression) -> Expression:
    return Add((day, Constant(1)))


@pytest.mark.parametrize(
    ("lasts", "expected"),
    [
        ("expires after 2 years", TWO_YEARS),
        ("expires after 30 days", Add((Today(), Constant(30)))),
        ("expires after 2 years from day", AddMonths(FieldValue(5), Constant(24))),
        ("expires after 2 years at the end of the day", day_after(TWO_YEARS)),
        (
            "expires after 2 years at the end of the month",
            day_after(PeriodEdge(TWO_YEARS, Period.MONTH, "last")),
        ),
        (
            "expires after 2 years from day at the end of the year",
            day_after(PeriodEdge(AddMonths(FieldValue(5), Constant(24)), Period.YEAR, "last")),
        ),
        ("expires on 2030-05-01", Constant(DAY)),
        ("expires on day", FieldValue(5)),
    ],
)
def test_it_expires_on_the_first_day_it_no_longer_counts(lasts: str, expected: Expression) -> None:
    assert lifetime(f"earns 5, {lasts}").expires == expected
    assert lifetime(f"loses 5, {lasts.replace('expires', 'comes back')}").expires == expected


def test_short_months_are_reckoned_as_the_policy_says() -> None:
    header = HEADER.replace("}", "  short months run to the next day\n}")
    built = machine(visit("earns 5, expires after 2 years"), header=header, score=LOTS)
    changed = built.rules[0].effect
    assert isinstance(changed, Change)
    assert changed.lifetime is not None
    assert changed.lifetime.expires == AddMonths(Today(), Constant(24), True)


def test_what_runs_out_has_a_rule_of_its_own() -> None:
    rule = lifetime("earns 5, expires after 2 years").rule
    assert (rule.number, rule.effect, rule.verb) == (1, Restore(0), "expires")
    assert rule.origin.text == "expires after 2 years"
    back = lifetime("loses 5, comes back after 2 years").rule
    assert (back.number, back.verb) == (1, "comes back")


def test_an_expiry_can_be_called_off_and_put_off() -> None:
    life = lifetime("earns 5, expires after 2 years unless s > 50 not while ban")
    assert life.unless is not None
    assert life.held == InStatus(0)


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("earns 5, expires after 2 years", []),
        ("loses 5, expires after 2 years", []),
        ("earns 5, comes back after 2 years", ["PL252"]),
        ("sets to 5, expires after 2 years", ["PL252"]),
        ("begins ban, expires after 2 years", ["PL252"]),
        ("restores", []),
        ("earns 5, expires after 0 days", ["PL223"]),
        ("earns 5, expires on 2018-01-01", ["PL337"]),
        ("earns 5, expires on 2018-01-02", []),
        ("earns 5, expires on 5", ["PL201"]),
        ("earns 5, expires after 5", ["PL204"]),
        ("earns 5, expires after 2 years unless number > 3", ["PL117"]),
    ],
)
def test_what_lasts_is_checked(effect: str, expected: list[str]) -> None:
    assert codes(BAN, visit(effect, "begins ban"), score=LOTS) == expected


@pytest.mark.parametrize(
    ("force", "day", "expected"),
    [
        ("from 2020-01-01", "2020-01-01", ["PL337"]),
        ("from 2020-01-01", "2020-01-02", []),
        ("from 2020-01-01, also for the past", "2020-01-01", []),
        ("until 2020-01-01", "2018-01-02", []),
    ],
)
def test_no_version_gives_what_expires_before_it_comes_into_force(
    force: str, day: str, expected: list[str]
) -> None:
    effect = f"earns 5, expires on {day}"
    action = visit(f"in force {force}", effect)
    assert codes(action, score=LOTS) == expected
    rule = f"rule gift {{\n  in force {force}\n  on visit\n  {effect}\n}}\n"
    assert codes(visit("loses 1"), rule, score=LOTS) == expected


@pytest.mark.parametrize("effect", ["earns 5, expires after 2 years", "restores"])
def test_only_a_score_that_keeps_lots_knows_them_apart(effect: str) -> None:
    assert codes(visit(effect)) == ["PL227"]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("keeps lots", Spending.OLDEST),
        ("keeps lots, oldest first", Spending.OLDEST),
        ("keeps lots, newest first", Spending.NEWEST),
        ("keeps lots, soonest to expire first", Spending.SOONEST),
    ],
)
def test_a_score_says_which_lots_are_spent_first(clause: str, expected: Spending) -> None:
    score = LOTS.replace("keeps lots", clause)
    assert machine(visit("earns 5"), score=score).scores[0].lots is expected


def test_a_lot_reckoned_from_a_day_that_is_not_given_runs_out_at_once() -> None:
    action = (
        "action a {\n  moments committed, final\n"
        "  earns 5 on committed, expires after 2 years from final\n}\n"
    )
    changed = machine(action, score=LOTS).rules[0].effect
    assert isinstance(changed, Change)
    assert changed.lifetime is not None
    final = Either(Compare(Relation.AT_MOST, FieldValue(1), Today()), FieldValue(1), Constant(0))
    assert changed.lifetime.expires == Either(
        Compare(Relation.MORE, final, Constant(0)),
        AddMonths(final, Constant(24)),
        Constant(0),
    )


def test_nothing_lasts_beyond_the_calendar() -> None:
    assert codes(visit("earns 5, expires after 9000 years"), score=LOTS) == ["PL229"]
    assert codes(visit("earns 5, expires after 900 years"), score=LOTS) == []
