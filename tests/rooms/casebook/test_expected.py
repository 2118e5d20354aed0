"""Each thing that can be expected passes where it is so, and fails where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms.casebook.books import complaints, report_of, report_on

LATE = "2018-02-01 late, days 8"
LOST = ("2018-02-01 late, days 31", "2018-02-02 late, days 31")


@pytest.mark.parametrize(
    ("expect", "actual", "events"),
    [
        ("score: 98", "score: 97", (LATE,)),
        ("score: 98.0", "score: 99.0", (LATE,)),
        ("scores: {trust: 98}", "scores: {trust: 100}", (LATE,)),
        ("grade: fair", "grade: good", (LATE,)),
        ("grade: fair", "grade: none", (LATE,)),
        ("grades: {trust: fair}", "grades: {trust: poor}", (LATE,)),
        ("perks: none", "perks: [voucher]", (LATE,)),
        ("perks: [voucher]", "perks: none", ()),
        ("perks: voucher", "perks: shelf", ()),
        ("perks: {voucher: 2}", "perks: {voucher: 1}", ()),
        ("sanctions: none", "sanctions: letter", ()),
        ("sanctions: {letter: 2}", "sanctions: none", (*LOST, "2018-02-03 late, days 31")),
        ("holds: [shelf]", "holds: none", ()),
        ("holds: none", "holds: shelf", (LATE,)),
        ("perk money: 2500 EUR", "perk money: 2499.99 EUR", ()),
        ('perk money: "2,500.00 EUR"', "perk money: 0 EUR", ()),
        ("sanction money: 0 EUR", "sanction money: 1 EUR", ()),
        ("gain: 2500 EUR", "gain: at most 2499.99 EUR", ()),
        ("gain: at most 2500 EUR", "gain: 0 EUR", ()),
        ("gain: at most 0 EUR", "gain: at most -0.01 EUR", (LATE,)),
        ("refused: none", "refused: [2018-02-01]", (LATE,)),
        ("scored: yes", "scored: no", (LATE,)),
    ],
)
def test_what_is_so_passes_and_what_is_not_fails(
    tmp_path: Path, expect: str, actual: str, events: tuple[str, ...]
) -> None:
    on = "2020-01-01: "
    assert complaints(report_of(tmp_path, f"{on}{{{expect}}}", *events)) == []
    (found,) = complaints(report_of(tmp_path, f"{on}{{{actual}}}", *events))
    assert found.startswith("PL460 ")


BARGAIN = """\
policy bargain {
  title "What is bought"
  currency EUR
  timezone "UTC"
}
score trust {
  starts at 0
  stays within 0 to 120
}
action give {
  by choice
  refused when trust >= 8 "enough"
  costs (7 EUR when trust >= 4 otherwise 3 EUR)
  earns 4
}
grades of trust {
  good from 8
  poor below
}
perk voucher {
  for good
  every year on 31 December
  pays 20 EUR
}
"""


def test_a_gain_counts_what_events_cost_before_and_what_is_refused_costs_nothing(
    tmp_path: Path,
) -> None:
    # 3 EUR with no points, 7 EUR with four, and the third is refused; 20 EUR come on 31 December.
    gives = tuple(f"2018-02-0{day} give" for day in (1, 2, 3))
    expect = "2018-02-01: {gain: -3 EUR}\n2018-12-30: {gain: -10 EUR}\n2018-12-31: {gain: 10 EUR}"
    assert complaints(report_of(tmp_path, expect, *gives, policy=BARGAIN)) == []
    more = report_of(tmp_path, "2018-12-31: {gain: at most 9.99 EUR}", *gives, policy=BARGAIN)
    (miss,) = more.verdicts[0].misses
    assert (miss.wanted, miss.actual) == ("at most 9.99 EUR", "10.00 EUR")


def test_a_gain_that_cannot_be_told_is_said(tmp_path: Path) -> None:
    counted = BARGAIN.replace("trust >= 4", "count of give in the last 12 months >= 1")
    report = report_of(tmp_path, "2018-12-31: {gain: 0 EUR}", "2018-02-01 give", policy=counted)
    (said,) = complaints(report)
    assert said.startswith("PL453 0 EUR: the cost of `give` depends on more than the event")


def test_a_number_alone_is_the_score(tmp_path: Path) -> None:
    assert report_of(tmp_path, "2018-02-01: 98", LATE).passed == 1
    assert report_of(tmp_path, "2018-02-01: 97", LATE).failed == 1


def test_a_day_is_asked_about_at_its_end(tmp_path: Path) -> None:
    report = report_of(tmp_path, "2018-01-31: 100\n2018-02-01: 98\n2018-02-02: 98", LATE)
    assert complaints(report) == []
    assert report.verdicts[0].expected == 3


def test_attributes_of_the_person_count(tmp_path: Path) -> None:
    help = "2018-02-01 help"
    assert report_of(tmp_path, "2018-02-01: 104", help).passed == 1
    assert report_of(tmp_path, "2018-02-01: 100", help, person="{staff: yes}").passed == 1


def test_a_failure_says_what_it_is_and_how_it_came(tmp_path: Path) -> None:
    report = report_of(tmp_path, "2018-03-01: {grade: good}", LATE, "2018-02-05 help")
    assert report.failed == 0
    report = report_of(tmp_path, "2018-02-01: {grade: good, score: 98}", LATE)
    (miss,) = report.verdicts[0].misses
    assert (miss.what, miss.wanted, miss.actual) == ("grade", "good", "fair")
    assert miss.diagnostic.span is not None
    assert miss.diagnostic.span.text == "good"
    assert "2018-02-01 late -2 = 98" in (miss.diagnostic.help or "")


TWO_SCORES = """\
policy library {
  title "Borrowing points"
}
score trust {
  starts at 100
  stays within 0 to 120
}
score debts {
  starts at 0
  stays within 0 to 50
}
action late {
  sets debts to 3
  sets trust to 98
}
"""


def test_where_there_are_several_scores_each_step_names_its_own(tmp_path: Path) -> None:
    report = report_of(tmp_path, "2018-02-01: {score: 1}", "2018-02-01 late", policy=TWO_SCORES)
    (miss,) = report.verdicts[0].misses
    help = "it came so: 2018-02-01 late: debts +3 = 3; then 2018-02-01 late: trust -2 = 98"
    assert miss.diagnostic.help == help


def test_everything_that_fails_is_said(tmp_path: Path) -> None:
    report = report_of(tmp_path, "2018-02-01: {score: 1, grade: poor}\n2018-02-02: 2", LATE)
    assert [miss.wanted for miss in report.verdicts[0].misses] == ["1", "poor", "2"]


def test_a_case_with_a_day_that_cannot_be_asked_about_did_not_pass(tmp_path: Path) -> None:
    report = report_of(tmp_path, "2018-02-01: 98\n2017-01-01: 100", LATE)
    assert (report.passed, report.failed, report.unusable) == (0, 0, 1)


STATUSES = """\
policy library { title "A library" }
score trust { starts at 0 }
status banned {}
status warned {}
action lose { begins banned for 2 months  begins warned for 1 months }
"""


@pytest.mark.parametrize(
    ("day", "wanted", "actual"),
    [
        ("2018-01-31", "none", None),
        ("2018-02-01", "none", "[banned, warned]"),
        ("2018-03-01", "none", "[banned]"),
        ("2018-04-01", "none", None),
    ],
)
def test_no_status_at_all_can_be_expected(
    tmp_path: Path, day: str, wanted: str, actual: str | None
) -> None:
    report = report_of(tmp_path, f"{day}: {{status: {wanted}}}", "2018-02-01 lose", policy=STATUSES)
    said = [miss.actual for verdict in report.verdicts for miss in verdict.misses]
    assert said == ([] if actual is None else [actual])


def test_a_comma_inside_brackets_is_explained(tmp_path: Path) -> None:
    case = "- {name: one, events: [2018-02-01 late, days 8], expect: {2018-03-01: 98}}\n"
    report = report_on(tmp_path, case)
    assert [each.code.number for each in report.problems] == ["PL458"]
    assert "inside brackets a comma ends an event" in (report.problems[0].help or "")
