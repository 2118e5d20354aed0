"""Lots: their sum is the score, and they are spent and run out in the order that is stated."""

from __future__ import annotations

from random import Random

import pytest

from policylang.model.machine import Spending
from policylang.model.ticks import NEVER
from policylang.runtime.lots import Lots

#: What a gain of 5, of 3 and of 4 points leave behind, that run out on days 9, 6 and never.
KEPT = ((5, 9, 1, 0), (3, 6, 1, 1), (4, 0, -1, 2))


def three(spending: Spending) -> Lots:
    lots = Lots(spending, remembers=True)
    lots.settle(5, (0, 9, 1))
    lots.settle(3, (1, 6, 1))
    lots.settle(4, (2, NEVER, -1))
    assert lots.saved() == KEPT
    return lots


@pytest.mark.parametrize(
    ("spending", "left"),
    [
        (Spending.OLDEST, ((2, 6, 1, 1), (4, 0, -1, 2))),
        (Spending.NEWEST, ((5, 9, 1, 0), (1, 6, 1, 1))),
        (Spending.SOONEST, ((2, 9, 1, 0), (4, 0, -1, 2))),
    ],
)
def test_a_loss_takes_from_the_lots_in_the_order_of_spending(
    spending: Spending, left: tuple[tuple[int, int, int, int], ...]
) -> None:
    lots = three(spending)
    lots.settle(-6)
    assert lots.saved() == left


def test_what_no_lot_covers_is_owed_and_a_gain_makes_it_good_oldest_first() -> None:
    lots = Lots(Spending.OLDEST, remembers=False)
    lots.settle(-2, (0, 9, 1))  # for a time: owed whole, whatever there is
    lots.settle(-3, (1, NEVER, -1))
    lots.settle(4, (2, NEVER, -1))
    assert lots.saved() == ((-1, 0, -1, 1),)
    lots.settle(4, (3, 7, 1))
    assert lots.saved() == ((3, 7, 1, 3),)


def test_a_loss_for_a_time_leaves_the_lots_there_are() -> None:
    lots = three(Spending.OLDEST)
    lots.settle(-6, (3, 8, 2))
    assert lots.saved() == (*KEPT, (-6, 8, 2, 3))


def test_what_has_run_out_counts_for_days_before_it_did() -> None:
    lots = three(Spending.OLDEST)
    (lot,) = lots.due(6)
    lots.run_out(lot)
    assert [lots.counting(day, today=6) for day in (5, 6, 8, 9)] == [12, 9, 9, 4]


def test_a_lot_that_is_held_counts_and_is_looked_at_again_when_something_has_changed() -> None:
    lots = three(Spending.OLDEST)
    assert lots.next_due(5, stirred=True) == 6
    (lot,) = lots.due(6)
    assert lots.next_due(6, stirred=True) == 7
    assert lots.next_due(6, stirred=False) == 9
    assert lots.counting(8, today=7) == 12
    lots.keep(lot)
    assert (lots.next_due(6, stirred=True), lot.expires) == (9, NEVER)


@pytest.mark.parametrize("spending", Spending)
def test_the_sum_of_the_lots_is_what_was_settled(spending: Spending) -> None:
    random = Random(spending)
    lots, total = Lots(spending, remembers=False), 0
    for day in range(1, 400):
        for lot in lots.due(day):
            total -= lot.left
            lots.run_out(lot)
        for _ in range(random.randint(0, 3)):
            change = random.randint(-6, 6)
            life = (day + random.randint(1, 40), 1) if random.random() < 0.5 else (NEVER, -1)
            lots.settle(change, (day, *life))
            total += change
        saved = lots.saved()
        assert sum(left for left, *_ in saved) == total
        assert all(left for left, *_ in saved)
        if day % 50 == 0:
            lots = Lots(spending, remembers=False)
            lots.restore(saved, ())
            assert lots.saved() == saved
