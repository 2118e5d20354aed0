"""One meaning, many engines: over generated policies and histories all of them say the same.

The interpreter is the oracle. Generated code with and without a ledger, generated code over plain
rows, and a tracker that is saved as JSON and taken up again at several points of the history are
held to it exactly.
"""

from __future__ import annotations

import datetime
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import strategies as st

from policylang.compiler import Evaluator
from policylang.core import codes
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.model.result import Posting, Result
from policylang.model.values import InputProblem
from policylang.runtime.interpreter import interpret
from policylang.runtime.plans import plan_of
from policylang.runtime.tracker import Tracker
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.histories import Case
from tests.agreement.people import Village, board_villages, sample, scheme_villages, villages
from tests.agreement.profile import HISTORIES

#: So many policies of each generator, and pairs of a policy and a history, in the `ci` profile.
POLICIES, SCHEMES, BOARDS = 420, 580, 100
PAIRS = 5_000
#: How long after a split a person who is not saved for good is looked at: on the day, or later.
_AFTER = (0, 1, 40, 0, 10)


class _DisagreementError(Exception):
    """An engine does not say what the interpreter says."""


@pytest.mark.parametrize(
    ("people", "policies"),
    [(villages(), POLICIES), (scheme_villages(), SCHEMES), (board_villages(), BOARDS)],
    ids=["policies", "schemes", "boards"],
)  # fmt: skip
def test_every_engine_gives_the_result_of_the_interpreter(
    people: st.SearchStrategy[Village], policies: int
) -> None:
    assert hold_everywhere(_agree, policies, people) >= policies * HISTORIES


def test_that_is_enough() -> None:
    assert (POLICIES + SCHEMES) * HISTORIES >= PAIRS


def _agree(village: Village) -> None:
    evaluator = Evaluator(village.machine)
    for number, person in enumerate(village.people):
        _agree_on(village.machine, evaluator, person)
        if number == 0:
            _agree_without_ledger(village.machine, person)


def _agree_on(machine: Machine, evaluator: Evaluator, person: Case) -> None:
    days = {"since": person.since, "as_of": person.as_of}
    expected = interpret(machine, person.history, person.attributes, ledger=True, **days)
    silent = expected._replace(ledger=None)

    def run(ledger: bool) -> Result:
        return evaluator.run(person.history, person.attributes, ledger=ledger, **days)

    _same("generated code with a ledger", run(ledger=True), expected)
    _same("generated code", run(ledger=False), silent)
    if not person.history.changes:  # of which rows say nothing
        rows = _plain_rows(machine, person.history)
        _same("generated code on rows", evaluator.run_rows(rows, person.attributes, **days), silent)
    tracked = _tracked(machine, person)
    _same("the tracker", tracked, silent if plan_of(machine).keeps_events else expected)


def _agree_without_ledger(machine: Machine, person: Case) -> None:
    days = {"since": person.since, "as_of": person.as_of}
    asked = interpret(machine, person.history, person.attributes, **days)
    unasked = interpret(machine, person.history, person.attributes, ledger=False, **days)
    _same("the interpreter without a ledger", unasked, asked._replace(ledger=None))


def _same(engine: str, result: Result, expected: Result) -> None:
    if result != expected:
        lines = [f"{engine} says", _lines(result), "but the interpreter says", _lines(expected)]
        raise _DisagreementError("\n".join(lines))


def _lines(result: Result) -> str:
    named = [f"{name} {value}" for name, value in result._asdict().items() if name != "ledger"]
    return "\n".join(f"  {line}" for line in (*named, *(result.ledger or ())))


def _plain_rows(machine: Machine, history: History) -> list[tuple[Any, ...]]:
    """The events as a caller has them; every other default is left out."""
    rows = []
    for event, (day, code) in enumerate(zip(history.days, history.codes, strict=True)):
        action = machine.actions[code]
        values: list[int | None] = [None] * machine.width
        for slot, field in enumerate(action.fields):
            value = history.columns[slot][event]
            values[slot] = None if event % 2 and value == field.default else value
        rows.append((datetime.date.fromordinal(day), action.name, *values))
    return rows


def _tracked(machine: Machine, person: Case) -> Result:
    """The person followed event by event, saved now and then and taken up again.

    Where events are kept to be run again, what each of them did is not what they did in the end.
    """
    history = person.history.until(person.as_of)
    splits = {min(split, len(history)) for split in person.splits}
    tracker = Tracker(machine, person.attributes, since=person.since)
    postings: list[Posting] = []
    coming = list(history.changes)
    for event in range(len(history) + 1):
        if event in splits:
            if event == max(splits):
                _as_a_replay(machine, person, tracker, event)
            tracker = Tracker.resume(machine, json.loads(json.dumps(tracker.state)))
        today = history.days[event] if event < len(history) else person.as_of
        while coming and coming[0].day <= today:
            tracker.change(*coming.pop(0))
        if event < len(history):
            values = [column[event] for column in history.columns]
            postings += tracker.apply(today, history.codes[event], values)
    result = tracker.result(person.as_of, ledger=not plan_of(machine).keeps_events)
    if plan_of(machine).keeps_events:
        return result
    return result._replace(ledger=(*postings, *(result.ledger or ())))


def _as_a_replay(machine: Machine, person: Case, tracker: Tracker, events: int) -> None:
    """In the middle of a day as well, and later: what the tracker says is what a replay says."""
    if not events:
        return
    days, codes, columns = person.history.days, person.history.codes, person.history.columns
    today = days[events - 1]
    changes = tuple(change for change in person.history.changes if change.day <= today)
    so_far = History(
        days[:events], codes[:events], tuple(each[:events] for each in columns), changes
    )
    as_of = today + _AFTER[events % len(_AFTER)]
    replay = interpret(
        machine, so_far, person.attributes, since=person.since, as_of=as_of, ledger=False
    )
    _same("the tracker in the middle", tracker.result(as_of), replay)


def test_a_state_of_another_policy_is_refused() -> None:
    people = [village for kind in (villages(), scheme_villages()) for village in sample(12, kind)]
    for one, other in pairwise(people):
        person = one.people[0]
        tracker = Tracker(one.machine, person.attributes)
        history = person.history
        for event in range(min(3, len(history))):
            values = [column[event] for column in history.columns]
            tracker.apply(history.days[event], history.codes[event], values)
        with pytest.raises(InputProblem) as refused:
            Tracker.resume(other.machine, tracker.state)
        assert refused.value.code == codes.STATE_MISMATCH
