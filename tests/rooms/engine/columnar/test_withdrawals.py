"""Withdrawn events in columns: what the reader of single events makes of them, errors too."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policylang
from policylang.api import Policy
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.columnar import one_by_one, withdrawals
from tests.rooms.engine.bulk.runs import at_once, in_columns

POLICY: Final = """\
policy votes {
  timezone "UTC"
  events may be withdrawn
  in force from 2020-01-01
  in force until 2020-02-20
}
person { earlier: points from 1 to 50 = 1 }
score reputation { starts at earlier  stays at least 1 }
limit daily { covers gains and losses of up, down  at most 12 per calendar day }
action up { wiki: yes or no = no  by chance  earns 5 when not wiki }
action down { by chance  loses 2 }
action won { amount: points from 1 to 90  by choice  earns 50% of amount rounded down }
perk prize { for better  every month on day 10  grants "a prize" }
grades of reputation { better from 10  worse below }
"""
FIRST: Final = datetime.date(2020, 1, 1)
#: What is wrong with a row, on purpose.
SLIPS: Final = (
    "unknown", "foreign", "twice", "before", "repeated", "nameless", "telling", "late", "blank",
)  # fmt: skip


def rows_of(draw: random.Random, people: int, slips: int) -> list[dict[str, Any]]:
    """Events of people, in order of day, with withdrawals and at most so many slips."""
    rows: list[dict[str, Any]] = []
    for number in range(people):
        own: list[dict[str, Any]] = []
        for event in range(draw.randrange(9)):
            row: dict[str, Any] = {
                "person": f"p{number}",
                "date": draw.randrange(50),
                "action": draw.choice(("up", "up", "down", "won")),
                "id": draw.choice((None, f"e{event}", f"a rather long name {event}", f" {event} ")),
            }
            if row["action"] == "won":
                row["amount"] = draw.randint(1, 90)
            if row["action"] == "up" and draw.random() < 0.3:
                row["wiki"] = draw.random() < 0.5
            own.append(row)
        named = [row for row in own if row["id"]]
        for row in draw.sample(named, draw.randint(0, len(named))):
            day = row["date"] + draw.choice((0, 0, 1, 5, 40))  # also when it is no longer in force
            void = {"person": row["person"], "date": day, "action": "void", "id": row["id"]}
            own.insert(draw.randrange(len(own) + 1), void)
            if slips and draw.random() < 0.3:
                slips -= 1
                _slip(draw, void, own)
        rows += own
    draw.shuffle(people_order := list(range(people)))
    rank = {f"p{number}": place for place, number in enumerate(people_order)}
    if draw.random() < 0.5:
        rows.sort(key=lambda row: (rank[row["person"]], row["date"]))
    else:
        rows.sort(key=lambda row: row["date"])
    for row in rows:
        row["date"] = FIRST + datetime.timedelta(days=row["date"])
    return rows


def _slip(draw: random.Random, void: dict[str, Any], own: list[dict[str, Any]]) -> None:
    match draw.choice(SLIPS):
        case "unknown":
            void["id"] = "nobody's"
        case "foreign":
            void["person"] = "p0"
        case "twice":
            own.append({**void, "date": void["date"] + draw.choice((0, 3))})
        case "before":
            void["date"] = 0
        case "repeated":
            own.append({**draw.choice(own), "id": void["id"]})
        case "nameless":
            void["id"] = None
        case "telling":
            void["amount"] = 3
        case "late":  # an event when the policy is no longer in force
            own.append({"person": void["person"], "date": 60, "action": "down"})
        case "blank":
            void["id"] = "  "


def events_table(rows: list[dict[str, Any]], encode: bool) -> pa.Table:
    schema = pa.schema(
        [
            ("person", pa.string()), ("date", pa.date32()), ("action", pa.string()),
            ("id", pa.string()), ("wiki", pa.bool_()), ("amount", pa.int64()),
        ]
    )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema)
    if encode:
        place = table.schema.get_field_index("id")
        table = table.set_column(place, "id", table.column("id").dictionary_encode())
    return table


def _found(policy: Policy, table: pa.Table, as_of: int | None) -> Any:
    day = None if as_of is None else datetime.date.fromordinal(as_of)
    try:
        result = policy.evaluate_many(table, as_of=day)
    except HistoryError as error:
        return error.diagnostics[0].code
    assert result.schema.metadata[b"engine"] == b"columnar"
    return result.to_pylist()


def _expected(policy: Policy, table: pa.Table, as_of: int | None) -> Any:
    try:
        return one_by_one.evaluate(
            policy.evaluator, policy.encoder, table, None, since=None, as_of=as_of, reason=""
        ).to_pylist()
    except HistoryError as error:
        return error.diagnostics[0].code


@pytest.mark.parametrize("slips", [0, 1])
@pytest.mark.parametrize("worth", [0, 10_000], ids=["many rows", "few rows"])
def test_withdrawn_events_agree(slips: int, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawals, "WORTH", worth)
    policy = policylang.loads(POLICY)
    seen = set()
    for seed in range(250):
        draw = random.Random(f"{seed} {slips}")
        table = events_table(rows_of(draw, draw.randint(1, 5), slips), seed % 2 == 0)
        if not table.num_rows:
            continue
        as_of = draw.choice((None, FIRST.toordinal() + draw.randrange(100)))
        found = _found(policy, table, as_of)
        assert found == _expected(policy, table, as_of), (seed, table.to_pylist())
        seen.add(found if not isinstance(found, list) else "well")
    codes = {str(each) for each in seen}
    assert "well" in codes
    if slips:
        assert len(codes) >= 6, codes


def test_both_ways_to_settle_them_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compared event by event, with ids that share a place in the table of hashes."""
    monkeypatch.setattr(withdrawals.secrets, "randbelow", lambda _: 0)
    policy = policylang.loads(POLICY)
    kept = 0
    for seed in range(60):
        table = events_table(rows_of(random.Random(seed), 5, seed % 3), False)
        ways = []
        for worth in (0, 10_000):
            monkeypatch.setattr(withdrawals, "WORTH", worth)
            ways.append(_settled(policy, table))
        assert ways[0] == ways[1]
        kept += isinstance(ways[0], list)
    assert kept > 20


def _settled(policy: Policy, table: pa.Table) -> Any:
    from policylang.engine.columnar.intake import gather
    from policylang.engine.columnar.tables import pieces_of
    from policylang.engine.columns import history_columns

    try:
        gathered = gather(
            policy.encoder, pieces_of(table, history_columns(policy.machine), "events"), None
        )
    except HistoryError as error:
        return error.diagnostics[0].message
    return None if gathered.gone is None else gathered.gone.tolist()


@pytest.mark.parametrize(("slips", "rows"), [(0, 7), (3, 7), (0, 10_000)])
def test_files_with_withdrawals_are_accounted_for(tmp_path: Path, slips: int, rows: int) -> None:
    """Scores, rejected rows and the sums of the summary, at once and in parts."""
    by_kernel = withdrawn = 0
    for seed in range(12):
        draw = random.Random(f"{seed} {slips}")
        table = events_table(rows_of(draw, 12, slips), False)
        path = tmp_path / "events.parquet"
        pq.write_table(table, path)
        as_of = draw.choice((None, FIRST + datetime.timedelta(days=draw.randrange(90))))
        asked = Asked(path, None, as_of=as_of)
        expected = at_once(asked, POLICY)
        found = in_columns(asked, tmp_path / "parts", rows, POLICY)
        assert found is not None
        assert found == expected, seed
        by_kernel += found.engine.startswith("columnar")
        withdrawn += found.summary.withdrawn
    assert withdrawn
    assert by_kernel or slips


def test_whole_numbers_are_ids_too() -> None:
    policy = policylang.loads(POLICY)
    days = [FIRST, FIRST, FIRST]
    for kind in (pa.int64(), pa.uint64(), pa.string(), pa.large_string()):
        ids = pa.array([7, 8, 7], pa.int64()).cast(kind)
        table = pa.table({
            "person": ["ada"] * 3, "date": days, "action": ["up", "down", "void"], "id": ids,
        })  # fmt: skip
        result = policy.evaluate_many(table)
        assert result.schema.metadata[b"engine"] == b"columnar"
        assert result.column("score").to_pylist() == [1]


def test_other_ids_are_looked_at_one_by_one() -> None:
    policy = policylang.loads(POLICY)
    table = pa.table({
        "person": ["ada"] * 2, "date": [FIRST] * 2, "action": ["up", "void"], "id": [1.5, 1.5],
    })  # fmt: skip
    result = policy.evaluate_many(table)
    assert result.column("score").to_pylist() == [1]
    assert b"ids" in result.schema.metadata[b"note"]
