"""Counts and sums: entries in order, one for each heap, as `runtime.memory` has them."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n


def folded(cells: list[int], fold: int, before: int, now: int) -> int:
    """Two values as one, the second being the later."""
    if fold == n.TOTAL:
        both = before + now
        if not (-n.GREATEST < now < n.GREATEST and -n.GREATEST < both < n.GREATEST):
            cells[n.GAVE_UP] = 1
            return 0
        return both
    if fold == n.LATEST:
        return now
    if fold == n.EARLIEST:
        return before
    if fold == n.MOST:
        return max(before, now)
    if fold == n.LEAST_OF:
        return min(before, now)
    return before


def entry_at(code: list[int], cells: list[int], memory: int, number: int) -> int:
    """The cell that an entry begins with."""
    first = cells[code[memory + n.MEMORY_FIRST]] + number
    return code[memory + n.MEMORY_AT] + first * code[memory + n.MEMORY_SIZE]


def forget(code: list[int], cells: list[int], memory: int, first: int) -> None:
    """Let go of what lies before the first heap that is seen, if it will never be seen again."""
    if code[code[memory + n.MEMORY_WINDOW] + n.WINDOW_KIND] == n.BETWEEN:
        return
    count = code[memory + n.MEMORY_COUNT]
    while cells[count] and cells[entry_at(code, cells, memory, 0) + n.ENTRY_HEAP] < first:
        cells[code[memory + n.MEMORY_FIRST]] += 1
        cells[count] -= 1


def append(code: list[int], cells: list[int], memory: int, heap: int, value: int) -> int:
    """Add an entry; the cell it begins with. Without room for it the person is given up."""
    size, at = code[memory + n.MEMORY_SIZE], code[memory + n.MEMORY_AT]
    first, count = code[memory + n.MEMORY_FIRST], code[memory + n.MEMORY_COUNT]
    if cells[count] == 0:
        cells[first] = 0
    if cells[first] + cells[count] == code[memory + n.MEMORY_ROOM]:
        if cells[first] == 0:
            cells[n.GAVE_UP] = 1
            return at
        gap = cells[first] * size
        for cell in range(at, at + cells[count] * size):
            cells[cell] = cells[cell + gap]
        cells[first] = 0
    entry = at + (cells[first] + cells[count]) * size
    cells[count] += 1
    cells[entry + n.ENTRY_HEAP] = heap
    cells[entry + n.ENTRY_VALUE] = value
    return entry


def take_in(
    code: list[int], cells: list[int], memory: int, heap: int, value: int, key: int
) -> None:
    """Take in a value.

    Args:
        key: that of its counter; `UNKEYED` where there is one counter alone.
    """
    number = cells[code[memory + n.MEMORY_COUNT]] - 1
    while number >= 0:
        entry = entry_at(code, cells, memory, number)
        if key == n.UNKEYED or cells[entry + n.ENTRY_REST] == key:
            if cells[entry + n.ENTRY_HEAP] == heap:
                before = cells[entry + n.ENTRY_VALUE]
                fold = code[memory + n.MEMORY_FOLD]
                cells[entry + n.ENTRY_VALUE] = folded(cells, fold, before, value)
                return
            break
        number -= 1
    entry = append(code, cells, memory, heap, value)
    if key != n.UNKEYED:
        cells[entry + n.ENTRY_REST] = key


def comes_to(code: list[int], cells: list[int], memory: int, key: int) -> int:
    """What the values come to that are seen (`FIRST`, `LAST`).

    Args:
        key: as for `take_in`.
    """
    first, last = cells[n.FIRST], cells[n.LAST]
    forget(code, cells, memory, first)
    found, value = False, code[memory + n.MEMORY_EMPTY]
    for number in range(cells[code[memory + n.MEMORY_COUNT]]):
        entry = entry_at(code, cells, memory, number)
        if not first <= cells[entry + n.ENTRY_HEAP] <= last:
            continue
        if key == n.UNKEYED or cells[entry + n.ENTRY_REST] == key:
            now = cells[entry + n.ENTRY_VALUE]
            value = folded(cells, code[memory + n.MEMORY_FOLD], value, now) if found else now
            found = True
    return value
