"""Events with several dates, and what may be said of an event apart from its fields."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.model.history import Encoder, Marks
from policylang.model.persons import Traits
from policylang.model.values import InputProblem
from tests.rooms.model.machines import day, machine_of

MACHINE = machine_of("""
policy p {
  title "t"
  timezone "Europe/Paris"
  in force from 2018-01-01
}
person {
  licensed: date
  begins on licensed
}
score s {
  starts at 12
  stays within 0 to 12
}
action offence {
  moments committed, final, paid
  stop: name
  loses 1 on final when stop is given
}
action visit {
  earns 1
}
""")
ENCODER = Encoder(MACHINE)


def values_of(**fields: object) -> dict[str, int]:
    """The held fields of an offence by name."""
    row, _ = ENCODER.read(fields.pop("date", None), "offence", fields)
    slots = MACHINE.actions[0].fields
    return {"day": row[0], **{slot.name: row[2][place] for place, slot in enumerate(slots)}}


def refusal(**fields: object) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        values_of(**fields)
    return caught.value


@pytest.mark.parametrize("first", ["date", "committed"])
def test_the_first_moment_is_the_day_of_the_event_and_may_be_called_date(first: str) -> None:
    found = values_of(**{first: "2018-03-01", "final": "2018-05-01"})
    assert found["day"] == found["committed"] == day("2018-03-01")
    assert found["final"] == day("2018-05-01")


def test_later_moments_that_are_not_given_are_none() -> None:
    found = values_of(committed="2018-03-01", final="", paid=None)
    assert (found["final"], found["paid"], found["stop"]) == (0, 0, 0)


def test_a_moment_between_two_others_may_be_missing() -> None:
    assert values_of(committed="2018-03-01", paid="2018-03-01")["final"] == 0


def test_moments_are_days_in_the_time_zone_of_the_policy() -> None:
    found = values_of(committed="2018-03-01T23:30:00Z", final="2018-05-01")
    assert found["day"] == day("2018-03-02")


DAYS = st.integers(min_value=day("2018-01-01"), max_value=day("2020-12-31"))


@given(st.lists(st.none() | DAYS, min_size=2, max_size=2), DAYS)
def test_moments_are_accepted_exactly_in_order(later: list[int | None], first: int) -> None:
    import datetime

    names = ("final", "paid")
    fields: dict[str, Any] = {
        name: datetime.date.fromordinal(each)
        for name, each in zip(names, later, strict=True)
        if each is not None
    }
    known = [first, *(each for each in later if each is not None)]
    fields["committed"] = datetime.date.fromordinal(first)
    if known == sorted(known):
        assert values_of(**fields)["day"] == first
    else:
        assert refusal(**fields).code.number == "PL427"


@pytest.mark.parametrize(
    ("fields", "code", "says"),
    [
        ({"final": "2018-05-01"}, "PL403", "`committed`"),
        ({"date": "2018-03-01", "committed": "2018-03-01"}, "PL418", "`date` and `committed`"),
        ({"committed": "2018-02-30"}, "PL406", "`committed`"),
        ({"committed": "2018-03-01T10:00"}, "PL407", "`committed`"),
        ({"committed": "2017-12-31"}, "PL417", "came into force"),
        ({"committed": "1018-03-01"}, "PL406", "between the years"),
        ({"committed": "2018-03-01", "finals": "2018-05-01"}, "PL404", "`finals`"),
        ({"committed": "2018-03-01", "known": "soon"}, "PL406", "`known`"),
    ],
)
def test_dates_that_cannot_be_are_refused_by_name(
    fields: dict[str, object], code: str, says: str
) -> None:
    problem = refusal(**fields)
    assert problem.code.number == code
    assert says in problem.message


def test_an_action_with_one_date_still_needs_it() -> None:
    with pytest.raises(InputProblem) as caught:
        ENCODER.read(None, "visit", {})
    assert caught.value.code.number == "PL403"


def test_an_event_may_tell_when_it_became_known() -> None:
    _, marks = ENCODER.read("2018-03-01", "visit", {"known": "2018-06-01", "id": "x"})
    # Nothing may be withdrawn under this policy, so nobody has to remember the id.
    assert marks == Marks(None, day("2018-06-01"))
    assert ENCODER.read("2018-03-01", "visit", {})[1] is None


@pytest.mark.parametrize(("date", "fits"), [("2018-05-01", True), ("2018-04-30", False)])
def test_no_event_lies_before_its_person(date: str, *, fits: bool) -> None:
    person = ENCODER.traits({"licensed": "2018-05-01"})
    if fits:
        assert len(ENCODER.history([(date, "visit")], person)) == 1
        return
    with pytest.raises(InputProblem) as caught:
        ENCODER.history([(date, "visit")], person)
    assert caught.value.code.number == "PL426"
    assert "2018-05-01" in caught.value.message


def test_who_is_not_known_is_not_looked_at() -> None:
    assert len(ENCODER.history([("2018-04-30", "visit")])) == 1
    assert len(ENCODER.history([("2018-04-30", "visit")], Traits((0,)))) == 1


@pytest.mark.parametrize(
    ("raw", "code"),
    [("x" * 65, "PL408"), ("a\x00b", "PL408"), (1.5, "PL408"), (True, "PL408")],
)
def test_a_name_is_a_short_printable_text(raw: object, code: str) -> None:
    assert refusal(committed="2018-03-01", stop=raw).code.number == code


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=16))
def test_names_are_the_same_exactly_where_their_texts_are(text: str) -> None:
    from unicodedata import normalize

    from policylang.model.values import held_name, name_of

    held = values_of(committed="2018-03-01", stop=text)["stop"]
    assert name_of(held) == normalize("NFC", text)
    assert (held == held_name("other")) == (normalize("NFC", text) == "other")
