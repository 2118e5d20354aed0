"""One file in three formats is one file; which format it is, its name says."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from pyarrow.feather import write_feather

import policylang
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import evaluate
from policylang.engine.readers import COLUMNAR, SUFFIXES, Source, format_of, name_of, read_rows
from tests.rooms.engine.events import Written, damaged, histories
from tests.rooms.engine.files import (
    WRITERS,
    Recorder,
    as_csv,
    columns,
    encoder,
    good,
    policy,
    stream,
)
from tests.rooms.engine.streams import Made


@given(histories())
def test_the_same_rows_give_the_same_events_in_every_format(rows: list[Written]) -> None:
    seen = []
    for format, write in WRITERS.items():
        if format == "jsonl" and not rows:
            continue
        recorder = Recorder()
        done = evaluate(recorder, encoder(), Asked(stream(write(rows)), format=format))
        assert done.summary.evaluated == len(rows)
        seen.append((recorder.seen, [each.person for each in done.people]))
    assert all(each == seen[0] for each in seen)


@given(damaged())
def test_the_same_damage_is_refused_for_the_same_reasons_in_every_format(
    rows: list[Written],
) -> None:
    seen = []
    for format in ("csv", "jsonl", "yaml"):
        if format == "jsonl" and not rows:
            continue
        done = evaluate(Recorder(), encoder(), Asked(stream(WRITERS[format](rows)), format=format))
        seen.append(([each.code.number for each in done.first_rejects], done.summary))
    assert all(each == seen[0] for each in seen)


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".CSV", ".Yml"])
def test_the_end_of_a_name_tells_the_format(suffix: str, tmp_path: Path) -> None:
    format = SUFFIXES[suffix.lower()]
    path = tmp_path / f"history{suffix}"
    row = {"person": "ann", "date": "2018-01-01", "action": "ticket"}
    if format in COLUMNAR:
        table = pa.table({name: [value] for name, value in row.items()})
        write_feather(table, path) if format == "arrow" else pq.write_table(table, path)
    else:
        path.write_text(WRITERS[format]([row]), encoding="utf-8")
    for source in (path, str(path)):
        (found,) = good(read_rows(source, columns()))
        assert found.values["person"] == "ann"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("history.txt", "`csv`"),
        ("history.txt", "with `--input-format`"),
        ("history", "`csv`"),
        ("history.xlsx", "CSV UTF-8"),
        ("history.json", ".jsonl"),
        ("history.tsv", "commas"),
        ("mysql://host/db", "postgresql:"),
    ],
)
def test_a_name_that_does_not_tell_the_format_is_refused_with_advice(name: str, word: str) -> None:
    with pytest.raises(HistoryError) as caught:
        format_of(name)
    (only,) = caught.value.diagnostics
    assert only.code.number == "PL422"
    assert only.help is not None
    assert word in only.help


def test_a_given_format_counts_more_than_the_name() -> None:
    assert format_of("history.csv", "yaml") == "yaml"


def test_an_unknown_format_is_answered_with_the_near_one() -> None:
    with pytest.raises(HistoryError) as caught:
        format_of("history.csv", "jsnl")
    assert caught.value.diagnostics[0].help == "did you mean `jsonl`?"


def test_a_stream_needs_a_format() -> None:
    with pytest.raises(HistoryError) as caught:
        list(read_rows(stream("person"), columns()))
    assert [each.code.number for each in caught.value.diagnostics] == ["PL422"]


def test_streams_are_named_by_their_own_names(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(b"")
    with path.open("rb") as opened:
        assert name_of(opened) == str(path)
    assert name_of(sys.__stdin__.buffer if sys.__stdin__ else io.BytesIO()) in (
        "<stdin>",
        "<stream>",
    )
    assert name_of(io.BytesIO()) == "<stream>"


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    for name in ("none.csv", "none.yaml", "none.jsonl"):
        with pytest.raises(FileNotFoundError):
            list(read_rows(tmp_path / name, columns()))


@pytest.mark.parametrize("format", ["csv", "jsonl", "yaml"])
def test_a_stream_without_a_buffer_is_read_like_any_other(format: str) -> None:
    rows = [{"person": "ann", "date": "2018-01-01", "action": "ticket"}] * 3
    text = WRITERS[format](rows).encode()
    pieces = iter([text[:7], text[7:30], text[30:]])
    source: Source = Made(pieces)  # type: ignore[assignment]
    assert len(good(read_rows(source, columns(), format=format))) == 3


@pytest.mark.parametrize("format", ["csv", "jsonl", "yaml"])
def test_progress_reaches_the_size_of_a_file(format: str, tmp_path: Path) -> None:
    rows = [{"person": "ann", "date": "2018-01-01", "action": "ticket"}] * 2_500
    path = tmp_path / f"history.{format}"
    path.write_text(WRITERS[format](rows), encoding="utf-8")
    seen: list[tuple[int, int | None]] = []
    list(read_rows(path, columns(), progress=lambda *told: seen.append(told)))
    size = path.stat().st_size
    assert {total for _, total in seen} == {size}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] >= size - 100


def test_the_size_of_a_stream_is_not_known() -> None:
    seen: list[int | None] = []
    text = as_csv([{"person": "ann", "date": "2018-01-01", "action": "ticket"}])
    done = evaluate(
        policy().evaluator,
        encoder(),
        Asked(stream(text), format="csv"),
        progress=lambda _, total: seen.append(total),
    )
    assert done.summary.rows == 1
    assert set(seen) == {None}


ACCENTED = """policy p {
  in force from 2018-01-01
}
score s {
  starts at 10
}
action \u00e9tat {
  pi\u00e8ce: one of {caf\u00e9, th\u00e9}
  earns 5 when pi\u00e8ce is caf\u00e9
}
"""


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("csv", "person,date,action,pie\u0300ce\nada,2018-01-02,e\u0301tat,cafe\u0301\n"),
        (
            "jsonl",
            '{"person":"ada","date":"2018-01-02","action":"e\u0301tat","pie\u0300ce":"cafe\u0301"}\n',
        ),
        (
            "yaml",
            '- {person: ada, date: 2018-01-02, action: "e\u0301tat", pie\u0300ce: "cafe\u0301"}\n',
        ),
    ],
)
def test_an_accented_letter_may_come_as_one_sign_or_as_two(format: str, text: str) -> None:
    policy = policylang.loads(ACCENTED)
    batch = evaluate(
        policy.evaluator, policy.encoder, Asked(io.BytesIO(text.encode()), format=format)
    )
    assert [each.result.score for each in batch.people] == [15]
