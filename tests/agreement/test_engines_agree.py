"""One meaning, many engines: over generated policies and histories all of them say the same.

The interpreter is the oracle. Generated code with and without a ledger, generated code over plain
rows, and a tracker that is saved as JSON and taken up again in the middle are held to it exactly.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from policylang.compiler import Evaluator
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.model.result import Posting, Result
from policylang.runtime.interpreter import interpret
from policylang.runtime.tracker import Tracker, keeps_events
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.histories import Case
from tests.agreement.people import Village

POLICIES = 600
#: Pairs of a policy and a history that are to be tried in the shortest profile.
PAIRS = 2_000


class _DisagreementError(Exception):
    """An engine does not say what the interpreter says."""


def test_every_engine_gives_the_result_of_the_interpreter() -> None:
    assert hold_everywhere(_agree, POLICIES) >= PAIRS


def _agree(village: Village) -> None:
    evaluator = Evaluator(village.machine)
    for person in village.people:
        _agree_on(village.machine, evaluator, person)


def _agree_on(machine: Machine, evaluator: Evaluator, person: Case) -> None:
    days = {"since": person.since, "as_of": person.as_of}
    expected = interpret(machine, person.history, person.attributes, ledger=True, **days)
    silent = expected._replace(ledger=None)

    def run(ledger: bool) -> Result:
        return evaluator.run(person.history, person.attributes, ledger=ledger, **days)

    rows = _plain_rows(machine, person.history)
    _same("generated code with a ledger", run(ledger=True), expected)
    _same("generated code", run(ledger=False), silent)
    _same("generated code on rows", evaluator.run_rows(rows, person.attributes, **days), silent)
    tracked = _tracked(machine, person)
    _same("the tracker", tracked, silent if keeps_events(machine) else expected)
    unasked = interpret(machine, person.history, person.attributes, ledger=False, **days)
    _same("the interpreter without a ledger", unasked, silent)


def _same(engine: str, result: Result, expected: Result) -> None:
    if result != expected:
        lines = [f"{engine} says", _lines(result), "but the interpreter says", _lines(expected)]
        raise _DisagreementError("\n".join(lines))


def _lines(result: Result) -> str:
    return "\n".join(f"  {line}" for line in (*result[:3], *(result.ledger or ())))


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
    """The person followed event by event, saved after some events and taken up again.

    Where events are kept to be run again, what each of them did is not what they did in the end.
    """
    history = person.history.until(person.as_of)
    saved_after = min(person.saved_after, len(history))
    tracker = Tracker(machine, person.attributes, since=person.since)
    postings: list[Posting] = []
    coming = list(history.changes)
    for event in range(len(history) + 1):
        if event == saved_after:
            _as_a_replay(machine, person, tracker, event)
            tracker = Tracker.resume(machine, json.loads(json.dumps(tracker.state)))
        today = history.days[event] if event < len(history) else person.as_of
        while coming and coming[0].day <= today:
            tracker.change(*coming.pop(0))
        if event < len(history):
            values = [column[event] for column in history.columns]
            postings += tracker.apply(today, history.codes[event], values)
    result = tracker.result(person.as_of, ledger=not keeps_events(machine))
    if keeps_events(machine):
        return result
    return result._replace(ledger=(*postings, *(result.ledger or ())))


def _as_a_replay(machine: Machine, person: Case, tracker: Tracker, events: int) -> None:
    """In the middle of a day as well: what the tracker says is what a replay says."""
    if not events:
        return
    days, codes, columns = person.history.days, person.history.codes, person.history.columns
    today = days[events - 1]
    changes = tuple(change for change in person.history.changes if change.day <= today)
    so_far = History(
        days[:events], codes[:events], tuple(each[:events] for each in columns), changes
    )
    replay = interpret(
        machine, so_far, person.attributes, since=person.since, as_of=today, ledger=False
    )
    _same("the tracker in the middle", tracker.result(today), replay)
