"""Files by person through workers: equal to one process, whatever is killed, repeated or broken."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policylang
from policylang import HistoryError, Policy
from policylang.core.data import data_dir
from tests.rooms.engine.spark.crowds import by_person, dataset, events_of, table

AS_OF = "2017-06-30"
#: A policy without a kernel: its points run out.
LAPSING = """\
policy lapsing {}
score trust { starts at 5  keeps lots }
action wave { by choice  earns 2, expires after 3 months }
"""
#: One process of pytest has the session.
pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policylang.load(data_dir("policies") / "rongcheng.policy")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    dataset(tmp_path / "events")
    return tmp_path / "events"


def evaluate(*given: Any, **asked: Any) -> Any:
    from policylang.engine.spark import evaluate_dataset

    return evaluate_dataset(*given, **asked)


def expected(policy: Policy, events: Path, people: Any = None) -> dict[str, dict[str, Any]]:
    whole = pa.concat_tables(pq.read_table(file) for file in sorted(events.glob("*.parquet")))
    return by_person(policy.evaluate_many(whole, people=people, as_of=AS_OF))


def rows_after(events: Path) -> int:
    days = pq.read_table(events)["date"].to_pylist()
    return sum(day > datetime.date.fromisoformat(AS_OF) for day in days)


def nothing_left_beside(output: Path) -> bool:
    return not list(output.parent.glob(f".{output.name}*"))


def test_the_result_is_that_of_one_process_and_everything_adds_up(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    output = tmp_path / "scores"
    summary = evaluate(spark, policy, events, output, as_of=AS_OF)
    assert by_person(pq.read_table(output)) == expected(policy, events)
    assert (summary.files, summary.rows, summary.people) == (4, 4 * 6 * 12, 24)
    assert summary.later == rows_after(events) > 0
    assert summary.rows == summary.evaluated + summary.later
    assert summary.engines == ("columnar",)
    written = json.loads((output / "_summary.json").read_text())
    assert written["people"] == 24
    assert written["fingerprint"] == summary.fingerprint
    assert nothing_left_beside(output)
    assert spark.read.parquet(str(output)).count() == 24


def test_a_worker_that_dies_half_way_is_tried_again(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    flag = tmp_path / "died"

    def dies_once(plan: Any, task: int) -> Any:
        import os
        import signal

        from policylang.engine.spark.worker import evaluate_file

        done = evaluate_file(plan, task)  # what it wrote is there, and nobody is told
        if task == 2 and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    output = tmp_path / "scores"
    summary = evaluate(spark, policy, events, output, as_of=AS_OF, task=dies_once)
    assert flag.exists()
    assert by_person(pq.read_table(output)) == expected(policy, events)
    assert (summary.rows, summary.people) == (4 * 6 * 12, 24)
    assert nothing_left_beside(output)


def test_of_two_attempts_of_one_task_one_counts(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    def twice(plan: Any, task: int) -> Any:
        from policylang.engine.spark.worker import evaluate_file

        first, second = evaluate_file(plan, task), evaluate_file(plan, task)
        assert first.attempt != second.attempt
        return second

    output = tmp_path / "scores"
    summary = evaluate(spark, policy, events, output, as_of=AS_OF, task=twice)
    assert by_person(pq.read_table(output)) == expected(policy, events)
    assert summary.people == 24
    assert len(list(output.glob("*.parquet"))) == 4


def test_a_task_that_never_ends_well_leaves_nothing(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    def fails(plan: Any, task: int) -> Any:
        raise OSError(28, "No space left on device")

    output = tmp_path / "scores"
    with pytest.raises(Exception, match="No space left on device"):
        evaluate(spark, policy, events, output, as_of=AS_OF, task=fails)
    assert not output.exists()
    assert nothing_left_beside(output)


def test_somebody_in_two_files_is_found(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    file = events / "events-3.parquet"
    more = table(events_of("p1-2", 1, 3))
    pq.write_table(pa.concat_tables([pq.read_table(file), more]), file)
    output = tmp_path / "scores"
    with pytest.raises(HistoryError) as refused:
        evaluate(spark, policy, events, output, as_of=AS_OF)
    (problem,) = refused.value.diagnostics
    assert problem.code.number == "PL414"
    assert "`p1-2` is in more than one file" in problem.message
    assert "events-1.parquet" in problem.message
    assert "events-3.parquet" in problem.message
    assert not output.exists()
    assert nothing_left_beside(output)


def test_a_file_that_is_cut_off_is_named(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    file = events / "events-1.parquet"
    file.write_bytes(file.read_bytes()[:-200])
    output = tmp_path / "scores"
    with pytest.raises(HistoryError, match=r"events-1\.parquet: it cannot be read as a table"):
        evaluate(spark, policy, events, output, as_of=AS_OF)
    assert not output.exists()
    assert nothing_left_beside(output)


def test_a_row_that_does_not_fit_is_told_with_its_file(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    file = events / "events-2.parquet"
    row = {"person": "zoe", "date": datetime.date(2017, 1, 1), "action": "no_such"}
    pq.write_table(pa.concat_tables([pq.read_table(file), table([row])]), file)
    with pytest.raises(HistoryError, match=r"events-2\.parquet: .*no action `no_such`") as refused:
        evaluate(spark, policy, events, tmp_path / "scores", as_of=AS_OF)
    assert refused.value.diagnostics[0].code.number == "PL402"


def test_people_come_in_one_file_or_beside_the_events(
    spark: Any, policy: Policy, events: Path, tmp_path: Path
) -> None:
    names = [f"p{file}-{person}" for file in range(4) for person in range(0, 6, 2)]
    everybody = pa.table({"person": [*names, "nobody"], "loan": list(range(len(names) + 1))})
    one = tmp_path / "people.parquet"
    pq.write_table(everybody, one)
    beside = tmp_path / "people"
    beside.mkdir()
    for number in range(4):
        mine = [name.startswith(f"p{number}") for name in [*names, "p3"]]
        pq.write_table(everybody.filter(mine), beside / f"events-{number}.parquet")
    wanted = expected(policy, events, everybody)
    for number, people in enumerate((one, beside)):
        output = tmp_path / f"scores-{number}"
        summary = evaluate(spark, policy, events, output, as_of=AS_OF, people=people)
        assert by_person(pq.read_table(output)) == wanted
        assert summary.people == 25
    (beside / "events-3.parquet").rename(beside / "other.parquet")
    with pytest.raises(HistoryError, match="not called like those of events"):
        evaluate(spark, policy, events, tmp_path / "more", as_of=AS_OF, people=beside)


def test_what_is_asked_wrongly_is_refused_before_anything_runs(
    policy: Policy, events: Path, tmp_path: Path
) -> None:
    with pytest.raises(HistoryError, match="lies before the first day"):
        evaluate(None, policy, events, tmp_path / "a", as_of="2001-01-01")
    with pytest.raises(FileNotFoundError):
        evaluate(None, policy, tmp_path / "none", tmp_path / "a", as_of=AS_OF)
    with pytest.raises(FileExistsError):
        evaluate(None, policy, events, events, as_of=AS_OF)
    (tmp_path / "empty").mkdir()
    with pytest.raises(HistoryError, match="no Parquet files of events"):
        evaluate(None, policy, tmp_path / "empty", tmp_path / "a", as_of=AS_OF)


@pytest.mark.parametrize(("known", "engine"), [(False, "columnar"), (True, "one by one")])
def test_a_policy_that_has_no_kernel_is_evaluated_on_workers_too(
    spark: Any, tmp_path: Path, known: bool, engine: str
) -> None:
    policy = policylang.loads(LAPSING)
    folder = tmp_path / "events"
    folder.mkdir()
    rows = pa.table({"person": ["a"], "date": ["2017-05-01"], "action": ["wave"]})
    if known:
        rows = rows.append_column("known", pa.array(["2017-05-02"]))
    pq.write_table(rows, folder / "x.parquet")
    alone = policy.evaluate_many(folder / "x.parquet", as_of="2018-01-01")
    summary = evaluate(spark, policy, folder, tmp_path / "scores", as_of="2018-01-01")
    assert pq.read_table(tmp_path / "scores").to_pylist() == alone.to_pylist()
    assert summary.engines == (engine,)


@pytest.mark.parametrize("dates", [pa.date32(), pa.string()], ids=["dates", "texts"])
def test_an_event_without_a_date_is_as_late_as_its_first_moment(
    spark: Any, tmp_path: Path, dates: pa.DataType
) -> None:
    policy = policylang.loads(
        "policy twice {}\nscore trust { starts at 5 }\n"
        "action slip { moments committed, final  loses 1 on final }\n"
        "action wave { earns 2 }\n"
    )
    days = {"early": datetime.date(2017, 5, 1), "late": datetime.date(2018, 5, 1), "none": None}
    given = [("wave", "late", "none", "none"), ("slip", "none", "early", "late"),
             ("slip", "none", "late", "late"), ("wave", "early", "none", "none")]  # fmt: skip
    columns = {
        name: pa.array([days[row[place]] for row in given], pa.date32()).cast(dates)
        for place, name in ((1, "date"), (2, "committed"), (3, "final"))
    }
    rows = pa.table(
        {"person": ["a", "b", "c", "d"], "action": [row[0] for row in given], **columns}
    )
    (tmp_path / "events").mkdir()
    pq.write_table(rows, tmp_path / "events" / "x.parquet")
    summary = evaluate(spark, policy, tmp_path / "events", tmp_path / "scores", as_of="2017-12-31")
    assert (summary.rows, summary.later, summary.evaluated) == (4, 2, 2)
