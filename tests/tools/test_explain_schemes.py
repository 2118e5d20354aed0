"""`policylang eval` and `explain` of schemes with moments, formulas, statuses."""

from __future__ import annotations

from pathlib import Path

import pytest

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
