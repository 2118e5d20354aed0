"""Instructions that change a person: effects, clocks, what is given, what will come."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.clocks import set_clock, turn
from policylang.compiler.bytecode.loops.effects import (
    apply_granted,
    enter_status,
    grant_change,
    grant_move,
    grant_restoring,
    happens_once,
    leave_status,
    take_back,
)
from policylang.compiler.bytecode.loops.lots import settle
from policylang.compiler.bytecode.loops.recalling import take


def award(cells: list[int], count: int, money: int, worth: int) -> None:
    """Give a perk or a sanction."""
    if not (worth < n.GREATEST and cells[money] < n.GREATEST):
        cells[n.GAVE_UP] = 1
        return
    cells[count] += 1
    cells[money] += worth


def will_come(code: list[int], cells: list[int], action: int, moment: int, day: int) -> None:
    """A moment of the event that has come will come on a day; 0: it will not."""
    if day == 0:
        return
    if cells[n.COMING] == code[n.COMING_ROOM]:
        cells[n.GAVE_UP] = 1
        return
    fields = code[n.WIDTH] + 1
    at = code[n.COMING_AT] + cells[n.COMING] * (n.NEXT_FIELDS + fields)
    cells[at + n.NEXT_DAY] = max(day, cells[n.TODAY])
    cells[at + n.NEXT_EVENT] = cells[n.EVENT]
    cells[at + n.NEXT_MOMENT] = moment
    cells[at + n.NEXT_ACTION] = action
    for field in range(fields):
        cells[at + n.NEXT_FIELDS + field] = cells[code[n.PRESENT] + field]
    cells[n.COMING] += 1


def do_more(code: list[int], cells: list[int], at: int) -> int:
    """The same of those from `APPLY` on."""
    step, what = code[at], code[at + 1]
    if step == n.APPLY:
        apply_granted(code, cells, what)
        return 2
    if step == n.TAKE_BACK:
        if cells[n.DONE]:
            take_back(code, cells, what, cells[n.ASKED])
        else:
            cells[n.GRANTED] = 0
            apply_granted(code, cells, what)
        return 2
    if step == n.ENTER:
        enter_status(code, cells, what, code[at + 2], cells[code[at + 3]])
        return 4
    if step == n.HAPPENS:
        cells[n.DONE] = 1 if happens_once(code, cells, what) else 0
        return 2
    if step == n.LEAVE:
        leave_status(code, cells, what)
        return 2
    if step == n.AWARD:
        award(cells, what, code[at + 2], cells[code[at + 3]])
        return 4
    will_come(code, cells, what, code[at + 2], cells[code[at + 3]])  # WILL_COME
    return 4


def do(code: list[int], cells: list[int], at: int) -> int:
    """Run the instruction that stands at a place; how long it is."""
    step, what = code[at], code[at + 1]
    if step >= n.APPLY:
        return do_more(code, cells, at)
    if step == n.TAKE:
        take(code, cells, what, cells[code[at + 2]], cells[code[at + 3]])
        return 4
    if step == n.CLEAR:
        cells[code[what + n.MEMORY_COUNT]] = 0
        return 2
    if step == n.STOP_CLOCK:
        set_clock(code, cells, what, 0, 0, 0)
        return 2
    if step == n.START_CLOCK:
        turn(code, cells, what, cells[n.TODAY], 0, 0)
        return 2
    if step == n.SETTLE:
        settle(code, cells, what, cells[code[at + 2]], n.NO_EVENT, n.NEVER, n.NONE)
        return 3
    if step == n.CHANGE:
        grant_change(code, cells, what, cells[code[at + 2]], cells[code[at + 3]])
        return 4
    if step == n.MOVE:
        grant_move(code, cells, what, cells[code[at + 2]])
        return 3
    if step == n.RESTORE:
        grant_restoring(code, cells, what)
        return 2
    if cells[n.DONE] and code[what + n.GONE_AT] != n.NONE:  # FORGET
        cells[code[what + n.GONE_COUNT]] = 0
    return 2
