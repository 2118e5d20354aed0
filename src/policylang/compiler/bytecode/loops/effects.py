"""What rules do to scores, lots and statuses, as `runtime.person` has it."""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.loops.caps import granted, is_full
from policylang.compiler.bytecode.loops.lots import made_by, remember, remove_made_by, settle


def made_by_event(cells: list[int]) -> None:
    """What is made now is made by the event being applied, for good."""
    cells[n.MADE_EVENT] = cells[n.EVENT]
    cells[n.MADE_UNTIL] = n.NEVER
    cells[n.MADE_LIFE] = n.NONE


def grant_change(code: list[int], cells: list[int], rule: int, size: int, until: int) -> None:
    """Find out what caps leave of a change.

    Args:
        until: the day on which it runs out; `NEVER`.
    """
    sign = code[rule + n.RULE_SIGN]
    cells[n.DONE] = 1
    cells[n.ASKED] = sign * size
    made_by_event(cells)
    if is_full(code, cells, rule):
        cells[n.GRANTED] = 0
        return
    if until <= cells[n.TODAY]:
        lots = code[code[rule + n.RULE_SCORE] + n.SCORE_LOTS]
        if lots != n.NONE:
            remember(code, cells, lots, until, sign * size)
        cells[n.DONE] = 0
        return
    cells[n.GRANTED] = sign * granted(code, cells, rule, size, sign)
    if until != n.NEVER:
        cells[n.MADE_UNTIL] = until
        cells[n.MADE_LIFE] = code[rule + n.RULE_LIFE]


def happens_once(code: list[int], cells: list[int], rule: int) -> bool:
    """Whether no cap on how often it applies is full; then this time is counted."""
    if is_full(code, cells, rule):
        return False
    granted(code, cells, rule, 0, 1)
    return True


def grant_move(code: list[int], cells: list[int], rule: int, target: int) -> None:
    """Find out what is left of a move."""
    now = cells[code[code[rule + n.RULE_SCORE] + n.SCORE_CELL]]
    if not (-n.GREATEST < target < n.GREATEST and -n.GREATEST < now < n.GREATEST):
        cells[n.GAVE_UP] = 1
        return
    made_by_event(cells)
    cells[n.DONE] = 1 if happens_once(code, cells, rule) else 0
    cells[n.ASKED] = target - now
    cells[n.GRANTED] = cells[n.ASKED] if cells[n.DONE] else 0


def grant_restoring(code: list[int], cells: list[int], rule: int) -> None:
    """Take away the lots of the event being applied, unless a cap is full."""
    lots = code[code[rule + n.RULE_SCORE] + n.SCORE_LOTS]
    cells[n.ASKED] = -made_by(code, cells, lots, cells[n.EVENT])
    made_by_event(cells)
    cells[n.DONE] = 1 if happens_once(code, cells, rule) else 0
    if cells[n.DONE]:
        remove_made_by(code, cells, lots, cells[n.EVENT])


def in_range(code: list[int], cells: list[int], score: int, value: int) -> int:
    """A value cut to the range of a score; the upper end has the last word."""
    if code[score + n.SCORE_LOW] != n.NONE:
        value = max(value, cells[code[score + n.SCORE_LOW]])
    if code[score + n.SCORE_HIGH] != n.NONE:
        value = min(value, cells[code[score + n.SCORE_HIGH]])
    return value


def move_score(code: list[int], cells: list[int], score: int, by: int) -> int:
    """Move a score as far as its range lets it; how far that is."""
    cell = code[score + n.SCORE_CELL]
    before = cells[cell]
    if not (-n.GREATEST < by < n.GREATEST and -n.GREATEST < before < n.GREATEST):
        cells[n.GAVE_UP] = 1
        return 0
    cells[cell] = in_range(code, cells, score, before + by)
    cells[n.STIRRED] = 1
    return cells[cell] - before


def apply_granted(code: list[int], cells: list[int], score: int) -> None:
    """Add what is granted to a score, and settle its lots."""
    applied = move_score(code, cells, score, cells[n.GRANTED])
    lots = code[score + n.SCORE_LOTS]
    if lots != n.NONE:
        asked = cells[n.ASKED]
        if not ((applied > 0 and asked > 0) or (applied < 0 and asked < 0)):
            made_by_event(cells)  # a range that has moved pulls the other way
        settle(
            code, cells, lots, applied, cells[n.MADE_EVENT], cells[n.MADE_UNTIL], cells[n.MADE_LIFE]
        )


def take_back(code: list[int], cells: list[int], score: int, asked: int) -> None:
    """Lots are gone; what the range does not let through is settled with the others."""
    applied = move_score(code, cells, score, asked)
    lots = code[score + n.SCORE_LOTS]
    settle(code, cells, lots, applied - asked, cells[n.EVENT], n.NEVER, n.NONE)


def enter_status(code: list[int], cells: list[int], rule: int, status: int, until: int) -> None:
    """Put the person in a status until a day (0: open).

    Args:
        until: before tomorrow nothing happens; `NEVER` is open.
    """
    cells[n.DONE] = 0
    if not happens_once(code, cells, rule) or until <= cells[n.TODAY]:
        return
    cells[n.DONE] = 1
    inside = cells[code[status + n.STATUS_IN]]
    end = 0 if until == n.NEVER else until
    cells[n.ENTERED] = 0 if inside else 1
    if inside:
        before = cells[code[status + n.STATUS_UNTIL]]
        end = 0 if end == 0 or before == 0 else max(end, before)
    else:
        cells[code[status + n.STATUS_IN]] = 1
        cells[code[status + n.STATUS_SINCE]] = cells[n.TODAY]
    cells[code[status + n.STATUS_UNTIL]] = end
    cells[n.STIRRED] = 1


def leave_status(code: list[int], cells: list[int], status: int) -> None:
    """The person is no longer in a status."""
    cells[code[status + n.STATUS_IN]] = 0
    cells[code[status + n.STATUS_SINCE]] = 0
    cells[code[status + n.STATUS_UNTIL]] = 0
    cells[n.STIRRED] = 1
