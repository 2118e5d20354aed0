"""`policylang rank`: places on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.running import run

POLICY = """
policy league { title "A league" }
score points { starts at 0 }
action win { opponent: name  earns 3 }
ranking table {
  by points, highest first
  then count of win where opponent is tied ever, highest first
}
"""
MATCHES = """\
person,date,action,opponent,known
ada,2018-03-01,win,ben,
ben,2018-03-08,win,cem,2018-05-01
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "league.policy").write_text(POLICY, "utf-8")
    (tmp_path / "matches.csv").write_text(MATCHES, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_everybody_is_placed() -> None:
    result = run("rank", "league.policy", "matches.csv", "--format", "csv")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == ["1,ada,3,1", "2,ben,3,0"]
    assert result.stderr == (
        "the ranking looks at a name that nobody in the files has: `cem`\n"
        "2 rows = 2 evaluated + 0 rejected; 2 people as of 2018-03-08\n"
    )


@pytest.mark.usefixtures("folder")
def test_what_became_known_later_is_left_out() -> None:
    result = run(
        "rank", "league.policy", "matches.csv", "--known", "2018-04-01", "--format", "json"
    )
    assert [(each["place"], each["person"]) for each in json.loads(result.stdout)["places"]] == [
        (1, "ada"),
        (2, "ben"),
    ]
    assert "1 evaluated + 0 rejected + 1 after that day" in result.stderr


@pytest.mark.usefixtures("folder")
def test_a_ranking_that_is_not_there_is_misuse() -> None:
    result = run("rank", "league.policy", "matches.csv", "--ranking", "tabel")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PL434]: the policy has no ranking `tabel`" in result.stderr
    assert "did you mean `table`?" in result.stderr


def test_rejected_rows_are_told_and_the_rest_is_placed(folder: Path) -> None:
    (folder / "matches.csv").write_text(MATCHES + "cem,2018-03-09,wim,ada,\n", "utf-8")
    result = run("rank", "league.policy", "matches.csv")
    assert result.exit_code == 2
    assert "ada" in result.stdout
    assert "error[PL402]" in result.stderr


DIFFERENCE = """
policy league { title "A league" }
score points "Points won" { starts at 0 }
action win { opponent: name  earns 3 }
define wins "Matches won" { means count of win ever }
ranking table {
  by points, highest first
  then wins, highest first
  then count of win where opponent is tied ever, highest first
}
"""


def test_a_key_that_is_just_a_name_is_headed_by_it(folder: Path) -> None:
    (folder / "league.policy").write_text(DIFFERENCE, "utf-8")
    heads = run("rank", "league.policy", "matches.csv", "--format", "csv").stdout.splitlines()[0]
    assert heads == "place,person,points,wins,count of win where opponent is tied ever"
    table = " ".join(run("rank", "league.policy", "matches.csv").stdout.splitlines()[0].split())
    assert table.startswith("place person Points won Matches won ")


def test_a_name_among_the_tied_that_nobody_has_is_remarked_on(folder: Path) -> None:
    found = run("rank", "league.policy", "matches.csv").stderr
    assert "the ranking looks at a name that nobody in the files has: `cem`\n" in found
    (folder / "matches.csv").write_text(MATCHES + "cem,2018-03-09,win,,\n", "utf-8")
    assert "nobody in the files" not in run("rank", "league.policy", "matches.csv").stderr
