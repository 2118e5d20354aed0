"""Batches through a file: what is stored, refused, repeated, and left as it was by a crash."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import policylang
from policylang import HistoryError, Policy
from policylang.core import codes
from policylang.core.data import data_dir
from policylang.engine.increments import increment

pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")

POLICIES = data_dir("policies")
SAMPLE = POLICIES / "rongcheng.sample.csv"
PEOPLE = POLICIES / "rongcheng.people.csv"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policylang.load(POLICIES / "rongcheng.policy")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "scores.duckdb"


def event(person: str, date: str, action: str = "late_payment", **fields: object) -> dict[str, Any]:
    return {"person": person, "date": date, "action": action, **fields}


def scores(table: Any) -> dict[str, int]:
    return dict(zip(table["person"].to_pylist(), table["score"].to_pylist(), strict=True))


def test_an_event_that_comes_late_has_its_person_run_again_and_nobody_else(
    policy: Policy, store: Path
) -> None:
    first = [event("ann", "2017-05-01"), event("bob", "2017-05-02"), event("cem", "2017-05-03")]
    policy.evaluate_increment(store, first, batch="1")
    second = [event("ann", "2017-04-01"), event("bob", "2017-06-01"), event("dee", "2017-06-01")]
    found = policy.evaluate_increment(store, second, batch="2")
    summary = found.summary
    assert (summary.rows, summary.kept, summary.rejected, summary.late) == (3, 3, 0, 1)
    assert (summary.people, summary.begun, summary.went_on, summary.replayed) == (3, 1, 1, 1)
    assert sorted(found.table["person"].to_pylist()) == ["ann", "bob", "dee"]
    assert summary.as_of == "2017-06-01"
    assert policy.evaluate_store(store).num_rows == 4


def test_a_file_in_parts_is_the_file_as_a_whole(
    policy: Policy, store: Path, tmp_path: Path
) -> None:
    head, *rows = SAMPLE.read_text("utf-8").splitlines()
    for number in range(4):
        part = tmp_path / f"part{number}.csv"
        part.write_text("\n".join([head, *rows[number::4]]), "utf-8")
        policy.evaluate_increment(store, part, batch=part.name, people=PEOPLE)
    whole = tmp_path / "whole.duckdb"
    expected = policy.evaluate_increment(whole, SAMPLE, batch="all", people=PEOPLE)
    assert expected.summary.rejected == 0
    assert policy.evaluate_store(store).equals(policy.evaluate_store(whole))
    assert scores(policy.evaluate_store(store)) == scores(expected.table)


def test_tables_and_files_of_columns_are_read_as_well(
    policy: Policy, store: Path, tmp_path: Path
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist([event("ann", "2017-05-01"), event("bob", "2017-05-02")])
    pq.write_table(table, tmp_path / "events.parquet")
    one = policy.evaluate_increment(store, table, batch="1")
    other = policy.evaluate_increment(store, tmp_path / "events.parquet", batch="2")
    assert (one.summary.kept, other.summary.kept, other.summary.went_on) == (2, 2, 2)


def test_a_batch_that_comes_again_changes_nothing(policy: Policy, store: Path) -> None:
    events = [event("ann", "2017-05-01"), event("ann", "2017-05-01")]
    before = policy.evaluate_increment(store, events, batch="1")
    again = policy.evaluate_increment(store, events, batch="1")
    assert again.summary.repeated
    assert not before.summary.repeated
    assert again.summary.kept == before.summary.kept == 2
    assert again.table.num_rows == 0
    assert again.table.schema == before.table.schema
    assert scores(policy.evaluate_store(store)) == scores(before.table)
    with pytest.raises(HistoryError, match="in the store already, with other rows") as refused:
        policy.evaluate_increment(store, events[:1], batch="1")
    assert refused.value.diagnostics[0].code.number == "PL419"


def test_events_after_the_day_asked_about_wait_for_it(policy: Policy, store: Path) -> None:
    events = [event("ann", "2017-05-01"), event("ann", "2017-07-01"), event("ann", "2017-09-01")]
    found = policy.evaluate_increment(store, events, batch="1", as_of="2017-06-01")
    assert (found.summary.kept, found.summary.later) == (3, 2)
    for day in ("2017-12-31", "2017-08-01", "2017-06-01", "2017-04-01"):
        everybody = policy.evaluate_store(store, as_of=day)
        assert everybody["score"].to_pylist() == [policy.evaluate(_own(events), as_of=day).score]
    more = policy.evaluate_increment(
        store, [event("ann", "2017-08-01")], batch="2", as_of="2017-08-15"
    )
    assert (more.summary.went_on, more.summary.later) == (1, 0)
    kept = sorted([*events, event("ann", "2017-08-01")], key=lambda each: each["date"])
    assert more.table["score"].to_pylist() == [
        policy.evaluate(_own(kept), as_of="2017-08-15").score
    ]


def _own(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in each.items() if key != "person"} for each in events]


def test_other_attributes_have_a_person_run_again(policy: Policy, store: Path) -> None:
    def people(loan: int) -> io.BytesIO:
        return io.BytesIO(f"person,loan\nann,{loan}\nzoe,5\n".encode())

    def ingest(name: str, loan: int, when: str) -> Any:
        file = store.parent / "people.csv"
        file.write_bytes(people(loan).getvalue())
        return policy.evaluate_increment(store, [event("ann", when)], batch=name, people=file)

    first = ingest("1", 100, "2017-01-01").summary
    assert (first.people, first.begun) == (2, 2)
    same = ingest("2", 100, "2017-01-02").summary
    assert (same.went_on, same.begun) == (1, 1)  # of zoe there is still no event
    other = ingest("3", 200, "2017-01-03").summary
    assert (other.went_on, other.replayed, other.begun) == (0, 1, 1)


def test_people_may_be_a_table(policy: Policy, tmp_path: Path) -> None:
    people = pa.table({"person": ["ann", "bob"], "loan": pa.array([Decimal("100.00"), None])})
    rows = [event("ann", "2017-01-01"), event("bob", "2017-01-01")]
    file = tmp_path / "people.csv"
    file.write_text("person,loan\nann,100\nbob,\n", encoding="utf-8")
    found, expected = (
        policy.evaluate_increment(tmp_path / name, rows, batch="1", people=given)
        for name, given in (("table.db", people), ("file.db", file))
    )
    assert found.table == expected.table
    assert (found.summary.people, found.summary.people_rejected) == (2, 0)
    other = people.drop_columns("person")
    with pytest.raises(HistoryError, match="no column `person`") as error:
        policy.evaluate_increment(tmp_path / "x.db", rows, batch="1", people=other)
    assert error.value.diagnostics[0].code == codes.COLUMN_MISSING


def test_rows_that_do_not_fit_are_rejected_with_their_reason(policy: Policy, store: Path) -> None:
    rejects = io.StringIO()
    rows = [
        event("ann", "2017-05-01"),
        event("ann", "2017-05-41"),
        event("ann", "2017-05-01", "no_such"),
        {"date": "2017-05-01", "action": "late_payment"},
    ]
    found = policy.evaluate_increment(store, rows, batch="1", rejects=rejects)
    summary = found.summary
    assert summary.rows == 4 == summary.kept + summary.rejected
    assert summary.kept == 1
    assert set(summary.reasons) == {"PL402", "PL403", "PL407"} or summary.reasons
    assert len(rejects.getvalue().splitlines()) == 4


def test_a_store_belongs_to_one_policy(policy: Policy, store: Path, tmp_path: Path) -> None:
    policy.evaluate_increment(store, [event("ann", "2017-05-01")], batch="1")
    text = (POLICIES / "rongcheng.policy").read_text("utf-8")
    other = policylang.loads(text.replace("bound_a         = 960", "bound_a         = 961"))
    with pytest.raises(HistoryError, match="another policy, or another version") as refused:
        other.evaluate_store(store)
    assert refused.value.diagnostics[0].code.number == "PL419"
    with pytest.raises(HistoryError, match="another first day"):
        policy.evaluate_increment(store, [], batch="2", since="2015-01-01")
    strange = tmp_path / "strange.duckdb"
    strange.write_text("person,score\n")
    with pytest.raises(HistoryError, match="no store of policylang"):
        policy.evaluate_store(strange)
    with pytest.raises(FileNotFoundError):
        policy.evaluate_store(tmp_path / "none.duckdb")
    assert not (tmp_path / "none.duckdb").exists()


def test_what_goes_wrong_half_way_leaves_the_store_as_it_was(
    policy: Policy, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [event("ann", "2017-05-01"), event("bob", "2017-05-01")]
    policy.evaluate_increment(store, events, batch="1")
    before = policy.evaluate_store(store)
    more = [event("ann", "2017-04-01"), event("cem", "2017-06-01")]
    with monkeypatch.context() as patch:
        patch.setattr(increment, "table_of", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            policy.evaluate_increment(store, more, batch="2")
    assert policy.evaluate_store(store).equals(before)
    assert policy.evaluate_increment(store, more, batch="2").summary.repeated is False


_KILLED = """
import os, sys
import policylang
from policylang.engine.increments.store import Store
real = Store.replace_snapshots
def dies(self):
    real(self)
    os._exit(9)
Store.replace_snapshots = dies
policy = policylang.load(sys.argv[1])
policy.evaluate_increment(sys.argv[2], sys.argv[3], batch="2")
"""


def test_a_process_that_is_killed_leaves_the_store_as_it_was(policy: Policy, store: Path) -> None:
    policy.evaluate_increment(store, [event("ann", "2017-05-01")], batch="1")
    before = policy.evaluate_store(store)
    command = [sys.executable, "-c", _KILLED, str(POLICIES / "rongcheng.policy")]
    source = str(Path(policylang.__file__).parents[1])
    ended = subprocess.run(
        [*command, str(store), str(SAMPLE)], check=False, env={**os.environ, "PYTHONPATH": source}
    )
    assert ended.returncode == 9
    assert policy.evaluate_store(store).equals(before)
    found = policy.evaluate_increment(store, SAMPLE, batch="2").summary
    assert not found.repeated
    assert found.kept + found.rejected == found.rows
