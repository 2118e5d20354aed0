from __future__ import annotations

import pytest

from policylang.model.calendar import Period
from policylang.model.expressions import Compare, Constant, FieldValue, Relation
from policylang.model.machine import Calendar, Ever, OfMoment, Sliding, Tally, Window
from tests.rooms.checker.policies import machine, of_visit, visit

VISIT = OfMoment(0)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("ever", []),
        ("in the last 1 days", []),
        ("in the last 0 days", ["PL218"]),
        ("in the last 0 weeks", ["PL218"]),
        ("in the last 439200 days", []),
        ("in the last 439201 days", ["PL218"]),
        ("in the last 62742 weeks", []),
        ("in the last 62743 weeks", ["PL218"]),
        ("this calendar day", []),
        ("this day", []),
        ("this calendar week", []),
        ("this week", ["PL221"]),
        ("this month", ["PL221"]),
        ("this quarter", ["PL221"]),
        ("this year", ["PL221"]),
    ],
)
def test_a_window_has_days_and_is_clear(window: str, expected: list[str]) -> None:
    assert of_visit(f"loses 1 when count of visit {window} > 2") == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("amount", []), ("time", []), ("size", []), ("number", []),
        ("rate", ["PL222"]), ("day", ["PL222"]), ("kind", ["PL222"]), ("paid", ["PL222"]),
    ],
)  # fmt: skip
def test_only_quantities_can_be_summed(field: str, expected: list[str]) -> None:
    sum_ = f"sum of {field} of visit ever"
    assert of_visit(f"loses 1 when {sum_} < {sum_} + {sum_}") == 3 * expected


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("ever", Ever()),
        ("in the last 30 days", Sliding(30)),
        ("in the last 2 weeks", Sliding(14)),
        ("this calendar month", Calendar(Period.MONTH)),
        ("this calendar week", Calendar(Period.WEEK)),
    ],
)
def test_a_count_becomes_a_tally_of_its_window(text: str, window: Window) -> None:
    built = machine(visit(f"loses 1 when count of visit {text} > 2"))
    assert built.tallies == (Tally(VISIT, None, None, window),)


def test_equal_terms_share_a_tally_and_others_do_not() -> None:
    rules = [
        "loses 1 when count of visit ever > 2",
        "loses 1 when count of visit ever > 3",
        "loses 1 when count of visit where number > 5 ever > 3",
        "loses 1 when count of visit where number >= 6 ever > 3",
        "loses 1 when sum of number of visit ever > 3",
        "loses 1 when count of visit in the last 7 days > 3",
        "loses 1 when count of visit in the last 1 weeks > 3",
    ]
    more = Compare(Relation.MORE, FieldValue(3), Constant(5))
    least = Compare(Relation.AT_LEAST, FieldValue(3), Constant(6))
    assert machine(visit(*rules)).tallies == (
        Tally(VISIT, None, None, Ever()),
        Tally(VISIT, more, None, Ever()),
        Tally(VISIT, least, None, Ever()),
        Tally(VISIT, None, FieldValue(3), Ever(), "sum"),
        Tally(VISIT, None, None, Sliding(7)),
    )


def test_a_filter_sees_the_fields_of_its_own_action() -> None:
    rule = "loses 1 when count of visit where number > 3 ever > 1"
    other = f"action other {{\n  number: number from 0 to 3\n  {rule}\n}}\n"
    assert machine(visit("loses 1"), other).tallies[0].occurrence == VISIT
    assert of_visit("loses 1 when count of visit where number > 9 ever > 1") == ["PL304"]
