from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import evaluate
from policylang.engine.one_person import PersonHistory, read_person
from policylang.model.outcome import outcome_of
from tests.rooms.engine.events import PEOPLE, Written, damaged
from tests.rooms.engine.files import Recorder, as_csv, encoder, policy, stream

HISTORY = """person,date,action
ann,2018-01-01,ticket
bob,2018-05-02,ticket
ann,2018-01-03,ticket
ann,2018-01-02,ticket
cem,2018-01-01,steal
"""


def read(person: str, text: str = HISTORY, **options: object) -> PersonHistory:
    return read_person(encoder(), Asked(stream(text), format="csv", **options), person)  # type: ignore[arg-type]


def refused(person: str, **options: object) -> list[tuple[str, str | None]]:
    with pytest.raises(HistoryError) as caught:
        read(person, **options)
    return [(each.code.number, each.help) for each in caught.value.diagnostics]


def test_one_person_s_events_come_with_their_lines_and_rejects() -> None:
    found = read("ann")
    first = datetime.date(2018, 1, 1).toordinal()
    assert found.history.days == [first, first + 2]
    assert found.lines == [2, 4]
    assert [(each.line, each.code.number) for each in found.rejects] == [(5, "PL401")]
    assert found.rejected == 1
    assert found.attributes == (0, 1)


def test_the_day_asked_about_is_the_latest_of_anybody() -> None:
    assert read("ann").as_of == datetime.date(2018, 5, 2).toordinal()


def test_sorted_events_keep_their_lines() -> None:
    assert read("ann", sort=True).lines == [2, 5, 4]


def test_later_events_are_counted() -> None:
    found = read("ann", as_of=datetime.date(2018, 1, 1))
    assert (len(found.history), found.later, found.lines) == (1, 1, [2])


@given(damaged(), st.booleans(), st.sampled_from((None, datetime.date(2017, 3, 1))), st.booleans())
def test_explaining_somebody_gives_the_numbers_of_the_batch(
    rows: list[Written], sort: bool, as_of: datetime.date | None, listed: bool
) -> None:
    town = policy()
    text = as_csv(rows)
    everybody = "person,loan\nann,300\nzoe,200\n"

    def people() -> dict[str, object]:
        return {"people": stream(everybody), "people_format": "csv"} if listed else {}

    done = evaluate(
        town.evaluator,
        town.encoder,
        Asked(
            stream(text),
            format="csv",
            sort=sort,
            as_of=as_of,
            **people(),  # type: ignore[arg-type]
        ),
    )
    results = {each.person: each for each in done.people}
    for person in (*PEOPLE, "zoe"):
        try:
            found = read(person, text, sort=sort, as_of=as_of, **people())
        except HistoryError:
            assert person not in results
            continue
        result = town.evaluator.run(
            found.history, found.attributes, since=found.since, as_of=found.as_of, ledger=True
        )
        outcome = outcome_of(
            town.machine, result, as_of=found.as_of, person=person, history=found.history
        )
        batch = results[person]
        assert (outcome.score, outcome.perks) == (batch.score, batch.outcome.perks)
        assert outcome.as_of == done.summary.as_of
        assert (len(found.lines), found.rejected) == (batch.events, batch.rejected)


@pytest.mark.parametrize(
    ("person", "help"),
    [
        ("Ann", "did you mean `ann`?"),
        ("somebody", "names are compared letter by letter"),
        (" ann", "did you mean `ann`?"),
    ],
)
def test_somebody_who_is_nowhere_is_answered_with_a_near_name(person: str, help: str) -> None:
    assert refused(person) == [("PL424", help)]


def test_somebody_with_nothing_but_rejected_rows_is_told_why() -> None:
    assert [code for code, _ in refused("cem")] == ["PL402"]


def test_somebody_whose_attributes_are_in_doubt_is_told_why() -> None:
    codes = refused("ann", people=stream("person,loan\nann,-5\n"), people_format="csv")
    assert [code for code, _ in codes] == ["PL405", "PL405", "PL405", "PL405"]


def test_somebody_known_only_from_the_people_file_has_no_events() -> None:
    found = read("zoe", people=stream("person,loan\nzoe,5\n"), people_format="csv")
    assert (len(found.history), found.attributes, found.lines) == (0, (500, 1), [])


def test_the_whole_file_is_checked() -> None:
    recorder = Recorder()
    with pytest.raises(HistoryError):
        read_person(encoder(), Asked(stream("- {person: ann}\n- *x\n"), format="yaml"), "ann")
    assert recorder.seen == []
