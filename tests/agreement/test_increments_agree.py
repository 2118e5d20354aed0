"""Batches against a store are one run over everything: however it is cut, in whatever order.

The reference is the evaluator over all events in order of day, those of one day in the order they
arrived. Some batches are repeated, and some are broken off just before they would have been kept.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import attrs
import pytest

from policylang.compiler import Evaluator
from policylang.engine.increments.arriving import Arrivals, Arriving
from policylang.engine.increments.increment import Batch, Ingestion
from policylang.engine.increments.standing import evaluate_store
from policylang.engine.people_file import People
from policylang.model.history import Encoder, History, Marks, Row, columns_of
from policylang.model.machine import Machine
from policylang.model.outcome import outcome_of
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.people import Village, scheme_villages, villages

pytest.importorskip("duckdb")

from policylang.engine.increments.store import opened

POLICIES, SCHEMES = 4, 8


class _Broken(Exception):  # noqa: N818
    """A batch is broken off."""


class _Given(Arrivals):
    """Rows that are encoded already."""

    def __init__(self, encoder: Encoder, rows: list[Arriving]) -> None:
        super().__init__(encoder, [], None)
        self.rows = rows

    def read(self, format: Any = None, progress: Any = None) -> Any:
        return iter(self.rows)


@attrs.frozen
class _Arrived:
    person: str
    row: Row
    marks: Marks | None = None


@pytest.mark.parametrize(
    ("people", "policies"), [(villages(), POLICIES), (scheme_villages(), SCHEMES)],
    ids=["policies", "schemes"],
)  # fmt: skip
def test_batches_in_any_order_are_one_run(people: Any, policies: int, tmp_path: Path) -> None:
    numbers = iter(range(1_000_000))

    def law(village: Village) -> None:
        _agree(village, tmp_path / f"{next(numbers)}.duckdb")

    assert hold_everywhere(law, policies, people) >= policies


def _agree(village: Village, path: Path) -> None:
    machine = village.machine
    evaluator, encoder = Evaluator(machine), Encoder(machine)
    cases = {f"p{number}": case for number, case in enumerate(village.people)}
    as_of = max(case.as_of for case in cases.values())
    arriving = [
        _Arrived(name, (day, code, tuple(column[event] for column in case.history.columns)))
        for name, case in cases.items()
        for event, (day, code) in enumerate(zip(case.history.days, case.history.codes, strict=True))
    ]
    chance = random.Random(len(arriving))
    chance.shuffle(arriving)
    people = People(
        {name: case.attributes for name, case in cases.items()}, {}, None, "nothing", 0,
        {name: case.history.changes for name, case in cases.items() if case.history.changes},
    )  # fmt: skip
    pieces = [arriving[start::4] for start in range(4)]
    batches = [
        Batch(
            f"batch {number}",
            _Given(
                encoder, [Arriving(r.person, r.row, r.marks, n, "") for n, r in enumerate(rows)]
            ),
            people,
            as_of if number % 2 else min(case.as_of for case in cases.values()),
        )
        for number, rows in enumerate(pieces)
    ]
    with opened(path, machine, None) as store:
        for number, batch in enumerate(batches[:3]):
            if number == 1:
                _break_off(Ingestion(store, evaluator, encoder, batch))
            assert not Ingestion(store, evaluator, encoder, batch).take()[0].repeated
        assert Ingestion(store, evaluator, encoder, batches[2]).take()[0].repeated
    arrived = [each for rows in pieces for each in rows]
    with opened(path, machine, None) as store:
        summary, _ = Ingestion(store, evaluator, encoder, batches[3]).take()
        assert summary.rows == summary.kept + summary.rejected == len(pieces[3])
        assert summary.people == summary.begun + summary.went_on + summary.replayed
        for day in sorted({as_of, min(case.as_of for case in cases.values())}):
            expected = {
                name: _expected(machine, evaluator, case, arrived, name, day)
                for name, case in cases.items()
            }
            assert _found(evaluate_store(store, evaluator, day)) == expected


def _break_off(ingestion: Ingestion) -> None:
    def breaks(*_: Any) -> None:
        raise _Broken

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingestion._store, "note_batch", breaks)
        with pytest.raises(_Broken):
            ingestion.take()


def _found(table: Any) -> dict[str, tuple[Any, ...]]:
    return {
        row["person"]: (
            row["score"], row["grade"], row["perks"], row["perk_money"], row["sanctions"],
            row["sanction_money"], row["holds"],
        )
        for row in table.to_pylist()
    }  # fmt: skip


def _expected(
    machine: Machine, evaluator: Evaluator, case: Any, arrived: list[_Arrived], name: str, day: int
) -> tuple[Any, ...]:
    rows = sorted((each.row for each in arrived if each.person == name), key=lambda row: row[0])
    columns = columns_of(rows, machine.width)
    history: History = attrs.evolve(columns, changes=case.history.changes).until(day)
    result = evaluator.run(history, case.attributes, since=None, as_of=day)
    each = outcome_of(machine, result, as_of=day, history=history)
    return (
        each.score, each.grade, len(each.perks), each.perk_money, len(each.sanctions),
        each.sanction_money, [held.name for held in each.holdings],
    )  # fmt: skip
