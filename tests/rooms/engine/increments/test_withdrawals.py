"""Withdrawals and events that become known late, in any order of arrival."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import policylang
from policylang import Policy
from policylang.core.data import data_dir

pytest.importorskip("duckdb")

Row = dict[str, Any]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policylang.load(data_dir("policies") / "stack_overflow.policy")


ROWS = [
    {"date": "2020-01-01", "action": "answer_upvote", "id": "a"},
    {"date": "2020-01-02", "action": "answer_upvote", "id": "b"},
    {"date": "2020-01-03", "action": "void", "id": "a"},
    {"date": "2020-01-04", "action": "question_upvote", "known": "2020-02-01"},
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (2, 0, 1, 3), (3, 2, 1, 0)])
def test_a_withdrawal_counts_once_its_event_is_there(
    policy: Policy, tmp_path: Path, order: tuple[int, ...]
) -> None:
    store = tmp_path / "scores.duckdb"
    for number in order:
        row = {"person": "ann", **ROWS[number]}
        summary = policy.evaluate_increment(store, [row], batch=str(number)).summary
        assert (summary.kept, summary.rejected) == (1, 0)
        assert summary.went_on == 0
        assert summary.note is not None
    for day in ("2020-01-02", "2020-01-03", "2020-01-31", "2020-02-01", None):
        found = policy.evaluate_store(store, as_of=day)["score"].to_pylist()
        assert found == [policy.evaluate(ROWS, as_of=day).score], day


def test_what_cannot_be_right_is_rejected(policy: Policy, tmp_path: Path) -> None:
    def reasons(batch: str, *rows: Row) -> dict[str, int]:
        given = [{"person": "ann", **row} for row in rows]
        return policy.evaluate_increment(store, given, batch=batch).summary.reasons

    store = tmp_path / "scores.duckdb"
    event, void = ROWS[0], ROWS[2]
    assert reasons("1", event, event) == {"PL431": 1}
    assert reasons("2", event) == {"PL431": 1}
    assert reasons("3", {**void, "date": "2019-12-31"}) == {"PL430": 1}
    assert reasons("4", void, void) == {"PL430": 1}
    assert reasons("5", void) == {"PL430": 1}


def test_an_event_that_became_known_late_is_run_from_what_is_kept(tmp_path: Path) -> None:
    policy = policylang.load(data_dir("policies") / "rongcheng.policy")
    store = tmp_path / "scores.duckdb"
    rows = [
        {"date": "2017-01-01", "action": "late_payment"},
        {"date": "2017-01-02", "action": "late_payment", "known": "2017-03-01"},
        {"date": "2017-01-03", "action": "traffic_ticket"},
    ]
    for number, row in enumerate(rows):
        policy.evaluate_increment(store, [{"person": "ann", **row}], batch=str(number))
    for day in ("2017-01-02", "2017-01-31", "2017-03-01", None):
        found = policy.evaluate_store(store, as_of=day)["score"].to_pylist()
        assert found == [policy.evaluate(rows, as_of=day).score], day
