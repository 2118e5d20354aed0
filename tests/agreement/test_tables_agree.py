"""Tables of generated events give what the evaluator gives for each person.

The values are written as people write them, so that everything from the column to the result is
in it. Kernels run as plain Python; `test_columnar_agrees` holds the compiled ones to the same.
"""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pytest

from policylang.api import Policy
from policylang.compiler.columnar.kernel import Kernel
from policylang.compiler.loading import load_kernel
from policylang.engine.columnar import kernels
from policylang.model.machine import Machine, Slot
from policylang.model.outcome import outcome_of
from policylang.model.units import Kind
from policylang.model.values import decimal_of
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.people import Village, villages

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
        case kind:
            return str(decimal_of(held, machine.denomination.scale(kind)))


def _table(rows: list[dict[str, str]], *names: str) -> pa.Table:
    everything = dict.fromkeys((*names, *(name for row in rows for name in row)))
    return pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in everything})


def _events(village: Village) -> pa.Table:
    machine = village.machine
    rows = []
    for number, person in enumerate(village.people):
        history = person.history
        for event, (day, code) in enumerate(zip(history.days, history.codes, strict=True)):
            row = {
                "person": f"p{number}",
                "date": datetime.date.fromordinal(day).isoformat(),
                "action": machine.actions[code].name,
            }
            for place, slot in enumerate(machine.actions[code].fields):
                row[slot.name] = _written(machine, slot, history.columns[place][event])
            rows.append(row)
    rows.sort(key=lambda row: row["date"])
    return _table(rows, "person", "date", "action")


def _people(village: Village) -> pa.Table:
    machine = village.machine
    rows = []
    for number, person in enumerate(village.people):
        pairs = zip(machine.attributes, person.attributes, strict=True)
        values = {slot.name: _written(machine, slot, held) for slot, held in pairs}
        rows.append({"person": f"p{number}", **values})
    return _table(rows, "person")


def _agree(village: Village) -> None:
    policy = Policy(village.machine)
    last = max(person.as_of for person in village.people)
    as_of = datetime.date.fromordinal(last)
    result = policy.evaluate_many(_events(village), people=_people(village), as_of=as_of)
    rows = {row["person"]: row for row in result.to_pylist()}
    assert len(rows) == len(village.people)
    for number, person in enumerate(village.people):
        found = policy.evaluator.run(person.history, person.attributes, as_of=last)
        outcome = outcome_of(village.machine, found, as_of=last)
        expected: dict[str, Any] = {
            "person": f"p{number}",
            "score": outcome.score,
            "grade": outcome.grade,
            "perks": len(outcome.perks),
            "perk_money": outcome.perk_money,
            "sanctions": len(outcome.sanctions),
            "sanction_money": outcome.sanction_money,
            "holds": [held.name for held in outcome.holdings],
        }
        assert rows[f"p{number}"] == expected, result.schema.metadata


def test_tables_agree_with_the_evaluator(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(kernel: Kernel) -> Any:
        return load_kernel(kernel.text, "kernel").evaluate

    monkeypatch.setattr(kernels, "compiled", plain)
    assert hold_everywhere(_agree, POLICIES, villages()) >= POLICIES
