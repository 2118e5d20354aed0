"""Every engine says what the oracle says, over machines of every construct made at random."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest

from policylang.compiler import Evaluator
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.model.result import Posting, Result
from policylang.runtime.interpreter import interpret
from policylang.runtime.plan import Plan
from policylang.runtime.plans import plan_of
from policylang.runtime.readings import program_of
from policylang.runtime.timeline import evaluate
from policylang.runtime.tracker import Tracker
from tests.rooms.runtime.made import LAST, LATER, Maker, life

SEEDS = range(0, 240, 8)
LIVES = 2


def lives(first: int) -> Iterator[tuple[Machine, History, tuple[int, ...], int | None, int]]:
    for seed in range(first, first + 8):
        machine = Maker(seed).machine()
        for number in range(LIVES):
            yield machine, *life(machine, 7 * seed + number)


@pytest.mark.parametrize("first", SEEDS)
def test_closures_and_generated_code_give_the_result_of_the_oracle(first: int) -> None:
    for machine, history, person, since, as_of in lives(first):
        expected = interpret(machine, history, person, since=since, as_of=as_of, ledger=True)
        plan = Plan(machine, program_of(machine))
        by_closures = evaluate(plan, history, person, since=since, as_of=as_of, ledger=True)
        assert by_closures == expected
        evaluator = Evaluator(machine)
        assert not evaluator.flat
        generated = evaluator.run(history, person, since=since, as_of=as_of, ledger=True)
        assert generated == expected
        silent = evaluator.run(history, person, since=since, as_of=as_of, ledger=False)
        assert silent == expected._replace(ledger=None)
        if since is None and not history.changes:
            rows = plain_rows(machine, history)
            assert evaluator.run_rows(rows, person, as_of=as_of) == silent


def plain_rows(machine: Machine, history: History) -> list[tuple[Any, ...]]:
    """The events as a caller has them: the day of the row stands for its first date."""
    rows = []
    for number, (day, code) in enumerate(zip(history.days, history.codes, strict=True)):
        values: list[int | None] = [column[number] for column in history.columns]
        values[LAST] = values[LAST] or None
        if machine.actions[code].dated > 1:
            values[LATER] = None
        rows.append((datetime.date.fromordinal(day), machine.actions[code].name, *values))
    return rows


@pytest.mark.parametrize("first", SEEDS)
def test_a_tracker_saved_after_any_event_goes_on_as_if_it_had_not_been(first: int) -> None:
    for machine, history, person, since, as_of in lives(first):
        expected = interpret(machine, history, person, since=since, as_of=as_of, ledger=True)
        for saved_after in {0, len(history) // 2, len(history)}:
            result = followed(machine, history, person, since, as_of, saved_after)
            kept = result.ledger if not plan_of(machine).keeps_events else expected.ledger
            assert result._replace(ledger=kept) == expected


def followed(
    machine: Machine,
    history: History,
    person: tuple[int, ...],
    since: int | None,
    as_of: int,
    saved_after: int,
) -> Result:
    """A person followed event by event, saved after some and taken up again."""
    tracker = Tracker(machine, person, since=since)
    postings: list[Posting] = []
    changes = list(history.changes)
    for event in range(len(history) + 1):
        day = history.days[event] if event < len(history) else as_of
        while changes and changes[0][0] <= day:
            tracker.change(*changes.pop(0))
        if event == saved_after:
            if event:
                _as_a_replay(machine, history, person, since, event, tracker)
            tracker = Tracker.resume(machine, json.loads(json.dumps(tracker.state)))
        if event < len(history):
            values = [column[event] for column in history.columns]
            postings += tracker.apply(day, history.codes[event], values)
    result = tracker.result(as_of, ledger=True)
    return result._replace(ledger=(*postings, *(result.ledger or ())))


def _as_a_replay(
    machine: Machine,
    history: History,
    person: tuple[int, ...],
    since: int | None,
    events: int,
    tracker: Tracker,
) -> None:
    """In the middle of a day too a tracker says what a replay of the events so far says."""
    today = history.days[events - 1]
    so_far = History(
        history.days[:events],
        history.codes[:events],
        tuple(column[:events] for column in history.columns),
        tuple(change for change in history.changes if change.day <= today),
    )
    replay = interpret(machine, so_far, person, since=since, as_of=today, ledger=False)
    assert tracker.result(today) == replay
