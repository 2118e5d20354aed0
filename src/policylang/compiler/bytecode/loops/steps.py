"""Runs the instructions of a policy for one person on one day."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.calendar import (
    first_day_of,
    last_day_of,
    months_from_to,
    months_later,
    stretch_end,
)
from policylang.compiler.bytecode.loops.doing import do
from policylang.compiler.bytecode.loops.recalling import (
    begin_each,
    next_entry,
    recall,
    take_entry,
)


def of_two(step: int, left: int, right: int) -> int:
    """What an instruction makes of two numbers."""
    if step == n.ADD:
        return left + right
    if step == n.SUBTRACT:
        return left - right
    if step == n.MULTIPLY:
        return left * right
    if step == n.LEAST:
        return min(left, right)
    if step == n.GREATEST_OF:
        return max(left, right)
    if step == n.BELOW:
        return 1 if left < right else 0
    if step == n.AT_MOST:
        return 1 if left <= right else 0
    if step == n.SAME:
        return 1 if left == right else 0
    return 1 if left != right else 0  # DIFFERENT


def of_one(step: int, number: int, by: int) -> int:
    """What an instruction makes of one number. No division is by less than 1."""
    if step == n.NEGATE:
        return -number
    if step == n.NOT:
        return 0 if number else 1
    if step == n.DIVIDE_DOWN:
        return number // by
    if step == n.DIVIDE_UP:
        return -(-number // by)
    size = -number if number < 0 else number
    whole = size // by
    if step == n.DIVIDE_TO_NEAREST:
        rest = size - whole * by
        if rest >= by - rest:
            whole += 1
    return -whole if number < 0 else whole


def looked_up(code: list[int], cells: list[int], row: int, keys: int) -> int:
    """The value of the first row of a table that fits. Every table has one.

    Args:
        keys: where it stands how many keys there are, and their cells.
    """
    count = code[keys]
    while True:
        fits = True
        for key in range(count):
            if not code[row + 2 * key] <= cells[code[keys + 1 + key]] <= code[row + 2 * key + 1]:
                fits = False
                break
        if fits:
            return code[row + 2 * count]
        row += 2 * count + 1


def rank(code: list[int], cells: list[int], balance: int, grading: int) -> int:
    """Place of the grade of a balance in the version of the grades that counts today.

    Args:
        grading: where it stands how many versions there are, and where each begins, those that
            hold for the past last. Of a version: first and last day in force, whether it holds for
            the past, how many grades have a lower end, and these, falling.
    """
    count = code[grading]
    chosen = code[grading + count]
    if count > 1:
        found = False
        for place in range(count, 0, -1):
            version = code[grading + place]
            if not found and code[version + 2] and code[version] <= cells[n.AS_OF]:
                chosen, found = version, True
        for place in range(1, count + 1):
            version = code[grading + place]
            if not found and code[version] <= cells[n.TODAY] <= code[version + 1]:
                chosen, found = version, True
    for place in range(code[chosen + 3]):
        if balance >= code[chosen + 4 + place]:
            return place
    return code[chosen + 3]


def on_days(code: list[int], cells: list[int], at: int) -> int:
    """Run an instruction about days; where to go on."""
    step, result, day = code[at], code[at + 1], cells[code[at + 2]]
    if step == n.MONTHS_LATER:
        cells[result] = months_later(day, cells[code[at + 3]], code[at + 4])
        return at + 5
    if step == n.MONTHS_FROM_TO:
        cells[result] = months_from_to(day, cells[code[at + 3]], code[at + 4])
        return at + 5
    if step == n.FIRST_DAY_OF:
        cells[result] = first_day_of(day, code[at + 3])
    elif step == n.LAST_DAY_OF:
        cells[result] = last_day_of(day, code[at + 3])
    else:  # LIES_IN
        cells[result] = 1 if stretch_end(code, code[at + 3], day, 0) != n.NONE else 0
    return at + 4


def calculate(code: list[int], cells: list[int], at: int) -> int:
    """Run an instruction about numbers or days; where to go on."""
    step = code[at]
    if step < n.NEGATE:
        cells[code[at + 1]] = of_two(step, cells[code[at + 2]], cells[code[at + 3]])
        return at + 4
    if step < n.LOOK_UP:
        cells[code[at + 1]] = of_one(step, cells[code[at + 2]], code[at + 3])
        return at + (3 if step < n.DIVIDE_DOWN else 4)
    if step == n.LOOK_UP:
        cells[code[at + 1]] = looked_up(code, cells, code[at + 2], at + 3)
        return at + 4 + code[at + 3]
    if step == n.RANK:
        cells[code[at + 1]] = rank(code, cells, cells[code[at + 2]], code[at + 3])
        return at + 4
    if step == n.HOLD_DOWN:
        if cells[code[at + 2]]:
            cells[code[at + 1]] = max(cells[code[at + 1]], code[at + 3])
        return at + 4
    return on_days(code, cells, at)


def look_back(code: list[int], cells: list[int], at: int) -> int:
    """Run an instruction about the past; where to go on."""
    step = code[at]
    if step == n.RECALL:
        recall(code, cells, at)
        return at + 6
    if step == n.COUNTING:
        recall(code, cells, at)
        return at + 4
    if step == n.EACH:
        begin_each(code, cells, code[at + 1], at + 2)
        return at + 5
    if step == n.EACH_NEXT:
        return at + 3 if next_entry(code, cells, code[at + 1]) else code[at + 2]
    take_entry(code, cells, code[at + 1])  # EACH_TAKEN
    return at + 2


def rises(code: list[int], cells: list[int], at: int) -> int:
    """Note whether a condition holds, and go on elsewhere unless it has become true."""
    was, now = cells[code[at + 1]], cells[code[at + 2]]
    cells[code[at + 1]] = now
    return at + 4 if now and not was else code[at + 3]


def run(code: list[int], cells: list[int], at: int) -> None:
    """Run the instructions from a place on, up to the `RETURN` that belongs to it.

    Calls under way, and blocks, lie on a stack. A person for whom it is too small is given up.
    """
    bottom = code[n.STACK]
    top, end = bottom, bottom + code[n.STACK_ROOM]
    while True:
        step = code[at]
        if step >= n.ADD:
            if step < n.RECALL:
                at = calculate(code, cells, at)
            elif step < n.TAKE:
                at = look_back(code, cells, at)
            elif step == n.RISES:
                at = rises(code, cells, at)
            else:
                at += do(code, cells, at)
        elif step == n.IF_NOT:
            at = at + 3 if cells[code[at + 1]] else code[at + 2]
        elif step == n.JUMP:
            at = code[at + 1]
        elif step == n.COPY:
            cells[code[at + 1]] = cells[code[at + 2]]
            at += 3
        elif step == n.RETURN:
            if top == bottom:
                return
            top -= 1
            at = cells[top]
        elif step == n.APPLIED:
            cells[top - 1] = 1
            at += 1
        elif step == n.UNLESS_APPLIED:
            top -= 1
            at = at + 2 if cells[top] else code[at + 1]
        elif top == end:
            cells[n.GAVE_UP] = 1
            return
        else:
            is_call = step == n.CALL  # else BEGIN_BLOCK
            cells[top] = at + 2 if is_call else 0
            top += 1
            at = code[at + 1] if is_call else at + 1
