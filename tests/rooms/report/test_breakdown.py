"""What a score that is worked out is made of: the parts add up, and each says where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import policylang
from policylang.model.breakdown import Part
from policylang.model.expressions import Add, Either, Greatest, Least
from policylang.report.breakdown import Told, lines, told
from policylang.runtime.interpreter import breakdown_of, live
from tests.tools.running import run

TEXT = """
policy points_test { title "A points test" in force from 2018-01-01 }
person {
  level: one of {none, low, high} = none
  years: number from 0 to 50 = 0
}
table points_level "Points for the level" {
  by level: one of {none, low, high}
  none: 0 points
  low: 10 points
  high: 30 points
}
define language "Language" { means points_level of level }
define experience "Experience" {
  means (20 points when years >= 5 otherwise 4 points * years)
}
score total "Total" {
  is (language + (experience up to 15) up to 40) + 50% of language rounded down - 1 points
  stays within 0 to 45
}
score bonus "Bonus" {
  is 3 points
}
"""
POLICY = policylang.loads(TEXT, name="test.policy")


def parts(**person: Any) -> tuple[Part, dict[str, Told]]:
    machine = POLICY.machine
    attributes = POLICY.encoder.attributes(person)
    day = machine.header.opens or 0
    lived = live(machine, POLICY.encoder.history([]), attributes, as_of=day)
    found = breakdown_of(lived.person)
    outcome = POLICY.evaluate([], person=person, as_of="2018-01-01")
    return found[0], told(machine, found, outcome.scores)


def test_every_part_has_its_value_and_its_line() -> None:
    _, found = parts(level="high", years=3)
    assert list(lines(found["total"], "test.policy")) == [
        "54  Total, 45 because it `stays within 0 to 45` (line 17)",
        "    40  the smaller of these",
        "        42  the sum of these",
        "            30  Language, row `high: 30 points` (line 11)",
        "            12  the smaller of these",
        "                12  Experience, `years >= 5` does not hold (line 14)",
        "                    12  4 * `years`",
        "                15",
        "        40",
        "    15  50% of `language` rounded down",
        "        30  Language, row `high: 30 points` (line 11)",
        "    -1",
    ]
    assert list(lines(found["bonus"], None)) == ["3  Bonus (test.policy:21)", "    3"]


@pytest.mark.parametrize("level", ["none", "low", "high"])
@pytest.mark.parametrize("years", [0, 3, 4, 5, 50])
def test_parts_add_up(level: str, years: int) -> None:
    whole, _ = parts(level=level, years=years)
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        inside = [each.held for each in part.parts]
        match part.expression:
            case Add():
                assert part.held == sum(inside)
            case Least():
                assert part.held == min(inside)
            case Greatest():
                assert part.held == max(inside)
            case Either() if inside:
                assert [part.held] == inside
        waiting += part.parts
    outcome = POLICY.evaluate([], person={"level": level, "years": years}, as_of="2018-01-01")
    assert outcome.score == min(max(whole.held, 0), 45)


def test_a_statement_has_it_in_both_forms(tmp_path: Path) -> None:
    (tmp_path / "test.policy").write_text(TEXT, "utf-8")
    (tmp_path / "people.csv").write_text("person,level,years\nada,high,3\n", "utf-8")
    (tmp_path / "events.csv").write_text("person,date,action\n", "utf-8")
    files = ("explain", tmp_path / "test.policy", tmp_path / "events.csv", "--person", "ada")
    files += ("--people", tmp_path / "people.csv", "--as-of", "2018-01-01")
    text = run(*files).stdout
    assert (
        "\n54  Total, 45 because it `stays within 0 to 45` (line 17)\n    40  the smaller" in text
    )
    record = json.loads(run(*files, "--format", "json").stdout)["breakdown"]
    assert list(record) == ["total", "bonus"]
    assert [each["value"] for each in record["total"]["parts"]] == ["40", "15", "-1"]
