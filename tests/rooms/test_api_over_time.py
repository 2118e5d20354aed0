"""The public functions where people change, events are withdrawn and several are ranked."""

from __future__ import annotations

import datetime
import json
from typing import Any
from unittest import mock

import pytest

import policylang
from policylang.api import Policy
from policylang.runtime import tracker as runtime_tracker
from policylang.runtime.interpreter import interpret
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


def test_engines_settle_what_is_not_settled() -> None:
    encoder, attributes = DRIVING.encoder, DRIVING.encoder.attributes({})
    history = encoder.history(OFFENCES)
    compiled = policylang.Policy(DRIVING.machine).evaluator
    for date in ("2018-09-30", "2018-10-01"):
        day = datetime.date.fromisoformat(date).toordinal()
        found = interpret(DRIVING.machine, history, attributes, as_of=day)
        assert found == interpret(DRIVING.machine, history.until(day), attributes, as_of=day)
        assert compiled.run(history, attributes, as_of=day, ledger=True) == found


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


@pytest.mark.parametrize("events", [0, 1])
def test_a_second_value_from_one_day_on_is_refused_as_in_a_mapping_of_dates(events: int) -> None:
    tracker = DRIVING.start({"class": "learner"})
    for event in OFFENCES[:events]:
        tracker.apply(event)
    tracker.change("2018-12-01", "class", "full")
    before = tracker.state
    with pytest.raises(policylang.HistoryError) as caught:
        tracker.change("2018-12-01", "class", "learner")
    (found,) = caught.value.diagnostics
    assert found.code.number == "PL432"
    assert "`class`" in found.message
    assert "2018-12-01" in found.message
    assert found.help
    assert tracker.state == before


@pytest.mark.parametrize("split", range(len(OFFENCES) + 1))
def test_a_follower_equals_a_replay_wherever_it_is_saved(split: int) -> None:
    tracker = DRIVING.start(ADA, name="ada")
    for number, event in enumerate(OFFENCES):
        if number == split:
            tracker = DRIVING.resume(json.loads(json.dumps(tracker.state)), name="ada")
        tracker.apply(event)
    for days in ({"as_of": "2018-12-31"}, {"as_of": "2018-12-31", "known": "2018-09-30"}):
        replayed = DRIVING.evaluate(OFFENCES, person=ADA, name="ada", **days)  # type: ignore[arg-type]
        assert tracker.outcome(**days) == replayed


def test_kept_events_are_put_together_once_for_each_that_is_applied() -> None:
    tracker = DRIVING.start(ADA)
    gathered = runtime_tracker.gathered
    with mock.patch.object(runtime_tracker, "gathered", wraps=gathered) as counted:
        for event in OFFENCES:
            tracker.apply(event)
    assert counted.call_count == len(OFFENCES)


def test_a_follower_says_what_an_event_did_and_that_a_withdrawal_has_no_entry() -> None:
    tracker = DRIVING.start(ADA)
    tracker.apply({"action": "offence", "date": "2018-03-01", "final": "2018-03-01", "id": "a"})
    event = {"action": "offence", "date": "2018-03-02", "final": "2018-03-02", "id": "b"}
    (entry,) = tracker.apply(event)
    assert (entry.event, entry.applied, entry.balance) == (2, -4, 4)
    assert tracker.apply({"action": "void", "date": "2018-03-03", "id": "a"}) == ()
    assert tracker.outcome("2018-03-03").score == 8


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"action": "void", "date": "2018-10-01", "id": "x"}, "PL429"),
        ({"action": "offence", "date": "2018-10-01", "id": "a"}, "PL431"),
    ],
)
def test_a_follower_refuses_what_does_not_fit_and_stays_as_it_was(
    event: dict[str, str], code: str
) -> None:
    tracker = DRIVING.start(ADA)
    tracker.apply(OFFENCES[0])
    before = tracker.state
    with pytest.raises(policylang.HistoryError) as caught:
        tracker.apply(event)
    assert caught.value.diagnostics[0].code.number == code
    assert tracker.state == before


@pytest.mark.parametrize(
    "damage",
    [
        {"marks": [[0, "a", 0], [1, "a", 0]]},
        {"marks": [[0, 7, 0]]},
        {"marks": [[5, "a", 0]]},
        {"marks": []},
        {"marks": None},
    ],
)
def test_a_damaged_state_is_refused(damage: dict[str, object]) -> None:
    tracker = DRIVING.start(ADA)
    for event in OFFENCES:
        tracker.apply(event)
    with pytest.raises(policylang.HistoryError) as caught:
        DRIVING.resume({**tracker.state, **damage})
    assert caught.value.diagnostics[0].code.number == "PL419"


REFUSING = """
policy p { }
score s { starts at 5  stays within 0 to 9 }
action a { refused when s > 8 "too much"  earns 1 }
action b { refused when s > 7 "plenty"  refused when s > 4 "enough"  earns 1 }
action c { earns 0 }
"""


def test_refused_events_are_named_after_a_state_was_saved() -> None:
    policy = policylang.loads(REFUSING)
    tracker = policy.start()
    tracker.apply(("2018-01-01", "b"))
    again = policy.resume(json.loads(json.dumps(tracker.state)))
    (refused,) = again.outcome("2018-01-01").refusals
    assert (refused.action, refused.text, refused.event) == ("b", "enough", 1)


def test_events_that_are_not_refused_leave_nothing_in_the_state() -> None:
    tracker = policylang.loads(REFUSING).start()
    tracker.apply(("2018-01-01", "a"))
    sizes = set()
    for _ in range(3):
        tracker.apply(("2018-01-01", "a"))
        sizes.add(len(json.dumps(tracker.state)))
    assert len(sizes) == 1


@pytest.mark.parametrize(
    "refused",
    [
        [736695, 0, 1],
        [736695, 0, 0, 1],  # `a` refuses in one way only
        [736695, 0, 1, 2],
        [736695, 0, 2, 0],  # `c` refuses nothing
        [736695, 0, 3, 0],
        [736695, 0, -1, 0],
        [736695, 1_000_000, 1, 0],
    ],
)
def test_a_refusal_that_cannot_be_is_refused_in_a_state(refused: list[int]) -> None:
    policy = policylang.loads(REFUSING)
    tracker = policy.start()
    tracker.apply(("2018-01-01", "b"))
    state: Any = tracker.state
    assert state["person"]["refused"] == [[736695, 0, 1, 1]]
    policy.resume(state)
    state["person"]["refused"] = [refused]
    with pytest.raises(policylang.HistoryError) as caught:
        policy.resume(state)
    assert caught.value.diagnostics[0].code.number == "PL419"


def test_an_event_that_is_applied_is_known() -> None:
    tracker = league().start()
    with pytest.raises(policylang.HistoryError) as caught:
        tracker.apply(("2018-01-01", "win", {"opponent": "x", "known": "2018-02-01"}))
    assert caught.value.diagnostics[0].code.number == "PL418"


def test_a_follower_refuses_an_event_before_its_person() -> None:
    policy = policylang.loads("""
policy p { }
person { born: date  begins on born }
score s { starts at 5  stays within 0 to 9 }
action a { earns 1 }
""")
    tracker = policy.start({"born": "2018-02-01"})
    with pytest.raises(policylang.HistoryError) as caught:
        tracker.apply(("2018-01-31", "a"))
    assert caught.value.diagnostics[0].code.number == "PL426"
    assert len(tracker.apply(("2018-02-01", "a"))) == 1


BEGINNING = """
policy p { in force from 2018-01-01 }
person { born: date  begins on born }
score s { starts at 5  stays within 0 to 9 }
grades of s { a from 5  b below }
perk card { for a  grants "a card" }
perk gift { once on 2018-02-01  grants "a gift" }
ranking table { by s, highest first }
"""


@pytest.mark.parametrize(
    ("day", "score", "perks"), [("2018-01-31", None, 0), ("2018-02-01", 5, 1), ("2018-02-02", 5, 1)]
)
def test_there_is_no_score_before_the_day_a_person_begins_on(
    day: str, score: int | None, perks: int
) -> None:
    policy = policylang.loads(BEGINNING)
    person = {"born": "2018-02-01"}
    outcome = policy.evaluate([], person=person, as_of=day)
    assert (outcome.score, outcome.grade) == (score, "a" if score else None)
    assert (len(outcome.perks), len(outcome.holdings)) == (perks, perks)
    assert policy.start(person).outcome(day).score == score
    places = policy.rank({"ada": []}, people={"ada": person}, as_of=day)
    assert [each.person for each in places] == ["ada"] * perks
    oracle = interpret(
        policy.machine,
        policy.encoder.history([]),
        policy.encoder.attributes(person),
        as_of=datetime.date.fromisoformat(day).toordinal(),
    )
    assert oracle.scored is (score is not None)


def test_what_was_due_before_a_person_begins_is_not_given_later() -> None:
    policy = policylang.loads(BEGINNING)
    late = {"born": "2018-03-01"}
    assert not policy.evaluate([], person=late, since="2018-01-15", as_of="2018-03-02").perks


LATE = [{"action": "offence", "committed": "2018-02-01", "final": "2018-04-01"}]


def test_the_day_asked_about_is_by_default_that_of_the_latest_moment() -> None:
    found = DRIVING.evaluate(LATE, ledger=True)
    assert (str(found.as_of), found.score, found.unmoved) == ("2018-04-01", 8, ())


@pytest.mark.parametrize(
    ("events", "awaits"),
    [
        (LATE, ("final",)),
        ([{"action": "offence", "committed": "2018-02-01"}], ("final",)),
        ([LATE[0] | {"final": "2018-03-01"}], None),
    ],
)
def test_an_event_awaits_the_moments_that_have_not_come(
    events: list[dict[str, str]], awaits: tuple[str, ...] | None
) -> None:
    found = DRIVING.evaluate(events, as_of="2018-03-01", ledger=True)
    assert [each.awaits for each in found.unmoved] == ([] if awaits is None else [awaits])
