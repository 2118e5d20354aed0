"""Everybody in a table: the numbers of `evaluate` for each, whichever way they are found."""

from __future__ import annotations

import datetime
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policylang
from policylang.api import Policy
from policylang.compiler.columnar.reach import why_not
from policylang.core.data import data_dir
from policylang.core.errors import HistoryError
from policylang.engine.columnar import arrays, passes

#: Ends in another order than it begins, keeps decimals, and pays in a coin of three digits.
_POLICY = """\
policy plain {
  currency KWD
  timezone "Asia/Shanghai"
  in force from 2020-01-01
  in force until 2023-12-31
}
person {
  rent: money from 0 KWD to 900 KWD = 1.250 KWD
  member: yes or no = no
}
score trust { starts at 5.0  stays within -20 to 40  keeps 1 decimals }
action help {
  time: hours from 0 to 24
  by choice
  earns 0.5 per 1 hour of time, at most 3 per calendar month
}
action give {
  amount: money from 0 KWD to 1,000 KWD = 2 KWD
  day: date = 2020-01-01
  by choice
  earns 1 per 2 KWD of amount, at most 6 in any 40 days
}
action late {
  kind: one of {minor, serious}
  by choice
  loses 4 when kind is serious
  loses 1 otherwise, at most 3 times per calendar year
}
grades of trust { good from 10  fair from 0  poor below }
perk bonus { for good  every month on the last day  pays 2% of rent }
perk badge { for fair or better  when member is yes  grants "a badge" }
sanction fee { for poor  every year on 1 July  costs 1 KWD }
"""


def _policy() -> Policy:
    return policylang.loads(_POLICY)


def _row(draw: random.Random, person: str, day: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "person": person,
        "date": datetime.date(2020, 1, 1) + datetime.timedelta(days=day),
        "action": draw.choice(("help", "give", "late")),
    }
    if row["action"] == "help":
        row["time"] = draw.randint(0, 24)
    elif row["action"] == "give":
        if draw.random() < 0.8:
            row["amount"] = Decimal(draw.randint(0, 9000)).scaleb(-3)
        row["day"] = datetime.date(2021, 5, draw.randint(1, 31))
    else:
        row["kind"] = draw.choice(("minor", "serious"))
    return row


def _people(draw: random.Random, count: int) -> list[dict[str, Any]]:
    return [
        {
            "person": f"居民 {number}",
            "rent": Decimal(draw.randint(0, 900_000)).scaleb(-3),
            "member": draw.random() < 0.5,
        }
        for number in range(count)
    ]


def _events(draw: random.Random, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        _row(draw, person["person"], day)
        for person in people
        for day in sorted(draw.randint(0, 1400) for _ in range(draw.randint(0, 25)))
    ]


_SCHEMA = pa.schema(
    [
        ("person", pa.string()), ("date", pa.date32()), ("action", pa.string()),
        ("time", pa.int32()), ("amount", pa.decimal128(9, 3)), ("day", pa.date32()),
        ("kind", pa.dictionary(pa.int8(), pa.string())),
    ]
)  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _expected(
    policy: Policy, rows: list[dict[str, Any]], people: list[dict[str, Any]], as_of: str
) -> dict[str, dict[str, Any]]:
    found = {}
    for person in people:
        name = person["person"]
        events = [
            {key: value for key, value in row.items() if key != "person"}
            for row in rows
            if row["person"] == name
        ]
        attributes = {key: value for key, value in person.items() if key != "person"}
        outcome = policy.evaluate(events, person=attributes, as_of=as_of)
        found[name] = {
            "person": name,
            "score": outcome.score,
            "grade": outcome.grade,
            "perks": len(outcome.perks),
            "perk_money": outcome.perk_money,
            "sanctions": len(outcome.sanctions),
            "sanction_money": outcome.sanction_money,
            "holds": [held.name for held in outcome.holdings],
        }
    return found


def _by_person(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["person"]: row for row in table.to_pylist()}


@pytest.fixture
def draw() -> random.Random:
    return random.Random(11)


@pytest.fixture(params=["by numpy", "by compiled passes"])
def way_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are taken in either way, whatever their size."""
    monkeypatch.setattr(passes, "WORTH", 10**9 if request.param == "by numpy" else 0)


@pytest.mark.usefixtures("way_in")
@pytest.mark.parametrize("order", ["grouped", "by date"])
def test_everybody_gets_what_evaluate_gives(order: str, draw: random.Random) -> None:
    policy, people = _policy(), _people(draw, 60)
    rows = _events(draw, people)
    if order == "by date":
        rows.sort(key=lambda row: row["date"])
    result = policy.evaluate_many(
        _table(rows), people=pa.Table.from_pylist(people), as_of="2023-12-31"
    )
    assert result.schema.metadata[b"engine"] == b"columnar"
    expected = _expected(policy, rows, people, "2023-12-31")
    assert _by_person(result) == expected
    assert {row["grade"] for row in expected.values()} == {"good", "fair", "poor"}
    assert any(row["perk_money"] for row in expected.values())
    assert any(row["sanction_money"] for row in expected.values())


@pytest.mark.parametrize("threads", [2, 3, 100])
def test_several_threads_come_to_the_same(
    threads: int, draw: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, people = _policy(), _people(draw, 40)
    events, persons = _table(_events(draw, people)), pa.Table.from_pylist(people)
    alone = policy.evaluate_many(events, people=persons, as_of="2022-12-31")
    monkeypatch.setattr(arrays, "_threads", lambda _: threads)
    assert policy.evaluate_many(events, people=persons, as_of="2022-12-31") == alone


def test_it_may_be_a_parquet_file_or_anything_that_streams(
    tmp_path: Path, draw: random.Random
) -> None:
    policy, people = _policy(), _people(draw, 5)
    table = _table(_events(draw, people))
    pq.write_table(table, tmp_path / "events.parquet")

    class Streams:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return table.__arrow_c_stream__(requested_schema)

    read = policy.evaluate_many(tmp_path / "events.parquet")
    assert read.equals(policy.evaluate_many(Streams()), check_metadata=True)
    assert read.num_rows == len(set(table.column("person").to_pylist()))


def test_every_policy_that_is_shipped_runs_in_columns() -> None:
    for path in sorted(data_dir("policies").glob("*.policy")):
        assert why_not(policylang.load(path).machine) is None, path.name


def test_a_policy_with_rules_of_its_own_runs_in_columns() -> None:
    policy = policylang.load(data_dir("policies") / "france_licence.policy")
    days = [datetime.date(2019, 5, 3), datetime.date(2021, 5, 3)]
    licensed = {"a": "2015-02-01", "b": "2019-05-01", "c": "2010-01-01"}
    events = pa.table({"person": ["a", "b"], "date": days, "action": ["course", "course"]})
    people = pa.table({"person": list(licensed), "licensed": list(licensed.values())})
    result = policy.evaluate_many(events, people=people)
    assert result.schema.metadata[b"engine"] == b"columnar"
    given = {"a": [(days[0], "course")], "b": [(days[1], "course")], "c": []}
    for row in result.to_pylist():
        person = {"licensed": licensed[row["person"]]}
        outcome = policy.evaluate(given[row["person"]], person=person, as_of=days[1])
        assert row["score"] == outcome.score
        assert row["holds"] == [held.name for held in outcome.holdings]
    assert result.num_rows == 3


@pytest.mark.parametrize("beyond", ["range", "data"])
def test_what_is_beyond_columns_is_evaluated_one_by_one_and_says_why(beyond: str) -> None:
    most = 9 * 10**17 if beyond == "range" else 100
    policy = policylang.loads(f"""\
policy p {{ timezone "UTC" }}
score trust {{ starts at 0  stays within -{most} to {most}  keeps 1 decimals }}
action give {{
  amount: points from 0 to 100
  by choice
  earns amount
}}
""")
    day = datetime.date(2020, 1, 1)
    events = pa.table({"person": ["a"], "date": [day], "action": ["give"], "amount": [7]})
    if beyond == "data":
        events = events.append_column("known", pa.array([day]))
    result = policy.evaluate_many(events)
    assert result.column("score").to_pylist() == [7]
    assert result.schema.metadata[b"engine"] == b"one by one"
    reasons = {
        "range": b"a range or a limit as wide as 64 bits",
        "data": b"events that became known later",
    }
    assert result.schema.metadata[b"note"] == reasons[beyond]


def test_the_result_is_for_the_latest_day_of_all() -> None:
    rows = [
        {"person": "a", "date": datetime.date(2021, 3, 1), "action": "late", "kind": "minor"},
        {"person": "b", "date": datetime.date(2022, 3, 1), "action": "late", "kind": "minor"},
    ]
    result = _policy().evaluate_many(_table(rows))
    assert result.schema.metadata[b"as_of"] == b"2022-03-01"
    assert result.column("score").to_pylist() == [Decimal("4.0")] * 2


_GOOD = {"person": "a", "date": datetime.date(2021, 3, 1), "action": "late", "kind": "minor"}


@pytest.mark.usefixtures("way_in")
@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"action": "lat"}, "PL402", "event 2: the policy has no action `lat`"),
        ({"kind": None}, "PL403", "event 2: the field `kind` is not given"),
        ({"time": 3}, "PL404", "event 2: `late` has no field `time`"),
        ({"action": "help", "kind": None, "time": 25}, "PL405", "event 2: `time`: `25` is outside"),
        ({"date": datetime.date(2021, 2, 28)}, "PL401", "event 2: the event is dated 2021-02-28"),
        ({"date": datetime.date(2019, 12, 31)}, "PL417", "event 2: the event is dated 2019-12-31"),
        ({"date": None}, "PL403", "event 2: the event has no `date`"),
        ({"person": None}, "PL403", "event 2: `person` is not given"),
        ({"person": "a\n"}, "PL408", "event 2: `a"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_named(change: dict[str, Any], code: str, words: str) -> None:
    rows = [_GOOD, _GOOD | change, _GOOD]
    with pytest.raises(HistoryError) as refused:
        _policy().evaluate_many(_table(rows))
    assert refused.value.diagnostics[0].code.number == code
    assert refused.value.diagnostics[0].message.startswith(words)


def test_money_as_binary_fractions_is_refused() -> None:
    events = pa.table(
        {"person": ["a"], "date": ["2021-03-01"], "action": ["give"], "amount": [0.1]}
    )
    with pytest.raises(HistoryError, match="binary fraction"):
        _policy().evaluate_many(events)


@pytest.mark.parametrize("amounts", [[[1], None], [{"kwd": 1}, None]])
def test_columns_within_columns_are_refused(amounts: list[Any]) -> None:
    days = [datetime.date(2021, 3, 1)] * 2
    events = pa.table(
        {"person": ["a", "a"], "date": days, "action": ["give", "give"], "amount": amounts}
    )
    with pytest.raises(HistoryError, match="event 1: `amount`"):
        _policy().evaluate_many(events)


def test_times_of_day_count_in_the_zone_of_the_policy() -> None:
    noon = datetime.datetime(2021, 2, 28, 17, 0, tzinfo=datetime.UTC)  # March in Shanghai
    times = pa.array([noon], pa.timestamp("ns", "UTC"))
    events = pa.table({"person": ["a"], "timestamp": times, "action": ["late"], "kind": ["minor"]})
    result = _policy().evaluate_many(events)
    assert result.schema.metadata[b"as_of"] == b"2021-03-01"


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.parquet"
    pq.write_table(_table([_GOOD]), path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(HistoryError, match="cannot be read as a table"):
        _policy().evaluate_many(path)
    with pytest.raises(HistoryError, match="no table"):
        _policy().evaluate_many([_GOOD])


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "yaml"])
def test_a_file_of_rows_is_refused_in_plain_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"events.{suffix}"
    path.write_text("person,date,action\n")
    with pytest.raises(
        HistoryError, match="a file of rows, where one of columns is wanted"
    ) as told:
        _policy().evaluate_many(path)
    assert told.value.diagnostics[0].code.number == "PL422"
    with pytest.raises(HistoryError, match="a file of rows"):
        _policy().evaluate_many(_table([_GOOD]), people=path)
    with pytest.raises(FileNotFoundError):
        _policy().evaluate_many(tmp_path / f"none.{suffix}")


def test_people_stand_once_in_their_table() -> None:
    people = pa.table({"person": ["a", "b", "a"]})
    with pytest.raises(HistoryError, match="person 3: `a` stands in the table twice"):
        _policy().evaluate_many(_table([_GOOD]), people=people)


@pytest.mark.usefixtures("way_in")
@pytest.mark.parametrize(
    "persons",
    [
        pa.array(["b", "a", "b"]),
        pa.chunked_array([["b"], ["a", "b"]]).dictionary_encode(),
        pa.chunked_array(
            [pa.array(["b"]).dictionary_encode(), pa.array(["a", "b"]).dictionary_encode()]
        ),
        pa.array([7, 2, 7], pa.uint64()),
        pa.array([2**62 + 5, -4, 2**62 + 5]),
        pa.array(["x", "b", "a", "b", "x"]).slice(1, 3),
    ],
    ids=["text", "dictionary", "two dictionaries", "numbers", "far numbers", "slice"],
)
def test_people_come_in_order_of_their_first_events(persons: pa.Array) -> None:
    later = datetime.date(2021, 4, 1)
    rows = [_GOOD, {**_GOOD, "kind": "serious"}, {**_GOOD, "date": later}]
    result = _policy().evaluate_many(_table(rows).set_column(0, "person", persons))
    names = [str(name) for name in persons.to_pylist()]
    assert result.column("person").to_pylist() == names[:2]
    assert result.column("score").to_pylist() == [Decimal("3.0"), Decimal("1.0")]


@pytest.mark.usefixtures("way_in")
@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        (pa.array([Decimal("2.125"), None, Decimal(-1)], pa.decimal128(20, 5)), "PL405"),
        (pa.array([Decimal("2.12500"), None, Decimal(1000)], pa.decimal128(20, 5)), None),
        (pa.array([Decimal("2.1255"), None, Decimal(1)], pa.decimal128(20, 5)), "PL408"),
        (pa.array([Decimal(10) ** 30, None, Decimal(1)], pa.decimal128(38, 0)), "PL405"),
        (pa.array([Decimal(100), None, Decimal(200)], pa.decimal128(5, -2)), None),
        (pa.array([2, None, 1000], pa.uint64()), None),
        (pa.array([2**64 - 1, None, 1], pa.uint64()), "PL405"),
        (pa.array([2, None, 1001], pa.int16()), "PL405"),
        (pa.array(["2.125 KWD", "", "1,000"]), None),
    ],
)
def test_money_is_taken_in_exactly_from_any_type(amounts: pa.Array, code: str | None) -> None:
    row = {"person": "a", "date": datetime.date(2021, 3, 1), "action": "give", "kind": None}
    events = _table([row] * 3).set_column(4, "amount", amounts)
    if code is not None:
        with pytest.raises(HistoryError) as refused:
            _policy().evaluate_many(events)
        assert refused.value.diagnostics[0].code.number == code
        return
    given = [
        (row["date"], "give", {} if raw in (None, "") else {"amount": raw})
        for raw in amounts.to_pylist()
    ]
    result = _policy().evaluate_many(events)
    assert result.column("score").to_pylist() == [_policy().evaluate(given).score]


def test_numbers_may_name_people() -> None:
    events = _table([_GOOD]).set_column(0, "person", pa.array([740_000]))
    people = pa.table({"person": [740_000, 3], "member": ["yes", "no"]})
    result = _policy().evaluate_many(events, people=people)
    assert result.column("person").to_pylist() == ["740000", "3"]
    assert result.column("holds").to_pylist() == [["badge"], []]


def test_nobody_gives_an_empty_result() -> None:
    result = _policy().evaluate_many(_table([]), as_of="2021-01-01")
    assert result.num_rows == 0
    assert result.schema.names[:3] == ["person", "score", "grade"]


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys, policylang\n"
        "sys.modules['numpy'] = None\n"
        "policy = policylang.loads('policy p {} score s { starts at 5 }')\n"
        "try:\n"
        "    policy.evaluate_many('events.parquet')\n"
        "except policylang.MissingExtraError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'policylang[fast]'" in done.stdout


def test_money_beyond_64_bits_is_left_to_the_evaluator_of_one_person() -> None:
    policy = policylang.loads(
        "policy rich { currency USD  in force from 2000-01-01 }\n"
        "person { rent: money from 0 USD to 900,000,000,000,000 USD }\n"
        "score trust { starts at 5 }\n"
        "action wave { by choice  earns 1 }\n"
        'perk home "Home" { every month on day 1  pays rent }\n'
    )
    rent = 900_000_000_000_000
    events = pa.table({"person": ["a"], "date": [datetime.date(2000, 2, 3)], "action": ["wave"]})
    people = pa.table({"person": ["a"], "rent": [rent]})
    for as_of, engine, months in (
        ("2003-12-31", b"columnar", 48),
        ("2009-12-31", b"one by one", 120),
    ):
        result = policy.evaluate_many(events, people=people, as_of=as_of)
        assert result.schema.metadata[b"engine"] == engine
        assert result.column("perk_money").to_pylist() == [Decimal(rent * months)]


def _frame(**columns: pa.Array) -> pa.Table:
    day = datetime.date(2021, 3, 1)
    given = {
        "person": pa.array(["a", "b"]), "date": pa.array([day, day]),
        "action": pa.array(["give", "late"]), "amount": pa.array([Decimal("2.500"), None]),
        "kind": pa.array([None, "minor"]),
    }  # fmt: skip
    return pa.table({**given, **columns})


def test_texts_may_be_views_as_data_frames_have_them() -> None:
    policy = _policy()
    expected = policy.evaluate_many(_frame())
    views = {n: pa.array(_frame().column(n).to_pylist(), pa.string_view())
             for n in ("person", "action", "kind")}  # fmt: skip
    assert policy.evaluate_many(_frame(**views)).equals(expected)
    words = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["a", "b"], pa.string_view()))
    people = pa.table({"person": pa.array(["b", "a"], pa.string_view())})
    assert policy.evaluate_many(_frame(person=words), people=people).equals(expected)


def test_binary_fractions_are_taken_where_they_are_exact() -> None:
    policy = _policy()
    found = policy.evaluate_many(_frame(amount=pa.array([2.5, None])))
    assert found.equals(policy.evaluate_many(_frame()))
    with pytest.raises(HistoryError) as refused:
        policy.evaluate_many(_frame(amount=pa.array([0.1, None])))
    assert refused.value.diagnostics[0].code.number == "PL408"


@pytest.mark.parametrize("persons", [[True, False], [1.0, 2.5], [datetime.date(2020, 1, 1)] * 2])
def test_persons_are_texts_or_whole_numbers(persons: list[Any]) -> None:
    table = _frame(person=pa.array(persons))
    for given in ({"source": table}, {"source": _frame(), "people": table.select(["person"])}):
        with pytest.raises(HistoryError) as refused:
            _policy().evaluate_many(**given)
        assert refused.value.diagnostics[0].code.number == "PL418"


def test_labels_of_rows_are_no_columns() -> None:
    class Frame:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            labelled = _frame().append_column("__index_level_0__", pa.array([5, 9]))
            return labelled.__arrow_c_stream__(requested_schema)

    assert _policy().evaluate_many(Frame()).equals(_policy().evaluate_many(_frame()))
