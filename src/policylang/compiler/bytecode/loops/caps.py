"""What caps leave of a change, and what they count of it, as `runtime.counters` has it."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.memories import comes_to, take_in
from policylang.compiler.bytecode.loops.windows import heap_of, see


def heap_of_cap(code: list[int], cells: list[int], cap: int) -> int:
    """Where a cap keeps what comes today; `NONE` where it does not bite."""
    key = code[cap + n.CAP_KEY]
    if key != n.NONE and cells[key] == 0:
        return n.NONE
    window = code[code[cap + n.CAP_MEMORY] + n.MEMORY_WINDOW]
    return heap_of(code, window, cells[n.TODAY], cells[code[cap + n.CAP_ANCHOR]])


def key_of_cap(code: list[int], cells: list[int], cap: int) -> int:
    """Which of its counters a cap asks."""
    key = code[cap + n.CAP_KEY]
    return n.UNKEYED if key == n.NONE else cells[key]


def counted(code: list[int], cells: list[int], cap: int) -> int:
    """What a cap has counted in its window."""
    memory = code[cap + n.CAP_MEMORY]
    anchor = cells[code[cap + n.CAP_ANCHOR]]
    see(code, cells, code[memory + n.MEMORY_WINDOW], anchor, 0, 0)
    return comes_to(code, cells, memory, key_of_cap(code, cells, cap))


def is_full(code: list[int], cells: list[int], rule: int) -> bool:
    """Whether a cap on how often a rule applies leaves nothing of it."""
    for number in range(code[rule + n.RULE_CAPS]):
        cap = rule + n.RULE_ROW + number * n.CAP_ROW
        memory = code[cap + n.CAP_MEMORY]
        if (
            code[memory + n.MEMORY_MEASURE] == n.TIMES
            and heap_of_cap(code, cells, cap) != n.NONE
            and counted(code, cells, cap) >= code[memory + n.MEMORY_LIMIT]
        ):
            return True
    return False


def granted(code: list[int], cells: list[int], rule: int, size: int, sign: int) -> int:
    """What caps leave of a change, none of which is full; it is counted."""
    caps = code[rule + n.RULE_CAPS]
    left = size
    for number in range(caps):
        cap = rule + n.RULE_ROW + number * n.CAP_ROW
        cells[code[n.SCRATCH] + number] = left
        heap = heap_of_cap(code, cells, cap)
        memory = code[cap + n.CAP_MEMORY]
        measure = code[memory + n.MEMORY_MEASURE]
        if heap == n.NONE:
            continue
        if measure == n.TIMES:
            take_in(code, cells, memory, heap, 1, key_of_cap(code, cells, cap))
        elif measure == n.HIGHEST:
            left = min(left, max(left - counted(code, cells, cap), 0))
        elif measure != n.NET or sign > 0:
            room = code[memory + n.MEMORY_LIMIT] - counted(code, cells, cap)
            left = min(left, max(room, 0))
    for number in range(caps):
        cap = rule + n.RULE_ROW + number * n.CAP_ROW
        heap = heap_of_cap(code, cells, cap)
        memory = code[cap + n.CAP_MEMORY]
        measure = code[memory + n.MEMORY_MEASURE]
        if heap == n.NONE or measure == n.TIMES:
            continue
        value = left
        if measure == n.HIGHEST:
            value = cells[code[n.SCRATCH] + number]
        elif measure == n.NET:
            value = sign * left
        take_in(code, cells, memory, heap, value, key_of_cap(code, cells, cap))
    return left
