"""The lots of a score, in order of age, as `runtime.lots` has them.

What is left of a lot is more than 0 for a gain, and less for what was lost for a time.
"""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n


def end_of_lots(code: list[int], cells: list[int], lots: int) -> int:
    """The cell after the last lot."""
    return code[lots + n.LOTS_AT] + cells[code[lots + n.LOTS_COUNT]] * n.LOT_SIZE


def add_lot(
    code: list[int], cells: list[int], lots: int, left: int, event: int, expires: int, life: int
) -> None:
    """Add a lot. Without room for it the person is given up."""
    if cells[code[lots + n.LOTS_COUNT]] == code[lots + n.LOTS_ROOM]:
        cells[n.GAVE_UP] = 1
        return
    lot = end_of_lots(code, cells, lots)
    cells[lot + n.LOT_AGE] = cells[code[lots + n.LOTS_AGE]]
    cells[lot + n.LOT_LEFT] = left
    cells[lot + n.LOT_EXPIRES] = expires
    cells[lot + n.LOT_LIFE] = life
    cells[lot + n.LOT_EVENT] = event
    cells[code[lots + n.LOTS_COUNT]] += 1
    cells[code[lots + n.LOTS_AGE]] += 1


def remove_lot(code: list[int], cells: list[int], lots: int, lot: int) -> None:
    """Take a lot away altogether."""
    cells[code[lots + n.LOTS_COUNT]] -= 1
    for cell in range(lot, end_of_lots(code, cells, lots)):
        cells[cell] = cells[cell + n.LOT_SIZE]


def next_to_take(code: list[int], cells: list[int], lots: int, sign: int, order: int) -> int:
    """The gain (`sign` 1) or the debt (-1) that is taken from first; `NONE` without any."""
    found = n.NONE
    for lot in range(code[lots + n.LOTS_AT], end_of_lots(code, cells, lots), n.LOT_SIZE):
        if sign * cells[lot + n.LOT_LEFT] <= 0:
            continue
        sooner = order == n.SOONEST and found != n.NONE
        if sooner:
            sooner = cells[lot + n.LOT_EXPIRES] < cells[found + n.LOT_EXPIRES]
        if found == n.NONE or order == n.NEWEST or sooner:
            found = lot
    return found


def take_from_lots(
    code: list[int], cells: list[int], lots: int, amount: int, sign: int, order: int
) -> int:
    """Take an amount off gains or debts in turn; what they could not cover."""
    while amount:
        lot = next_to_take(code, cells, lots, sign, order)
        if lot == n.NONE:
            break
        size = sign * cells[lot + n.LOT_LEFT]
        if size <= amount:
            amount -= size
            remove_lot(code, cells, lots, lot)
        else:
            cells[lot + n.LOT_LEFT] -= sign * amount
            amount = 0
    return amount


def settle(
    code: list[int], cells: list[int], lots: int, change: int, event: int, until: int, life: int
) -> None:
    """Bring the sum of the lots to where the score has gone.

    Args:
        event, until, life: of the lot that is made of what remains.
    """
    rest = change
    if change > 0:
        rest = take_from_lots(code, cells, lots, change, -1, 0)
    elif change < 0 and until == n.NEVER:
        rest = -take_from_lots(code, cells, lots, -change, 1, code[lots + n.LOTS_ORDER])
    if rest:
        add_lot(code, cells, lots, rest, event, until, life)


def remember(code: list[int], cells: list[int], lots: int, expires: int, left: int) -> None:
    """Know of something that has run out, or would have, where anything asks for that."""
    at = code[lots + n.GONE_AT]
    if at == n.NONE:
        return
    count = code[lots + n.GONE_COUNT]
    if cells[count] == code[lots + n.GONE_ROOM]:
        cells[n.GAVE_UP] = 1
        return
    cells[at + 2 * cells[count]] = expires
    cells[at + 2 * cells[count] + 1] = left
    cells[count] += 1


def counting(code: list[int], cells: list[int], lots: int, day: int, today: int) -> int:
    """The sum of what counts on a day: what runs out later, or never, or is held today."""
    total = 0
    for lot in range(code[lots + n.LOTS_AT], end_of_lots(code, cells, lots), n.LOT_SIZE):
        if cells[lot + n.LOT_EXPIRES] > day or cells[lot + n.LOT_EXPIRES] <= today:
            total += cells[lot + n.LOT_LEFT]
    at = code[lots + n.GONE_AT]
    if at != n.NONE:
        for gone in range(at, at + 2 * cells[code[lots + n.GONE_COUNT]], 2):
            if cells[gone] > day:
                total += cells[gone + 1]
    return total


def made_by(code: list[int], cells: list[int], lots: int, event: int) -> int:
    """What is left of the lots of an event, together."""
    total = 0
    for lot in range(code[lots + n.LOTS_AT], end_of_lots(code, cells, lots), n.LOT_SIZE):
        if event >= 0 and cells[lot + n.LOT_EVENT] == event:
            total += cells[lot + n.LOT_LEFT]
    return total


def remove_made_by(code: list[int], cells: list[int], lots: int, event: int) -> None:
    """Take the lots of an event away."""
    lot = code[lots + n.LOTS_AT]
    while event >= 0 and lot < end_of_lots(code, cells, lots):
        if cells[lot + n.LOT_EVENT] == event:
            remove_lot(code, cells, lots, lot)
        else:
            lot += n.LOT_SIZE


def due_lot(code: list[int], cells: list[int], lots: int, today: int, after: int) -> int:
    """The oldest lot that ought to have run out by today, of those after an age; or `NONE`."""
    for lot in range(code[lots + n.LOTS_AT], end_of_lots(code, cells, lots), n.LOT_SIZE):
        if cells[lot + n.LOT_EXPIRES] <= today and cells[lot + n.LOT_AGE] > after:
            return lot
    return n.NONE


def next_day_of_lots(code: list[int], cells: list[int], lots: int, after: int, stirred: int) -> int:
    """The next day on which a lot is to be looked at.

    Args:
        stirred: whether anything has changed since those that are held were looked at.
    """
    day = n.NEVER
    for lot in range(code[lots + n.LOTS_AT], end_of_lots(code, cells, lots), n.LOT_SIZE):
        expires = cells[lot + n.LOT_EXPIRES]
        if expires > after:
            day = min(day, expires)
        elif stirred or code[cells[lot + n.LOT_LIFE] + n.LIFE_RESTLESS]:
            return after + 1
    return day
