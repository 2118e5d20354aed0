"""Attributes of a person, and how they change."""

from __future__ import annotations

import datetime

import pytest

from policylang.model.persons import AttributeChange, changes_from, read_change, start_from
from policylang.model.values import InputProblem
from tests.rooms.model.machines import day, machine_of

MACHINE = machine_of("""
policy p { }
person {
  born: date
  class: one of {learner, full}, may change
  agrees: yes or no = no, may change
}
score s {
  starts at 0
  stays within 0 to 9
}
action visit {
  earns 1 when born < 2000-01-01 and class is full and agrees
}
""")
BORN = day("1990-05-01")


def traits(**given: object):  # type: ignore[no-untyped-def]
    from policylang.model.history import Encoder

    return Encoder(MACHINE).traits({"born": "1990-05-01", **given})


def test_one_value_holds_throughout() -> None:
    found = traits(**{"class": "full"})
    assert (found.start, found.changes) == ((BORN, 1, 0), ())


def test_each_value_holds_from_its_date_on() -> None:
    found = traits(**{"class": {"2020-05-01": "full", "start": "learner"}})
    assert found.start == (BORN, 0, 0)
    assert found.changes == (AttributeChange(day("2020-05-01"), 1, 1),)


def test_before_the_first_date_the_default_holds() -> None:
    found = traits(**{"class": "full", "agrees": {"2020-05-01": True}})
    assert found.start == (BORN, 1, 0)
    assert found.changes == (AttributeChange(day("2020-05-01"), 2, 1),)


def test_where_there_is_no_default_the_first_value_holds_from_the_start() -> None:
    found = traits(**{"class": {datetime.date(2020, 5, 1): "full", "2018-01-01": "learner"}})
    assert found.start == (BORN, 0, 0)
    assert [change.day for change in found.changes] == [day("2018-01-01"), day("2020-05-01")]


def test_changes_of_several_attributes_are_in_order_of_day() -> None:
    found = traits(
        **{
            "class": {"start": "learner", "2020-05-01": "full"},
            "agrees": {"2019-01-01": "yes", "2021-01-01": "no"},
        }
    )
    assert [change.day for change in found.changes] == [
        day("2019-01-01"),
        day("2020-05-01"),
        day("2021-01-01"),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"born": {"2018-01-01": "1990-05-01"}, "class": "full"}, "PL433"),
        ({"class": {"2018-01-01": "full", datetime.date(2018, 1, 1): "learner"}}, "PL432"),
        ({"class": {"2018-02-30": "full"}}, "PL406"),
        ({"class": {"2018-02-28": "fool"}}, "PL408"),
        ({"class": {"2018-02-28": ""}}, "PL413"),
        ({"class": {}}, "PL413"),
        ({"class": {7: "full"}}, "PL406"),
        ({"klass": "full"}, "PL423"),
        ({}, "PL413"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, object], code: str) -> None:
    with pytest.raises(InputProblem) as caught:
        traits(**given)
    assert caught.value.code.number == code


def test_a_row_may_repeat_what_does_not_change() -> None:
    values = {"born": "1990-05-01", "class": "full"}
    changes = changes_from(MACHINE, (BORN, 0, 0), datetime.date(2020, 5, 1), values)
    assert changes == [AttributeChange(day("2020-05-01"), 1, 1)]
    with pytest.raises(InputProblem) as caught:
        changes_from(MACHINE, (BORN, 0, 0), datetime.date(2020, 5, 1), {"born": "1990-05-02"})
    assert caught.value.code.number == "PL433"


def test_the_earliest_row_says_what_does_not_change() -> None:
    values = {"born": "1990-05-01", "class": "full", "agrees": "yes"}
    assert start_from(MACHINE, datetime.date(2020, 5, 1), values) == (BORN, 1, 0)


def test_one_change_can_be_read_alone() -> None:
    assert read_change(MACHINE, "2020-05-01", "agrees", True) == (day("2020-05-01"), 2, 1)
    for name, code in (("born", "PL433"), ("klass", "PL423")):
        with pytest.raises(InputProblem) as caught:
            read_change(MACHINE, "2020-05-01", name, "1990-05-01")
        assert caught.value.code.number == code


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"clas": "full"}, "clas"),
        ({"class": "fll"}, "class"),
        ({"class": {"2018-01-01": "fll"}}, "class"),
        ({"class": {"2018-13-01": "full"}}, "class"),
        ({"class": {"2018-01-01": ""}}, "class"),
    ],
)
def test_a_problem_knows_the_attribute_it_is_about(given: dict[str, object], name: str) -> None:
    with pytest.raises(InputProblem) as caught:
        traits(**given)
    assert caught.value.name == name
    assert caught.value.event is None
