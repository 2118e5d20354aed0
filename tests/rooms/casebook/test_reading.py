"""Case files are read strictly: what is not understood is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from policylang.casebook.reading import read_casebook
from policylang.casebook.suite import run_files
from policylang.core import limits
from policylang.core.errors import HistoryError
from tests.rooms.casebook.books import CASE, HEAD, complaints, shelf


def refusals(folder: Path, text: str) -> list[str]:
    """What is said of a case file with this text."""
    (report,) = run_files([shelf(folder, text)])
    return complaints(report)


def test_a_case_is_read_as_it_is_written(tmp_path: Path) -> None:
    text = HEAD.replace("histories", "person: {staff: yes}\nsince: 2018-01-05\nhistories") + CASE
    book = read_casebook(shelf(tmp_path, text))
    (case,) = book.cases
    assert book.policy == tmp_path / "library.policy"
    assert (case.name, case.line, case.ranked) == ("eight days late", 6, False)
    (person,) = case.people
    assert person.attributes == {"staff": "yes"}
    assert [event.given for event in person.events] == [
        {"date": "2018-02-01", "action": "late", "days": "8"}
    ]
    (expectation,) = case.expectations
    assert (expectation.on.isoformat(), expectation.known) == ("2018-02-01", None)


def test_what_a_case_says_of_its_person_goes_before_what_the_file_says(tmp_path: Path) -> None:
    text = HEAD.replace("histories", "person: {staff: yes}\nhistories") + CASE
    text = text.replace("    events", "    person: {staff: no}\n    events")
    assert read_casebook(shelf(tmp_path, text)).cases[0].people[0].attributes == {"staff": "no"}


def test_an_event_in_words_is_the_event_by_names(tmp_path: Path) -> None:
    by_name = CASE.replace("2018-02-01 late, days 8", "{date: 2018-02-01, action: late, days: 8}")
    one, other = (read_casebook(shelf(tmp_path, HEAD + case)) for case in (CASE, by_name))
    assert one.cases[0].people[0].events[0].given == other.cases[0].people[0].events[0].given


def test_without_a_name_the_policy_is_the_one_beside_it(tmp_path: Path) -> None:
    file = shelf(tmp_path, HEAD.replace("policy: library.policy\n", "") + CASE)
    assert read_casebook(file).policy == tmp_path / "library.policy"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cases: 1", "cases: one", "PL450 one: "),
        ("cases: 1\n", "", "PL450 policy: library.policy: "),
        ("histories:", "historys:", "PL451 historys: "),
        ("    events:", "    evnts:", "PL451 evnts: "),
        ("{score: 98, grade: fair}", "{scor: 98}", "PL451 scor: "),
        ("  - name: eight days late\n    events", "  - events", "PL452 events:: "),
        ("2018-02-01 late, days 8", "{date: 2018-02-01, days: 8}", "PL452 {date: "),
        ("2018-02-01: {score", "1 February: {score", "PL453 1 February: "),
        ("2018-02-01: {score", "2018-02-30: {score", "PL453 2018-02-30: "),
        ("eight days late", "[eight]", "PL453 [eight]: "),
        ("eight days late", '""', 'PL453 "": '),
        ("score: 98", "score: many", "PL453 many: "),
        ("score: 98", "score: 98.5", "PL453 98.5: "),
        ("score: 98", "score: [98]", "PL453 [98]: "),
        ("score: 98", "score: 98, score: 98", "PL454 score: "),
        ("days 8", "days 8, days 9", "PL454 2018-02-01 late, "),
        ("{score: 98, grade: fair}", "", "PL455 2018-02-01: "),
        ("{score: 98, grade: fair}", "{}", "PL455 2018-02-01: "),
        ("grade: fair", "grade: fare", "PL456 fare: "),
        ("grade: fair", "perks: [voucer]", "PL456 voucer: "),
        ("grade: fair", "scores: {trst: 98}", "PL456 trst: "),
        ("grade: fair", "status: banned", "PL456 banned: "),
        ("library.policy", "librry.policy", "PL457 librry.policy: "),
        ("library.policy", "/library.policy", "PL457 /library.policy: "),
        ("eight days late", "a: b", "PL418   - name: a: b: a colon stands here"),
        ("2018-02-01 late", "2018-02-01, late", "PL458 2018-02-01, late, days 8: "),
        ("days 8", "days", "PL458 2018-02-01 late, days: "),
        ("days 8", "dais 8", "PL404 2018-02-01 late, dais 8: "),
        ("late, days", "leit, days", "PL402 2018-02-01 leit, days 8: "),
        ("days 8", "days 999", "PL405 2018-02-01 late, days 999: "),
        ("    events", "    person: {stuff: yes}\n    events", "PL423 stuff: "),
        ("    events", "    person: {staff: perhaps}\n    events", "PL408 staff: "),
        ("    events", "    person: {staff: {2018-03-01: yes}}\n    events", "PL433 staff: "),
        ("2018-02-01: {score", "2017-12-31: {score", "PL420 2017-12-31: "),
        ("score: 98", "score: &a 98", "PL415 "),
        ("score: 98", "score: !!int 98", "PL415 "),
        ("score: 98", "score: {98", "PL418 "),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = HEAD + CASE
    assert text.count(old) >= 1
    (found,) = refusals(tmp_path, text.replace(old, new, 1))
    assert found.startswith(said)


@pytest.mark.parametrize("number", [1, 2, 1002])
def test_an_event_is_found_whatever_its_number_and_is_not_told_by_it(
    tmp_path: Path, number: int
) -> None:
    lines = ["      - 2018-02-01 late, days 8\n"] * 1002
    lines[number - 1] = "      - 2018-02-01 leit, days 8\n"
    text = HEAD + CASE.replace("      - 2018-02-01 late, days 8\n", "".join(lines))
    (found,) = refusals(tmp_path, text)
    assert found.startswith("PL402 2018-02-01 leit, days 8: the policy has no action `leit`")


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = HEAD + CASE.replace("events", "evnts") + CASE.replace("days 8", "days")
    assert [each[:5] for each in refusals(tmp_path, text)] == ["PL451", "PL458"]


def test_a_near_name_is_offered(tmp_path: Path) -> None:
    text = HEAD + CASE.replace("grade: fair", "grade: fare")
    (report,) = run_files([shelf(tmp_path, text)])
    assert report.verdicts[0].problems[0].help == "did you mean `fair`?"


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    assert [each[:21] for each in refusals(tmp_path, HEAD + CASE + CASE)] == [
        "PL454 eight days late"
    ]


def test_a_day_may_stand_twice_if_something_else_was_known(tmp_path: Path) -> None:
    days = "[{on: 2018-02-02, score: 98}, {on: 2018-02-02, known: 2018-03-01, score: 98}]"
    text = HEAD + CASE.replace(
        "expect:\n      2018-02-01: {score: 98, grade: fair}", "expect: " + days
    )
    assert refusals(tmp_path, text) == []
    (found,) = refusals(tmp_path, text.replace("known: 2018-03-01, ", ""))
    assert found.startswith("PL454 2018-02-02")


def test_an_empty_list_of_histories_is_refused(tmp_path: Path) -> None:
    assert refusals(tmp_path, "cases: 1\nhistories: []\n")[0].startswith("PL455")
    assert refusals(tmp_path, "cases: 1\n")[0].startswith("PL452")


@pytest.mark.parametrize("text", ["", "# nothing\n", "~\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    assert refusals(tmp_path, text)[0].startswith("PL411")


@pytest.mark.parametrize("text", ["- a\n", "a\n", "cases: 1\n---\ncases: 1\n", "{[a]: b}\n"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    assert refusals(tmp_path, text)[0][:5] in ("PL453", "PL418")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    text = "cases: " + "[" * (limits.DATA_NESTING + 1) + "]" * (limits.DATA_NESTING + 1)
    assert refusals(tmp_path, text)[0].startswith("PL415")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    file = shelf(tmp_path, "#" * (limits.CASE_FILE_BYTES + 1))
    with pytest.raises(HistoryError, match="PL425"):
        read_casebook(file)


def test_text_that_is_none_is_refused(tmp_path: Path) -> None:
    file = shelf(tmp_path, "")
    file.write_bytes(b"cases: 1\n\xff\xfe\n")
    with pytest.raises(HistoryError, match="PL410"):
        read_casebook(file)


def test_an_error_of_the_policy_is_told_as_one(tmp_path: Path) -> None:
    file = shelf(tmp_path, HEAD + CASE)
    (tmp_path / "library.policy").write_text("policy x {\n", encoding="utf-8")
    (report,) = run_files([file])
    assert report.of_policy
    assert report.problems


@pytest.mark.parametrize(
    "name", ["../library.policy", "/etc/passwd", '"a\\0b.policy"', "c:x.policy"]
)
def test_the_policy_of_a_case_file_lies_beside_it(tmp_path: Path, name: str) -> None:
    here = tmp_path / "inside"
    here.mkdir()
    shelf(tmp_path, HEAD + CASE)
    file = here / "library.cases.yaml"
    file.write_text(HEAD.replace("library.policy", name) + CASE, encoding="utf-8")
    (report,) = run_files([file])
    (said,) = complaints(report)
    assert "PL457" in said
    assert "is not inside the folder of the case file" in said
