from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import codes, limits
from policylang.core.diagnostics import Code
from policylang.model.events import Event
from policylang.model.history import (
    Encoder,
    History,
    check_count,
    check_order,
    check_window,
    columns_of,
)
from policylang.model.values import InputProblem
from tests.rooms.model.machines import day, machine_of

MACHINE = machine_of("""
policy p {
  title "t"
  currency USD
  timezone "Asia/Shanghai"
  in force from 2018-01-01
  in force until 2019-12-31
}
person {
  born: date
  loan: money from 0 USD to 100 USD = 5 USD
}
score s {
  starts at 0
  stays within 0 to 100
}
action visit {
  earns 1 when born < 2000-01-01 and loan > 1 USD
}
action give {
  amount: money from 0 USD to 1,000 USD
  kind: one of {cash, goods} = goods
  earns 1 per 50 USD of amount when kind is cash
}
""")
ENCODER = Encoder(MACHINE)


def refusal(date: object, action: str, **fields: object) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        ENCODER.row(date, action, fields)
    return caught.value


# --- one event -----------------------------------------------------------------------------


def test_an_event_is_its_day_its_action_and_a_value_for_every_column() -> None:
    assert MACHINE.width == 2
    assert ENCODER.row("2018-05-01", "give", {"amount": 50}) == (day("2018-05-01"), 1, (5000, 1))
    assert ENCODER.row("2018-05-01", "visit", {}) == (day("2018-05-01"), 0, (0, 0))


def test_a_field_left_empty_takes_its_default() -> None:
    for empty in ("", None):
        fields = {"amount": Decimal(1), "kind": empty}
        assert ENCODER.row("2018-05-01", "give", fields)[2] == (100, 1)


@pytest.mark.parametrize("date", ["2018-01-01", "2019-12-31", "2017-12-31T16:00:00Z"])
def test_the_first_and_the_last_day_in_force_are_accepted(date: str) -> None:
    assert ENCODER.row(date, "visit", {})[1] == 0


@pytest.mark.parametrize(
    ("date", "action", "fields", "code", "says"),
    [
        ("2017-12-31", "visit", {}, codes.NOT_IN_FORCE, "before the policy came into force"),
        ("2020-01-01", "visit", {}, codes.NOT_IN_FORCE, "after the policy ended"),
        ("2018-02-30", "visit", {}, codes.BAD_DATE, "`2018-02-30`"),
        ("2018-05-01", "vist", {}, codes.NO_SUCH_ACTION, "no action `vist`"),
        ("2018-05-01", "give", {}, codes.FIELD_MISSING, "`amount`"),
        ("2018-05-01", "give", {"amount": ""}, codes.FIELD_MISSING, "`amount`"),
        ("2018-05-01", "give", {"amount": "x"}, codes.UNREADABLE_VALUE, "`amount`: `x`"),
        ("2018-05-01", "give", {"amount": 1001}, codes.OUT_OF_RANGE, "`amount`: `1001`"),
        ("2018-05-01", "give", {"amount": 1, "by": 2}, codes.NO_SUCH_FIELD, "no field `by`"),
        ("2018-05-01", "visit", {"amount": 1}, codes.NO_SUCH_FIELD, "no field `amount`"),
    ],
)
def test_an_event_that_does_not_fit_is_refused(
    date: str, action: str, fields: dict[str, object], code: Code, says: str
) -> None:
    problem = refusal(date, action, **fields)
    assert problem.code is code
    assert says in problem.message


def test_advice_names_what_was_probably_meant() -> None:
    assert refusal("2018-05-01", "vist").help == "did you mean `visit`?"
    assert refusal("2018-05-01", "give", amount=1, knd="cash").help == "did you mean `kind`?"


# --- a person ------------------------------------------------------------------------------


def test_attributes_are_held_in_declared_order_with_their_defaults() -> None:
    born = day("1990-02-03")
    assert ENCODER.attributes({"born": "1990-02-03"}) == (born, 500)
    assert ENCODER.attributes({"loan": "7 USD", "born": "1990-02-03"}) == (born, 700)
    assert ENCODER.attributes({"loan": None, "born": "1990-02-03"}) == (born, 500)


@pytest.mark.parametrize(
    ("given_attributes", "code"),
    [
        ({}, codes.ATTRIBUTE_MISSING),
        ({"born": ""}, codes.ATTRIBUTE_MISSING),
        ({"born": "1990-02-30"}, codes.BAD_DATE),
        ({"born": "1990-02-03", "loan": "101"}, codes.OUT_OF_RANGE),
        ({"born": "1990-02-03", "lone": "1"}, codes.NO_SUCH_ATTRIBUTE),
    ],
)
def test_attributes_that_do_not_fit_are_refused(
    given_attributes: dict[str, object], code: Code
) -> None:
    with pytest.raises(InputProblem) as caught:
        ENCODER.attributes(given_attributes)
    assert caught.value.code is code


# --- a history -----------------------------------------------------------------------------


def test_events_become_columns() -> None:
    events = [
        Event("2018-05-01", "give", {"amount": "2", "kind": "cash"}),
        Event(datetime.date(2018, 5, 1), "visit"),
    ]
    first = day("2018-05-01")
    assert ENCODER.history(events) == History([first, first], [1, 0], ([200, 0], [0, 0]))
    assert ENCODER.history([]) == History([], [], ([], []))


def test_a_problem_says_which_event_it_is() -> None:
    events = [Event("2018-05-02", "visit"), Event("2018-05-01", "visit")]
    with pytest.raises(InputProblem) as caught:
        ENCODER.history(events)
    assert caught.value.code is codes.EVENTS_OUT_OF_ORDER
    assert caught.value.message.startswith("event 2: ")


def test_events_of_one_day_are_in_order_and_a_day_earlier_is_not() -> None:
    check_order(day("2018-05-01"), day("2018-05-01"))
    with pytest.raises(InputProblem):
        check_order(day("2018-05-01"), day("2018-04-30"))


def test_a_person_has_as_many_events_as_the_proofs_allow_for_and_no_more() -> None:
    check_count(limits.EVENTS_PER_PERSON)
    with pytest.raises(InputProblem) as caught:
        check_count(limits.EVENTS_PER_PERSON + 1)
    assert caught.value.code is codes.TOO_MANY_EVENTS


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(0, 10))
def test_a_history_up_to_a_day_holds_that_day_and_nothing_after(days: list[int], last: int) -> None:
    rows = [(each, number, (number * 10,)) for number, each in enumerate(sorted(days))]
    kept = [row for row in rows if row[0] <= last]
    assert columns_of(rows, 1).until(last) == columns_of(kept, 1)
    assert len(columns_of(rows, 1).until(last)) == len(kept)


# --- the days asked about ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "since", "as_of", "expected"),
    [
        (["2018-05-01", "2018-06-01"], None, None, (None, "2018-06-01")),
        (["2018-05-01"], "2018-04-01", "2018-07-01", ("2018-04-01", "2018-07-01")),
        (["2018-05-01"], "2018-05-01", "2018-05-01", ("2018-05-01", "2018-05-01")),
        (["2018-05-01"], None, "2018-01-01", (None, "2018-01-01")),
        ([], "2018-04-01", None, ("2018-04-01", "2018-04-01")),
        ([], None, None, (None, "2018-01-01")),
    ],
)
def test_the_days_asked_about_are_those_given_or_known(
    events: list[str], since: str | None, as_of: str | None, expected: tuple[str | None, str]
) -> None:
    found = check_window(
        MACHINE,
        [day(each) for each in events],
        None if since is None else day(since),
        None if as_of is None else day(as_of),
    )
    first = None if expected[0] is None else day(expected[0])
    assert found == (first, day(expected[1]))


@pytest.mark.parametrize(
    ("events", "since", "as_of", "code"),
    [
        (["2018-05-01"], "2018-05-02", None, codes.NOT_IN_FORCE),
        ([], "2018-05-02", "2018-05-01", codes.AS_OF_TOO_EARLY),
        ([], None, "2017-12-31", codes.AS_OF_TOO_EARLY),
    ],
)
def test_days_that_cannot_be_asked_about_are_refused(
    events: list[str], since: str | None, as_of: str | None, code: Code
) -> None:
    with pytest.raises(InputProblem) as caught:
        check_window(
            MACHINE,
            [day(each) for each in events],
            None if since is None else day(since),
            None if as_of is None else day(as_of),
        )
    assert caught.value.code is code


def test_without_events_and_days_there_is_nothing_to_ask_about() -> None:
    undated = machine_of('policy p {\n  title "t"\n}\nscore s {\n  starts at 0\n}\n')
    with pytest.raises(InputProblem) as caught:
        check_window(undated, [], None, None)
    assert caught.value.code is codes.AS_OF_TOO_EARLY
