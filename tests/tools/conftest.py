"""Small policies and histories on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

LIBRARY = """\
policy library {
  title "Borrowing points"
  currency EUR
  timezone "Europe/Berlin"
  in force from 2018-01-01
}
score trust {
  starts at 100
  stays within 0 to 120
}
action late {
  days: number from 1 to 365
  loses 1 per started 7 of days
}
action help "Helping" {
  earns 4, at most 8 per calendar month
}
grades of trust {
  good from 100
  bad  below
}
"""

HISTORY = """\
person,date,action,days
ada,2018-01-05,late,8
bob,2018-01-06,help,
ada,2018-02-01,help,
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy without problems."""
    file = tmp_path / "library.policy"
    file.write_text(LIBRARY, encoding="utf-8")
    return file


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A policy with one error, on line 12."""
    file = tmp_path / "broken.policy"
    file.write_text(LIBRARY.replace("days: number", "days: nummber"), encoding="utf-8")
    return file


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A policy with a warning, on line 15."""
    text = LIBRARY.replace("action help", "action noop { }\naction help")
    file = tmp_path / "doubtful.policy"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A history without problems: two people, three events."""
    file = tmp_path / "events.csv"
    file.write_text(HISTORY, encoding="utf-8")
    return file


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A history with two wrong rows among five."""
    file = tmp_path / "faulty.csv"
    file.write_text(f"{HISTORY}cyd,2018-02-30,help,\nbob,2018-03-01,hlep,\n", encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def as_at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run as a person runs them, also where these tests run in a build."""
    monkeypatch.delenv("CI", raising=False)
