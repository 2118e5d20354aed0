"""Quiet times that repeat: every due day is reckoned from the day the clock started."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policylang
from policylang import HistoryError
from policylang.model.calendar import add_months
from policylang.model.history import History
from policylang.model.persons import AttributeChange
from policylang.runtime.interpreter import interpret
from policylang.runtime.tracker import Tracker

POLICY = """
policy quiet {{ short months {short} }}
person {{
  licensed: date from 1900-01-01 to 2999-12-31
  hurried: yes or no = no, may change
}}
score calm {{ starts at 0 stays within 0 to 1,000 }}
action slip {{ loses 1 }}
rule reward {{
  after {length} without slip counting from licensed
  earns 1
}}
"""

IN_MONTH, NEXT_DAY = "end on the last day", "run to the next day"


def policy(length: str, short: str = IN_MONTH) -> policylang.Policy:
    return policylang.loads(POLICY.format(length=length, short=short), name="quiet.policy")


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def rewards(
    length: str,
    licensed: str,
    last: str,
    *,
    short: str = IN_MONTH,
    since: str | None = None,
    slips: tuple[str, ...] = (),
    hurried: tuple[str, ...] = (),
) -> list[str]:
    """The days on which the rule acts, on which every engine agrees.

    Args:
        since: the first day; nothing: that of the licence.
        hurried: days on which the person is in a hurry and again is not, in turns.
    """
    rules = policy(length, short)
    changes = tuple(AttributeChange(day(each), 1, (n + 1) % 2) for n, each in enumerate(hurried))
    history = History([day(each) for each in slips], [0] * len(slips), (), changes)
    begun = day(since or licensed)
    person, as_of = (day(licensed), 0), day(last)
    expected = interpret(rules.machine, history, person, since=begun, as_of=as_of)
    generated = rules.evaluator.run(history, person, since=begun, as_of=as_of, ledger=True)
    assert generated == expected
    assert tracked(rules, history, person, begun, as_of).score == expected.score
    return [
        datetime.date.fromordinal(each.day).isoformat()
        for each in expected.ledger or ()
        if each.asked > 0
    ]


def tracked(
    rules: policylang.Policy, history: History, person: tuple[int, ...], since: int, to: int
) -> Any:
    """Followed event by event, and saved after each."""
    tracker = Tracker(rules.machine, person, since=since)
    for change in history.changes:
        tracker.change(*change)
    for slip in history.days:
        tracker.apply(slip, 0, ())
        tracker = Tracker.resume(rules.machine, json.loads(json.dumps(tracker.state)))
    return tracker.result(to)


def test_months_from_the_31st_come_back_to_the_31st() -> None:
    assert rewards("every 1 months", "2023-01-31", "2023-06-15") == [
        "2023-02-28",
        "2023-03-31",
        "2023-04-30",
        "2023-05-31",
    ]


def test_months_that_run_to_the_next_day_come_back_too() -> None:
    assert rewards("every 1 months", "2023-01-31", "2023-06-15", short=NEXT_DAY) == [
        "2023-03-01",
        "2023-03-31",
        "2023-05-01",
        "2023-05-31",
    ]


@pytest.mark.parametrize(
    ("licensed", "expected"),
    [
        ("2012-02-28", ["2013-02-28", "2014-02-28", "2015-02-28", "2016-02-28"]),
        ("2012-02-29", ["2013-02-28", "2014-02-28", "2015-02-28", "2016-02-29"]),
        ("2012-03-01", ["2013-03-01", "2014-03-01", "2015-03-01", "2016-03-01"]),
    ],
)
def test_years_keep_the_day_about_the_end_of_february(licensed: str, expected: list[str]) -> None:
    assert rewards("every 1 years", licensed, "2016-12-31") == expected


def test_a_clock_that_an_event_starts_is_reckoned_from_the_event() -> None:
    acted = rewards(
        "every 1 months", "2023-01-31", "2023-08-15", slips=("2023-04-30", "2023-05-31")
    )
    assert acted == [
        "2023-02-28",
        "2023-03-31",
        "2023-04-30",
        "2023-05-30",
        "2023-06-30",
        "2023-07-31",
    ]


def test_turns_before_the_first_day_come_to_nothing_and_are_counted() -> None:
    assert rewards("every 1 years", "2000-02-29", "2013-01-01", since="2010-06-01") == [
        "2011-02-28",
        "2012-02-29",
    ]


def test_a_turn_that_is_over_on_the_first_day_acts_on_it() -> None:
    assert rewards("every 2 years", "2000-02-29", "2012-02-29", since="2012-02-29") == [
        "2012-02-29"
    ]
    assert rewards("every 2 years", "2000-02-29", "2012-02-29", since="2012-02-28") == [
        "2012-02-29"
    ]
    assert rewards("every 2 years", "2000-02-29", "2014-02-27", since="2012-03-01") == []


def test_a_clock_that_does_not_repeat_is_not_rolled_on() -> None:
    assert rewards("1 years", "2000-02-29", "2013-01-01", since="2000-06-01") == ["2001-02-28"]
    assert rewards("1 years", "2000-02-29", "2013-01-01", since="2001-03-01") == []


def test_the_days_of_all_turns_come_after_their_months() -> None:
    acted = rewards("every 1 months 1 days", "2023-01-31", "2023-05-15")
    assert acted == ["2023-03-01", "2023-04-02", "2023-05-03"]


def test_every_turn_is_as_long_as_turns_are_when_it_begins() -> None:
    length = "every (1 months when hurried otherwise 2 months)"
    acted = rewards(length, "2022-12-31", "2023-09-30", hurried=("2023-01-15", "2023-05-15"))
    assert acted == [
        "2023-02-28",
        "2023-03-31",
        "2023-04-30",
        "2023-05-31",
        "2023-07-31",
        "2023-09-30",
    ]


#: Days between the start and the day asked about.
LIVED = 400
DAYS = st.dates(datetime.date(2019, 12, 25), datetime.date(2024, 3, 5))


@settings(max_examples=40)
@given(DAYS, st.integers(0, 5), st.integers(0, 40), st.integers(0, 300), st.booleans())
def test_the_nth_due_day_is_n_lengths_after_the_start(
    licensed: datetime.date, months: int, days: int, later: int, next_day: bool
) -> None:
    if not months and not days:
        days = 1
    start, first = licensed.toordinal(), licensed.toordinal() + later
    length = " ".join([f"{months} months"] * bool(months) + [f"{days} days"] * bool(days))
    expected = [
        due
        for n in range(1, LIVED + 1)
        if first <= (due := add_months(start, n * months, next_day=next_day) + n * days)
        if due <= start + LIVED
    ]
    acted = rewards(
        f"every {length}",
        licensed.isoformat(),
        datetime.date.fromordinal(start + LIVED).isoformat(),
        short=NEXT_DAY if next_day else IN_MONTH,
        since=datetime.date.fromordinal(first).isoformat(),
    )
    assert list(map(day, acted)) == expected


# --- what is saved ---------------------------------------------------------------------------


def saved() -> tuple[policylang.Policy, Any]:
    """A state as it is after a slip on 31 January 2023, with the clock that it has started."""
    rules = policy("every 1 months")
    person = rules.start({"licensed": "2030-01-01", "hurried": "no"}, since="2023-01-01")
    person.apply({"date": "2023-01-31", "action": "slip"})
    return rules, person.state


SLIP, LICENSED = day("2023-01-31"), day("2030-01-01")


def test_a_clock_is_saved_as_its_start_and_the_sums_of_its_turns() -> None:
    _, state = saved()
    assert state["person"]["clocks"] == [[[SLIP, 1, 0], [LICENSED, 1, 0]]]


@pytest.mark.parametrize(
    "clock",
    [
        [],
        [[SLIP, 1, 0]],
        [[SLIP, 1, 0], [0, 0, 0], [0, 0, 0]],
        [[SLIP, 1], [0, 0, 0]],
        [[SLIP, 1, "0"], [0, 0, 0]],
        [[SLIP, 1, -1], [0, 0, 0]],
        [[SLIP, 0, 0], [0, 0, 0]],
        [[0, 1, 0], [0, 0, 0]],
        [[SLIP + 1, 1, 0], [0, 0, 0]],
        [[SLIP - 40, 1, 0], [0, 0, 0]],
        [[SLIP - 31, 1, 0], [0, 0, 0]],
        [[10**9, 1, 0], [0, 0, 0]],
        [[SLIP, 2**63, 0], [0, 0, 0]],
        [[SLIP, 1, 0], [SLIP, 1, 0]],
        [[SLIP, 1, 0], [SLIP + 1, 0, 0]],
    ],
)
def test_a_clock_that_cannot_run_so_is_refused(clock: Any) -> None:
    rules, state = saved()
    rules.resume(state)
    state["person"]["clocks"] = [clock]
    with pytest.raises(HistoryError) as error:
        rules.resume(state)
    assert [each.code.number for each in error.value.diagnostics] == ["PL419"]


def test_only_a_clock_with_a_start_starts_by_itself() -> None:
    text = POLICY.format(length="1 months", short=IN_MONTH).replace(" counting from licensed", "")
    rules = policylang.loads(text, name="quiet.policy")
    person = rules.start({"licensed": "2020-01-01", "hurried": "no"}, since="2023-01-01")
    person.apply({"date": "2023-01-31", "action": "slip"})
    state: Any = person.state
    assert state["person"]["clocks"] == [[[SLIP, 1, 0], [0, 0, 0]]]
    state["person"]["clocks"] = [[[SLIP, 1, 0], [LICENSED, 1, 0]]]
    with pytest.raises(HistoryError):
        rules.resume(state)
