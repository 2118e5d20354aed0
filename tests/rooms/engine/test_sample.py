"""The sample that the demonstration runs: all of it good, and every grade in it."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise

import pytest

import policylang
from policylang.core.data import data_dir
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, evaluate

POLICIES = data_dir("policies")
HISTORY = POLICIES / "rongcheng.sample.csv"
PEOPLE = POLICIES / "rongcheng.people.csv"


@pytest.fixture(scope="module")
def done() -> Batch:
    rongcheng = policylang.load(POLICIES / "rongcheng.policy")
    return evaluate(rongcheng.evaluator, rongcheng.encoder, Asked(HISTORY, PEOPLE))


def test_every_row_of_the_sample_is_good(done: Batch) -> None:
    assert done.first_rejects == ()
    assert done.summary.rows == done.summary.evaluated > 5_000
    assert done.summary.people_rejected == 0


def test_every_grade_is_reached_by_several_and_by_no_more_than_half(done: Batch) -> None:
    grades = Counter(each.grade for each in done.people)
    assert set(grades) == {"A+++", "A++", "A+", "A", "B", "C", "D"}
    assert min(grades.values()) >= 5
    assert max(grades.values()) <= len(done.people) / 2


def test_some_are_due_perks_in_money(done: Batch) -> None:
    assert sum(each.outcome.perk_money > 0 for each in done.people) >= 10


def test_events_stand_in_order_of_date_and_people_are_mixed() -> None:
    with HISTORY.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    dates = [row["date"] for row in rows]
    assert dates == sorted(dates)
    assert dates[0] >= "2016-01-01"
    assert dates[-1] <= "2018-12-31"
    changes = sum(a["person"] != b["person"] for a, b in pairwise(rows))
    assert changes > len(rows) * 0.9


def test_most_people_of_the_sample_are_in_the_people_file(done: Batch) -> None:
    with PEOPLE.open(encoding="utf-8", newline="") as opened:
        listed = {row["person"] for row in csv.DictReader(opened)}
    people = [each.person for each in done.people if each.events]
    assert 0.8 < sum(person in listed for person in people) / len(people) < 1


def test_the_sample_is_small() -> None:
    assert HISTORY.stat().st_size + PEOPLE.stat().st_size < 300_000
