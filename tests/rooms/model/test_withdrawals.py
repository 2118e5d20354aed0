"""What is known of a history on a day: withdrawals, and events that became known late."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policylang
from policylang.model.history import EVERYTHING_KNOWN, Encoder, History
from policylang.model.values import InputProblem
from tests.rooms.model.machines import day, machine_of

MACHINE = machine_of("""
policy p {
  title "t"
  events may be withdrawn
}
score s {
  starts at 0
  stays within 0 to 1000
}
action visit {
  size: number from 0 to 99 = 0
  earns 1 when size > 3
}
""")
ENCODER = Encoder(MACHINE)


def visit(date: str, **fields: object) -> tuple[str, str, dict[str, object]]:
    return date, "visit", fields


def void(date: str, called: str, **fields: object) -> tuple[str, str, dict[str, object]]:
    return date, "void", {"id": called, **fields}


STORY = [
    visit("2018-01-01", id="a", size=1),
    visit("2018-02-01", id="b", size=2),
    visit("2018-03-01", size=3, known="2018-09-01"),
    void("2018-04-01", "b"),
    visit("2018-05-01", id="d", size=5),
    void("2018-06-01", "a", known="2018-08-01"),
]


def sizes(as_of: str, known: str | None = None) -> list[int]:
    history = ENCODER.history(STORY)
    return history.until(day(as_of), None if known is None else day(known)).columns[0]


@pytest.mark.parametrize(
    ("as_of", "known", "left"),
    [
        ("2018-03-31", None, [1, 2]),
        ("2018-04-01", None, [1]),
        ("2018-07-01", None, [1, 5]),
        ("2018-08-01", None, [5]),
        ("2018-09-01", None, [3, 5]),
        ("2018-03-31", "2018-04-01", [1]),
        ("2018-03-31", "2018-12-31", [3]),
        ("2018-12-31", "2018-03-31", [1, 2, 5]),
    ],
)
def test_what_is_left_depends_on_the_day_it_is_known_at(
    as_of: str, known: str | None, left: list[int]
) -> None:
    assert sizes(as_of, known) == left


def test_events_keep_the_numbers_they_were_given_with() -> None:
    settled = ENCODER.history(STORY).until(day("2018-12-31"))
    assert [settled.number(event) for event in range(len(settled))] == [2, 4]
    gone = [(each.number, each.day, each.since, each.void) for each in settled.withdrawn]
    assert gone == [
        (0, day("2018-01-01"), day("2018-06-01"), 5),
        (1, day("2018-02-01"), day("2018-04-01"), 3),
    ]


def test_the_last_day_is_that_of_a_withdrawal_too() -> None:
    assert ENCODER.last_day(ENCODER.history(STORY)) == day("2018-06-01")
    assert ENCODER.last_day(ENCODER.history([])) is None


def test_a_history_without_any_of_it_is_as_plain_as_ever() -> None:
    plain = ENCODER.history([visit("2018-01-01", size=4)])
    assert plain == History([day("2018-01-01")], [0], ([4],))
    assert plain.settled


@pytest.mark.parametrize(
    ("events", "code", "says"),
    [
        ([visit("2018-01-01", id="a"), void("2018-02-01", "b")], "PL429", "event 2: "),
        ([void("2018-01-01", "a"), visit("2018-01-02", id="a")], "PL430", "event 1: "),
        (
            [visit("2018-01-01", id="a"), void("2018-02-01", "a"), void("2018-02-02", "a")],
            "PL430",
            "event 3: ",
        ),
        ([visit("2018-01-01", id="a"), visit("2018-02-01", id="a")], "PL431", "event 2: "),
        ([("2018-01-01", "void")], "PL403", "which event"),
        ([("2018-01-01", "void", {"id": "a", "size": 3})], "PL404", "`size`"),
        ([(None, "void", {"id": "a"})], "PL403", "`date`"),
        ([visit("2018-02-01", id="a"), void("2018-01-01", "a")], "PL401", "event 2: "),
    ],
)
def test_withdrawals_that_cannot_be_are_refused(events: Any, code: str, says: str) -> None:
    with pytest.raises(InputProblem) as caught:
        ENCODER.history(events)
    assert caught.value.code.number == code
    assert says in caught.value.message


def test_a_withdrawal_may_stand_before_its_event_on_the_same_day() -> None:
    history = ENCODER.history([void("2018-01-01", "a"), visit("2018-01-01", id="a")])
    assert len(history.until(day("2018-01-01"))) == 0


def test_the_policy_has_to_allow_it() -> None:
    strict = Encoder(machine_of("policy p { }\nscore s { starts at 1 }\naction a { earns 1 }"))
    with pytest.raises(InputProblem) as caught:
        strict.history([("2018-01-01", "void", {"id": "x"})])
    assert caught.value.code.number == "PL428"


def test_an_id_means_nothing_where_nothing_may_be_withdrawn() -> None:
    strict = Encoder(machine_of("policy p { }\nscore s { starts at 1 }\naction a { earns 1 }"))
    twice = [("2018-01-01", "a", {"id": "x"})] * 2
    assert strict.history(twice).settled


def test_an_action_cannot_be_called_like_a_withdrawal() -> None:
    text = "policy p {{ {} }}\nscore s {{ starts at 1 }}\naction void {{ earns 1 }}"
    with pytest.raises(policylang.PolicyError) as caught:
        policylang.loads(text.format("events may be withdrawn"))
    assert [each.code.number for each in caught.value.diagnostics] == ["PL110"]
    plain = policylang.loads(text.format("")).encoder.history([("2018-01-01", "void")])
    assert plain.codes == [0]


# --- laws ----------------------------------------------------------------------------------

FIRST = day("2018-01-01")
OFFSETS = st.integers(min_value=0, max_value=40)


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[int, int | None, int | None, int | None]]:
    """Events: day, day known, day withdrawn, day the withdrawal became known; by day."""
    found = []
    for happened in sorted(draw(st.lists(OFFSETS, max_size=8))):
        known = draw(st.none() | OFFSETS)
        withdrawn = draw(st.none() | st.integers(min_value=happened, max_value=40))
        heard = draw(st.none() | OFFSETS) if withdrawn is not None else None
        found.append((happened, known, withdrawn, heard))
    return found


def encoded(story: list[tuple[int, int | None, int | None, int | None]]) -> History:
    """The history of a story; field `size` numbers its events."""
    given = []
    for number, (happened, known, withdrawn, heard) in enumerate(story):
        given.append((happened, 0, "visit", number, known))
        if withdrawn is not None:
            given.append((withdrawn, 1, "void", number, heard))
    events = []
    for offset, _, action, number, known in sorted(given, key=lambda each: each[:2]):
        fields: dict[str, object] = {"id": f"e{number}"}
        fields |= {"size": number} if action == "visit" else {}
        fields |= {"known": date_of(known)} if known is not None else {}
        events.append((date_of(offset), action, fields))
    return ENCODER.history(events)


def date_of(offset: int) -> datetime.date:
    return datetime.date.fromordinal(FIRST + offset)


@given(stories(), OFFSETS, st.none() | OFFSETS)
def test_a_settled_history_is_what_was_known(
    story: list[tuple[int, int | None, int | None, int | None]], as_of: int, known: int | None
) -> None:
    by = as_of if known is None else known
    expected = [
        number
        for number, (happened, told, withdrawn, heard) in enumerate(story)
        if happened <= as_of
        and (told or 0) <= by
        and not (withdrawn is not None and max(withdrawn, heard or 0) <= by)
    ]
    history = encoded(story)
    settled = history.until(FIRST + as_of, None if known is None else FIRST + known)
    assert settled.columns[0] == expected
    assert settled.settled
    assert settled.until(FIRST + as_of) == settled


@given(stories(), OFFSETS, OFFSETS)
def test_settling_and_cutting_may_be_done_in_any_order(
    story: list[tuple[int, int | None, int | None, int | None]], as_of: int, earlier: int
) -> None:
    history = encoded(story)
    at_once = history.until(FIRST + min(as_of, earlier), EVERYTHING_KNOWN)
    later = history.until(FIRST + as_of, EVERYTHING_KNOWN).until(FIRST + min(as_of, earlier))
    assert later == at_once
