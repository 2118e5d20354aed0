"""Many people as a table, as CSV, as JSON, and their grades as bars."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Iterator

import pytest

from policylang.model.outcome import Outcome
from policylang.report.chart import grade_chart
from policylang.report.outcomes import CSV_COLUMNS, outcome_csv, outcome_json, outcome_table
from policylang.report.style import Style
from tests.rooms.report.painted import unpainted
from tests.rooms.report.samples import library, outcome, tenths

LIBRARY = library()
TENTHS = tenths()
ADA = outcome(LIBRARY, ("2018-01-08", "gift"), as_of="2018-02-15", name="ada")
BOB = outcome(
    LIBRARY, ("2018-01-08", "late_return", {"days": 365}), as_of="2018-02-15", name="迟,\x1b[2J"
)


def test_a_table_has_the_columns_the_policy_can_fill() -> None:
    assert "".join(outcome_table([ADA, BOB], LIBRARY.machine)) == (
        "person      points  grade    perks  perk money  sanctions  sanction money  holding now\n"
        "ada            120  trusted      1    5.00 EUR          0               -  "
        "Six weeks instead of four\n"
        "迟,\\x1b[2J      90  watched      0           -          2        5.00 EUR\n"
    )


def test_a_policy_without_grades_and_perks_has_two_columns() -> None:
    one = outcome(TENTHS, ("2018-01-02", "a"), as_of="2018-01-31")
    assert "".join(outcome_table([one], TENTHS.machine)) == "person  points\nada        1.6\n"


def test_a_long_name_is_shortened_in_a_table() -> None:
    one = outcome(TENTHS, as_of="2018-01-31", name="x" * 50)
    for style, cut in ((Style(), "\u2026"), (Style(ascii=True), "...")):
        row = "".join(outcome_table([one], TENTHS.machine, style)).splitlines()[1]
        assert row == "x" * (40 - len(cut)) + cut + "     1.5"


def test_nobody_makes_an_empty_table_and_whole_csv_and_json() -> None:
    assert "".join(outcome_table([], LIBRARY.machine)) == ""
    assert "".join(outcome_csv([], LIBRARY.machine)) == ",".join(CSV_COLUMNS) + "\n"
    text = "".join(outcome_json([], LIBRARY.machine, as_of=None, summary={}))
    assert json.loads(text)["people"] == []


def test_the_heading_alone_is_painted() -> None:
    painted = "".join(outcome_table([ADA], LIBRARY.machine, Style(color=True)))
    assert painted.startswith("\x1b[1mperson")
    assert unpainted(painted) == "".join(outcome_table([ADA], LIBRARY.machine))


def test_csv_can_be_read_back_exactly() -> None:
    rows = list(csv.DictReader("".join(outcome_csv([ADA, BOB], LIBRARY.machine)).splitlines()))
    assert rows[0] == {
        "person": "ada",
        "as_of": "2018-02-15",
        "score": "120",
        "grade": "trusted",
        "perks": "1",
        "perk_money": "5.00",
        "sanctions": "0",
        "sanction_money": "0.00",
        "currency": "EUR",
        "holdings": "longer_loans",
    }
    assert rows[1]["person"] == "迟,\x1b[2J"
    assert rows[1]["sanction_money"] == "5.00"


def test_json_has_a_line_for_each_person_and_no_fractions() -> None:
    day = datetime.date(2018, 2, 15)
    text = "".join(outcome_json([ADA, BOB], LIBRARY.machine, as_of=day, summary={"rows": 2}))
    value = json.loads(text, parse_float=pytest.fail)
    assert value["format_version"] == 1
    assert value["policy"]["name"] == "library"
    assert (value["as_of"], value["summary"]) == ("2018-02-15", {"rows": 2})
    assert [each["score"] for each in value["people"]] == [120, 90]
    assert value["people"][0]["perks"][0]["money"] == "5.00"
    assert value["people"][0]["holdings"][0]["name"] == "longer_loans"
    assert sum('"person":' in line for line in text.splitlines()) == 2


def test_results_are_written_as_they_come() -> None:
    asked: list[int] = []

    def people() -> Iterator[Outcome]:
        for number in range(5):
            asked.append(number)
            yield ADA

    pieces = outcome_csv(people(), LIBRARY.machine)
    next(pieces)
    assert asked == [0]
    pieces = outcome_json(people(), LIBRARY.machine, as_of=None, summary={})
    next(pieces), next(pieces)
    assert asked == [0, 0]


def test_a_table_of_thousands_is_aligned_block_by_block() -> None:
    lines = "".join(outcome_table([ADA] * 2_500, LIBRARY.machine)).splitlines()
    assert len(lines) == 2_501
    assert len({line.index("trusted") for line in lines[1:]}) == 1


# --- bars ----------------------------------------------------------------------------------


def test_bars_show_how_many_have_each_grade() -> None:
    grades = ["trusted"] * 10 + ["usual"] * 80 + ["watched"] + [None, "gone"]
    assert grade_chart(grades, LIBRARY.machine, Style(ascii=True)) == (
        "grade          points" + " " * 44 + "people   share\n"
        "trusted  110 and more  #####" + " " * 41 + "10  11.0 %\n"
        "usual       95 to 109  " + "#" * 40 + "      80  87.9 %\n"
        "watched      below 95  #" + " " * 46 + "1   1.1 %\n"
    )


def test_bars_are_blocks_where_they_can_be_shown() -> None:
    assert "\u2588" * 40 in grade_chart(["usual"], LIBRARY.machine)


def test_nobody_has_no_bars_and_no_share() -> None:
    chart = grade_chart([], LIBRARY.machine)
    assert "\u2588" not in chart
    assert chart.count("0.0 %") == 3


def test_a_policy_without_grades_has_no_chart() -> None:
    assert grade_chart([None], TENTHS.machine) == ""
