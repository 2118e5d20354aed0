"""Seeded crowds for Rongcheng as columns, in the sizes that are measured, and as rows."""

from __future__ import annotations

import datetime
from typing import Final

import attrs
import numpy as np

from benchmarks.workload import ACTIONS, AS_OF, FIRST, Resident, Row
from policylang.engine.columnar.arrays import Crowd
from policylang.model.history import History

#: How often each of `ACTIONS` occurs, in percent: tickets and late bills, some giving.
_WEIGHTS: Final = (25, 3, 10, 20, 22, 18, 2)
_DONATE, _VOLUNTEER = ACTIONS.index("donate"), ACTIONS.index("volunteer")


@attrs.frozen
class Size:
    """So many people with so many events each."""

    name: str
    people: int
    events: int

    def __str__(self) -> str:
        return f"{self.name}: {self.people:,} people, {self.people * self.events:,} events"


S: Final = Size("S", 10_000, 20)
M: Final = Size("M", 740_000, 20)
L: Final = Size("L", 740_000, 100)


def crowd_for(size: Size, *, seed: int = 7) -> Crowd:
    """Draw a crowd. Money is in whole dollars and time in whole hours, as files give them."""
    draw = np.random.default_rng(seed)
    count = size.people * size.events
    span = (FIRST.toordinal(), AS_OF.toordinal() + 1)
    days = draw.integers(*span, (size.people, size.events), np.int32)
    days.sort(axis=1)
    codes = draw.choice(np.arange(len(ACTIONS), dtype=np.int32), count, p=np.array(_WEIGHTS) / 100)
    values = np.zeros((1, count), np.int64)
    for code, unit, most in ((_DONATE, 100, 1000), (_VOLUNTEER, 3600, 24)):
        rows = np.flatnonzero(codes == code)
        values[0, rows] = unit * draw.integers(1, most + 1, rows.size)
    loans = draw.choice(np.array((0, 0, 5_000_000, 20_000_000), np.int64), (1, size.people))
    offsets = np.arange(0, count + 1, size.events, dtype=np.int64)
    return Crowd(offsets, days.ravel(), codes, values, loans)


def crowd_of(people: list[Resident]) -> Crowd:
    """Residents as columns."""
    histories = [one.history for one in people]
    return Crowd(
        np.cumsum([0, *map(len, histories)]).astype(np.int64),
        np.array([day for each in histories for day in each.days], np.int32),
        np.array([code for each in histories for code in each.codes], np.int32),
        np.array([[value for each in histories for value in each.columns[0]]], np.int64),
        np.array([[one.loan for one in people]], np.int64),
    )


def residents_of(crowd: Crowd, count: int) -> list[Resident]:
    """The first people of a crowd as rows."""
    ends = crowd.offsets[: count + 1].tolist()
    loans = crowd.attributes[0, :count].tolist()
    found = []
    for person, loan in enumerate(loans):
        part = slice(ends[person], ends[person + 1])
        days, codes = crowd.days[part].tolist(), crowd.codes[part].tolist()
        values = crowd.fields[0, part].tolist()
        rows: tuple[Row, ...] = tuple(
            (
                datetime.date.fromordinal(day),
                ACTIONS[code],
                value if code in (_DONATE, _VOLUNTEER) else None,
            )
            for day, code, value in zip(days, codes, values, strict=True)
        )
        found.append(Resident(rows, History(days, codes, (values,)), loan))
    return found
