"""Everybody's life: what is called with the columns of many people."""

from __future__ import annotations

from typing import Any

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.clocks import begin_clock
from policylang.compiler.bytecode.loops.days import advance, close_day, find_all_due
from policylang.compiler.bytecode.loops.moments import arrive, live_moments
from policylang.compiler.bytecode.loops.steps import run


def begin(
    code: list[int], cells: list[int], attributes: Any, person: int, first: int, as_of: int
) -> None:
    """Come to a person's first day."""
    for cell in range(code[n.CELLS_FIXED]):
        cells[cell] = code[code[n.IMAGE] + cell]
    for attribute in range(code[n.ATTRIBUTE_COUNT]):
        cells[code[n.ATTRIBUTES] + attribute] = attributes[attribute, person]
    cells[n.TODAY] = first
    cells[n.AS_OF] = as_of
    cells[n.STIRRED] = 1
    cells[n.EVENT] = n.NO_EVENT
    run(code, cells, code[n.BEGINNING])
    for number in range(code[n.CLOCK_COUNT]):
        clock = code[n.CLOCKS] + number * n.CLOCK_ROW
        if code[clock + n.CLOCK_START] != n.NONE:
            run(code, cells, code[clock + n.CLOCK_START])
            run(code, cells, code[clock + n.CLOCK_LENGTH])
            begin_clock(code, cells, clock, cells[n.DATE], first, code[clock + n.CLOCK_REPEATS])
    find_all_due(code, cells, first - 1)


def lay_out(code: list[int], cells: list[int], fields: Any, row: int, day: int) -> None:
    """Put an event in sight: its fields, and the day of its first moment."""
    at = code[n.PRESENT]
    for field in range(code[n.WIDTH]):
        cells[at + field] = fields[field, row]
    cells[at + code[n.WIDTH]] = day


def evaluate(
    first_person: int,
    stop_person: int,
    code: Any,
    offsets: Any,
    days: Any,
    actions: Any,
    fields: Any,
    attributes: Any,
    firsts: Any,
    as_of: int,
    cells: Any,
    results: Any,
    left: Any,
) -> None:
    """Live through everybody's events up to the end of a day.

    Args:
        first_person, stop_person: whom to live through, the second not included.
        code: the numbers of the policy.
        offsets, days, actions, fields, attributes: as in `engine.columnar.arrays.Crowd`.
        firsts: the first day of each.
        cells: those of one person.
        results: takes the cells of the result, a column for each.
        left: is set for whoever is left to the evaluator of one person.
    """
    for person in range(first_person, stop_person):
        begin(code, cells, attributes, person, firsts[person], as_of)
        if firsts[person] <= as_of:
            first = offsets[person]
            for row in range(first, offsets[person + 1]):
                day = int(days[row])
                if day > as_of or cells[n.GAVE_UP]:
                    break
                advance(code, cells, day)
                live_moments(code, cells, day)
                lay_out(code, cells, fields, row, day)
                arrive(code, cells, row - first, int(actions[row]))
                live_moments(code, cells, day)
            advance(code, cells, as_of)
            close_day(code, cells)
        cells[n.TODAY] = as_of
        run(code, cells, code[n.ENDING])
        for place in range(code[n.RESULT_COUNT]):
            results[place, person] = cells[code[n.RESULT] + place]
        left[person] = cells[n.GAVE_UP] != 0
