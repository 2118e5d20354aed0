"""`policylang eval` and `explain` of schemes with moments, formulas, statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import policylang
from policylang.report import words
from tests.tools.running import run

OFFENCES = """
policy driving { title "Driving" in force from 2018-01-01 }
score points { starts at 12 }
action offence { moments committed, final  loses 3 on final }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, policy: str, history: str) -> tuple[str, str]:
    """The names of a policy and a history that are written into a folder."""
    (folder / "scheme.policy").write_text(policy, "utf-8")
    (folder / "events.csv").write_text(history, "utf-8")
    return "scheme.policy", "events.csv"


def test_everybody_is_evaluated_for_the_day_of_the_latest_moment(folder: Path) -> None:
    history = "person,date,action,final\nada,2018-02-01,offence,2018-06-05\nben,2018-03-01,offence,"
    files = written(folder, OFFENCES, history)
    rows = run("eval", *files, "--format", "csv").stdout.splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [
        ["ada", "2018-06-05", "9"],
        ["ben", "2018-06-05", "12"],
    ]
    explained = run("explain", *files, "--person", "ada").stdout
    assert "2018-06-05  offence (final)" in explained


def test_an_event_whose_moment_has_not_come_says_so(folder: Path) -> None:
    history = "person,date,action,final\nada,2018-02-01,offence,2018-06-05\n"
    files = written(folder, OFFENCES, history)
    explained = run("explain", *files, "--person", "ada", "--as-of", "2018-06-04").stdout
    said = "2018-02-01  offence: no rule was applied, not yet `final` on 2018-06-04\n"
    assert said in explained


EVERYTHING = """
policy p { title "Everything" in force from 2018-01-01 }
person { novice: yes or no = no }
score points { starts at 12 }
score calm { starts at 0 }
status banned {}
assumed { much = 2 }
action offence {
  moments committed, final
  size: number from 0 to 9
  counted means (size * much when novice otherwise size)
  loses (1 points * counted) points on final  begins banned for 6 months on final
}
rule quiet { after 2 years without final of offence  sets calm to 1 }
rule still { after 3 years without committed of offence  sets calm to 2 }
"""
ONE_OFFENCE = "person,date,action,final,size\nada,2018-02-01,offence,2018-06-05,2\n"


def test_a_statement_names_every_effect_of_a_line_and_what_is_derived(folder: Path) -> None:
    files = written(folder, EVERYTHING, ONE_OFFENCE)
    explained = run("explain", *files, "--person", "ada").stdout
    rules = explained.split("Rules in scheme.policy\n")[1].split("\n\n")[0]
    assert rules.splitlines() == [
        "  11  counted means (size * 2 when novice otherwise size)",
        "  12  loses 1 points * counted points on final",
        "  12  begins banned for 6 months on final",
    ]
    assert "grade" not in explained


def test_a_policy_is_shown_with_derived_values_and_moments_and_no_money(folder: Path) -> None:
    scheme, _ = written(folder, EVERYTHING, ONE_OFFENCE)
    shown = run("show", scheme).stdout
    assert "days in UTC\n" in shown
    assert "means (size * 2 when novice otherwise size)" in " ".join(shown.split())
    assert "after 2 years without `final` of `offence`" in shown
    assert "after 3 years without `committed` of `offence`" in shown


def test_where_a_policy_names_no_currency_none_is_shown(folder: Path) -> None:
    files = written(folder, EVERYTHING, ONE_OFFENCE)
    row = run("eval", *files, "--format", "csv").stdout.splitlines()[1]
    assert row == "ada,2018-06-05,10,,0,,0,,,,0,banned"
    record = json.loads(run("eval", *files, "--format", "json").stdout)
    (person,) = record["people"]
    assert (record["policy"]["currency"], person["perk_money"]) == (None, None)


SHARES = """
policy p { title "Shares" in force from 2018-01-01 currency EUR }
person { level: one of {low, high} = low }
score points { starts at 0  stays at least 0  keeps 1 decimals }
table rates { by level: one of {low, high}
  low: 5%
  high: 10%
}
define rate { means rates of level }
define first_rate { means (50% when level is low otherwise 25%) }
action buy {
  base: money from 0 EUR to 100 EUR
  share: percent from 0% to 100%
  years: number from 0 to 9
  costs rate of base
  costs first_rate of base rounded up
  costs share of base
  costs 33.3333% of base
  costs 0.50 EUR * (full years since 2000-01-01)
}
perk gift { once on 2018-12-01  pays 2 EUR per 10 of points }
"""


def test_shares_are_shown_as_they_are_meant() -> None:
    machine = policylang.loads(SHARES).machine
    assert words.costs(machine.actions[0], machine) == (
        "`rates` of `level` of `base` rounded down, "
        "(50% if `level` is low, else 25%) of `base` rounded up, "
        "`share` of `base` rounded down, "
        "33.3333% of `base` rounded down, "
        "0.50 EUR * the full years from 2000-01-01 to the date"
    )
    assert words.brings(machine.grants[0], machine) == "pays 2.00 EUR per 10.0 of the score"
