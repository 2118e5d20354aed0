"""The Python of docs/spark.md runs, with the sample of Rongcheng as its events."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from policylang.core.data import data_dir
from tests.docs.pages import read_page
from tests.rooms.engine.spark.crowds import by_person, events_of, table

PAGE = Path(__file__).parents[4] / "docs" / "spark.md"
#: One process of pytest has the session.
pytestmark = pytest.mark.xdist_group("spark")


def test_the_python_of_the_page_runs(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Java has a folder of its own to which names of files are relative.
    programs = [
        re.sub(r'"(events/|scores/|people/|scores\.duckdb)"', rf'"{tmp_path}/\1"', block.text)
        for block in read_page(PAGE).blocks
        if block.kind == "python"
    ]
    by_files, written, by_rows, streamed = programs
    monkeypatch.chdir(data_dir("policies").parent)
    rows = [row for person in range(9) for row in events_of(f"p{person}", 0, 12)]
    given = table(rows).append_column("sequence", pa.array(range(len(rows))))
    names: dict[str, Any] = {"events": spark.createDataFrame(given), "__name__": "example"}
    exec(compile(written.replace("5000", "3"), "spark.md", "exec"), names)
    assert list((tmp_path / "events").glob("*.parquet"))

    files = sorted((tmp_path / "events").glob("*.parquet"))
    (tmp_path / "people").mkdir()
    for file in files:
        persons = pq.read_table(file)["person"].unique()
        pq.write_table(pa.table({"person": persons}), tmp_path / "people" / file.name)
    exec(compile(by_files, "spark.md", "exec"), names)
    expected = names["policy"].evaluate_many(table(rows), as_of="2018-12-31")
    assert names["summary"].people == 9
    assert by_person(pq.read_table(tmp_path / "scores")) == by_person(expected)

    names["people"] = None
    exec(compile(by_rows, "spark.md", "exec"), names)
    assert by_person(names["scores"].toArrow()) == by_person(expected)

    incoming = str(tmp_path / "incoming")
    names["events"].write.parquet(incoming)
    names["stream"] = spark.readStream.schema(names["events"].schema).parquet(incoming)
    exec(compile(streamed, "spark.md", "exec"), names)
    names["query"].processAllAvailable()
    names["query"].stop()
    kept = names["policy"].evaluate_store(tmp_path / "scores.duckdb", as_of="2018-12-31")
    assert by_person(kept) == by_person(expected)
