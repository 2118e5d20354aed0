"""A small town with generated events, and the two ways to evaluate a file of them."""

from __future__ import annotations

import datetime
import io
import random
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from policylang.engine import batch
from policylang.engine.asked import Asked
from policylang.engine.batch import Summary
from policylang.engine.bulk.choose import evaluate_columns
from policylang.engine.bulk.run import Settings
from policylang.engine.columnar.results import from_outcomes
from tests.rooms.engine.files import policy

FIRST = datetime.date(2016, 1, 1)
SCHEMA = pa.schema(
    [
        ("person", pa.string()), ("date", pa.date32()), ("action", pa.string()),
        ("amount", pa.int32()), ("time", pa.string()), ("alone", pa.bool_()),
    ]
)  # fmt: skip

Row = dict[str, Any]


def town(draw: random.Random, people: int, *, grouped: bool, wrong: float = 0.0) -> list[Row]:
    """Rows of so many people, each in order of date; some wrong in one way or another."""
    rows = []
    for number in range(people):
        days = sorted(draw.randint(0, 900) for _ in range(draw.randint(1, 9)))
        rows += [_row(draw, f"R-{number}", FIRST + datetime.timedelta(day)) for day in days]
    if not grouped:
        rows.sort(key=lambda row: row["date"])
    for row in rows:
        if draw.random() < wrong:
            row.update(draw.choice(_DAMAGE))
    return rows


def _row(draw: random.Random, person: str, date: datetime.date) -> Row:
    row: Row = {"person": person, "date": date, "action": draw.choice(("ticket", "donate", "help"))}
    if row["action"] == "donate":
        row["amount"] = draw.randint(0, 1000)
    elif row["action"] == "help":
        row["time"] = draw.choice(("1", "2:30", "3 hours"))
        row["alone"] = draw.choice((True, False, None))
    return row


_DAMAGE: tuple[Row, ...] = (
    {"person": None},
    {"person": "x" * 201},
    {"date": None},
    {"date": datetime.date(2015, 12, 31)},
    {"date": datetime.date(2030, 1, 1), "action": "steal"},
    {"action": "donate", "amount": -1},
    {"action": "ticket", "time": "1"},
    {"person": " R-0 "},
)


def save(rows: list[Row], path: Path, schema: pa.Schema = SCHEMA) -> Path:
    """Write rows as Parquet, in small row groups."""
    pq.write_table(pa.Table.from_pylist(rows, schema), path, row_group_size=7)
    return path


@attrs.frozen
class Came:
    """What a run came to, in plain values."""

    people: list[Row]
    summary: Summary
    #: In no order.
    rejects: list[str]
    engine: str = attrs.field(eq=False, default="")


def at_once(asked: Asked, text: str | None = None) -> Came:
    """By the evaluator that holds everything in memory and looks at every row."""
    town = policy(text) if text else policy()
    log = io.StringIO()
    found = batch.evaluate(town.evaluator, town.encoder, asked, rejects=log)
    outcomes = [each.outcome for each in found.people]
    table = from_outcomes(town.machine, outcomes, as_of=None, reason="")
    return Came(table.to_pylist(), found.summary, sorted(log.getvalue().splitlines()))


def in_parts(asked: Asked, folder: Path, rows: int, text: str | None = None, **more: Any) -> Came:
    """In parts of so many rows."""
    came = in_columns(asked, folder, rows, text, **more)
    assert came is not None
    return came


def in_columns(
    asked: Asked, folder: Path, rows: int, text: str | None = None, **more: Any
) -> Came | None:
    """The same; None where that is left to the reader of rows."""
    town = policy(text) if text else policy()
    log = io.StringIO()
    settings = Settings(folder, rows, **more)
    found = evaluate_columns(town.evaluator, town.encoder, asked, log, settings, in_parts=True)
    if found is None:
        return None
    people = [row for table in found.tables() for row in table.to_pylist()]
    if found.folder is not None:
        found.folder.remove()
    told = found.schema.metadata
    return Came(
        people, found.summary, sorted(log.getvalue().splitlines()), told[b"engine"].decode()
    )
