"""Corners of the meaning on which every engine has to say the same, and what that is."""

from __future__ import annotations

import datetime
import json
from typing import Any

import policylang
from policylang.model.history import History
from policylang.model.result import Posting, Result
from policylang.runtime.interpreter import interpret
from policylang.runtime.tracker import Tracker

#: Events as day and action, with fields.
Events = list[tuple[str, str, tuple[int, ...]]]


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def result_of(
    text: str, events: Events, last: str, *, since: str | None = None, person: tuple[int, ...] = ()
) -> Result:
    """What every engine says, a tracker that is saved after each event among them."""
    policy = policylang.loads(text, name="corner.policy")
    machine = policy.machine
    codes = {action.name: code for code, action in enumerate(machine.actions)}
    rows = [(day(date), codes[action], fields) for date, action, fields in events]
    width = machine.width
    columns = tuple([(*fields, *[0] * width)[n] for _, _, fields in rows] for n in range(width))
    history = History([row[0] for row in rows], [row[1] for row in rows], columns)
    days: Any = {"since": None if since is None else day(since), "as_of": day(last)}
    expected = interpret(machine, history, person, **days)
    assert policy.evaluator.run(history, person, ledger=True, **days) == expected
    tracker = Tracker(machine, person, since=days["since"])
    for date, code, fields in rows:
        if date <= day(last):
            tracker.apply(date, code, (*fields, *[0] * width)[:width])
            tracker = Tracker.resume(machine, json.loads(json.dumps(tracker.state)))
    assert tracker.result(day(last)) == expected._replace(ledger=None)
    return expected


def ledger(result: Result) -> tuple[Posting, ...]:
    assert result.ledger is not None
    return result.ledger


def test_a_status_until_a_date_that_is_missing_does_not_begin() -> None:
    text = """
    policy corner {}
    score points { starts at 0 stays within 0 to 9 }
    status barred {}
    action bar { moments named, ends
      loses 1 when barred on named
      begins barred until ends on named }
    """
    result = result_of(text, [("2024-05-01", "bar", (day("2024-05-01"), 0))], "2024-05-02")
    assert result.statuses == ()
    assert [(each.asked, each.applied) for each in ledger(result)] == [(0, 0)]


PULLED = """
policy corner {{}}
score most {{ starts at 12 stays within 0 to 12 }}
score points {{ starts at 10 stays within 0 to most keeps lots }}
action narrow {{ loses 6 most }}
action widen {{ earns 6 most }}
action gain {{ {gain} }}
"""


def test_what_a_narrower_range_takes_does_not_come_back_with_the_gain_that_met_it() -> None:
    gain = "earns 1 points, expires after 1 months"
    events: Events = [("2024-01-01", "narrow", ()), ("2024-01-02", "gain", ())]
    result = result_of(PULLED.format(gain=gain), events, "2024-03-01")
    pulled = ledger(result)[-1]
    assert (pulled.asked, pulled.granted, pulled.applied, pulled.balance) == (1, 1, -4, 6)
    assert result.others == (6,)  # nothing runs out, and nothing is given back
    events.append(("2024-01-03", "widen", ()))
    assert result_of(PULLED.format(gain=gain), events, "2024-03-01").others == (6,)


def test_a_full_cap_comes_before_what_would_have_run_out() -> None:
    text = """
    policy corner {}
    score points { starts at 0 stays within 0 to 99 keeps lots }
    action note { worked: date from 2000-01-01 to 2999-12-31
      earns 1, at most 1 times ever, expires after 1 months from worked }
    """
    old, new = day("2020-01-01"), day("2024-05-01")
    events: Events = [("2024-05-01", "note", (each,)) for each in (old, new, old, new)]
    caps = [each.cap for each in ledger(result_of(text, events, "2024-05-02"))]
    assert caps == [-2, -1, 0, 0]


def test_a_cap_by_a_choice_bites_for_the_first_choice_too() -> None:
    text = """
    policy corner {}
    score points { starts at 0 stays within 0 to 99 }
    action note { what: one of {a, b} earns 1, at most 2 per what }
    """
    events: Events = [("2024-05-01", "note", (each,)) for each in (0, 0, 0, 1, 1, 1)]
    assert result_of(text, events, "2024-05-02").score == 4


def test_events_after_the_day_asked_about_do_not_begin_the_time() -> None:
    text = """
    policy corner {}
    score points { starts at 5 stays within 0 to 9 }
    action slip { loses 1 }
    rule monthly { every month on day 1 earns 1 }
    """
    events: Events = [("2024-05-03", "slip", ())]
    assert result_of(text, events, "2024-05-01").score == 6
    assert result_of(text, events, "2024-04-30").score == 5


def test_what_a_rule_sets_is_taken_back_with_the_event_that_set_it() -> None:
    text = """
    policy corner {}
    score points { starts at 0 stays within 0 to 99 keeps lots }
    action grant { moments given, revoked
      sets to 5 on given
      restores on revoked }
    """
    events: Events = [("2024-05-01", "grant", (day("2024-05-01"), day("2024-06-01")))]
    assert result_of(text, events, "2024-05-31").score == 5
    assert result_of(text, events, "2024-06-01").score == 0


def test_a_clock_that_comes_due_out_of_force_runs_on_from_its_start() -> None:
    text = """
    policy corner { in force from 2024-03-15 short months end on the last day }
    person { licensed: date from 2000-01-01 to 2999-12-31 }
    score calm { starts at 0 stays within 0 to 99 }
    action slip { loses 1 }
    rule reward { after every 1 months without slip counting from licensed earns 1 }
    """
    person = (day("2024-01-31"),)
    result = result_of(text, [], "2024-05-15", since="2024-02-01", person=person)
    days = [datetime.date.fromordinal(each.day).isoformat() for each in ledger(result)]
    assert days == ["2024-03-31", "2024-04-30"]
