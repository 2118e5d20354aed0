"""Cases of policies with several moments, scores, statuses, refusals and consent."""

from __future__ import annotations

from pathlib import Path

import pytest

from policylang.casebook.aims import Sort
from policylang.casebook.suite import FileReport, coverage_of, run_files
from tests.rooms.casebook.books import complaints

POLICY = """\
policy licence {
  title "A licence with points"
  events may be withdrawn
  in force from 2020-01-01
}
person {
  consents: yes or no = yes
  novice: yes or no = no, may change
  scored only while consents
}
score credit {
  starts at 12
  stays within 0 to 12
}
score paid {
  starts at 0
  stays within 0 to 1000
}
status banned "Banned" { assumed "an example" }
table price {
  by gravity: number from 1 to 5
  1: 1
  2 to 3: 2
  otherwise: 6
}
action offence {
  moments committed, final
  gravity: number from 1 to 5
  refused when banned "whoever is banned does not drive"
  loses (price of gravity) credit on final
  earns (2 points when novice otherwise 1 point) paid on final
}
rule ban "Ban" {
  when credit falls to 0
  begins banned for 6 months
}
grades of credit {
  valid from 1
  void  below
}
"""


def report_of(folder: Path, *lines: str, coverage: bool = False) -> FileReport:
    """What becomes of one case with these lines."""
    (folder / "licence.policy").write_text(POLICY, encoding="utf-8")
    file = folder / "licence.cases.yaml"
    text = "".join(f"    {line}\n" for line in lines)
    file.write_text(f"cases: 1\nhistories:\n  - name: a\n{text}", encoding="utf-8")
    (report,) = run_files([file], coverage=coverage)
    return report


OFFENCES = (
    "events:",
    "  - 2020-03-01 offence, final 2020-03-10, gravity 5, id first",
    "  - 2020-04-01 offence, final 2020-04-10, gravity 4",
    "  - 2020-05-01 offence, final 2020-05-02, gravity 1",
    "  - {date: 2020-06-01, action: void, id: first, known: 2020-07-01}",
)


@pytest.mark.parametrize(
    ("expect", "wrong"),
    [
        ("{on: 2020-03-09, score: 12}", "{on: 2020-03-09, score: 6}"),
        ("{on: 2020-03-10, score: 6}", "{on: 2020-03-10, score: 12}"),
        ("{on: 2020-04-10, scores: {credit: 0, paid: 2}}", "{on: 2020-04-10, scores: {paid: 0}}"),
        ("{on: 2020-04-10, grades: {credit: void}}", "{on: 2020-04-10, grade: valid}"),
        ("{on: 2020-04-10, status: banned}", "{on: 2020-04-09, status: banned}"),
        ("{on: 2020-04-10, status: {banned: in}}", "{on: 2020-04-10, status: {banned: not in}}"),
        (
            "{on: 2020-04-10, status: {banned: until 2020-10-10}}",
            "{on: 2020-04-10, status: {banned: until 2020-10-11}}",
        ),
        ("{on: 2020-05-02, refused: [2020-05-01]}", "{on: 2020-05-02, refused: none}"),
        ("{on: 2020-04-30, refused: none}", "{on: 2020-04-30, refused: [2020-05-01]}"),
        (
            "{on: 2020-06-30, score: 0}, {on: 2020-06-30, known: 2020-07-01, score: 5}",
            "{on: 2020-06-30, known: 2020-06-30, score: 5}",
        ),
        ("{on: 2020-06-30, scored: yes}", "{on: 2020-06-30, scored: no}"),
    ],
)
def test_what_is_so_passes_and_what_is_not_fails(tmp_path: Path, expect: str, wrong: str) -> None:
    assert complaints(report_of(tmp_path, *OFFENCES, f"expect: [{expect}]")) == []
    assert report_of(tmp_path, *OFFENCES, f"expect: [{wrong}]").failed == 1


def test_whoever_does_not_consent_has_no_score(tmp_path: Path) -> None:
    expect = "expect: {2020-05-30: {scored: no, score: none, grade: none, scores: {paid: none}}}"
    report = report_of(tmp_path, "person: {consents: no}", *OFFENCES, expect)
    assert complaints(report) == []


def test_an_attribute_may_change_over_time(tmp_path: Path) -> None:
    person = "person: {novice: {start: yes, 2020-04-01: no}}"
    expect = "expect: {2020-04-10: {scores: {paid: 3}}}"
    assert complaints(report_of(tmp_path, person, *OFFENCES, expect)) == []


def test_moments_out_of_order_are_told_of_their_event(tmp_path: Path) -> None:
    events = ("events:", "  - 2020-03-01 offence, final 2020-02-01, gravity 1")
    (found,) = complaints(report_of(tmp_path, *events, "expect: {2020-04-10: 1}"))
    assert found.startswith("PL427 2020-03-01 offence, final 2020-02-01, gravity 1: ")


def test_refusals_rows_and_chosen_values_are_covered(tmp_path: Path) -> None:
    report = report_of(tmp_path, *OFFENCES, "expect: {2020-05-30: 0}", coverage=True)
    (found,) = coverage_of([report])
    counts = found.counts()
    assert counts[Sort.REFUSALS] == (1, 1)
    assert counts[Sort.ROWS] == (1, 3)
    missing = [aim.missing for aim in found.missing if aim.sort is Sort.BRANCHES]
    assert missing == ["the condition never held"]  # nobody was a novice


LEAGUE = """\
policy league {
  title "A league"
  in force from 2020-01-01
}
score points {
  starts at 0
  stays within 0 to 1000
}
action win { earns 3 }
action draw { earns 1 }
ranking table "The table" {
  by points, highest first
}
"""
PERSONS = """\
cases: 1
histories:
  - name: a day of matches
    persons:
      Ajax: {events: [2020-03-01 win]}
      Feyenoord: {events: [2020-03-01 draw]}
      PSV: {events: [2020-03-01 draw]}
    expect:
      - {on: 2020-02-28, places: {Ajax: 1, Feyenoord: 1, PSV: 1}}
      - on: 2020-03-01
        places: {Ajax: 1, Feyenoord: 2, PSV: 2}
        of:
          Ajax: {score: 3}
          PSV: {score: 1}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ""),
        ("PSV: 2", "PSV: 3", "PL460 3: `a day of matches`: on 2020-03-01 the place of `PSV` "),
        ("score: 3", "score: 2", "PL460 2: `a day of matches`: on 2020-03-01 the score of Ajax "),
        ("PSV: 2", "PSW: 2", "PL456 PSW: "),
        ("PSV: 2", "PSV: last", "PL453 last: "),
        (
            "      - on: 2020-03-01",
            "      - on: 2020-03-01\n        ranking: tabel",
            "PL456 tabel: ",
        ),
        ("      - on: 2020-03-01", "      - on: 2020-03-01\n        score: 3", "PL451 score: "),
        ("    expect", "    events: []\n    expect", "PL453 []: "),
        ("PSV: {events", "PSV: {evnts", "PL451 evnts: "),
        ("PSV: {events: [2020-03-01 draw]}", "PSV: {events: [2020-03-01 lose]}", "PL402 2020-"),
    ],
)
def test_several_persons_have_places(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "league.policy").write_text(LEAGUE, encoding="utf-8")
    file = tmp_path / "league.cases.yaml"
    assert PERSONS.count(old)
    file.write_text(PERSONS.replace(old, new, 1) if old else PERSONS, encoding="utf-8")
    (report,) = run_files([file])
    assert [each[: len(said)] for each in complaints(report)][:1] == ([said] if said else [])


def test_a_time_of_day_counts_for_its_day_in_the_time_zone(tmp_path: Path) -> None:
    (tmp_path / "league.policy").write_text(LEAGUE, encoding="utf-8")
    file = tmp_path / "league.cases.yaml"
    event = '{timestamp: "2020-03-01T23:30:00-05:00", action: win}'
    text = f"cases: 1\nhistories:\n- {{name: a, events: [{event}], expect: {{2020-03-01: 0}}}}\n"
    file.write_text(text, encoding="utf-8")
    (report,) = run_files([file])
    assert complaints(report) == []
