"""Windows, and what is counted in them."""

from __future__ import annotations

import pytest

from policylang.model.calendar import Period
from policylang.model.expressions import (
    All,
    AttributeValue,
    Compare,
    Constant,
    Either,
    FieldValue,
    PresentField,
    Recall,
    Relation,
    Today,
    parts_of,
)
from policylang.model.machine import (
    Anchored,
    Between,
    Calendar,
    Ever,
    OfMoment,
    OfReaction,
    OfStatus,
    Shifted,
    Since,
    Sliding,
    SlidingMonths,
    Tally,
    Window,
    Within,
)
from tests.rooms.checker.offences import condition_of, machine_of, of_test
from tests.rooms.checker.policies import codes, visit

EARLIER = "count of committed of offence"


def tally_of(test: str) -> Tally:
    return machine_of(f"loses 1 s on final when {test}").tallies[0]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("in the last 3 years", SlidingMonths(36)),
        ("in the last 18 months", SlidingMonths(18)),
        ("within 3 years", SlidingMonths(36, exact=True)),
        ("within 30 days", Sliding(31)),
        ("in the last 30 days", Sliding(30)),
        ("the previous calendar month", Calendar(Period.MONTH, previous=True)),
        ("the previous year", Calendar(Period.YEAR, previous=True)),
        ("this year from 1 November", Shifted(11, 1)),
        ("the previous year from 29 February", Shifted(2, 29, previous=True)),
        ("this year from licensed", Anchored(AttributeValue(0))),
        ("the previous year from licensed", Anchored(AttributeValue(0), previous=True)),
        ("this summer", Within(0)),
        ("since reset", Since(OfReaction(0))),
        ("since final of offence", Since(OfMoment(0, 1))),
        ("since the end of ban", Since(OfStatus(0, "ends"))),
        ("since licensed", Between(AttributeValue(0), None)),
        ("since committed", Between(FieldValue(0), None)),
        ("from licensed to the date", Between(AttributeValue(0), Today())),
        ("ever", Ever()),
    ],
)
def test_a_window_reaches_the_machine(text: str, window: Window) -> None:
    assert tally_of(f"{EARLIER} {text} > 1").window == window


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("within 0 days", ["PL218"]),
        ("in the last 0 months", ["PL218"]),
        ("in the last 1200 years", []),
        ("in the last 1201 years", ["PL218"]),
        ("this year from 31 November", ["PL010"]),
        ("this year from size", ["PL117"]),
        ("this year from grace", ["PL201"]),
        ("this year from zzz", ["PL101"]),
        ("this winter", ["PL122"]),
        ("since zzz", ["PL102"]),
        ("since offence", ["PL141"]),
        ("since size", ["PL201"]),
        ("since ban", ["PL121"]),
        ("since grave of offence", ["PL120"]),
        ("from size to the date", ["PL201"]),
        ("from licensed to size", ["PL201"]),
    ],
)
def test_a_window_that_is_none_is_said(text: str, expected: list[str]) -> None:
    assert of_test(f"{EARLIER} {text} > 1") == expected


@pytest.mark.parametrize(
    ("what", "occurrence"),
    [
        ("committed of offence", OfMoment(0)),
        ("final of offence", OfMoment(0, 1)),
        ("quarter of offence", OfMoment(0, 2)),
        ("reset", OfReaction(0)),
        ("the start of ban", OfStatus(0, "begins")),
        ("the end of ban", OfStatus(0, "ends")),
    ],
)
def test_an_occasion_reaches_the_machine(what: str, occurrence: object) -> None:
    assert tally_of(f"count of {what} ever > 1").occurrence == occurrence


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("ofence", ["PL102"]),
        ("ban", ["PL121"]),
        ("the end of offence", ["PL121"]),
        ("the start of bam", ["PL119"]),
        ("finale of offence", ["PL120"]),
        ("wait of offence", ["PL120"]),
        ("final of reset", ["PL102"]),
        ("offence", ["PL141"]),
    ],
)
def test_an_occasion_that_is_none_is_said(what: str, expected: list[str]) -> None:
    assert of_test(f"count of {what} ever > 1") == expected


# --- picks ---------------------------------------------------------------------------------


def test_a_pick_holds_its_answer_for_none() -> None:
    tally = tally_of("the most fine of committed of offence ever if none 5 USD > 9 USD")
    assert (tally.value, tally.measure, tally.empty) == (FieldValue(6), "most", 500)
    tally = tally_of("the first kind of committed of offence ever if none serious is minor")
    assert (tally.value, tally.measure, tally.empty) == (FieldValue(4), "first", 1)


@pytest.mark.parametrize(
    "what",
    [
        "date of reset",
        "date of final of offence",
        "final of final of offence",
        "final of offence",
        "date of the start of ban",
    ],
)
def test_the_day_of_an_occurrence_can_be_picked(what: str) -> None:
    assert tally_of(f"the latest {what} ever if none 2000-01-01 < the date").value == Today()


def test_what_is_not_given_is_not_among_what_is_picked_from() -> None:
    tally = tally_of(
        "the latest final of committed of offence where size > 3 ever if none 2000-01-01 < the date"
    )
    come = Compare(Relation.AT_MOST, FieldValue(1), Today())
    given = Compare(Relation.MORE, Either(come, FieldValue(1), Constant(0)), Constant(0))
    assert tally.where == All((given, Compare(Relation.MORE, FieldValue(2), Constant(3))))


def test_an_answer_for_none_may_depend_on_the_person() -> None:
    machine = machine_of(
        "loses 1 s on final when the latest committed of offence ever if none licensed < the date"
    )
    assert [tally.measure for tally in machine.tallies] == ["latest", "count"]
    some = Compare(Relation.MORE, Recall(1), Constant(0))
    condition = machine.actions[0].rules[0]
    assert condition is not None
    arms = machine.actions[0].choices[0].arms
    assert arms[0].condition == Compare(
        Relation.LESS, Either(some, Recall(0), AttributeValue(0)), Today()
    )


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("the most kind of committed of offence ever if none minor is minor", ["PL222"]),
        ("the least grave of committed of offence ever if none no", ["PL222"]),
        ("the latest stop of committed of offence ever if none 3 is stop", ["PL222"]),
        ("the most date of reset ever if none 2000-01-01 < the date", ["PL222"]),
        ("the latest size of reset ever if none 3 > 3", ["PL104"]),
        ("the latest zzz of committed of offence ever if none 3 > 3", ["PL104"]),
        ("the latest size of committed of offence ever if none 3 USD > 3", ["PL201"]),
        ("the latest fine of committed of offence ever if none 3 > 3 USD", ["PL204"]),
        ("the latest kind of committed of offence ever if none zzz is minor", ["PL210"]),
        ("the latest grave of committed of offence ever if none no", []),
        ("the most final of offence ever if none 2000-01-01 < the date", ["PL222"]),
        ("the latest size of offence ever if none 3 > 3", ["PL141"]),
        ("sum of final of committed of offence ever > 3", ["PL222"]),
        ("sum of wait of committed of offence ever > 3", []),
    ],
)
def test_what_cannot_be_picked_is_said(test: str, expected: list[str]) -> None:
    assert of_test(test) == expected


# --- filters beside the event being applied ------------------------------------------------


def test_a_filter_may_look_at_the_event_being_applied() -> None:
    tally = tally_of(f"{EARLIER} where size > this size and committed is this committed ever > 1")
    assert tally.compares
    assert tally.where == All(
        (
            Compare(Relation.MORE, FieldValue(2), PresentField(2)),
            Compare(Relation.EQUAL, FieldValue(0), PresentField(0)),
        )
    )


def test_a_name_that_is_not_given_is_like_no_other() -> None:
    tally = tally_of(f"{EARLIER} where stop is this stop ever > 1")
    given = Compare(Relation.MORE, FieldValue(5), Constant(0))
    assert tally.where == All((given, Compare(Relation.EQUAL, FieldValue(5), PresentField(5))))


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("this size > 3", ["PL125"]),
        (f"{EARLIER} where this zzz > 3 ever > 1", ["PL104"]),
        (f"{EARLIER} where kind is this kind ever > 1", []),
        (f"{EARLIER} where this kind is serious ever > 1", []),
        (f"{EARLIER} where this kind is zzz ever > 1", ["PL210"]),
        (f"{EARLIER} where moved and size > this size ever > 1", ["PL228"]),
        (f"{EARLIER} where moved and size > 1 ever > 1", []),
        (f"{EARLIER} where stop is tied ever > 1", ["PL126"]),
        (f"{EARLIER} where the date > committed ever > 1", ["PL117"]),
        (f"{EARLIER} where days since committed > 3 ever > 1", ["PL117"]),
        (f"{EARLIER} where days since committed to final > 3 ever > 1", []),
        (f"{EARLIER} where ban ever > 1", ["PL117"]),
        (f"{EARLIER} where s > 1 ever > 1", ["PL117"]),
        (f"{EARLIER} where lots still counting on final > 1 ever > 1", ["PL117"]),
        (f"{EARLIER} where {EARLIER} ever > 1 ever > 1", ["PL117"]),
        ("lots still counting on committed > 3", []),
        ("s still counting on committed > 3", ["PL227"]),
        ("lots still counting on size > 3", ["PL201"]),
        ("zzz still counting on final > 3", ["PL105"]),
    ],
)
def test_a_filter_reads_what_was_known_of_an_event(test: str, expected: list[str]) -> None:
    assert of_test(test) == expected


def test_a_definition_has_no_event_beside_it() -> None:
    define = "define d {\n  means count of visit where number > this number ever > 1\n}\n"
    assert codes(visit("loses 1 when d"), define) == ["PL125"]


def test_the_condition_of_a_rule_reads_all_there_is() -> None:
    tests = "ban and grave or the date is in summer or moved"
    assert len(parts_of(condition_of(tests))) == 3
