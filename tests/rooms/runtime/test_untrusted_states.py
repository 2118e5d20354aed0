"""Saved states of everything there is: taken up as they are, and refused where they are damaged."""

from __future__ import annotations

import contextlib
import json
from random import Random
from typing import Any

import pytest

from policylang.core import codes
from policylang.model.machine import Machine
from policylang.model.values import InputProblem
from policylang.runtime.tracker import Tracker
from tests.rooms.runtime.made import Maker, life

SEEDS = range(60)


def followed(seed: int) -> tuple[Machine, Tracker, int]:
    """Somebody who has come to the middle of a history, and the day asked about."""
    machine = Maker(seed).machine()
    history, person, since, as_of = life(machine, seed)
    tracker = Tracker(machine, person, since=since)
    changes = list(history.changes)
    for event in range((len(history) + 1) // 2):
        while changes and changes[0].day <= history.days[event]:
            tracker.change(*changes.pop(0))
        fields = tuple(column[event] for column in history.columns)
        tracker.apply(history.days[event], history.codes[event], fields)
    return machine, tracker, as_of + 400


@pytest.mark.parametrize("seed", SEEDS)
def test_a_state_taken_up_is_saved_as_it_was(seed: int) -> None:
    machine, tracker, day = followed(seed)
    state = json.loads(json.dumps(tracker.state))
    again = Tracker.resume(machine, state)
    assert json.loads(json.dumps(again.state)) == state
    assert again.result(day) == tracker.result(day)
    assert json.loads(json.dumps(again.state)) == state


@pytest.mark.parametrize("seed", SEEDS)
def test_a_state_with_any_value_changed_is_taken_or_refused(seed: int) -> None:
    machine, tracker, day = followed(seed)
    random = Random(seed)
    text = json.dumps(tracker.state)
    for _ in range(40):
        state = json.loads(text)
        damage(state, random)
        with contextlib.suppress(InputProblem):
            Tracker.resume(machine, state).result(day)


def damage(value: Any, random: Random) -> None:
    """Change one value somewhere inside."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    if not keys:
        value.append(7) if isinstance(value, list) else value.update(more=7)
        return
    key = random.choice(list(keys))
    inner = value[key]
    if isinstance(inner, dict | list) and random.random() < 0.9:
        damage(inner, random)
    elif isinstance(inner, int) and not isinstance(inner, bool):
        value[key] = random.choice(
            (inner + 1, inner - 1, 0, -1, 10**6, 2**70, None, True, "x", 1.5)
        )
    else:
        value[key] = random.choice((None, 0, [], {}, [[]], "x"))


def test_a_changed_score_does_not_fit_its_lots() -> None:
    for seed in SEEDS:
        machine, tracker, _ = followed(seed)
        state: Any = tracker.state
        if state["person"] and state["person"]["lots"]:
            keeping = next(n for n, score in enumerate(machine.scores) if score.lots)
            state["person"]["scores"][keeping] += 1
            with pytest.raises(InputProblem) as error:
                Tracker.resume(machine, state)
            assert error.value.code is codes.STATE_MISMATCH
            return
    raise AssertionError("nobody has lots")


def test_an_attribute_changes_once_a_day_and_never_on_a_day_that_has_begun() -> None:
    machine = next(made for seed in SEEDS if (made := Maker(seed).machine()).changeable)
    history, person, _, _ = life(machine, 1)
    first = max(machine.header.opens or 0, history.days[0] if len(history) else 0, person[2])
    tracker = Tracker(machine, person)
    tracker.change(first, 0, 1)
    with pytest.raises(InputProblem, match="PL432"):
        tracker.change(first, 0, 2)
    tracker.change(first, 1, 1)
    with pytest.raises(InputProblem, match="is over or has begun"):
        tracker.change(first - 1, 0, 2)
    tracker.apply(first, 0, (0,) * machine.width)
    with pytest.raises(InputProblem, match="is over or has begun"):
        tracker.change(first, 0, 2)
    tracker.change(first + 1, 0, 2)
