"""Plain rows: read quickly where they are plain, carefully where not, and never wrongly."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policylang
from policylang import HistoryError
from policylang.compiler import Evaluator, evaluator
from policylang.model.history import History

D = datetime.date
POLICY = policylang.loads(
    """
policy p {
  currency USD
  timezone "Asia/Shanghai"
  in force from 2018-01-01
  in force until 2018-12-31
}
score s {
  starts at 100
  stays within 0 to 200
}
action give {
  amount: money from 1 USD to 1,000 USD
  kind: one of {cash, goods} = cash
  earns 1 per 10 USD of amount when kind is cash
}
action fine {
  loses 5
}
action reduced {
  size: number from -9 to 9
  loses 1 when size < 0
}
perk monthly {
  every month on day 15
  pays 1 USD
}
"""
)
EVALUATOR = POLICY.evaluator
LAST = D(2018, 12, 31).toordinal()


def score_of(*rows: Any, since: int | None = None, as_of: int = LAST) -> int:
    return EVALUATOR.run_rows(rows, since=since, as_of=as_of).score


def refusal_of(*rows: Any, since: int | None = None, as_of: int = LAST) -> str:
    with pytest.raises(HistoryError) as error:
        EVALUATOR.run_rows(rows, since=since, as_of=as_of)
    (diagnostic,) = error.value.diagnostics
    return diagnostic.code.number


def test_rows_hold_whole_numbers_of_the_smallest_part() -> None:
    assert score_of((D(2018, 1, 1), "give", 5000, 0), (D(2018, 1, 1), "fine", None, None)) == 100


def test_none_takes_the_default() -> None:
    assert score_of((D(2018, 1, 1), "give", 5000, None)) == 105


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((D(2018, 1, 1), "gift", 5000, 0), "PL402"),
        ((D(2018, 1, 1), 7, 5000, 0), "PL402"),
        ((D(2018, 1, 1), None, 5000, 0), "PL402"),
        ((D(2018, 1, 1), ["give"], 5000, 0), "PL402"),
        ((D(2018, 1, 1), "give", None, 0), "PL403"),
        ((D(2018, 1, 1), "fine", 5000, None), "PL404"),
        ((D(2018, 1, 1), "fine", None, 0), "PL404"),
        ((D(2018, 1, 1), "reduced", 1, 0), "PL404"),
        ((D(2018, 1, 1), "give", 99, 0), "PL405"),
        ((D(2018, 1, 1), "give", 100_001, 0), "PL405"),
        ((D(2018, 1, 1), "give", 5000, 2), "PL405"),
        ((D(2018, 1, 1), "reduced", -10, None), "PL405"),
        (("2018-01-01", "give", 5000, 0), "PL406"),
        ((736_695, "give", 5000, 0), "PL406"),
        ((None, "give", 5000, 0), "PL406"),
        ((datetime.datetime(2018, 1, 1, 12), "give", 5000, 0), "PL407"),  # noqa: DTZ001 - its zone is missing
        ((D(2018, 1, 1), "give", 5000.0, 0), "PL408"),
        ((D(2018, 1, 1), "give", True, 0), "PL408"),
        ((D(2018, 1, 1), "give", "5000", 0), "PL408"),
        ((D(2018, 1, 1), "give", Decimal(5000), 0), "PL408"),
        ((D(2018, 1, 1), "give", 5000, False), "PL408"),
        ((D(2017, 12, 31), "give", 5000, 0), "PL417"),
        ((D(2019, 1, 1), "give", 5000, 0), "PL417"),
        ((D(2018, 1, 1), "give", 5000), "PL418"),
        ((D(2018, 1, 1), "give", 5000, 0, 0), "PL418"),
        ((), "PL418"),
        (7, "PL418"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(row: Any, code: str) -> None:
    assert refusal_of(row) == code
    assert refusal_of((D(2018, 1, 1), "fine", None, None), row) == code


@pytest.mark.parametrize("amount", [100, 100_000])
def test_the_ends_of_a_range_are_inside(amount: int) -> None:
    assert score_of((D(2018, 1, 1), "give", amount, 0)) == 100 + amount // 1000


def test_the_days_a_policy_is_in_force_are_inside() -> None:
    fine = ("fine", None, None)
    assert score_of((D(2018, 1, 1), *fine), (D(2018, 12, 31), *fine)) == 90


def test_rows_go_forward_in_time() -> None:
    fine = ("fine", None, None)
    assert score_of((D(2018, 3, 1), *fine), (D(2018, 3, 1), *fine)) == 90
    assert refusal_of((D(2018, 3, 2), *fine), (D(2018, 3, 1), *fine)) == "PL401"


def test_rows_after_the_day_asked_about_are_left_out() -> None:
    rows = [(D(2018, 3, day), "fine", None, None) for day in (1, 2, 3)]
    second = D(2018, 3, 2).toordinal()
    assert score_of(*rows, as_of=second) == 90
    assert score_of(*rows, as_of=second + 1) == 85


def test_the_first_day_bounds_rows_and_perks() -> None:
    row = (D(2018, 3, 2), "fine", None, None)
    second = D(2018, 3, 2).toordinal()
    assert score_of(row, since=second) == 95
    assert refusal_of(row, since=second + 1) == "PL417"
    assert refusal_of(row, as_of=D(2017, 12, 31).toordinal()) == "PL420"
    awards = EVALUATOR.run_rows([row], since=second, as_of=LAST).awards
    assert len(awards) == 10


def test_a_moment_with_its_zone_lies_on_the_day_of_the_policys_zone() -> None:
    late = datetime.datetime(2018, 1, 14, 17, tzinfo=datetime.UTC)
    early = datetime.datetime(2018, 1, 14, 15, tzinfo=datetime.UTC)
    fifteenth = D(2018, 1, 15).toordinal()
    assert score_of((late, "fine", None, None), as_of=fifteenth - 1) == 100
    assert score_of((early, "fine", None, None), as_of=fifteenth - 1) == 95


class Text(str):
    """A text that is also something else."""


class Number(int):
    """A number that is also something else."""


def test_kinds_of_text_count_as_text_and_kinds_of_numbers_do_not() -> None:
    assert score_of((D(2018, 1, 1), Text("fine"), None, None)) == 95
    assert refusal_of((D(2018, 1, 1), "give", Number(5000), 0)) == "PL408"


def test_a_fault_of_ours_is_not_taken_for_a_fault_of_the_rows() -> None:
    broken = Evaluator(POLICY.machine)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    broken.__dict__["_rows"] = fails
    with pytest.raises(ZeroDivisionError):
        broken.run_rows([], as_of=LAST)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 364), st.sampled_from(["give", "fine", "reduced"]), st.integers(0, 30)
    ),
    max_size=12,
)


FIRST = D(2018, 1, 1).toordinal()


def fitting(drawn: list[tuple[int, str, int]]) -> list[tuple[Any, ...]]:
    """Rows that have nothing wrong with them."""
    return [
        (
            D.fromordinal(FIRST + day),
            name,
            *{
                "give": (100 + 777 * n, n % 2),
                "fine": (None, None),
                "reduced": (n % 19 - 9, None),
            }[name],
        )
        for day, name, n in sorted(drawn, key=lambda row: row[0])
    ]


@given(ROWS, st.integers(0, 364))
def test_rows_and_columns_agree(drawn: list[tuple[int, str, int]], after: int) -> None:
    names = [action.name for action in POLICY.machine.actions]
    rows = fitting(drawn)
    history = History(
        [row[0].toordinal() for row in rows],
        [names.index(row[1]) for row in rows],
        tuple([row[2 + slot] or 0 for row in rows] for slot in range(2)),
    )
    as_of = FIRST + after
    assert EVALUATOR.run_rows(rows, as_of=as_of) == EVALUATOR.run(history, (), as_of=as_of)


@given(ROWS, st.integers(0, 364))
def test_rows_that_fit_are_never_read_the_careful_way(
    drawn: list[tuple[int, str, int]], after: int
) -> None:
    rows = fitting(drawn)
    as_of = max([FIRST + after, *(row[0].toordinal() for row in rows)])
    with mock.patch.object(evaluator, "read_rows", wraps=evaluator.read_rows) as careful:
        EVALUATOR.run_rows(rows, as_of=as_of)
    assert not careful.called


@pytest.mark.parametrize(
    "row",
    [
        (D(2018, 3, 1), "fine", None, 1),
        (D(2018, 3, 1), "fyne", None, None),
        (D(2018, 3, 1), ["fine"], None, None),
        (D(2018, 3, 1), "fine", None),
        (None, "fine", None, None),
        7,
    ],
)
def test_a_row_that_does_not_fit_is_read_the_careful_way(row: Any) -> None:
    with mock.patch.object(evaluator, "read_rows", wraps=evaluator.read_rows) as careful:
        refusal_of(row)
    assert careful.called
