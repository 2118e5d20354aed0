"""Tables of generated events give what the evaluator gives for each person.

The values are written as people write them, so that everything from the column to the result is
in it. Kernels run as plain Python; `test_columnar_agrees` holds the compiled ones to the same.
"""

from __future__ import annotations

import datetime
import random
from typing import Any

import attrs
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from policylang.api import Policy
from policylang.compiler.bytecode.loop_text import loops
from policylang.compiler.loading import load_kernel
from policylang.engine.columnar import engines, kernels
from policylang.engine.columnar.kernels import Compilable
from policylang.model.history import History
from policylang.model.machine import Machine, Slot
from policylang.model.outcome import outcome_of
from policylang.model.units import Kind
from policylang.model.values import decimal_of, name_of
from policylang.model.withdrawals import Void
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.people import Village, board_villages, scheme_villages, villages

POLICIES = 60


def _written(machine: Machine, slot: Slot, held: int) -> str:
    domain = slot.domain
    match domain.kind:
        case Kind.CHOICE:
            return domain.choices[held]
        case Kind.YES_NO:
            return "yes" if held else "no"
        case Kind.DATE:
            return datetime.date.fromordinal(held).isoformat()
        case Kind.HOURS:
            return f"{held} seconds"
        case Kind.NAME:
            return name_of(held)
        case kind:
            return str(decimal_of(held, machine.denomination.scale(kind)))


def _table(rows: list[dict[str, str]], *names: str) -> pa.Table:
    everything = dict.fromkeys((*names, *(name for row in rows for name in row)))
    return pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in everything})


def _withdrawing(village: Village) -> list[History]:
    """The histories; where events may be withdrawn, with some that are."""
    # A table of people says nothing of attributes that change.
    histories = [attrs.evolve(person.history, changes=()) for person in village.people]
    if not village.machine.voids:
        return histories
    draw = random.Random(len(village.machine.score.origin.span.source.text))
    found = []
    for history in histories:
        gone = [event for event in range(len(history)) if draw.random() < 0.3]
        after = len(history)
        voids = (
            Void(history.days[event] + draw.choice((0, 0, 1, 30, 400)), 0, event, after + place)
            for place, event in enumerate(gone)
        )
        found.append(attrs.evolve(history, voids=tuple(voids)))
    return found


def _events(machine: Machine, histories: list[History]) -> pa.Table:
    rows: list[tuple[int, dict[str, str]]] = []
    for number, history in enumerate(histories):
        for void in history.voids:
            day = datetime.date.fromordinal(void.day).isoformat()
            row = {"person": f"p{number}", "date": day, "action": "void", "id": f"e{void.event}"}
            rows.append((void.day, row))
        for event, (day, code) in enumerate(zip(history.days, history.codes, strict=True)):
            row = {
                "person": f"p{number}",
                "date": datetime.date.fromordinal(day).isoformat(),
                "action": machine.actions[code].name,
            }
            if machine.voids:
                row["id"] = f"e{event}"
            action = machine.actions[code]
            for place, slot in enumerate(action.fields):
                held = history.columns[place][event]
                if held or slot.domain.kind not in (Kind.DATE, Kind.NAME):
                    row[slot.name] = _written(machine, slot, held)
            if action.dated > 1:  # the first of its dates stands under one name or the other
                del row["date" if event % 2 else action.moments[0].name]
            rows.append((day, row))
    rows.sort(key=lambda row: row[0])
    return _table([row for _, row in rows], "person", "date", "action")


def _people(village: Village) -> pa.Table:
    machine = village.machine
    rows = []
    for number, person in enumerate(village.people):
        pairs = zip(machine.attributes, person.attributes, strict=True)
        values = {
            slot.name: _written(machine, slot, held)
            for slot, held in pairs
            if held or slot.domain.kind not in (Kind.DATE, Kind.NAME)
        }
        rows.append({"person": f"p{number}", **values})
    return _table(rows, "person")


def _agree(village: Village) -> None:
    policy = Policy(village.machine)
    last = max(person.as_of for person in village.people)
    as_of = datetime.date.fromordinal(last)
    histories = _withdrawing(village)
    events = _events(village.machine, histories)
    result = policy.evaluate_many(events, people=_people(village), as_of=as_of)
    assert result.schema.metadata[b"engine"] == b"columnar"
    rows = {row["person"]: row for row in result.to_pylist()}
    assert len(rows) == len(village.people)
    for number, person in enumerate(village.people):
        history = histories[number].until(last)
        found = policy.evaluator.run(history, person.attributes, as_of=last)
        outcome = outcome_of(village.machine, found, as_of=last)
        expected: dict[str, Any] = {
            "person": f"p{number}",
            "score": outcome.score if found.scored else None,
            "grade": outcome.grade,
            "perks": len(outcome.perks),
            "perk_money": outcome.perk_money,
            "sanctions": len(outcome.sanctions),
            "sanction_money": outcome.sanction_money,
            "holds": [held.name for held in outcome.holdings],
        }
        assert rows[f"p{number}"] == expected, result.schema.metadata


@pytest.mark.parametrize(
    "people",
    [villages(), scheme_villages(), board_villages()],
    ids=["policies", "schemes", "boards"],
)
def test_tables_agree_with_the_evaluator(
    people: st.SearchStrategy[Village], monkeypatch: pytest.MonkeyPatch
) -> None:
    by_llvm = kernels.compiled

    def plain(kernel: Compilable) -> Any:
        return by_llvm(kernel) if kernel is loops() else load_kernel(kernel.text, "kernel").evaluate

    monkeypatch.setattr(engines, "compiled", plain)
    assert hold_everywhere(_agree, POLICIES, people) >= POLICIES
