"""What callers of the Python interface may give, and what they are told when it does not fit."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

import policylang
from policylang import HistoryError

POLICY = policylang.loads(
    """
policy p {
  currency USD
  in force from 2018-01-01
}
person {
  plot: number from 1 to 9 = 1
}
score s {
  starts at 10
}
action give {
  amount: money from 0 USD to 100 USD
  earns 1 per 10 USD of amount
}
"""
)
GIVE = ("2018-02-01", "give", {"amount": "50 USD"})


def refusal_of(call: Any) -> tuple[str, str]:
    with pytest.raises(HistoryError) as error:
        call()
    (diagnostic,) = error.value.diagnostics
    return diagnostic.code.number, diagnostic.message


@pytest.mark.parametrize(
    "event",
    [
        GIVE,
        {"date": "2018-02-01", "action": "give", "amount": 50},
        policylang.Event("2018-02-01", "give", {"amount": 50}),
    ],
)
def test_an_event_has_three_forms(event: Any) -> None:
    assert POLICY.evaluate([event]).score == 15
    tracker = POLICY.start()
    tracker.apply(event)
    assert tracker.outcome("2018-02-01").score == 15


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (("2018-02-01", "give", 5), "PL418"),
        (("2018-02-01", 5), "PL418"),
        (("2018-02-01",), "PL418"),
        (("2018-02-01", "give", {}, 7), "PL418"),
        (["2018-02-01", "give"], "PL418"),
        (policylang.Event("2018-02-01", None, {}), "PL418"),  # type: ignore[arg-type]
        (policylang.Event("2018-02-01", "give", 5), "PL418"),  # type: ignore[arg-type]
        (7, "PL418"),
        (None, "PL418"),
        ({"action": "give", "amount": 5}, "PL403"),
        ({"date": "2018-02-01", "amount": 5}, "PL403"),
        ((None, "give", {"amount": 5}), "PL403"),
        (("2018-02-01", "give", {"amount": 5.0}), "PL408"),
        (("2018-02-01", "give", {7: "x", "amount": 5}), "PL404"),
        (("2018-02-01", "\x1b[2J", {}), "PL402"),
    ],
)
def test_an_event_of_no_form_is_refused_with_its_number(event: Any, code: str) -> None:
    found, message = refusal_of(lambda: POLICY.evaluate([GIVE, event]))
    assert found == code
    assert message.startswith("event 2: ")
    assert message.isprintable()
    tracker = POLICY.start()
    assert refusal_of(lambda: tracker.apply(event))[0] == code


@pytest.mark.parametrize("person", ["ada", 7, [("plot", 1)]])
def test_attributes_are_a_mapping(person: Any) -> None:
    assert refusal_of(lambda: POLICY.evaluate([], person=person))[0] == "PL418"
    assert refusal_of(lambda: POLICY.start(person))[0] == "PL418"


@pytest.mark.parametrize("day", ["2018-02-30", "tomorrow", 7, True])
def test_a_day_that_is_none_is_refused(day: Any) -> None:
    assert refusal_of(lambda: POLICY.evaluate([], as_of=day))[0] == "PL406"
    assert refusal_of(lambda: POLICY.evaluate([], as_of="2018-02-01", since=day))[0] == "PL406"
    assert refusal_of(lambda: POLICY.start().outcome(day))[0] == "PL406"


def test_a_policy_can_be_sent_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(POLICY))
    assert copy.evaluate([GIVE]) == POLICY.evaluate([GIVE])
    assert copy.source_python == POLICY.source_python


def test_events_that_no_rule_was_applied_to_are_listed() -> None:
    policy = policylang.loads(
        """
policy p {
  in force from 2018-01-01
}
score s {
  starts at 10
}
action visit "A visit" {
  late: yes or no
  loses 3 when late
}
"""
    )
    events = [("2018-02-01", "visit", {"late": late}) for late in ("no", "yes", "no")]
    outcome = policy.evaluate(events, ledger=True)
    assert [entry.event for entry in outcome.ledger or ()] == [2]
    assert [(each.event, each.label) for each in outcome.unmoved] == [
        (1, "A visit"),
        (3, "A visit"),
    ]
    assert policy.evaluate(events).unmoved == ()


def test_no_day_before_the_policy_is_in_force_can_be_asked_about() -> None:
    early = {"since": "2017-06-01"}
    assert POLICY.evaluate([], as_of="2018-01-01", **early).score == 10
    assert POLICY.evaluate([], **early).as_of.isoformat() == "2018-01-01"
    assert refusal_of(lambda: POLICY.evaluate([], as_of="2017-12-31", **early))[0] == "PL420"
    assert refusal_of(lambda: POLICY.evaluate([], as_of="2017-12-31"))[0] == "PL420"


LOADS: Any = policylang.loads
LEAGUE: Any = policylang.loads("""
policy league { in force from 2018-01-01 }
score points { starts at 0 }
action win { earns 3 }
ranking table { by points, highest first }
""")


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        (lambda: LOADS(b"policy p { }"), "PL011", "a policy is text"),
        (lambda: LEAGUE.evaluate(None), "PL418", "a history is a list of events"),
        (lambda: LEAGUE.evaluate({"date": "2018-01-01", "action": "win"}), "PL418", "a history"),
        (lambda: LEAGUE.rank({1: []}), "PL418", "the name of a person is text, not `1`"),
        (lambda: LEAGUE.rank({"\ud800": []}), "PL418", "the name of a person is text"),
        (lambda: LEAGUE.rank([]), "PL418", "the histories of several persons are a mapping"),
        (lambda: LEAGUE.rank({"ada": []}, people=[]), "PL418", "the attributes of several"),
        (lambda: LEAGUE.rank({"ada": [], "ben": [("2018-01-01", "a")]}), "PL402", "ben: event 1"),
        (lambda: LEAGUE.rank({"ada": []}, people={"ada": {"a": 1}}), "PL423", "ada: "),
        (lambda: LEAGUE.rank({"ada": []}, ranking=5), "PL434", "the policy has no ranking `5`"),
        (lambda: LEAGUE.start().change("2018-01-01", 5, 5), "PL423", "the policy declares no"),
    ],
)  # fmt: skip
def test_what_is_of_the_wrong_type_is_told_in_words(
    call: Callable[[], object], code: str, message: str
) -> None:
    with pytest.raises(policylang.PolicyLangError) as caught:
        call()
    assert isinstance(caught.value, policylang.PolicyError | policylang.HistoryError)
    (found,) = caught.value.diagnostics
    assert found.code.number == code
    assert found.message.startswith(message)
