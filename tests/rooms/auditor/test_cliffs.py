"""Cliffs that are there on some days only, what was not looked at, and what comes to how much."""

from __future__ import annotations

import pytest

from policylang.auditor.properties import cliffs
from policylang.model.finding import Answer, Evidence, Verdict
from tests.rooms.auditor.test_deeds import asked

_GRADES = "grades of credit {\n  A from 10\n  B below\n}\n"
_GIVE = "action give {\n  by choice\n  costs 1 USD\n  earns 1\n}\n"


def found(*blocks: str) -> Answer:
    return asked(cliffs.answer, _GIVE + "".join(blocks))


def test_a_perk_that_begins_later_makes_its_cliff_from_then_on() -> None:
    """Fifty dollars for the worse grade, from the second year on: backward."""
    perk = "perk p {\n  for B\n  when the date >= 2019-01-01\n  every year on 1 December\n"
    answer = found(_GRADES, perk + "  pays 50 USD\n}\n")
    assert answer.verdict is Verdict.BROKEN
    rows = {row[0]: row[1:] for row in answer.table[1:]}
    assert rows["`credit` 10, up to 2018-12-31"][0] == "B to A"
    assert rows["`credit` 10, from 2019-01-01"] == (
        "B to A; without p", "-50.00 USD", "-50.00 USD", "worse",
    )  # fmt: skip


def test_every_version_of_the_grades_has_its_cliffs() -> None:
    grades = "grades of credit {\n  in force until 2018-12-31\n  A from 10\n  B below\n}\n"
    later = "grades of credit {\n  in force from 2019-01-01\n  A from 20\n  B below\n}\n"
    answer = found(grades, later)
    assert [row[0] for row in answer.table[1:]] == [
        "`credit` 10, up to 2018-12-31", "`credit` 20, from 2019-01-01",
    ]  # fmt: skip
    assert answer.evidence is Evidence.PROVED_ALWAYS


def test_what_no_history_shows_is_not_proved() -> None:
    """Grade A is out of reach, so that nobody can show that it is worth less."""
    bad = "action bad {\n  by chance\n  loses 1\n}\n"
    perk = "perk p {\n  for B\n  every year on 1 December\n  pays 50 USD\n}\n"
    answer = asked(cliffs.answer, bad + _GRADES + perk)
    assert answer.table[1][-1] == "worse"
    assert "no history was found" in answer.summary
    assert answer.evidence is Evidence.REPLAYED


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ("credit >= 10 or count of give ever >= 3", "what was done before"),
        ("credit >= 10 or the date is in winter", "a named period"),
        ("credit >= 10 or other >= 3", "a score"),
        ("credit >= 10 and other >= 3", None),  # what must hold besides is taken to hold
        ("credit >= 10 and the date is in winter", None),
    ],
)
def test_what_a_cliff_takes_for_granted_is_named(condition: str, named: str | None) -> None:
    winter = "period winter {\n  every year from 1 December to 28 February\n}\n"
    other = "score other {\n  starts at 0\n}\n"
    perk = f"perk p {{\n  when {condition}\n  every year on 1 December\n  pays 50 USD\n}}\n"
    answer = asked(
        cliffs.answer, winter + other + _GIVE.replace("earns 1", "earns 1 credit") + perk
    )
    assert any(row[0] == "`credit` 10" for row in answer.table[1:])
    if named is None:
        assert answer.evidence is Evidence.PROVED_ALWAYS
    else:
        assert f"the perk `p` where {named}" in answer.summary
        assert answer.evidence is Evidence.REPLAYED


@pytest.mark.parametrize(
    ("often", "yearly"),
    [
        # A year has 365.2425 days on average: that many dollars, and a seventh of them.
        ("at the end of every day", "about +365.24 USD"),
        ("at the end of every week", "about +52.18 USD"),
        ("every 10 days from 2018-01-05", "about +36.52 USD"),
        ("every 5 months from 2018-01-05", "about +2.40 USD"),
        ("every 6 months from 2018-01-05", "+2.00 USD"),
        ("at the end of every quarter", "+4.00 USD"),
        ("every month on day 31", "+12.00 USD"),
    ],
)
def test_what_comes_by_days_and_weeks_comes_to_about_so_much(often: str, yearly: str) -> None:
    perk = f"perk p {{\n  for A\n  {often}\n  pays 1 USD\n}}\n"
    (row,) = found(_GRADES, perk).table[1:]
    assert row[3] == yearly
