"""Following one person: equal to a replay, savable, and proof against damaged states."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policylang
from policylang import HistoryError

POLICY = policylang.loads(
    """
policy garden {
  currency EUR
  timezone "Europe/Vienna"
  in force from 2018-01-01
}
person {
  plot: number from 1 to 99
}
score credit {
  starts at 100
  stays within 0 to 200
}
action dig {
  time: hours from 0 to 24
  earns 1 per 1 hours of time, at most 5 in any 30 days, at most 4 times per calendar month
}
action litter {
  loses 30 when count of litter in the last 60 days >= 2
  loses 10 otherwise
}
grades of credit {
  good from 100
  poor below
}
perk seeds {
  for good
  every month on day 1
  pays 3 EUR
}
perk key {
  for good
  grants "a key of the gate"
}
""",
    name="garden.policy",
)

EVENTS = [
    {"date": "2018-01-10", "action": "dig", "time": "4"},
    {"date": "2018-01-20", "action": "dig", "time": "4"},
    {"date": "2018-02-01", "action": "litter"},
    {"date": "2018-02-01", "action": "dig", "time": "3"},
    {"date": "2018-03-30", "action": "litter"},
]
PERSON = {"plot": "7"}


def followed(count: int = len(EVENTS)) -> policylang.PersonTracker:
    tracker = POLICY.start(PERSON, name="ada")
    for event in EVENTS[:count]:
        tracker.apply(event)
    return tracker


def codes(error: pytest.ExceptionInfo[HistoryError]) -> list[str]:
    return [diagnostic.code.number for diagnostic in error.value.diagnostics]


@pytest.mark.parametrize("saved_after", range(len(EVENTS) + 1))
def test_a_saved_and_resumed_person_stands_where_a_replay_puts_them(saved_after: int) -> None:
    state = json.loads(json.dumps(followed(saved_after).state))
    tracker = POLICY.resume(state, name="ada")
    entries = [entry for event in EVENTS[saved_after:] for entry in tracker.apply(event)]
    replay = POLICY.evaluate(EVENTS, person=PERSON, as_of="2018-05-01", name="ada", ledger=True)
    assert replay.ledger is not None
    assert tuple(entries) == tuple(e for e in replay.ledger if e.event > saved_after)
    expected = POLICY.evaluate(EVENTS, person=PERSON, as_of="2018-05-01", name="ada")
    assert tracker.outcome("2018-05-01") == expected


def test_asking_for_an_outcome_changes_nothing() -> None:
    tracker = followed()
    before = json.dumps(tracker.state)
    tracker.outcome("2020-01-01")
    assert json.dumps(tracker.state) == before


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"date": "2018-03-29", "action": "litter"}, "PL401"),
        ({"date": "2018-04-01", "action": "liter"}, "PL402"),
        ({"date": "2018-04-01", "action": "dig"}, "PL403"),
        ({"date": "2018-04-01", "action": "litter", "time": "1"}, "PL404"),
        ({"date": "2018-04-01", "action": "dig", "time": "24.01"}, "PL405"),
        ({"date": "2018-04-31", "action": "litter"}, "PL406"),
        ({"date": "2017-12-31", "action": "litter"}, "PL417"),
    ],
)
def test_a_refused_event_leaves_the_state_as_it_was(event: dict[str, str], code: str) -> None:
    tracker = followed()
    before = json.dumps(tracker.state)
    with pytest.raises(HistoryError) as error:
        tracker.apply(event)
    assert codes(error) == [code]
    assert json.dumps(tracker.state) == before


def test_an_outcome_before_the_last_event_is_refused() -> None:
    assert followed().outcome("2018-03-30").as_of.isoformat() == "2018-03-30"
    with pytest.raises(HistoryError) as error:
        followed().outcome("2018-03-29")
    assert codes(error) == ["PL420"]


def test_a_first_day_bounds_events_and_outcomes() -> None:
    tracker = POLICY.start(PERSON, since="2018-02-01")
    with pytest.raises(HistoryError) as error:
        tracker.apply(EVENTS[1])
    assert codes(error) == ["PL417"]
    with pytest.raises(HistoryError) as error:
        tracker.outcome("2018-01-31")
    assert codes(error) == ["PL420"]
    assert len(tracker.outcome("2018-02-01").perks) == 1


def test_a_state_of_another_policy_is_refused() -> None:
    other = policylang.loads(
        "policy p { in force from 2018-01-01 } score s { starts at 1 } action a { earns 1 }"
    )
    with pytest.raises(HistoryError) as error:
        other.resume(followed().state)
    assert codes(error) == ["PL419"]


DAMAGES: list[tuple[str, Any]] = [
    ("format", "policylang.state/1"),
    ("format", None),
    ("fingerprint", "0" * 64),
    ("policy", "another"),
    ("since", "2018-01-01"),
    ("since", 0),
    ("last", None),
    ("last", 10**9),
    ("last", True),
    ("events", -1),
    ("events", 0),
    ("events", 1_000_001),
    ("events", 1.0),
    ("attributes", []),
    ("attributes", [0]),
    ("attributes", [100]),
    ("attributes", [7, 7]),
    ("changes", [[736800, 0, 5]]),
    ("rows", [[736800, 0, 0]]),
    ("person", None),
    ("person", []),
]


@pytest.mark.parametrize(("key", "value"), DAMAGES)
def test_a_damaged_state_is_refused(key: str, value: object) -> None:
    state = {**followed().state, key: value}
    with pytest.raises(HistoryError) as error:
        POLICY.resume(state)
    assert codes(error) == ["PL419"]


#: What is wrong in the part that says where the person stands. The last event is on 736783.
PERSON_DAMAGES: list[tuple[str, Any]] = [
    ("day", 736782),
    ("day", None),
    ("scores", [201]),
    ("scores", [-1]),
    ("scores", ["100"]),
    ("scores", []),
    ("scores", 100),
    ("lots", [[]]),
    ("gone", [[]]),
    ("statuses", [[0, 736700, 0]]),
    ("clocks", [[0, 0, 0]]),
    ("standing", [1]),
    ("coming", [[736784, 0, 1, 0, [0, 0]]]),
    ("refused", [[736724, 0, 0, 0]]),
    ("tallies", []),
    ("tallies", [[[736783, 1], [736783, 1]]]),
    ("tallies", [[[736783]]]),
    ("tallies", [[[736784, 1]]]),
    ("tallies", [[[736783, 2**63]]]),
    ("tallies", [7]),
    ("caps", [[], [[0, [[736724, 5]]]], []]),
    ("caps", [[[0, [[736724, 6]]]], []]),
    ("caps", [[[0, [[736724, -1]]]], []]),
    ("caps", [[[0, [[736724, 3], [736725, 3]]]], []]),
    ("caps", [[[1, [[736724, 3]]]], []]),
    ("caps", [[[0, []], [0, []]], []]),
    ("awards", {}),
    ("awards", [[736724, 2, 300]]),
    ("awards", [[736724, 0, -1]]),
    ("awards", [[736724, 0]]),
    ("awards", [[736724, 0, 300], [736723, 0, 300]]),
]


@pytest.mark.parametrize(("key", "value"), PERSON_DAMAGES)
def test_a_damaged_person_is_refused(key: str, value: object) -> None:
    state: Any = followed().state
    assert state["person"]["day"] == 736783
    state["person"][key] = value
    with pytest.raises(HistoryError) as error:
        POLICY.resume(state)
    assert codes(error) == ["PL419"]


@pytest.mark.parametrize("key", sorted(followed().state["person"]))  # type: ignore[call-overload]
def test_a_person_without_one_of_its_parts_is_refused(key: str) -> None:
    state: Any = followed().state
    del state["person"][key]
    with pytest.raises(HistoryError) as error:
        POLICY.resume(state)
    assert codes(error) == ["PL419"]


@pytest.mark.parametrize("key", sorted(followed().state))
def test_a_state_without_one_of_its_parts_is_refused(key: str) -> None:
    state = {name: value for name, value in followed().state.items() if name != key}
    with pytest.raises(HistoryError) as error:
        POLICY.resume(state)
    assert codes(error) == ["PL419"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(followed().state)), JSON)
def test_whatever_stands_in_a_state_is_taken_or_refused(key: str, value: object) -> None:
    state = {**followed().state, key: value}
    with contextlib.suppress(HistoryError):
        POLICY.resume(state).outcome("2018-05-01")


@given(st.sampled_from(sorted(followed().state["person"])), JSON)  # type: ignore[call-overload]
def test_whatever_stands_in_a_person_is_taken_or_refused(key: str, value: object) -> None:
    state: Any = followed().state
    state["person"][key] = value
    with contextlib.suppress(HistoryError):
        POLICY.resume(state).outcome("2018-05-01")


@pytest.mark.parametrize("given_state", [None, [], "state", 7])
def test_something_that_is_no_state_is_refused(given_state: Any) -> None:
    with pytest.raises(HistoryError) as error:
        POLICY.resume(given_state)
    assert codes(error) == ["PL419"]
