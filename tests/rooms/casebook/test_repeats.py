"""Events that happen several times, in both forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from policylang.casebook.case import CaseEvent
from policylang.casebook.reading import read_casebook
from tests.rooms.casebook.books import HEAD, complaints, report_on, shelf


def events(folder: Path, *written: str) -> tuple[CaseEvent, ...]:
    """What the events of a case are read as."""
    lines = "".join(f"      - {each}\n" for each in written)
    text = f"{HEAD}  - name: one\n    events:\n{lines}    expect: {{2020-01-01: 1}}\n"
    (case,) = read_casebook(shelf(folder, text)).cases
    return case.people[0].events


@pytest.mark.parametrize(
    ("words", "named", "days"),
    [
        ("2 times", "repeat: 2", ["2018-01-31", "2018-01-31"]),
        ("3 times every day", "repeat: 3, every: day", ["2018-01-31", "2018-02-01", "2018-02-02"]),
        ("2 times every week", "repeat: 2, every: week", ["2018-01-31", "2018-02-07"]),
        ("3 times every month", "repeat: 3, every: month",
         ["2018-01-31", "2018-02-28", "2018-03-31"]),
        ("2 times every 10 days", "repeat: 2, every: 10 days", ["2018-01-31", "2018-02-10"]),
        ("1 times", "repeat: 1", ["2018-01-31"]),
    ],
)  # fmt: skip
def test_an_event_repeats(tmp_path: Path, words: str, named: str, days: list[str]) -> None:
    line = f"2018-01-31 late, days 8, {words}"
    by_name = f"{{date: 2018-01-31, action: late, days: 8, {named}}}"
    stamped = by_name.replace("date:", "timestamp:")
    wanted = [{"date": day, "action": "late", "days": "8"} for day in days]
    for written in (line, by_name, stamped):
        assert [each.given for each in events(tmp_path, written)] == wanted


@pytest.mark.parametrize(
    ("event", "word"),
    [
        ("2018-01-31 late, days 8, 0 times", "how many times"),
        ("2018-01-31 late, days 8, 999999999 times", "how many times"),
        ("2018-01-31 late, days 8, 2 times every year", "no step"),
        ("2018-01-31 late, days 8, 2 times every 0 days", "no step"),
        ("2999-12-01 late, days 8, 99999 times every month", "out of the calendar"),
        ("2018-01-31T10:00:00Z late, days 8, 2 times every month", "2018-01-31T10"),
        ("{date: 2018-01-31, action: late, repeat: many}", "how many times"),
        ("{date: 2018-01-31, action: late, every: month}", "not how often"),
        ("{date: 2018-01-31, action: late, repeat: 2, every: [month]}", "list"),
        ("{action: late, repeat: 2, every: month}", "date"),
    ],
)
def test_what_cannot_be_repeated_is_told_of(tmp_path: Path, event: str, word: str) -> None:
    case = f"- {{name: one, events: ['{event}'], expect: {{2018-03-01: 98}}}}\n"
    if event.startswith("{"):
        case = case.replace("'", "")
    (found,) = complaints(report_on(tmp_path, case))
    assert found.startswith("PL453 ")
    assert word in found


def test_what_goes_on_from_day_to_day_is_put_in_its_place(tmp_path: Path) -> None:
    written = ("2018-01-30 late, days 8, 3 times every day", "2018-01-31 help", "2018-01-30 help")
    found = [(each.given["date"], each.given["action"]) for each in events(tmp_path, *written)]
    assert found == [
        ("2018-01-30", "late"), ("2018-01-30", "help"), ("2018-01-31", "late"),
        ("2018-01-31", "help"), ("2018-02-01", "late"),
    ]  # fmt: skip


def test_events_that_do_not_go_on_stay_as_they_are_written(tmp_path: Path) -> None:
    written = ("2018-01-31 help, 2 times", "2018-01-30 help")
    days = [each.given["date"] for each in events(tmp_path, *written)]
    assert days == ["2018-01-31", "2018-01-31", "2018-01-30"]


def test_a_file_of_too_many_repetitions_is_refused(tmp_path: Path) -> None:
    lines = "".join(f"      - 2018-01-{day:02} late, days 8, 60000 times\n" for day in (1, 2, 3))
    case = f"  - name: one\n    events:\n{lines}    expect: {{2020-01-01: 1}}\n"
    found = complaints(report_on(tmp_path, case))
    assert [each.partition(" ")[0] for each in found] == ["PL453", "PL453"]


def test_repeated_events_count(tmp_path: Path) -> None:
    case = """\
  - name: months of help
    events:
      - 2018-01-31 help, 3 times every month
      - 2018-04-01 help, 3 times
    expect: {2018-03-31: 112, 2018-04-01: 120}
"""
    report = report_on(tmp_path, case)
    assert complaints(report) == []
    assert report.passed == 1
