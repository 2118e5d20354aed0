from __future__ import annotations

import csv
import datetime
import io
import tracemalloc
from itertools import chain
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import limits
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, evaluate
from tests.rooms.engine.events import Written, damaged, histories
from tests.rooms.engine.files import WRITERS, Recorder, as_csv, encoder, policy, stream
from tests.rooms.engine.streams import Made, repeated

HEADER = "person,date,action,amount,time,alone\n"
NOBODY = HEADER


def run(
    text: str | bytes, *, rejects: TextIO | None = None, **options: object
) -> tuple[Batch, Recorder]:
    recorder = Recorder()
    asked = Asked(stream(text), format="csv", **options)  # type: ignore[arg-type]
    done = evaluate(recorder, encoder(), asked, rejects=rejects)
    return done, recorder


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# --- accounts --------------------------------------------------------------------------------


@given(damaged(), st.booleans(), st.sampled_from((None, date("2017-03-01"), date("2030-01-01"))))
def test_the_accounts_agree_whatever_is_wrong(
    rows: list[Written], sort: bool, as_of: datetime.date | None
) -> None:
    written = io.StringIO()
    done, recorder = run(as_csv(rows), sort=sort, as_of=as_of, rejects=written)
    total = done.summary
    assert total.rows == len(rows)
    assert total.rows == total.evaluated + total.rejected + total.later
    assert total.evaluated == sum(each.events for each in done.people)
    assert total.evaluated == sum(len(history) for history, *_ in recorder.seen)
    assert total.people == len(done.people) == len({each.person for each in done.people})
    assert total.rejected == sum(total.reasons.values()) == len(done.first_rejects)
    assert len(list(csv.reader(io.StringIO(written.getvalue())))) == 1 + total.rejected
    with_rejects = {each.person for each in done.people if each.rejected}
    assert total.affected == len(with_rejects) + total.not_evaluated


def assert_accounted(history: io.BytesIO, format: str) -> None:
    """The file is refused with codes of data, or every row of it is accounted for."""
    try:
        total = evaluate(Recorder(), encoder(), Asked(history, format=format)).summary
    except HistoryError as error:
        numbers = {each.code.number for each in error.diagnostics}
    else:
        numbers = set(total.reasons)
        assert total.rows == total.evaluated + total.rejected + total.later
    assert all(number.startswith("PL4") for number in numbers)


letters = st.binary(max_size=60) | st.text("ab\",\n \r\t'=-;", max_size=60).map(str.encode)


@given(st.lists(letters, max_size=6))
def test_any_bytes_at_all_end_in_accounts_that_agree_or_in_a_clear_error(
    damage: list[bytes],
) -> None:
    lines = as_csv([{"person": "ann", "date": "2018-01-01", "action": "ticket"}] * 6).encode()
    parts = lines.split(b"\n")
    for place, piece in enumerate(damage, 1):
        parts[place] += piece
    assert_accounted(stream(b"\n".join(parts)), "csv")


@given(st.sampled_from(("jsonl", "yaml")), st.lists(letters, min_size=1, max_size=4))
def test_any_bytes_in_other_formats_end_as_well(format: str, damage: list[bytes]) -> None:
    good = b'- {"person": "ann", "date": "2018-01-01", "action": "ticket"}\n'
    row = good if format == "yaml" else good[2:]
    text = b"".join(row[: len(row) - 9 * number] + piece for number, piece in enumerate(damage))
    assert_accounted(stream(text), format)


def test_a_person_with_rejected_rows_is_evaluated_on_the_others() -> None:
    text = HEADER + (
        "ann,2018-01-01,ticket,,,\n"
        "ann,2018-01-02,steal,,,\n"
        "ann,2018-01-03,donate,50,,\n"
        "bob,2018-01-03,steal,,,\n"
    )
    done, recorder = run(text)
    assert [(each.person, each.events, each.rejected) for each in done.people] == [("ann", 2, 1)]
    assert recorder.seen[0][0].codes == [0, 1]
    assert recorder.seen[0][0].columns == ([0, 5_000], [0, 0])
    total = done.summary
    assert (total.rows, total.evaluated, total.rejected, total.later) == (4, 2, 2, 0)
    assert (total.people, total.affected, total.not_evaluated) == (1, 2, 1)
    assert total.reasons == {"PL402": 2}


def test_no_more_rejects_are_kept_than_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DIAGNOSTICS", 3)
    text = HEADER + "ann,2018-01-01,steal,,,\n" * 5
    done, _ = run(text)
    assert [each.line for each in done.first_rejects] == [2, 3, 4]
    assert done.summary.rejected == 5


# --- memory ----------------------------------------------------------------------------------

LONG = 50 * 1024 * 1024


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_a_line_of_50_megabytes_costs_one_row_and_no_memory(format: str) -> None:
    row = {"person": "ann", "date": "2018-01-01", "action": "ticket"}
    lines = WRITERS[format]([row, row]).encode().splitlines(keepends=True)
    source = Made(chain(lines[:-1], repeated(b"x", LONG), [b"\n"], lines[-1:]))
    tracemalloc.start()
    total = evaluate(Recorder(), encoder(), Asked(source, format=format)).summary
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert source.given > LONG
    assert (total.rows, total.evaluated, total.reasons) == (3, 2, {"PL412": 1})
    assert peak < 8 * 1024 * 1024


def test_an_event_that_recurs_is_kept_in_a_few_bytes() -> None:
    size = 8_000
    rows = (b"p%d,2018-01-0%d,ticket\n" % (each % 7, 1 + each * 9 // size) for each in range(size))
    source = Made(chain([b"person,date,action\n"], rows))
    tracemalloc.start()
    total = evaluate(Recorder(), encoder(), Asked(source, format="csv")).summary
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total.evaluated == size
    assert peak < 100 * size


# --- days ------------------------------------------------------------------------------------

TWO = HEADER + "ann,2018-01-01,ticket,,,\nbob,2018-03-01,ticket,,,\n"


def test_everybody_is_evaluated_for_the_latest_day_of_any_good_event() -> None:
    done, recorder = run(TWO + "bob,2019-01-01,steal,,,\n")
    assert {as_of for *_, as_of in recorder.seen} == {date("2018-03-01").toordinal()}
    assert done.summary.as_of == date("2018-03-01")
    assert [each.outcome.as_of for each in done.people] == [date("2018-03-01")] * 2


def test_events_after_the_day_asked_about_are_left_out_and_counted() -> None:
    done, recorder = run(TWO, as_of=date("2018-02-28"))
    assert [len(history) for history, *_ in recorder.seen] == [1, 0]
    assert [(each.person, each.events) for each in done.people] == [("ann", 1), ("bob", 0)]
    assert (done.summary.evaluated, done.summary.later) == (1, 1)


def test_the_first_day_asked_for_reaches_the_evaluator_and_earlier_rows_are_rejected() -> None:
    done, recorder = run(TWO, since=date("2018-01-02"))
    assert [(each.line, each.code.number) for each in done.first_rejects] == [(2, "PL417")]
    assert [since for _, _, since, _ in recorder.seen] == [date("2018-01-02").toordinal()]


def test_an_event_before_the_policy_is_in_force_is_rejected() -> None:
    done, _ = run(HEADER + "ann,2015-12-31,ticket,,,\nann,2016-01-01,ticket,,,\n")
    assert [(each.line, each.code.number) for each in done.first_rejects] == [(2, "PL417")]


@pytest.mark.parametrize(
    "days",
    [{"as_of": "2015-12-31"}, {"as_of": "2018-01-01", "since": "2018-01-02"}],
)
def test_days_that_do_not_fit_are_refused_before_anything_is_read(days: dict[str, str]) -> None:
    rejects = io.StringIO()
    with pytest.raises(HistoryError) as caught:
        run("no header", rejects=rejects, **{name: date(text) for name, text in days.items()})
    assert [each.code.number for each in caught.value.diagnostics] == ["PL420"]


def test_a_file_without_rows_evaluates_nobody() -> None:
    done, recorder = run(NOBODY)
    assert (done.people, recorder.seen) == ([], [])
    assert (done.summary.rows, done.summary.people, done.summary.as_of) == (0, 0, None)
    assert run(NOBODY, as_of=date("2018-01-01"))[0].summary.as_of == date("2018-01-01")


def test_people_without_any_event_stand_at_the_first_day_in_force() -> None:
    done, _ = run(NOBODY, people=stream("person\nann\n"), people_format="csv")
    assert [(each.person, each.events) for each in done.people] == [("ann", 0)]
    assert done.summary.as_of == date("2016-01-01")


def test_a_file_that_breaks_off_evaluates_nobody() -> None:
    recorder = Recorder()
    text = "- {person: ann, date: 2018-01-01, action: ticket}\n- {person: *x}\n"
    with pytest.raises(HistoryError):
        evaluate(recorder, encoder(), Asked(stream(text), format="yaml"))
    assert recorder.seen == []


# --- the real evaluator ----------------------------------------------------------------------


@given(histories())
def test_a_batch_gives_everybody_what_they_are_given_alone(rows: list[Written]) -> None:
    town = policy()
    done = evaluate(town.evaluator, town.encoder, Asked(stream(as_csv(rows)), format="csv"))
    assert [each.person for each in done.people] == list(dict.fromkeys(r["person"] for r in rows))
    for each in done.people:
        events = [
            {name: value for name, value in row.items() if name != "person"}
            for row in rows
            if row["person"] == each.person
        ]
        alone = town.evaluate(events, as_of=done.summary.as_of, name=each.person)
        assert each.outcome == alone
        assert (each.score, each.grade, each.events) == (alone.score, alone.grade, len(events))


def test_attributes_reach_the_outcome() -> None:
    town = policy()
    done = evaluate(
        town.evaluator,
        town.encoder,
        Asked(
            stream(HEADER + "ann,2017-05-01,donate,1000,,\n"),
            stream("person,loan\nann,300.00\n"),
            format="csv",
            people_format="csv",
            as_of=date("2017-12-31"),
        ),
    )
    (ann,) = done.people
    assert (ann.score, ann.grade) == (110, "high")
    assert [str(award.money) for award in ann.outcome.perks] == ["3.00"]
