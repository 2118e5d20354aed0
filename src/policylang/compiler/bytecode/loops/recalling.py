"""Instructions that look back: counts and sums, and events gone through one by one."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.lots import counting
from policylang.compiler.bytecode.loops.memories import (
    append,
    comes_to,
    entry_at,
    folded,
    forget,
    take_in,
)
from policylang.compiler.bytecode.loops.windows import heap_of, see


def look(code: list[int], cells: list[int], memory: int, operands: int) -> None:
    """Find out which heaps of a memory are seen now.

    Args:
        operands: where the cells stand of the anchor, the first and the last day.
    """
    anchor, start = cells[code[operands]], cells[code[operands + 1]]
    see(code, cells, code[memory + n.MEMORY_WINDOW], anchor, start, cells[code[operands + 2]])


def take(code: list[int], cells: list[int], memory: int, value: int, anchor: int) -> None:
    """Take in a value today; with the fields of the event, where entries have room for them."""
    window, today = code[memory + n.MEMORY_WINDOW], cells[n.TODAY]
    heap = heap_of(code, window, today, anchor)
    if heap == n.NONE:
        return
    full = cells[code[memory + n.MEMORY_COUNT]] == code[memory + n.MEMORY_ROOM]
    if full and code[window + n.WINDOW_KIND] != n.BETWEEN:
        see(code, cells, window, anchor, 0, 0)
        forget(code, cells, memory, cells[n.FIRST])
    fields = code[memory + n.MEMORY_SIZE] - n.ENTRY_REST
    if fields == 0:
        take_in(code, cells, memory, heap, value, n.UNKEYED)
        return
    entry = append(code, cells, memory, heap, value)
    for field in range(fields):
        cells[entry + n.ENTRY_REST + field] = cells[code[n.PRESENT] + field]


def begin_each(code: list[int], cells: list[int], memory: int, operands: int) -> None:
    """Begin to go through the entries of a memory that are seen."""
    look(code, cells, memory, operands)
    forget(code, cells, memory, cells[n.FIRST])
    cells[n.NUMBER] = -1
    cells[n.FOUND] = 0
    cells[n.VALUE] = code[memory + n.MEMORY_EMPTY]


def next_entry(code: list[int], cells: list[int], memory: int) -> bool:
    """Come to the next entry that is seen, and lay out its event; False when there is none."""
    count = cells[code[memory + n.MEMORY_COUNT]]
    number = cells[n.NUMBER] + 1
    while number < count:
        entry = entry_at(code, cells, memory, number)
        if cells[n.FIRST] <= cells[entry + n.ENTRY_HEAP] <= cells[n.LAST]:
            for field in range(code[memory + n.MEMORY_SIZE] - n.ENTRY_REST):
                cells[code[n.COUNTED] + field] = cells[entry + n.ENTRY_REST + field]
            cells[n.NUMBER] = number
            return True
        number += 1
    return False


def take_entry(code: list[int], cells: list[int], memory: int) -> None:
    """The entry come to counts."""
    entry = entry_at(code, cells, memory, cells[n.NUMBER])
    now = cells[entry + n.ENTRY_VALUE]
    if cells[n.FOUND]:
        now = folded(cells, code[memory + n.MEMORY_FOLD], cells[n.VALUE], now)
    cells[n.VALUE] = now
    cells[n.FOUND] = 1


def recall(code: list[int], cells: list[int], at: int) -> None:
    """Run the instruction `RECALL` or `COUNTING` that stands at a place."""
    result, what = code[at + 1], code[at + 2]
    if code[at] == n.COUNTING:
        cells[result] = counting(code, cells, what, cells[code[at + 3]], cells[n.TODAY])
        return
    look(code, cells, what, at + 3)
    cells[result] = comes_to(code, cells, what, n.UNKEYED)
