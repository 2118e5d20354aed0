"""The public functions where people change, events are withdrawn and several are ranked."""

from __future__ import annotations

import pytest

import policylang
from policylang.api import Policy
from tests.rooms.oracle import policy_of

DRIVING = policy_of("""
policy driving {
  events may be withdrawn
}
person {
  class: one of {learner, full} = learner, may change
}
score licence {
  starts at 12
  stays within 0 to 12
}
action offence {
  moments committed, final
  loses 4 on final when class is learner
  loses 3 on final otherwise
}
""")
ADA = {"class": {"start": "learner", "2018-06-01": "full"}}
OFFENCES = [
    {"action": "offence", "committed": "2018-02-01", "final": "2018-04-01", "id": "a"},
    {
        "action": "offence",
        "committed": "2018-05-01",
        "final": "2018-08-01",
        "id": "b",
        "known": "2018-07-01",
    },
    {"action": "void", "date": "2018-10-01", "id": "b"},
]


@pytest.mark.parametrize(
    ("days", "score"),
    [
        ({"as_of": "2018-07-31"}, 8),
        ({"as_of": "2018-09-30"}, 5),
        ({"as_of": "2018-10-01"}, 8),
        ({"as_of": "2018-09-30", "known": "2018-06-30"}, 8),
        ({"as_of": "2018-09-30", "known": "2018-12-31"}, 8),
        ({"known": "2018-09-30"}, 5),
        ({}, 8),
    ],
)
def test_a_result_is_for_a_day_as_known_on_a_day(days: dict[str, str], score: int) -> None:
    assert DRIVING.evaluate(OFFENCES, person=ADA, **days).score == score  # type: ignore[arg-type]


def test_the_day_asked_about_is_that_of_the_last_event_withdrawals_counted() -> None:
    assert DRIVING.evaluate(OFFENCES, person=ADA).as_of.isoformat() == "2018-10-01"


def test_a_difference_compares_with_the_event_and_without_it() -> None:
    (found,) = DRIVING.differences(OFFENCES, person=ADA)
    assert (found.withdrawal.event, found.scores, found.is_nothing) == (
        2,
        {"licence": (5, 8)},
        False,
    )
    assert DRIVING.differences(OFFENCES, person=ADA, as_of="2018-09-30") == ()


def test_what_changed_nothing_is_said_to() -> None:
    (found,) = DRIVING.differences(
        [
            {"action": "offence", "committed": "2018-05-01", "id": "b"},
            {"action": "void", "date": "2018-10-01", "id": "b"},
        ]
    )
    assert found.is_nothing


def test_events_are_numbered_as_they_were_given() -> None:
    events = [OFFENCES[2] | {"date": "2018-01-01", "id": "x"}, *OFFENCES]
    events.insert(0, {"action": "offence", "date": "2018-01-01", "id": "x"})
    outcome = DRIVING.evaluate(events, person=ADA, ledger=True)
    assert [entry.event for entry in outcome.ledger or ()] == [3]
    assert [gone.event for gone in outcome.withdrawn] == [1, 4]


# --- rankings ------------------------------------------------------------------------------

LEAGUE = """
policy league {
}
score points {
  starts at 0
}
action win {
  opponent: name
  minutes: hours from 0 to 9 = 0
  earns 3
}
ranking table {
  by points, highest first
  then count of win where opponent is tied ever, highest first
}
"""
BY_TIME = """
ranking time {
  by sum of minutes of win ever, lowest first
}
"""


def win(opponent: str, minutes: str = "0") -> tuple[str, str, dict[str, object]]:
    return "2018-03-01", "win", {"opponent": opponent, "minutes": minutes}


def league(text: str = LEAGUE) -> Policy:
    return policylang.loads(text)


def test_persons_are_ranked_by_name() -> None:
    histories = {"ada": [win("ben")], "ben": [win("cem")], "cem": []}
    places = league().rank(histories)
    assert [(each.place, each.person, each.keys) for each in places] == [
        (1, "ada", ("3", "1")),
        (2, "ben", ("3", "0")),
        (3, "cem", ("0", None)),
    ]


def test_keys_are_told_with_their_units() -> None:
    places = league(LEAGUE + BY_TIME).rank(
        {"ada": [win("ben", "90 minutes")], "ben": []}, ranking="time"
    )
    assert [each.keys for each in places] == [("0 hours",), ("1.5 hours",)]


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (LEAGUE, "tables", "did you mean `table`?"),
        (LEAGUE + BY_TIME, None, "say which: `table`, `time`"),
        (LEAGUE.partition("ranking")[0], None, "no ranking"),
    ],
)
def test_a_ranking_that_is_not_there_is_refused(text: str, name: str | None, says: str) -> None:
    with pytest.raises(policylang.HistoryError) as caught:
        league(text).rank({"ada": []}, ranking=name, as_of="2018-01-01")
    (found,) = caught.value.diagnostics
    assert found.code.number == "PL434"
    assert says in f"{found.message}; {found.help}"


# --- following one person ------------------------------------------------------------------


def test_a_follower_takes_changes_of_the_person() -> None:
    tracker = DRIVING.start({"class": "learner"})
    tracker.change("2018-06-01", "class", "full")
    for event in OFFENCES[:2]:
        tracker.apply(event)
    assert tracker.outcome("2018-09-30").score == 5
    given = DRIVING.start(ADA)
    for event in OFFENCES[:2]:
        given.apply(event)
    assert given.outcome("2018-09-30").score == 5


def test_a_follower_refuses_a_withdrawal_and_stays_as_it_was() -> None:
    tracker = DRIVING.start(ADA)
    tracker.apply(OFFENCES[0])
    before = tracker.state
    with pytest.raises(policylang.HistoryError) as caught:
        tracker.apply(OFFENCES[2] | {"id": "a"})
    assert caught.value.diagnostics[0].code.number == "PL428"
    assert tracker.state == before
