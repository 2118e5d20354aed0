"""Many case files: which are found, which cases are run, and in what order."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from policylang.api import load
from policylang.casebook import suite
from policylang.casebook.json_form import in_json
from policylang.casebook.junit import in_junit
from policylang.casebook.lives import Lives
from policylang.casebook.reading import read_casebook
from policylang.casebook.suite import coverage_of, find_files, run_files
from policylang.casebook.text_form import account
from policylang.model.history import Encoder
from tests.rooms.casebook.books import CASE, HEAD, shelf


def many(count: int) -> str:
    """A case file with so many cases, every third of which fails."""
    cases = [
        CASE.replace("score: 98", f"score: {98 if number % 3 else 97}").replace(
            "eight days late", f"case {number}"
        )
        for number in range(count)
    ]
    return HEAD + "".join(cases)


def test_a_folder_stands_for_its_case_files_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("z", "a", "b/c", ".hidden/d"):
        (tmp_path / f"{name}.cases.yaml").touch()
    (tmp_path / "other.yaml").touch()
    found = [each.relative_to(tmp_path).as_posix() for each in find_files([tmp_path])]
    assert found == ["a.cases.yaml", "b/c.cases.yaml", "z.cases.yaml"]


def test_a_policy_stands_for_the_cases_beside_it_and_a_file_comes_once(tmp_path: Path) -> None:
    file = shelf(tmp_path, HEAD + CASE)
    assert find_files([tmp_path / "library.policy", file, tmp_path]) == [file]


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        find_files([tmp_path / "nobody.policy"])


@pytest.mark.parametrize(
    ("words", "names"),
    [("", 3), ("case", 3), ("CASE 1", 1), ("library 2", 1), ("2 library", 1), ("other", 0)],
)
def test_words_choose_cases(tmp_path: Path, words: str, names: int) -> None:
    (report,) = run_files([shelf(tmp_path, many(3))], words=words)
    assert len(report.verdicts) == names


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    files = [shelf(tmp_path, many(230), "one"), shelf(tmp_path, many(7), "two")]
    alone = run_files(files, jobs=1, coverage=True)
    together = run_files(files, jobs=2, coverage=True)
    assert in_json(alone, coverage_of(alone)) == in_json(together, coverage_of(together))
    assert account(alone) == "237 cases = 157 passed + 80 failed; 2 files"


def test_a_process_reads_a_case_file_and_checks_its_policy_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []

    def counted(name: str) -> Callable[[Path], Any]:
        real = getattr(suite, name)

        def call(path: Path) -> Any:
            used.append(path.name)
            return real(path)

        return call

    monkeypatch.setattr(suite, "load", counted("load"))
    monkeypatch.setattr(suite, "read_casebook", counted("read_casebook"))
    shelf_here = suite._Shelf()
    parts = list(suite._divided(shelf(tmp_path, many(230)), shelf_here, "", False))
    assert len(parts) == 3
    suite._open(pickle.loads(pickle.dumps(shelf_here)))  # as another process is given it
    assert all(len(suite._run_here(part).compared) == len(part.numbers) for part in parts)
    assert used == ["library.cases.yaml", "library.policy"]


def test_a_process_hands_back_no_more_than_what_is_not_as_expected(tmp_path: Path) -> None:
    shelf_here = suite._Shelf()
    passing = HEAD + "".join(CASE.replace("eight days late", f"case {n}") for n in range(100))
    (part,) = suite._divided(shelf(tmp_path, passing), shelf_here, "", False)
    assert len(pickle.dumps(suite._run(part, shelf_here))) < len(passing) / 4


def test_json_has_every_case_with_its_failures(tmp_path: Path) -> None:
    reports = run_files([shelf(tmp_path, many(2))])
    value = json.loads(in_json(reports))
    assert value["format_version"] == 1
    assert value["summary"] == {
        "files": 1, "cases": 2, "passed": 1, "failed": 1, "unusable": 0, "unusable_files": 0,
    }  # fmt: skip
    failed, passed = value["files"][0]["cases"]
    assert (failed["outcome"], passed["outcome"]) == ("failed", "passed")
    (failure,) = failed["failures"]
    assert failure["expected"] == "97"
    assert failure["actual"] == "98"
    assert (failure["line"], failure["column"]) == (8, 27)


def test_junit_has_a_suite_for_each_file_and_a_test_for_each_case(tmp_path: Path) -> None:
    files = [
        shelf(tmp_path, many(2).replace("case 0", 'a < b & "c" \u0085'), "one"),
        shelf(tmp_path, "cases: 2\n", "two"),
        shelf(tmp_path, HEAD + CASE.replace("days 8", "dais 8"), "three"),
    ]
    root = ElementTree.fromstring("".join(in_junit(run_files(files))).encode())
    assert root.attrib == {"tests": "4", "failures": "1", "errors": "2"}
    one, two, three = root
    assert [case[0].tag if len(case) else "" for case in one] == ["failure", ""]
    assert one[0].get("name", "").startswith('a < b & "c"')
    assert "PL450" in (two[0][0].text or "")
    assert "PL404" in (three[0][0].text or "")


def test_a_person_is_read_once_however_much_is_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    history = Encoder.history
    monkeypatch.setattr(Encoder, "history", lambda *given: read.append(given) or history(*given))
    days = "".join(f"      2018-03-{day:02}: 98\n" for day in range(1, 11))
    (report,) = run_files([shelf(tmp_path, HEAD + CASE + days)])
    assert report.verdicts[0].expected == 12
    assert len(read) == 1


def test_a_case_is_evaluated_as_any_caller_would() -> None:
    asked = 0
    for file in find_files([Path(__file__).parents[3] / "policies"]):
        book = read_casebook(file)
        policy = load(book.policy)
        for case in book.cases[:20]:
            lives = Lives(policy, case)
            for person, expectation in product(case.people, case.expectations):
                found = policy.evaluate(
                    [event.given for event in person.events],
                    person=person.attributes,
                    as_of=expectation.on,
                    since=case.since,
                    known=expectation.known,
                    name=person.name or case.name,
                )
                assert lives.outcome_at(person, expectation) == found
                asked += 1
    assert asked > 100
