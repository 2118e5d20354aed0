"""Events with several dates and with names, and people whose time begins on a day: in columns."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policylang
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.columnar import one_by_one
from tests.rooms.engine.bulk.runs import at_once, in_columns, save

POLICY = """\
policy p {
  timezone "UTC"
  in force from 2015-01-01
  in force until 2030-12-31
  events may be withdrawn
}
person {
  joined: date from 2015-01-01 to 2999-12-31
  home: name
  begins on joined
}
score trust { starts at 20  stays within 0 to 100  keeps lots, oldest first }
action offence {
  moments committed, charged, final
  stop: name
  size: points from 1 to 6
  by choice
  loses size on final, at most 8 per stop, comes back after 2 years
  loses 1 on charged when count of committed of offence in the last 60 days >= 2
}
action course {
  at_home: name
  by choice
  earns 4 when at_home is home
  earns 1 otherwise
}
rule quiet {
  after 1 years without committed of offence since committed of offence
  earns 2
}
"""
DAY = datetime.date(2019, 3, 1)


def _policy() -> policylang.Policy:
    return policylang.loads(POLICY)


def _one_by_one(policy: policylang.Policy, events: pa.Table, people: pa.Table) -> pa.Table:
    return one_by_one.evaluate(
        policy.evaluator, policy.encoder, events, people, since=None, as_of=None, reason="",
        processors=1,
    )  # fmt: skip


def _rows(draw: random.Random, people: int) -> list[dict[str, Any]]:
    rows = []
    for number in range(people):
        day = DAY + datetime.timedelta(draw.randint(0, 60))
        for event in range(draw.randint(1, 9)):
            row: dict[str, Any] = {"person": f"p{number}", "id": f"{number}-{event}"}
            if draw.random() < 0.7:
                later = day + datetime.timedelta(draw.choice((0, 1, 30)))
                final = draw.choice((None, later, later + datetime.timedelta(40)))
                row |= {
                    "action": "offence", draw.choice(("date", "committed")): day,
                    "charged": draw.choice((None, later)), "final": final,
                    "stop": draw.choice((None, "", "A 6", "B")), "size": draw.randint(1, 6),
                }  # fmt: skip
            else:
                home = draw.choice((None, "Évry", "E\u0301vry", "Metz"))
                row |= {"action": "course", "date": day, "at_home": home}
            rows.append((day, row))
            if draw.random() < 0.1:
                void = {"person": row["person"], "action": "void", "id": row["id"]}
                rows.append((day, {**void, "date": day + datetime.timedelta(3)}))
                day += datetime.timedelta(3)
            day += datetime.timedelta(draw.choice((0, 1, 50, 300)))
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows]


_SCHEMA = pa.schema(
    [("person", pa.string()), ("date", pa.date32()), ("action", pa.string()), ("id", pa.string()),
     ("committed", pa.date32()), ("charged", pa.date32()), ("final", pa.date32()),
     ("stop", pa.string()), ("size", pa.int64()), ("at_home", pa.string())]
)  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _people(people: int) -> pa.Table:
    names = [f"p{number}" for number in range(people + 2)]
    homes = ["Évry" if number % 2 else None for number in range(len(names))]
    joined = [DAY - datetime.timedelta(number % 3) for number in range(len(names))]
    return pa.table({"person": names, "joined": joined, "home": homes})


def _texts(table: pa.Table) -> pa.Table:
    """Every column as text that is written once, as files may have it."""
    return pa.table(
        {
            name: table.column(name).cast(pa.string()).dictionary_encode()
            for name in table.column_names
        }
    )


@pytest.mark.parametrize("form", [lambda table: table, _texts], ids=["typed", "texts"])
def test_tables_with_several_dates_agree(form: Any) -> None:
    policy = _policy()
    for seed in range(12):
        events = form(_table(_rows(random.Random(seed), 30)))
        found = policy.evaluate_many(events, people=_people(30))
        assert found.schema.metadata[b"engine"] == b"columnar"
        assert found.equals(_one_by_one(policy, events, _people(30))), seed


def test_the_day_asked_about_is_the_latest_of_any_moment() -> None:
    row = {"person": "p0", "action": "offence", "committed": DAY, "size": 3}
    events = _table([{**row, "final": DAY.replace(year=2021)}])
    found = _policy().evaluate_many(events, people=_people(0))
    assert found.schema.metadata[b"as_of"] == b"2021-03-01"
    assert found.column("score").to_pylist()[0] == 20 + 2 - 3


_OFFENCE = {"person": "p0", "action": "offence", "committed": DAY, "size": 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**_OFFENCE, "committed": None}, "PL403"),
        ({**_OFFENCE, "date": DAY}, "PL418"),
        ({**_OFFENCE, "charged": DAY.replace(year=2018)}, "PL427"),
        ({**_OFFENCE, "charged": DAY.replace(year=2021), "final": DAY.replace(year=2020)}, "PL427"),
        ({**_OFFENCE, "at_home": "x"}, "PL404"),
        ({**_OFFENCE, "stop": "x" * 300}, "PL408"),
        ({**_OFFENCE, "committed": DAY.replace(year=2014)}, "PL417"),
        ({**_OFFENCE, "committed": DAY.replace(year=2017)}, "PL426"),
        ({"person": "p0", "action": "course", "date": DAY, "committed": DAY}, "PL404"),
        ({"person": "p0", "action": "course", "committed": DAY}, "PL403"),
    ],
)
def test_a_row_that_does_not_fit_is_named(row: dict[str, Any], code: str) -> None:
    good = {"person": "p1", "action": "course", "date": DAY}
    events, policy = _table([good, row]), _policy()
    with pytest.raises(HistoryError) as found:
        policy.evaluate_many(events, people=_people(1))
    assert found.value.diagnostics[0].code.number == code
    assert "event 2" in found.value.diagnostics[0].message
    with pytest.raises(HistoryError) as expected:
        _one_by_one(policy, events, _people(1))
    assert expected.value.diagnostics[0].code.number == code


@pytest.mark.parametrize("as_of", [None, datetime.date(2020, 1, 1)])
@pytest.mark.parametrize("rows", [7, 1_000])
def test_a_file_with_several_dates_comes_to_the_same_in_parts(
    tmp_path: Path, rows: int, as_of: datetime.date | None
) -> None:
    damaged = _rows(random.Random(5), 40)
    damaged[17] = {"person": "p3", "action": "offence", "size": 1}
    people = tmp_path / "people.parquet"
    pq.write_table(_people(40), people)
    for number, given in enumerate((_rows(random.Random(4), 40), damaged)):
        path = save(given, tmp_path / f"{number}.parquet", _SCHEMA)
        asked = Asked(path, people, as_of=as_of)
        came = in_columns(asked, tmp_path / "parts", rows, POLICY)
        if came is None:  # a row is wrong in what is done at once
            assert rows > len(given)
            assert number == 1
        else:
            assert came == at_once(asked, POLICY)
            assert came.summary.rejected == number
