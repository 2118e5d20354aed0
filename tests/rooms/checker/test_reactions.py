"""Rules with triggers of their own: when each is applied, and what it may read."""

from __future__ import annotations

import datetime

import pytest

from policylang.model.calendar import Period
from policylang.model.expressions import AttributeValue, Balance, Compare, Constant, Relation
from policylang.model.machine import (
    Becomes,
    Begin,
    End,
    EndOf,
    Monthly,
    OfMoment,
    OfReaction,
    OfStatus,
    Once,
    OnDay,
    Quiet,
    Recurring,
    Trigger,
    Upon,
    Yearly,
)
from tests.rooms.checker.policies import codes, machine, visit

PERSON = "person {\n  born: date\n}\n"
BAN = "status ban {\n}\n"
BEGINS = "begins ban for 3 months"


def rule(trigger: str, does: str = "loses 5") -> str:
    return f"rule r {{\n  {trigger}\n  {does}\n}}\n"


def trigger_of(text: str, *others: str) -> Trigger:
    blocks = (PERSON, BAN, visit(BEGINS), *others, rule(text))
    return machine(*blocks).reactions[-1].trigger


DAY = datetime.date(2020, 5, 1).toordinal()
X = OfMoment(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every year on 1 May", Yearly(5, 1)),
        ("every month on day 15", Monthly(15)),
        ("every month on the last day", Monthly(None)),
        ("once on 2020-05-01", Once(DAY)),
        ("once on born", OnDay(AttributeValue(0))),
        ("every 1 years from born", Recurring(AttributeValue(0), 12, 0)),
        ("every 6 months from born", Recurring(AttributeValue(0), 6, 0)),
        ("every 2 weeks from 2020-05-01", Recurring(Constant(DAY), 0, 14)),
        ("at the end of every quarter", EndOf(Period.QUARTER)),
        ("when s reaches 12", Becomes(Compare(Relation.AT_LEAST, Balance(), Constant(12)))),
        ("when s falls to 12", Becomes(Compare(Relation.AT_MOST, Balance(), Constant(12)))),
        ("when s falls below 12", Becomes(Compare(Relation.LESS, Balance(), Constant(12)))),
        ("when s exceeds 12", Becomes(Compare(Relation.MORE, Balance(), Constant(12)))),
        ("on visit", Upon(X)),
        ("on the start of ban", Upon(OfStatus(0))),
        ("on the end of ban", Upon(OfStatus(0, "ends"))),
        ("after 2 years without visit", Quiet((X,), (X,), Constant(24), Constant(0))),
        (
            "after every 30 days without visit since the end of ban",
            Quiet((X,), (OfStatus(0, "ends"),), Constant(0), Constant(30), None, True),
        ),
        (
            "after 1 years 1 weeks without visit counting from born",
            Quiet((X,), (X,), Constant(12), Constant(7), AttributeValue(0)),
        ),
    ],
)
def test_a_trigger_reaches_the_machine(text: str, expected: Trigger) -> None:
    assert trigger_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every year on 31 June", ["PL010"]),
        ("once on s", ["PL117"]),
        ("once on 5", ["PL201"]),
        ("on vist", ["PL102"]),
        ("on ban", ["PL121"]),
        ("on the end of visit", ["PL121"]),
        ("every 0 years from born", ["PL218"]),
        ("as soon as the date > 2020-05-01", ["PL117"]),
        ("as soon as count of visit ever > 5", ["PL117"]),
        ("as soon as s", ["PL205"]),
        ("when s reaches 5 USD", ["PL202"]),
    ],
)
def test_a_trigger_is_checked(text: str, expected: list[str]) -> None:
    found = codes(PERSON, BAN, visit(BEGINS), rule(text))
    assert found == expected


def test_a_formula_that_changes_by_itself_cannot_be_watched() -> None:
    age = "score age {\n  is 1 points * full years since born\n}\n"
    assert codes(PERSON, age, visit("loses 1 s"), rule("when age reaches 18", "loses 1 s")) == [
        "PL254"
    ]
    score = "score twice {\n  is s + s\n}\n"
    assert (
        codes(PERSON, score, visit("loses 1 s"), rule("when twice reaches 18", "loses 1 s")) == []
    )


def test_a_rule_does_not_follow_a_rule() -> None:
    other = "rule q {\n  every year on 1 May\n  loses 1\n}\n"
    assert codes(visit("loses 1"), other, rule("on q")) == ["PL254"]
    quiet = machine(visit("loses 1"), other, rule("after 1 years without q")).reactions[1].trigger
    assert isinstance(quiet, Quiet)
    assert quiet.without == (OfReaction(0),)


def test_a_rule_on_an_action_reads_its_fields_and_no_other_rule_does() -> None:
    reads = "loses 1 per 1 of number"
    assert codes(visit("loses 1"), rule("on visit", reads)) == []
    assert codes(visit("loses 1"), rule("every year on 1 May", reads)) == ["PL117"]


@pytest.mark.parametrize("clause", ["on visit", "loses 5"])
def test_a_rule_has_a_trigger_and_something_to_do(clause: str) -> None:
    assert codes(visit("loses 1"), f"rule r {{\n  {clause}\n}}\n") == ["PL112"]
    twice = "rule r {\n  on visit\n  every year on 1 May\n  loses 5\n}\n"
    assert codes(visit("loses 1"), twice) == ["PL108"]


def test_a_status_is_begun_until_a_day_and_ended() -> None:
    acts = ("begins ban for 1 months", "begins ban until day", "begins ban", "ends ban")
    effects = [each.effect for each in machine(BAN, visit(*acts)).rules]
    assert [isinstance(each, Begin) and each.until is not None for each in effects] == [
        True,
        True,
        False,
        False,
    ]
    assert effects[3] == End(0)
    assert codes(BAN, visit("begins bna", "begins ban")) == ["PL119"]
    assert codes(BAN, visit("begins ban for 5")) == ["PL204"]


@pytest.mark.parametrize(
    ("does", "expected"),
    [("begins ban", []), ("loses 1 when ban", ["PL345"]), ("loses 1", ["PL341"])],
)
def test_a_status_that_nothing_begins_is_noticed(does: str, expected: list[str]) -> None:
    assert codes(BAN, visit(does)) == expected


def test_rules_perks_and_sanctions_have_their_places_in_the_file() -> None:
    perk = 'perk p {\n  every year on 1 May\n  grants "tea"\n}\n'
    built = machine(
        rule("on visit"), perk, visit("loses 1"), rule("on visit").replace("r {", "q {")
    )
    assert [each.place for each in built.reactions] == [0, 2]
    assert [each.place for each in built.grants] == [1]


def test_a_perk_has_any_trigger_and_may_be_paid_by_the_event() -> None:
    perk = "perk p {\n  on visit\n  when number > 3\n  pays 5 USD per 2 of number\n}\n"
    (grant,) = machine(visit("loses 1"), perk).grants
    assert grant.trigger == Upon(OfMoment(0))
    assert codes(visit("loses 1"), perk.replace("on visit", "every year on 1 May")) == [
        "PL117",
        "PL117",
    ]


def test_a_quiet_time_that_nothing_begins_is_refused() -> None:
    waits = rule("after 1 years without visit since the end of ban")
    assert codes(BAN, visit("loses 1"), waits) == ["PL338"]
    assert codes(BAN, visit("begins ban for 1 months"), waits) == []
    started = rule("after 1 years without visit since the end of ban counting from born")
    assert codes(PERSON, BAN, visit("loses 1"), started) == ["PL345"]


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        (["without visit since one"], ["PL338"]),
        (["without visit since two", "without visit since one"], ["PL338", "PL338"]),
        (["without visit since two", "without visit"], []),
        (["without visit since one or visit"], []),
        (["without visit since one counting from 2019-01-01"], []),
    ],
)
def test_a_clock_that_only_rules_start_that_never_act_is_said(
    waits: list[str], expected: list[str]
) -> None:
    names = ("one", "two")
    rules = [
        f"rule {name} {{\n  after 2 years {wait}\n  sets to 5\n}}\n"
        for name, wait in zip(names, waits, strict=False)
    ]
    assert codes(visit("loses 1"), *rules) == expected


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        ("after 2 years without visit counting from 2015-12-31", ["PL321"]),
        ("after 2 years without visit counting from 2016-01-01", []),
        ("after every 2 years without visit counting from 2000-01-01", []),
    ],
)
def test_a_day_that_is_over_before_the_policy_is_in_force_is_said(
    wait: str, expected: list[str]
) -> None:
    assert codes(visit("loses 1"), f"rule one {{\n  {wait}\n  sets to 5\n}}\n") == expected
