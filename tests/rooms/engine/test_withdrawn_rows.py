"""Files with ids, withdrawals, days of knowledge and several dates; every row is accounted for."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policylang
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, evaluate
from policylang.engine.one_person import read_person
from policylang.model.history import EVERYTHING_KNOWN, History
from policylang.model.result import Result
from tests.rooms.model.machines import day

POLICY = policylang.loads("""
policy p {
  events may be withdrawn
}
score s {
  starts at 0
  stays within 0 to 1000
}
action visit {
  size: number from 0 to 99 = 0
  earns 1 when size > 3
}
action offence {
  moments committed, final
  loses 1 on final
}
""")

HEAD = "person,date,action,id,known,size,committed,final"
ROWS = """\
ada,2018-01-01,visit,a,,1,,
ben,2018-01-05,visit,a,,9,,
ada,2018-02-01,visit,b,,2,,
ada,2018-03-01,visit,,2018-09-01,3,,
ada,2018-04-01,void,b,,,,
ada,2018-05-01,visit,d,,5,,
ada,2018-06-01,void,a,2018-08-01,,,
"""


class Recorder:
    """Stands in for an evaluator: keeps the history of each person and gives no points."""

    def __init__(self) -> None:
        self.histories: list[History] = []

    def run(self, history: History, attributes: Any, **options: Any) -> Result:
        self.histories.append(history)
        return Result(0, (), ())


def run(rows: str, format: str = "csv", **options: Any) -> tuple[Batch, list[History]]:
    recorder = Recorder()
    text = f"{HEAD}\n{rows}" if format == "csv" else rows
    batch = evaluate(
        recorder, POLICY.encoder, Asked(io.BytesIO(text.encode()), format=format, **options)
    )
    total = batch.summary
    assert total.rows == total.evaluated + total.rejected + total.later + total.withdrawn
    return batch, recorder.histories


def date(text: str):  # type: ignore[no-untyped-def]
    import datetime

    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("options", "sizes", "counts"),
    [
        ({}, [3, 5], (3, 0, 4)),
        ({"as_of": "2018-03-31"}, [1, 2], (3, 4, 0)),
        ({"as_of": "2018-07-01"}, [1, 5], (3, 2, 2)),
        ({"as_of": "2018-03-31", "known": "2018-12-31"}, [1, 2, 3], (4, 3, 0)),
        ({"known": "2018-07-01"}, [1, 5], (3, 2, 2)),
    ],
)
def test_what_counts_depends_on_the_day_and_on_what_is_known(
    options: dict[str, str], sizes: list[int], counts: tuple[int, int, int]
) -> None:
    batch, (ada, _) = run(ROWS, **{name: date(text) for name, text in options.items()})
    total = batch.summary
    assert batch.first_rejects == ()
    assert ada.columns[0] == sizes
    assert (total.evaluated, total.later, total.withdrawn) == counts


def test_ids_are_those_of_one_person() -> None:
    _, histories = run(ROWS)
    assert histories[1].columns[0] == [9]


def test_an_outcome_tells_what_was_withdrawn() -> None:
    batch, _ = run(ROWS)
    gone = batch.people[0].outcome.withdrawn
    assert [(each.event, each.date.isoformat(), each.withdrawn.isoformat()) for each in gone] == [
        (1, "2018-01-01", "2018-06-01"),
        (2, "2018-02-01", "2018-04-01"),
    ]
    assert batch.people[1].history is None


@pytest.mark.parametrize(
    ("rows", "line", "code"),
    [
        ("ada,2018-01-01,visit,a,,1,,\nada,2018-02-01,void,b,,,,\n", 3, "PL429"),
        ("ada,2018-02-01,void,a,,,,\nada,2018-03-01,visit,a,,1,,\n", 2, "PL430"),
        ("ada,2018-01-01,visit,a,,,,\nada,2018-02-01,void,a,,,,\n" * 2, 4, "PL401"),
        ("ada,2018-01-01,visit,a,,1,,\nada,2018-02-01,visit,a,,1,,\n", 3, "PL431"),
        ("ada,2018-01-01,visit,a,,1,,\nada,2018-02-01,void,,,,,\n", 3, "PL403"),
        ("ada,2018-01-01,visit,a,,1,,\nada,2018-02-01,void,a,,3,,\n", 3, "PL404"),
        ("ada,,void,a,,,,\n", 2, "PL403"),
        ("ada,2018-01-01,visit,,soon,1,,\n", 2, "PL406"),
        ("ada,,offence,,,,2018-03-01,2018-02-01\n", 2, "PL427"),
        ("ada,2018-03-01,offence,,,,2018-03-01,\n", 2, "PL418"),
        ("ada,,offence,,,,,2018-02-01\n", 2, "PL403"),
    ],
)
def test_a_wrong_row_is_rejected_alone(rows: str, line: int, code: str) -> None:
    batch, _ = run(rows)
    assert (batch.first_rejects[0].line, batch.first_rejects[0].code.number) == (line, code)
    assert batch.first_rejects[0].person == "ada"


def test_somebody_with_nothing_but_a_wrong_withdrawal_is_not_evaluated() -> None:
    batch, histories = run("ada,2018-02-01,void,a,,,,\n")
    assert (histories, batch.summary.not_evaluated) == ([], 1)


def test_a_withdrawal_may_come_first_where_rows_are_sorted() -> None:
    rows = "ada,2018-04-01,void,b,,,,\nada,2018-02-01,visit,b,,2,,\nada,2018-01-01,visit,,,7,,\n"
    batch, (ada,) = run(rows, sort=True)
    assert ada.columns[0] == [7]
    assert batch.summary.withdrawn == 2


@pytest.mark.parametrize("format", ["jsonl", "yaml"])
def test_other_formats_say_the_same(format: str) -> None:
    import json

    names = HEAD.split(",")
    rows = [
        {name: cell for name, cell in zip(names, line.split(","), strict=True) if cell}
        for line in ROWS.splitlines()
    ]
    text = "".join(f"{json.dumps(row)}\n" for row in rows) if format == "jsonl" else str(rows)
    assert run(text, format)[1] == run(ROWS)[1]


def test_moments_are_columns_of_their_own() -> None:
    rows = "ada,,offence,,,,2018-03-01,2018-05-01\nada,2018-04-01,offence,,,,,\n"
    batch, (ada,) = run(rows)
    assert batch.first_rejects == ()
    assert ada.columns[:2] == (
        [day("2018-03-01"), day("2018-04-01")],
        [day("2018-05-01"), 0],
    )


def test_a_file_may_have_no_column_for_the_date_where_moments_have_theirs() -> None:
    text = "person,action,committed\nada,offence,2018-03-01\nada,visit,\n"
    batch = evaluate(Recorder(), POLICY.encoder, Asked(io.BytesIO(text.encode()), format="csv"))
    assert [each.code.number for each in batch.first_rejects] == ["PL409"]
    assert batch.summary.evaluated == 1


def test_one_person_is_read_with_what_was_withdrawn() -> None:
    source = io.BytesIO(f"{HEAD}\n{ROWS}".encode())
    found = read_person(POLICY.encoder, Asked(source, format="csv"), "ada")
    assert found.history.columns[0] == [3, 5]
    assert [each.number for each in found.history.withdrawn] == [0, 1]
    assert (found.withdrawn, found.later) == (4, 0)
    kept = found.given.keeping(found.history.withdrawn[1])
    assert kept.until(found.as_of, EVERYTHING_KNOWN).columns[0] == [2, 3, 5]


# --- laws ----------------------------------------------------------------------------------

OFFSETS = st.integers(min_value=0, max_value=30)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ada", "ben"]),
            OFFSETS,
            st.sampled_from(["visit", "void", "vist"]),
            st.sampled_from(["", "a", "b", "c"]),
            st.none() | OFFSETS,
        ),
        max_size=12,
    ),
    st.none() | OFFSETS,
    st.none() | OFFSETS,
    st.booleans(),
)
def test_a_file_counts_as_its_good_rows_do_one_person_at_a_time(
    rows: list[tuple[str, int, str, str, int | None]],
    as_of: int | None,
    known: int | None,
    sort: bool,
) -> None:
    import datetime

    first = datetime.date(2018, 1, 1)

    def at(offset: int) -> datetime.date:
        return first + datetime.timedelta(offset)

    lines = [
        f"{who},{at(when)},{what},{called},{'' if told is None else at(told)},"
        f"{number if what == 'visit' else ''},,"
        for number, (who, when, what, called, told) in enumerate(rows)
    ]
    options = {} if as_of is None else {"as_of": at(as_of)}
    options |= {} if known is None else {"known": at(known)}
    batch, histories = run("".join(f"{line}\n" for line in lines), sort=sort, **options)
    bad = {reject.line for reject in batch.first_rejects}
    for result, history in zip(batch.people, histories, strict=True):
        numbered = [
            (number - 2, row)
            for number, row in enumerate(rows, 2)
            if number not in bad and row[0] == result.person
        ]
        if sort:
            numbered.sort(key=lambda each: each[1][1])
        given_events: list[Any] = []
        for number, (_, when, what, called, told) in numbered:
            fields: dict[str, object] = {"id": called, "size": number}
            fields |= {} if told is None else {"known": at(told)}
            if what == "void":
                del fields["size"]
            given_events.append((at(when), what, fields))
        last = result.as_of.toordinal()
        by = known if known is not None else as_of
        heard = EVERYTHING_KNOWN if by is None else at(by).toordinal()
        expected = POLICY.encoder.history(given_events).until(last, heard)
        assert (history.days, history.columns) == (expected.days, expected.columns)
