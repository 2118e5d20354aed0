"""Events one by one, each a row of integers, and columns made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import attrs

from policylang.model.history.history import History
from policylang.model.persons import AttributeChange
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE, Ids, Void

#: One encoded event: day, action code, one value per column of the machine.
Row = tuple[int, int, tuple[int, ...]]


class Marks(NamedTuple):
    """What is said of an event apart from its fields: its id, and the day it became known.

    Ids are kept only where events may be withdrawn. `known` is 0 where that is not said.
    """

    id: str | None
    known: int


def columns_of(rows: Sequence[Row], width: int) -> History:
    """Encoded events, already in order, as columns."""
    return History(
        [day for day, _, _ in rows],
        [code for _, code, _ in rows],
        tuple([values[slot] for _, _, values in rows] for slot in range(width)),
    )


def gathered(
    rows: Sequence[Row],
    marked: Mapping[int, Marks],
    width: int,
    changes: tuple[AttributeChange, ...] = (),
) -> History:
    """Encoded events in order, with their ids and withdrawals, as a history.

    Args:
        marked: what is said of some of them, by number from 0.

    Raises:
        InputProblem: PL429 to PL431. The message says which event, counted from 1.
    """
    if not marked:
        return attrs.evolve(columns_of(rows, width), changes=changes)
    numbers = [number for number, row in enumerate(rows) if row[1] != VOID_CODE]
    known = [marked[number].known if number in marked else 0 for number in numbers]
    voids = _voids(rows, marked, numbers)
    return attrs.evolve(
        columns_of([rows[number] for number in numbers], width),
        changes=changes,
        numbers=numbers if voids else None,
        known=known if any(known) else None,
        voids=voids,
    )


def _voids(
    rows: Sequence[Row], marked: Mapping[int, Marks], numbers: Sequence[int]
) -> tuple[Void, ...]:
    ids = Ids()
    voids = []
    places = {number: place for place, number in enumerate(numbers)}
    # A withdrawal may stand before its event where both are of one day.
    for number in sorted(marked, key=lambda number: (rows[number][1] == VOID_CODE, number)):
        (day, code, _), marks = rows[number], marked[number]
        if marks.id is None:
            continue
        try:
            if code == VOID_CODE:
                voids.append(Void(day, marks.known, ids.void(marks.id, day), number))
            else:
                ids.add(marks.id, day, places[number])
        except InputProblem as problem:
            raise numbered(number + 1, problem) from None
    return tuple(voids)


def numbered(number: int, problem: InputProblem) -> InputProblem:
    """The same problem, told of an event by its number, counted from 1."""
    return InputProblem(problem.code, problem.what, problem.help, event=number, name=problem.name)
