"""The lines of a finding's history as cells, for every form that shows them as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policylang.model.finding import Line

#: What stands over the cells, and which of them are numbers.
HEADINGS: Final = ("date", "what", "cost", "hours", "gain", "points", "balance", "grade")
NUMBERS: Final = (2, 3, 4, 5, 6)


def cells(line: Line) -> tuple[str, ...]:
    """One line; what is nothing is left empty."""
    return (
        line.date.isoformat(),
        f"{line.what}: {line.detail}" if line.detail else line.what,
        number(line.cost),
        number(line.hours),
        number(line.gain),
        f"{line.points:+,}" if line.points else "",
        f"{line.balance:,}",
        line.grade or "",
    )


def number(value: Decimal) -> str:
    """A number with commas; nothing for zero."""
    return f"{value:,}" if value else ""


def in_words(line: Line) -> str:
    """One line as a clause: `2014-03-01 Donation: amount 750 USD; costs 750.00, 15 points`."""
    date, what, cost, hours, gain, points, balance, grade = cells(line)
    parts = [
        f"costs {cost}" if cost else "",
        f"{hours} {'hour' if line.hours == 1 else 'hours'}" if hours else "",
        f"brings {gain}" if line.gain > 0 else f"takes {number(-line.gain)}" if gain else "",
        f"{points} {'point' if abs(line.points) == 1 else 'points'}" if points else "",
        f"balance {balance}",
        f"grade {grade}" if grade else "",
    ]
    return f"{date} {what}; {', '.join(part for part in parts if part)}"
