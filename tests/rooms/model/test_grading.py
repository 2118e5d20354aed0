"""Which version of the grades counts on a day, and which grade of it a score is."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.model.grading import brackets_on, rank_among
from tests.rooms.model.machines import day, machine_of

MACHINE = machine_of("""
policy p { }
score s {
  starts at 100
  stays within 0 to 1,000
}
action a {
  earns 1
}
grades of s {
  A from 500
  B from 205
  C below
}
""")
(GRADING,) = MACHINE.gradings
(BRACKETS,) = GRADING.versions


@pytest.mark.parametrize(
    ("score", "grade"), [(1000, "A"), (500, "A"), (499, "B"), (205, "B"), (204, "C"), (0, "C")]
)
def test_a_grade_reaches_from_its_bound_to_the_next(score: int, grade: str) -> None:
    assert MACHINE.grades[rank_among(MACHINE.grades, score)].name == grade


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_score_has_exactly_one_grade(score: int) -> None:
    lows = [-(2**64) if grade.low is None else grade.low for grade in MACHINE.grades]
    found = next(place for place, low in enumerate(lows) if score >= low)
    assert rank_among(MACHINE.grades, score) == found


@pytest.mark.parametrize(
    ("on", "as_of", "version"),
    [
        ("2018-06-01", "2018-06-01", 0),
        ("2019-06-01", "2019-06-01", 1),
        ("2018-06-01", "2019-12-31", 0),
        ("2018-06-01", "2020-06-01", 2),  # in force on the day asked about, it counts for the past
        ("2018-06-01", "2021-06-01", 3),  # and of two such the later
        ("2018-06-01", "2030-01-01", 3),
    ],
)
def test_a_version_counts_on_its_days_or_for_the_past(on: str, as_of: str, version: int) -> None:
    def of(opens: str | None, closes: str | None, past: bool):  # type: ignore[no-untyped-def]
        first, last = (None if each is None else day(each) for each in (opens, closes))
        return attrs.evolve(BRACKETS, opens=first, closes=last, past=past)

    versions = (
        of(None, "2018-12-31", past=False),
        of("2019-01-01", "2019-12-31", past=False),
        of("2020-01-01", "2020-12-31", past=True),
        of("2021-01-01", None, past=True),
    )
    graded = attrs.evolve(GRADING, versions=versions)
    assert brackets_on(graded, day(on), day(as_of)) is versions[version]


def test_the_only_version_always_counts() -> None:
    only = attrs.evolve(BRACKETS, opens=day("2020-01-01"), closes=day("2020-12-31"))
    graded = attrs.evolve(GRADING, versions=(only,))
    assert brackets_on(graded, day("2018-01-01"), day("2018-01-01")) is only
