"""One meaning, many engines: over generated policies and histories all of them say the same.

The interpreter is the oracle. Generated code with and without a ledger, generated code over plain
rows, and a tracker that is saved as JSON and taken up again in the middle are held to it exactly.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policylang.compiler import Evaluator
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.model.result import Posting, Result
from policylang.runtime.interpreter import interpret
from policylang.runtime.tracker import Tracker
from tests.agreement.histories import Case
from tests.agreement.people import Village, villages
from tests.agreement.profile import HISTORIES, examples

POLICIES = 450
#: What the issue of this suite is held to, in the shortest profile.
PAIRS = 2_000


def test_every_engine_gives_the_result_of_the_interpreter() -> None:
    pairs = 0

    @examples(POLICIES)
    @given(villages(), st.integers(0, 10**6))
    def agree(village: Village, place: int) -> None:
        nonlocal pairs
        evaluator = Evaluator(village.machine)
        for person in village.people:
            _agree(village.machine, evaluator, person, place)
            pairs += 1

    agree()
    assert pairs >= max(PAIRS, POLICIES * HISTORIES)


def _agree(machine: Machine, evaluator: Evaluator, person: Case, place: int) -> None:
    days = {"since": person.since, "as_of": person.as_of}
    expected = interpret(machine, person.history, person.attributes, ledger=True, **days)
    silent = expected._replace(ledger=None)

    def run(ledger: bool) -> Result:
        return evaluator.run(person.history, person.attributes, ledger=ledger, **days)

    assert run(ledger=True) == expected
    assert run(ledger=False) == silent
    assert interpret(machine, person.history, person.attributes, ledger=False, **days) == silent
    rows = _plain_rows(machine, person.history)
    assert evaluator.run_rows(rows, person.attributes, **days) == silent
    assert _tracked(machine, person, place) == expected


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


def _tracked(machine: Machine, person: Case, place: int) -> Result:
    """The person followed event by event, saved after some events and taken up again."""
    history = person.history.until(person.as_of)
    saved_at = place % (len(history) + 1)
    tracker = Tracker(machine, person.attributes, since=person.since)
    postings: list[Posting] = []
    for event in range(len(history) + 1):
        if event == saved_at:
            _as_a_replay(machine, person, tracker, event)
            tracker = Tracker.resume(machine, json.loads(json.dumps(tracker.state)))
        if event < len(history):
            values = [column[event] for column in history.columns]
            postings += tracker.apply(history.days[event], history.codes[event], values)
    return tracker.result(person.as_of)._replace(ledger=tuple(postings))


def _as_a_replay(machine: Machine, person: Case, tracker: Tracker, events: int) -> None:
    """In the middle of a day as well: what the tracker says is what a replay says."""
    if not events:
        return
    days, codes, columns = person.history.days, person.history.codes, person.history.columns
    so_far = History(days[:events], codes[:events], tuple(each[:events] for each in columns))
    today = days[events - 1]
    replay = interpret(
        machine, so_far, person.attributes, since=person.since, as_of=today, ledger=False
    )
    assert tracker.result(today) == replay
