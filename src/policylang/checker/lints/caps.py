"""Caps that can never bind (PL307): another cap of the same rule is reached first."""

from __future__ import annotations

from typing import Final

from policylang.checker.declared.book import Book
from policylang.checker.rules.chains import LoweredArm
from policylang.checker.rules.lowered import Lowered
from policylang.core import codes
from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Cap, Sliding, Window

#: Most periods of the first kind that have a day in one period of the second kind.
_PARTS: Final = {
    (Period.DAY, Period.WEEK): 7,
    (Period.DAY, Period.MONTH): 31,
    (Period.DAY, Period.QUARTER): 92,
    (Period.DAY, Period.YEAR): 366,
    (Period.WEEK, Period.MONTH): 6,
    (Period.WEEK, Period.QUARTER): 14,
    (Period.WEEK, Period.YEAR): 54,
    (Period.MONTH, Period.QUARTER): 3,
    (Period.MONTH, Period.YEAR): 12,
    (Period.QUARTER, Period.YEAR): 4,
    (Period.WEEK, Period.DAY): 1,
    (Period.MONTH, Period.DAY): 1,
    (Period.MONTH, Period.WEEK): 2,
    (Period.QUARTER, Period.DAY): 1,
    (Period.QUARTER, Period.WEEK): 2,
    (Period.QUARTER, Period.MONTH): 1,
    (Period.YEAR, Period.DAY): 1,
    (Period.YEAR, Period.WEEK): 2,
    (Period.YEAR, Period.MONTH): 1,
    (Period.YEAR, Period.QUARTER): 1,
}
#: Most caps of one rule that are compared, each with each.
_COMPARED: Final = 50


def check(lowered: Lowered, book: Book) -> None:
    """Compare the caps of each rule with each other."""
    for arm in lowered.arms():
        _check_rule(arm, book)


def _check_rule(arm: LoweredArm, book: Book) -> None:
    bounds = arm.built.bounds
    if bounds is None or len(arm.caps) > _COMPARED:
        return
    # A limit that is shared can be reached through other rules.
    caps = [draft.cap for draft in arm.caps if draft.shared is None]
    for place, cap in enumerate(caps):
        for other_place, other in enumerate(caps):
            if other_place == place or (_same(cap, other) and other_place > place):
                continue
            reached = _most_within(other, cap, bounds.high)
            if reached is not None and reached <= cap.limit:
                book.report.add(
                    codes.CAP_NEVER_BINDS,
                    "this cap can never cut anything",
                    cap.origin.span,
                    also=((other.origin.span, "this one is always reached first"),),
                    help="leave it out, or lower it",
                )
                break


def _same(cap: Cap, other: Cap) -> bool:
    return (cap.limit, cap.measure, cap.window, cap.key) == (
        other.limit,
        other.measure,
        other.window,
        other.key,
    )


def _most_within(other: Cap, cap: Cap, amount: int) -> int | None:
    """Most that `other` lets through in the window of `cap`, in the units of `cap`."""
    if "highest" in (cap.measure, other.measure) or cap.key != other.key:
        return None
    parts = _parts(other.window, cap.window)
    if parts is None:
        return None
    if other.times == cap.times:
        return other.limit * parts
    return other.limit * parts * amount if other.times else None


def _parts(inner: Window, outer: Window) -> int | None:
    if inner == outer:
        return 1
    if isinstance(inner, Sliding) and isinstance(outer, Sliding):
        return -(-outer.days // inner.days)
    if isinstance(inner, Calendar) and isinstance(outer, Calendar):
        return _PARTS.get((inner.period, outer.period))
    return None
