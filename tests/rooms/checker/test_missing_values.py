"""What is not given satisfies no comparison, and counts for nothing."""

from __future__ import annotations

import pytest

from tests.rooms.checker.offences import amount_of, condition_of, day, machine_of, of_test
from tests.rooms.checker.worth import worth

#: An offence that is not final, and one that is.
OPEN = [day("2024-01-01"), 0, 5, 0, 0, 0, 0]
FINAL = [day("2024-01-01"), day("2024-06-01"), 5, 0, 0, 77, 0]

COMPARISONS = [
    "final < 2030-01-01",
    "final is not 2030-01-01",
    "final > 2000-01-01",
    "2000-01-01 <= final",
    "final + 3 months > 2000-01-01",
    "final + 3 days > 2000-01-01",
    "final - 3 days > 2000-01-01",
    "the last day of the month of final > 2000-01-01",
    "the day after final > 2000-01-01",
    "days since committed to final < 1000",
    "full months since committed to final < 1000",
    "wait < 1000",
    "wait + size < 1000",
    "2 * wait < 1000",
    "committed < final",
    "the larger of committed and final < 2030-01-01",
    "(final when size > 2 otherwise committed) < 2030-01-01",
    "wait out of size > 1%",
    "10% of wait < 100",
    "price of (wait up to 4, kind) < 9",
]


@pytest.mark.parametrize("test", COMPARISONS)
def test_what_is_not_given_satisfies_no_comparison(test: str) -> None:
    assert worth(condition_of(test, "committed"), OPEN) == 0
    assert worth(condition_of(f"not {test}", "committed"), OPEN) == 1


@pytest.mark.parametrize(
    "test", [test for test in COMPARISONS if "stop" not in test and "price" not in test]
)
def test_what_is_given_is_compared(test: str) -> None:
    assert worth(condition_of(test, "committed"), FINAL) == 1


def test_it_can_be_asked_whether_something_is_given() -> None:
    for test, of_open, of_final in (
        ("final is given", 0, 1),
        ("final is not given", 1, 0),
        ("stop is given", 0, 1),
        ("wait is given", 0, 1),
    ):
        assert worth(condition_of(test, "committed"), OPEN) == of_open
        assert worth(condition_of(test, "committed"), FINAL) == of_final


def test_what_is_always_given_need_not_be_asked() -> None:
    assert of_test("committed is given") == ["PL305"]
    assert of_test("committed is not given") == ["PL304"]


def test_an_amount_made_of_what_is_not_given_is_nothing() -> None:
    amount = amount_of("1 s per 1 of wait")
    assert worth(amount, OPEN) == 0
    assert worth(amount, FINAL) == 152


def test_a_choice_between_values_is_given_where_the_one_it_takes_is() -> None:
    test = condition_of("(final when final is given otherwise committed) < 2024-02-01")
    assert worth(test, OPEN) == 1
    assert worth(test, FINAL) == 0


def test_a_moment_made_of_what_is_not_given_does_not_come() -> None:
    machine = machine_of(
        "due means final + 30 days", "late means final + 2 months", "loses 1 s on due"
    )
    moments = {moment.name: moment.day for moment in machine.actions[0].moments}
    for name in ("due", "late"):
        reckoned = moments[name]
        assert reckoned is not None
        assert worth(reckoned, OPEN) == 0
        assert worth(reckoned, FINAL) > day("2024-06-30")


def test_the_moments_of_an_event_are_its_first_fields() -> None:
    action = machine_of("loses 1 s on final").actions[0]
    assert [slot.name for slot in action.fields][:3] == ["committed", "final", "size"]
    assert [moment.name for moment in action.moments] == ["committed", "final", "quarter"]
    assert action.dated == 2
    assert action.fields[0].default is None
    assert (action.fields[1].default, action.fields[1].domain.low) == (0, 0)
