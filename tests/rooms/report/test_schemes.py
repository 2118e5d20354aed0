"""Statements, tables and descriptions where a policy has moments, lots, statuses and the rest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

import pytest

from policylang.model.calendar import Period
from policylang.model.expressions import (
    Add,
    AddMonths,
    AttributeValue,
    Compare,
    Constant,
    Either,
    Expression,
    FieldValue,
    InPeriod,
    InStatus,
    Lookup,
    MonthsBetween,
    Negate,
    PeriodEdge,
    RankOf,
    Recall,
    Relation,
    StillCounting,
    Tied,
    Today,
)
from policylang.model.machine import (
    Anchored,
    Becomes,
    Between,
    Calendar,
    EndOf,
    Ever,
    OfMoment,
    OfReaction,
    OfStatus,
    OnDay,
    Quiet,
    Recurring,
    Shifted,
    Since,
    Sliding,
    SlidingMonths,
    Tally,
    Trigger,
    Upon,
    Window,
    Within,
)
from policylang.model.outcome import Outcome
from policylang.model.units import Kind
from policylang.report import words
from policylang.report.formula import Formula
from policylang.report.outcomes import outcome_csv, outcome_table
from policylang.report.policy import render_policy
from policylang.report.records import render_statement_json
from policylang.report.statement import render_statement
from policylang.report.style import Style
from tests.rooms.report.schemes import DRIVING, PERSON, STORY

MACHINE = DRIVING.machine
WIDE = Style(width=110)


def outcome(as_of: str = "2018-12-31", **person: Any) -> Outcome:
    return DRIVING.evaluate(
        STORY, person={**PERSON, **person}, as_of=as_of, ledger=True, name="ada"
    )


def test_a_statement_tells_every_kind_of_step() -> None:
    text = render_statement(outcome(), MACHINE, WIDE)
    _, _, table = text.partition("\n\n")
    assert (
        table.partition("\n\n")[0]
        == """\
date        event                  score  line  asked  granted  applied  balance  grade
            Starting score       licence                                      12
2018-03-01  Offence (final)      licence    39     -3       -3       -3        9
2018-05-01  Offence (final)      licence    39     -6       -6       -6        3
2018-05-01  Last points          licence    56     -1       -1       -1        2
2018-05-01  Offence (final): `Ban` until 2018-08-01, that day not included (line 41)
2018-05-02  Letter: no rule was applied
2018-06-01  Course: refused, not while there is a ban (line 44)
2018-08-15  Course: no rule was applied
2018-09-01  Offence: came back   licence    40     +3       +3       +3        5
2018-09-01  Offence: withdrawn on 2018-11-01, does not count
2018-11-01  Offence: came back   licence    40     +6       +6       +6       11
2018-12-31  Perk: Letter of thanks, a letter (line 72)
2018-12-31  Closing score        licence                                      11  good
2018-12-31  Closing score       standing                                      22  high"""
    )


def test_what_a_withdrawal_changed_is_said() -> None:
    differences = DRIVING.differences(STORY, person=PERSON, as_of="2018-12-31")
    text = " ".join(render_statement(outcome(), MACHINE, WIDE, differences=differences).split())
    assert (
        "Without Offence of 2018-09-01, withdrawn on 2018-11-01: 11 instead of 10 points of "
        "licence, 22 instead of 20 points of standing." in text
    )


def test_who_is_not_scored_is_said_to_have_none() -> None:
    found = outcome(agrees={"start": True, "2018-06-01": False})
    assert (found.score, found.grade, dict(found.scores)) == (
        None,
        None,
        {"licence": None, "standing": None},
    )
    text = render_statement(found, MACHINE, WIDE)
    assert text.endswith(
        "\nada has no score on 2018-12-31: scored only from `licensed` on and while `agrees`.\n"
    )


def test_a_grade_that_is_held_down_is_explained() -> None:
    banned = DRIVING.evaluate(
        [{"action": "offence", "committed": "2018-02-01", "final": "2018-02-02", "over": 110}],
        person=PERSON,
        as_of="2018-04-01",
        ledger=True,
    )
    assert banned.grade == "fair"
    text = " ".join(render_statement(banned, MACHINE, WIDE).split())
    assert "In status Ban since 2018-02-02 and until 2018-05-02, that day not included." in text


def test_json_tells_the_same() -> None:
    differences = DRIVING.differences(STORY, person=PERSON, as_of="2018-12-31")
    value = json.loads(render_statement_json(outcome(), MACHINE, differences=differences))
    assert value["scores"] == {"licence": 11, "standing": 22}
    assert value["starts"] == {"licence": 12}
    assert value["grades"] == {"licence": "good", "standing": "high"}
    assert [each["event"] for each in value["refusals"]] == [4]
    assert [(each["event"], each["withdrawn"]) for each in value["withdrawn"]] == [
        (6, "2018-11-01")
    ]
    assert value["differences"][0]["scores"] == {"licence": [10, 11], "standing": [20, 22]}
    causes = [(each["cause"], each["event"], each["moment"]) for each in value["ledger"]]
    assert causes == [
        ("action", 1, "final"),
        ("action", 2, "final"),
        ("rule", 2, None),
        ("action", 2, "final"),
        ("lifetime", None, "final"),
        ("lifetime", None, "final"),
    ]
    assert value["ledger"][3]["status"] == {
        "name": "banned",
        "label": "Ban",
        "begins": True,
        "until": "2018-08-01",
    }


def test_further_scores_grades_and_statuses_are_columns() -> None:
    found = [outcome("2018-06-01"), outcome(agrees=False)]
    rows = list(csv.DictReader(io.StringIO("".join(outcome_csv(found, MACHINE)))))
    told = [
        (row["score"], row["grade"], row["score_standing"], row["grade_standing"], row["statuses"])
        for row in rows
    ]
    assert told == [("2", "poor", "4", "low", "banned"), ("", "", "", "", "")]
    table = "".join(outcome_table(found, MACHINE)).splitlines()
    heads = "person points grade score_standing grade_standing statuses"
    assert table[0].split()[:6] == heads.split()
    assert table[2].split()[:6] == ["ada", "-", "-", "-", "-", "-"]


def test_everything_is_shown() -> None:
    text = render_policy(MACHINE, Style(width=200))
    for said in (
        "A person's time begins on `licensed`.",
        "A person is scored only while `agrees`.",
        "Events may be withdrawn.",
        "starts at (6 if `learner`, else 12) and stays within 0 to 12; it keeps lots, spent oldest",
        "Standing: is 2 * `licence` and stays within 0 to 24",
        "yes or no, may change",
        "8 points per `place`",
        "not while there is a ban",
        "after 2 years without `committed` of `offence`",
        "as soon as `licence` is at most 3",
        "Grades of Standing, best first",
        "no better than fair while banned",
        "good of Points of the licence",
        "Table `price`: Points an offence costs",
        "20 to 39: 3",
        "every year from 1 July to 31 August",
        "`drivers`",
    ):
        assert said in text, said


# --- words ---------------------------------------------------------------------------------

OFFENCE, COURSE, LICENSED = OfMoment(0, 1), OfMoment(1), AttributeValue(0)
FORMULA = Formula(MACHINE, MACHINE.actions[0])
FIELDS = [slot.name for slot in MACHINE.actions[0].fields]
FINAL, OVER, PLACE = (FieldValue(FIELDS.index(name)) for name in ("final", "over", "place"))


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (InStatus(0), "in status `banned`"),
        (InPeriod(0, FINAL), "`final` is in `holidays`"),
        (Tied(PLACE.slot), "`place` is tied"),
        (Compare(Relation.EQUAL, FINAL, Constant(0)), "`final` is not given"),
        (Compare(Relation.UNEQUAL, PLACE, Constant(0)), "`place` is given"),
        (Compare(Relation.MORE, FINAL, Today()), "`final` is after the date"),
        (
            Compare(Relation.AT_MOST, RankOf(0), Constant(1)),
            "the grade of `licence` is fair or better",
        ),
        (Compare(Relation.EQUAL, RankOf(1), Constant(1)), "the grade of `standing` is low"),
        (
            Compare(Relation.MORE, StillCounting(0, FINAL), Constant(3)),
            "what of `licence` counts on `final` is more than 3",
        ),
        (
            Compare(Relation.AT_LEAST, MonthsBetween(FINAL, Today()), Constant(24)),
            "the full months from `final` to the date is at least 24",
        ),
        (
            Compare(Relation.LESS, Add((Today(), Negate(FINAL))), Constant(30)),
            "the days from `final` to the date is less than 30",
        ),
        (
            Compare(Relation.LESS, AddMonths(FINAL, Constant(30)), Today()),
            "`final` + 2 years 6 months is before the date",
        ),
        (
            Compare(
                Relation.LESS, Add((FINAL, Constant(1))), PeriodEdge(Today(), Period.MONTH, "last")
            ),
            "`final` + 1 day is before the last day of the month of the date",
        ),
        (
            Compare(Relation.LESS, Lookup(0, (OVER,)), Constant(3)),
            "`price` of `over` is less than 3",
        ),
        (
            Compare(Relation.LESS, Either(InStatus(0), Constant(1), OVER), Constant(3)),
            "(1 if in status `banned`, else `over`) is less than 3",
        ),
    ],
)
def test_expressions_are_told_in_words(expression: Expression, said: str) -> None:
    assert FORMULA.condition(expression) == said


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (Sliding(1), "today"),
        (Sliding(30), "in the last 30 days"),
        (SlidingMonths(36), "in the last 3 years"),
        (SlidingMonths(36, exact=True), "within 3 years"),
        (Calendar(Period.YEAR), "this calendar year"),
        (Calendar(Period.YEAR, previous=True), "the previous calendar year"),
        (Shifted(11, 1), "this year from 1 November"),
        (Anchored(FINAL), "this year from `final`"),
        (Within(0), "this holidays"),
        (Since(OfStatus(0, "ends")), "since the end of `banned`"),
        (Since(OfReaction(0)), "since `clean`"),
        (Between(FINAL, None), "from `final` to the date"),
        (Ever(), "ever"),
    ],
)
def test_windows_are_told_in_words(window: Window, said: str) -> None:
    assert FORMULA.window(window) == said


@pytest.mark.parametrize(
    ("tally", "said"),
    [
        (Tally(OFFENCE, None, None, Ever()), "count of `final` of `offence` ever"),
        (Tally(OFFENCE, None, OVER, Ever(), "sum"), "sum of `over` of `final` of `offence` ever"),
        (Tally(COURSE, None, Today(), Ever(), "latest"), "the latest day of `course` ever"),
        (Tally(OFFENCE, InStatus(0), OVER, Ever(), "most"),
         "the most `over` of `final` of `offence` where in status `banned` ever"),
        (Tally(OfStatus(0), None, None, Ever()), "count of the start of `banned` ever"),
    ],
)  # fmt: skip
def test_history_terms_are_told_in_words(tally: Tally, said: str) -> None:
    assert FORMULA.tally(tally) == said


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        (OnDay(AddMonths(LICENSED, Constant(36))), "once on `licensed` + 3 years"),
        (Recurring(LICENSED, 12, 0), "every 1 year from `licensed`"),
        (EndOf(Period.QUARTER), "at the end of every quarter"),
        (Becomes(InStatus(0)), "as soon as in status `banned`"),
        (Upon(OfStatus(0)), "on the start of `banned`"),
        (
            Quiet((OFFENCE,), (COURSE,), Constant(0), Constant(90), LICENSED, True),
            (
                "after every 90 days without `final` of `offence`, counted from `course`, at first "
                "from `licensed`"
            ),
        ),
    ],
)
def test_triggers_are_told_in_words(trigger: Trigger, said: str) -> None:
    assert words.trigger(trigger, MACHINE) == said


def test_recalled_terms_have_the_kind_of_what_they_recall() -> None:
    sums = [number for number, tally in enumerate(MACHINE.tallies) if tally.measure == "sum"]
    kinds: Iterable[object] = [FORMULA.kind(Recall(number)) for number in sums]
    assert list(kinds) == [Kind.NUMBER] * len(sums)
