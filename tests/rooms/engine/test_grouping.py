from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import limits
from policylang.engine.encoding import RowEncoder
from policylang.engine.grouping import Grouping
from policylang.engine.people_file import nobody
from policylang.engine.rows import RawRow, Reject
from policylang.model.values import InputProblem
from tests.rooms.engine.events import Written, damaged
from tests.rooms.engine.files import encoder


def grouped(rows: list[Written], **options: object) -> tuple[Grouping, list[Reject]]:
    rejects: list[Reject] = []
    grouping = Grouping(
        encoder(),
        nobody(encoder()),
        "f",
        on_reject=rejects.append,
        **options,  # type: ignore[arg-type]
    )
    grouping.take_all(RawRow(number, dict(row), "text") for number, row in enumerate(rows, 2))
    return grouping, rejects


def ticket(person: str, date: str) -> Written:
    return {"person": person, "date": date, "action": "ticket"}


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def test_rows_are_kept_by_person_in_order_of_first_appearance() -> None:
    rows = [ticket(person, "2018-01-01") for person in ("bob", "ann", "bob", "cem", "ann")]
    grouping, _ = grouped(rows)
    assert {name: len(group.days) for name, group in grouping.groups.items()} == {
        "bob": 2,
        "ann": 2,
        "cem": 1,
    }
    assert list(grouping.groups) == ["bob", "ann", "cem"]


def test_an_event_before_the_last_one_of_the_same_person_is_rejected() -> None:
    rows = [
        ticket("ann", "2018-01-02"),
        ticket("bob", "2018-01-01"),
        ticket("ann", "2018-01-01"),
        ticket("ann", "2018-01-02"),
    ]
    grouping, rejects = grouped(rows)
    assert [(each.line, each.code.number, each.person) for each in rejects] == [(4, "PL401", "ann")]
    assert grouping.groups["ann"].days == [day("2018-01-02")] * 2
    assert grouping.groups["ann"].rejected == 1


def test_an_event_that_was_rejected_does_not_count_for_the_order() -> None:
    rows = [
        {"person": "ann", "date": "2018-12-31", "action": "steal"},
        ticket("ann", "2018-01-01"),
    ]
    _, rejects = grouped(rows)
    assert [each.code.number for each in rejects] == ["PL402"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5)), max_size=12))
def test_sorting_is_stable_and_rejects_nothing(rows: list[tuple[str, int]]) -> None:
    written = [
        {**ticket(person, f"2018-01-0{number}"), "action": "help", "time": f"{place + 1}"}
        for place, (person, number) in enumerate(rows)
    ]
    grouping, rejects = grouped(written, sort=True, only="a")
    assert rejects == []
    expected = sorted(
        ((number, place) for place, (person, number) in enumerate(rows) if person == "a"),
        key=lambda pair: pair[0],
    )
    group = grouping.groups.get("a")
    if group is not None:
        assert [held[0] // 3600 - 1 for _, held in group.deeds] == [p for _, p in expected]
        assert group.lines == [place + 2 for _, place in expected]
        assert group.days == sorted(group.days)


@given(damaged(), st.booleans(), st.sampled_from((None, day("2017-03-01"))))
def test_every_row_is_evaluated_or_rejected_or_too_late(
    rows: list[Written], sort: bool, as_of: int | None
) -> None:
    grouping, rejects = grouped(rows, sort=sort, as_of=as_of)
    assert grouping.rows == len(rows)
    assert grouping.rows == grouping.evaluated + grouping.rejected + grouping.later
    assert grouping.rejected == len(rejects)
    groups = grouping.groups.values()
    assert grouping.evaluated == sum(len(group.days) for group in groups)
    assert grouping.later == sum(group.later for group in groups)
    assert all(group.days == sorted(group.days) for group in groups)
    if as_of is None:
        assert grouping.later == 0
    else:
        assert all(each <= as_of for group in groups for each in group.days)


@given(damaged())
def test_keeping_one_person_changes_no_count(rows: list[Written]) -> None:
    everybody, rejects = grouped(rows)
    one, same = grouped(rows, only="ann")
    assert [one.rows, one.evaluated, one.rejected, one.later, one.latest] == [
        everybody.rows,
        everybody.evaluated,
        everybody.rejected,
        everybody.later,
        everybody.latest,
    ]
    assert rejects == same
    for name, group in one.groups.items():
        assert group.days == (everybody.groups[name].days if name == "ann" else [])


def test_days_at_the_edges_of_the_timeline() -> None:
    rows = [ticket("ann", f"2018-01-0{number}") for number in range(1, 6)]
    grouping, rejects = grouped(rows, since=day("2018-01-02"), as_of=day("2018-01-04"))
    assert [each.code.number for each in rejects] == ["PL417"]
    assert rejects[0].line == 2
    assert grouping.groups["ann"].days == [day(f"2018-01-0{number}") for number in (2, 3, 4)]
    assert grouping.later == 1
    assert grouping.latest == day("2018-01-05")


def test_an_event_after_the_day_asked_about_still_counts_for_the_order() -> None:
    rows = [ticket("ann", "2018-06-01"), ticket("ann", "2018-01-01")]
    _, rejects = grouped(rows, as_of=day("2018-03-01"))
    assert [each.code.number for each in rejects] == ["PL401"]


def test_a_person_may_have_as_many_events_as_the_limit_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "EVENTS_PER_PERSON", 3)
    rows = [ticket(person, "2018-01-01") for person in ("ann", "ann", "ann", "bob")]
    assert grouped(rows)[1] == []
    _, rejects = grouped([*rows, ticket("ann", "2018-01-01")])
    assert [(each.line, each.code.number) for each in rejects] == [(6, "PL416")]


# --- persons ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a", "x" * 200, "张伟", "D'Arcy, J.", "a\u200cb", "=1+1", "-"])
def test_a_person_may_be_called_nearly_anything(name: str) -> None:
    grouping, rejects = grouped([ticket(name, "2018-01-01")])
    assert rejects == []
    assert list(grouping.groups) == [name]


@pytest.mark.parametrize(
    "name",
    ["x" * 201, "a\nb", "a\tb", "\x1b[2J", "a\x7f", "a\x85b", "\ud800", "a\u2028b", "a\rb"],
)
def test_names_that_cannot_be_printed_are_refused(name: str) -> None:
    grouping, rejects = grouped([ticket(name, "2018-01-01")])
    assert [each.code.number for each in rejects] == ["PL408"]
    assert rejects[0].message.isprintable()
    assert rejects[0].message.encode()
    assert grouping.groups == {}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"date": "2018-01-01", "action": "ticket"}, "PL409"),
        ({"person": "ann", "action": "ticket"}, "PL409"),
        ({"person": "ann", "date": "2018-01-01"}, "PL409"),
        ({"person": "", "date": "2018-01-01", "action": "ticket"}, "PL403"),
        ({"person": "ann", "date": "", "action": "ticket"}, "PL403"),
        ({"person": "ann", "date": "2018-01-01", "action": ""}, "PL403"),
        ({"person": "ann", "date": "2018-01-01", "timestamp": "x", "action": "ticket"}, "PL404"),
        ({"person": "ann", "date": "2018-01-01", "action": "donate"}, "PL403"),
        ({"person": "ann", "date": "2018-01-01", "action": "Ticket"}, "PL402"),
    ],
)
def test_what_a_row_lacks_is_told(row: Written, code: str) -> None:
    _, rejects = grouped([row])
    assert [each.code.number for each in rejects] == [code]


def test_a_timestamp_lies_on_the_day_of_the_policy_s_time_zone() -> None:
    row = {"person": "ann", "timestamp": "2018-01-01T20:00:00Z", "action": "ticket"}
    grouping, _ = grouped([row])
    assert grouping.groups["ann"].days == [day("2018-01-02")]


def test_text_from_a_file_cannot_break_a_message() -> None:
    rows = [
        {**ticket("ann", "2018-01-01"), "action": "\ud800\x1b[2Jx"},
        {**ticket("ann", "2018-01-01"), "\x1b]0;": "1"},
    ]
    for reject in grouped(rows)[1]:
        assert reject.message.isprintable()
        assert reject.message.encode()


# --- memory of what recurs -------------------------------------------------------------------


@given(damaged())
def test_reading_a_row_again_gives_the_same(rows: list[Written]) -> None:
    fresh, used = RowEncoder(encoder()), RowEncoder(encoder())

    def read(reader: RowEncoder, row: Written) -> object:
        values = {name: value for name, value in row.items() if name != "person"}
        try:
            return reader.encode(RawRow(1, values, "text"))
        except InputProblem as problem:
            return problem.code, problem.message

    for row in rows:
        read(used, row)
    for row in rows:
        assert read(used, row) == read(RowEncoder(encoder()), row) == read(fresh, row)


def test_the_same_values_under_other_names_are_another_deed() -> None:
    helped = {**ticket("ann", "2018-01-01"), "action": "help"}
    right, wrong = {**helped, "time": "1"}, {**helped, "amount": "1"}
    assert [each.line for each in grouped([right, wrong])[1]] == [3]
    assert [each.line for each in grouped([wrong, right])[1]] == [2]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from policylang.engine import encoding

    monkeypatch.setattr(encoding, "_REMEMBERED", 5)
    reader = RowEncoder(encoder())
    first = day("2018-01-01")
    for number in range(23):
        date = datetime.date.fromordinal(first + number).isoformat()
        values = {"date": date, "action": "donate", "amount": str(number)}
        assert reader.encode(RawRow(1, values, "t")) == (first + number, (1, (number * 100, 0)))
        assert len(reader._days) <= 5
        assert len(reader._deeds) <= 5


def test_deeds_that_recur_are_one_object() -> None:
    grouping, _ = grouped([ticket("ann", "2018-01-01"), ticket("bob", "2018-01-02")])
    assert grouping.groups["ann"].deeds[0] is grouping.groups["bob"].deeds[0]


def test_names_are_suggested_for_so_many_unknown_actions_and_no_more() -> None:
    rows = [{**ticket("ann", "2018-01-01"), "action": "tickets"}] * 201
    _, rejects = grouped(rows)
    assert [each.help for each in rejects[:200]] == ["did you mean `ticket`?"] * 200
    assert rejects[200].help is None
    assert rejects[200].message == "the policy has no action `tickets`"
