"""Policies without a kernel: shares of a table, side by side, give what one process gives."""

from __future__ import annotations

import datetime
import random
import sys

import pyarrow as pa
import pytest

import policylang
from policylang.api import Policy
from policylang.core.data import data_dir
from policylang.core.errors import HistoryError
from policylang.engine.columnar import one_by_one, shares
from policylang.engine.columnar.shares import shares_of

_START = datetime.date(2015, 3, 1)


@pytest.fixture(autouse=True)
def _little_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "ENOUGH", 10)


def _licence() -> Policy:
    return policylang.load(data_dir("policies") / "france_licence.policy")


def _drivers(count: int) -> pa.Table:
    """Courses and offences of some drivers, in log order."""
    draw = random.Random(3)
    days = sorted(_START + datetime.timedelta(draw.randint(1, 2_000)) for _ in range(8 * count))
    rows = []
    for day in days:
        row: dict[str, object] = {"person": f"d{draw.randrange(count)}"}
        if draw.random() < 0.3:
            row |= {"action": "course", "date": day}
        else:
            final = day + datetime.timedelta(draw.randint(20, 60))
            row |= {"action": "offence", "committed": day, "final": final, "kind": "speeding"}
            row |= {"over": draw.choice((5, 15, 25, 55))}
        rows.append(row)
    names = ("person", "action", "date", "committed", "final", "kind", "over")
    return pa.table({name: [row.get(name) for row in rows] for name in names})


def _people(count: int) -> pa.Table:
    """More of them than drive, and in another order."""
    names = [f"d{number}" for number in reversed(range(count + 2))]
    return pa.table({"person": names, "licensed": [_START] * len(names)})


def _evaluated(
    policy: Policy, events: pa.Table, people: pa.Table | None, processors: int
) -> pa.Table:
    return one_by_one.evaluate(
        policy.evaluator, policy.encoder, events, people,
        since=None, as_of=None, reason="because", processors=processors,
    )  # fmt: skip


def test_shares_give_what_one_process_gives() -> None:
    policy = _licence()
    alone = _evaluated(policy, _drivers(9), _people(9), 1)
    assert alone.num_rows == 11
    assert len(set(alone.column("score").to_pylist())) > 2
    together = _evaluated(policy, _drivers(9), _people(9), 3)
    assert together.equals(alone, check_metadata=True)


def test_a_row_that_does_not_fit_is_told_as_by_one_process() -> None:
    policy, events = _licence(), _drivers(9)
    over = events.column("over").to_pylist()
    last = max(row for row, value in enumerate(over) if value is not None)
    over[last] = -4
    wrong = events.set_column(events.column_names.index("over"), "over", [over])
    said = []
    for processors in (1, 2):
        with pytest.raises(HistoryError) as caught:
            _evaluated(policy, wrong, _people(9), processors)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "-4" in said[0]


@pytest.mark.parametrize("program", ["/nowhere/python", ""])
def test_without_workers_one_process_does_it(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    policy = _licence()
    alone = _evaluated(policy, _drivers(4), _people(4), 1)
    monkeypatch.setattr(sys, "executable", program)
    assert _evaluated(policy, _drivers(4), _people(4), 2).equals(alone)


# --- how a table is cut ------------------------------------------------------------------------


def _table(persons: list[object]) -> pa.Table:
    return pa.table({"person": persons, "row": list(range(len(persons)))})


@pytest.mark.parametrize("seed", range(6))
def test_shares_hold_every_row_once_and_persons_whole(seed: int) -> None:
    draw = random.Random(seed)
    kind = draw.choice((str, int))
    persons = [kind(draw.randrange(12)) for _ in range(100)]
    if seed % 2:
        persons.sort()
    people = _table([kind(number) for number in range(14)])
    found = shares_of(_table(persons), people, 4)
    assert 2 <= len(found) <= 4
    whose = [set(events.column("person").to_pylist()) for events, _ in found]
    assert sum(map(len, whose)) == len(set(persons)), "nobody is in two"
    rows = [row for events, _ in found for row in events.column("row").to_pylist()]
    assert sorted(rows) == list(range(100))
    order = [p for events, _ in found for p in events.column("person").to_pylist()]
    assert list(dict.fromkeys(order)) == list(dict.fromkeys(persons)), "in order of appearance"
    for events, _ in found:
        mine = list(zip(*events.to_pydict().values(), strict=True))
        for person in {p for p, _ in mine}:
            own = [row for p, row in mine if p == person]
            assert own == sorted(own), "the events of each stay in order"
    for (_, part), names in zip(found, whose, strict=True):
        assert part is not None
        assert names <= set(part.column("person").to_pylist())
    last = found[-1][1]
    assert last is not None
    assert {kind(12), kind(13)} <= set(last.column("person").to_pylist())


@pytest.mark.parametrize(
    "persons", [["a"] * 15, [None, "b"] * 50, [1.5, 2.5] * 50], ids=["few", "nobody", "fractions"]
)
def test_one_share_where_cutting_is_no_use(persons: list[object]) -> None:
    table = _table(persons)
    ((events, people),) = shares_of(table, None, 4)
    assert events is table
    assert people is None


def test_one_person_is_not_cut() -> None:
    assert len(shares_of(_table(["a"] * 100), None, 4)) == 1
