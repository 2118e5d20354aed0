"""Events of many people in files by person, as `policylang group` writes them."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FIRST = datetime.date(2016, 1, 1)
ACTIONS = ("late_payment", "traffic_ticket", "volunteer", "donate")


def events_of(person: str, seed: int, many: int) -> list[dict[str, Any]]:
    """Events of one person in order of date."""
    chance = random.Random(f"{person} {seed}")
    days = sorted(chance.randrange(700) for _ in range(many))
    return [_event(person, FIRST + datetime.timedelta(day), chance) for day in days]


def _event(person: str, date: datetime.date, chance: random.Random) -> dict[str, Any]:
    action = chance.choice(ACTIONS)
    return {
        "person": person,
        "date": date,
        "action": action,
        "amount": chance.choice([50, 120, 700]) if action == "donate" else None,
        "time": "3 hours" if action == "volunteer" else None,
    }


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Events as a table."""
    schema = pa.schema(
        [
            ("person", pa.string()),
            ("date", pa.date32()),
            ("action", pa.string()),
            ("amount", pa.int64()),
            ("time", pa.string()),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def dataset(folder: Path, files: int = 4, persons: int = 6, many: int = 12) -> list[Path]:
    """Files of so many persons each, who have so many events."""
    folder.mkdir()
    paths = []
    for number in range(files):
        rows = [
            row for person in range(persons) for row in events_of(f"p{number}-{person}", 0, many)
        ]
        paths.append(folder / f"events-{number}.parquet")
        pq.write_table(table(rows), paths[-1])
    return paths


def by_person(result: pa.Table) -> dict[str, dict[str, Any]]:
    """Rows of a result by person; nobody has two."""
    rows = {row["person"]: row for row in result.to_pylist()}
    assert len(rows) == result.num_rows
    return rows
