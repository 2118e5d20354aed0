"""What windows show, and what is kept for them: the definition, day by day, against the memory."""

from __future__ import annotations

from random import Random

import attrs
import pytest

from policylang.model import expressions as e
from policylang.model import machine as m
from policylang.model.calendar import (
    Period,
    add_months,
    anniversary,
    period_end,
    period_start,
    year_start,
)
from policylang.model.periods import stretch_of
from policylang.runtime.memory import Folded, OneByOne
from policylang.runtime.readings import reading
from policylang.runtime.seen import seen_through
from tests.rooms.runtime.made import BORN, FIRST, Maker

ANCHOR = FIRST - 700
MACHINE = next(made for seed in range(99) if len((made := Maker(seed).machine()).periods) == 2)


@attrs.define
class Here:
    today: int = FIRST
    present: tuple[int, ...] = (0,)
    attributes: tuple[int, ...] = (0, 0, ANCHOR, ANCHOR)


def shows(window: m.Window, day: int, today: int) -> bool:
    """The definition of a window that ends today: whether it holds an earlier day."""
    match window:
        case m.Sliding(days):
            return day > today - days
        case m.SlidingMonths(months, exact, next_day):
            mark = add_months(today, -months, next_day=next_day)
            return day > mark or (exact and day == mark)
        case m.Calendar(period, False):
            return period_start(day, period) == period_start(today, period)
        case m.Calendar(period, True):
            return period_end(day, period) == period_start(today, period)
        case m.Shifted(month, first, False):
            return year_start(day, month, first) == year_start(today, month, first)
        case m.Shifted(month, first, True):
            return year_start(day, month, first) == year_start(
                year_start(today, month, first) - 1, month, first
            )
        case m.Anchored(_, False, next_day):
            return years(day, next_day) == years(today, next_day)
        case m.Anchored(_, True, next_day):
            start = years(today, next_day)
            return start > 0 and years(day, next_day) == years(start - 1, next_day)
        case m.Within(number):
            stretch = stretch_of(MACHINE.periods[number], today)
            return stretch is not None and stretch[0] <= day <= stretch[1]
        case _:
            return True


def years(day: int, next_day: bool) -> int:
    return anniversary(ANCHOR, day, next_day=next_day)


BORN_YEAR = e.AttributeValue(BORN)
WINDOWS: list[m.Window] = [
    m.Sliding(1),
    m.Sliding(40),
    *(m.SlidingMonths(n, exact, late) for n in (1, 5) for exact in (0, 1) for late in (0, 1)),
    *(m.Calendar(period, previous) for period in Period for previous in (False, True)),
    *(m.Shifted(2, 29, previous) for previous in (False, True)),
    *(m.Anchored(BORN_YEAR, previous, late) for previous in (False, True) for late in (0, 1)),
    m.Within(0),
    m.Within(1),
    m.Ever(),
]
FOLDS = {
    "count": len,
    "sum": sum,
    "latest": lambda values: values[-1],
    "first": lambda values: values[0],
    "most": max,
    "least": min,
}


@pytest.mark.parametrize("measure", FOLDS)
@pytest.mark.parametrize("window", WINDOWS, ids=repr)
def test_a_memory_reads_what_its_window_shows_of_everything(window: m.Window, measure: str) -> None:
    random = Random(repr(window))
    readings = {"t_anchor": reading(BORN_YEAR, MACHINE)}
    seen = seen_through(window, MACHINE, readings, "t")
    folded = Folded(seen, measure, empty=0)
    each = OneByOne(seen, measure, lambda _, fields: fields[0] % 2)
    here = Here(today=ANCHOR - 3)
    past: list[tuple[int, int]] = []
    for _ in range(400):
        here.today += random.choice((0, 0, 1, 1, 3, 20))
        if random.random() < 0.7:
            value = 1 if measure == "count" else random.randint(-5, 9)
            past.append((here.today, value))
            folded.take(here, value)  # type: ignore[arg-type]
            each.take(here, value, (value,))  # type: ignore[arg-type]
        if random.random() < 0.5:
            visible = [value for day, value in past if shows(window, day, here.today)]
            odd = [value for value in visible if value % 2]
            assert folded.read(here) == (FOLDS[measure](visible) if visible else 0)  # type: ignore[arg-type]
            assert each.read(here) == (FOLDS[measure](odd) if odd else 0)  # type: ignore[arg-type]
        if random.random() < 0.05:
            again = Folded(seen, measure, empty=0)
            again.restore(folded.saved(here))  # type: ignore[arg-type]
            folded = again
        assert seen.most is None or len(folded.entries) <= seen.most
