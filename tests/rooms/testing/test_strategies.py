"""What is drawn fits the policy, comes to its edges, and shrinks to few events."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import policylang
from policylang import Policy
from policylang.core.data import data_dir
from policylang.testing import Life, events, histories, lives, persons
from policylang.testing.edges import edges_of

SHIPPED = sorted(data_dir("policies").glob("*.policy"), key=lambda path: path.name)
QUIET = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
SHELF = """\
policy shelf {
  title "Shelf"
  currency EUR
  timezone "UTC"
  in force from 2020-01-01
  in force until 2021-12-31
}

score trust {
  starts at 10
  stays within 0 to 20
}

action help {
  time: hours from 0 to 12
  earns 2 when time > 7 hours
}

action late {
  days: number from 1 to 365 = 1
  loses 1 when days >= 30
}

grades of trust {
  good from 10
  poor below
}
"""
RENEWAL = """\
policy renewal {
  title "Renewal"
  currency EUR
  timezone "UTC"
  in force from 2020-01-01
}

person {
  joined: date from 1990-01-01 to 2999-12-31
  begins on joined
}

score points_left {
  starts at 12
  stays within 0 to 12
}

action offence {
  moments committed, final
  penalty: number from 1 to 6
  loses 1 per 1 of penalty on final
}
"""


@pytest.fixture(scope="module")
def shelf() -> Policy:
    return policylang.loads(SHELF)


def first_of(strategy: st.SearchStrategy[object], wanted: Callable[..., bool]) -> object:
    return find(strategy, wanted, settings=QUIET)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_life_under_a_shipped_policy_can_be_evaluated(path: object) -> None:
    policy = policylang.load(path)  # type: ignore[arg-type]

    @QUIET
    @given(lives(policy))
    def evaluated(life: Life) -> None:
        policy.evaluate(life.events, person=life.person, as_of=life.as_of)

    evaluated()


def test_days_stay_in_force_and_between_those_asked_for(shelf: Policy) -> None:
    first, last = datetime.date(2020, 1, 1), datetime.date(2021, 12, 31)

    @QUIET
    @given(histories(shelf), histories(shelf, since="2020-03-01", until="2020-03-02"))
    def within(whole: tuple, short: tuple) -> None:
        days = [each.date for each in whole]
        assert days == sorted(days)
        assert all(first <= day <= last for day in days)
        assert {each.date.day for each in short} <= {1, 2}

    within()


@pytest.mark.parametrize("seconds", [7 * 3600 - 1, 7 * 3600, 7 * 3600 + 1])
def test_values_come_to_both_sides_of_what_a_rule_compares_with(
    shelf: Policy, seconds: int
) -> None:
    slot = shelf.machine.actions[0].fields[0]
    assert seconds in edges_of(shelf.machine).values(slot)


def test_a_default_is_sometimes_left_out(shelf: Policy) -> None:
    assert first_of(events(shelf, "late"), lambda each: "days" not in each.fields)
    assert first_of(events(shelf, "late"), lambda each: each.fields.get("days") == "30")


def test_what_breaks_a_law_shrinks_to_its_one_event(shelf: Policy) -> None:
    found = first_of(
        histories(shelf), lambda history: shelf.evaluate(history, as_of="2021-12-31").score < 10
    )
    assert [(each.action, each.fields["days"]) for each in found] == [("late", "30")]  # type: ignore[attr-defined]


def test_a_history_is_made_of_the_actions_named(shelf: Policy) -> None:
    with pytest.raises(NoSuchExample):
        first_of(
            histories(shelf, actions=["help"], most=3),
            lambda history: len(history) > 3 or any(each.action == "late" for each in history),
        )


def test_nothing_happens_before_a_person_begins_and_dates_of_an_event_are_in_order() -> None:
    policy = policylang.loads(RENEWAL)

    @QUIET
    @given(lives(policy))
    def in_order(life: Life) -> None:
        for each in life.events:
            assert life.person["joined"] <= each.date.isoformat()  # type: ignore[union-attr]
            assert each.date.isoformat() <= each.fields.get("final", "9999")  # type: ignore[union-attr,operator]

    in_order()
    assert first_of(lives(policy), lambda life: any("final" not in e.fields for e in life.events))


def test_persons_have_what_has_no_default() -> None:
    policy = policylang.loads(RENEWAL)
    assert set(first_of(persons(policy), lambda _: True)) == {"joined"}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"actions": ["helb"]}, "did you mean `help`"),
        ({"actions": []}, "at least one action"),
        ({"since": "2022-01-01"}, "no day in force"),
    ],
)
def test_what_cannot_be_drawn_is_said(shelf: Policy, asked: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        histories(shelf, **asked)
