"""How many people have each grade, as bars of text."""

from __future__ import annotations

from collections.abc import Iterable

from policylang.model.machine import Machine
from policylang.report import words
from policylang.report.style import Style
from policylang.report.width import left, right, text_width

#: Columns of the longest bar.
_BAR = 40


def grade_chart(grades: Iterable[str | None], machine: Machine, style: Style | None = None) -> str:
    """A line for each grade of the policy, best first: its points, a bar, people and their share.

    Args:
        grades: the grade of each person; anything that is no grade of the policy is not counted.
    """
    style = style or Style()
    counts = {grade.name: 0 for grade in machine.grades}
    for grade in grades:
        if grade is not None and grade in counts:
            counts[grade] += 1
    if not counts:
        return ""
    total, most = sum(counts.values()), max(counts.values())
    rows = [
        (
            style.shown(name),
            words.bracket(machine, rank),
            _bar(count, most, style),
            f"{count:,}",
            _percent(count, total),
        )
        for rank, (name, count) in enumerate(counts.items())
    ]
    heads = ("grade", "points", "", "people", "share")
    widths = [max(text_width(row[place]) for row in (heads, *rows)) for place in range(5)]
    lines = [
        f"{left(name, widths[0])}  {right(span, widths[1])}  {left(bar, widths[2])}  "
        f"{right(count, widths[3])}  {right(share, widths[4])}"
        for name, span, bar, count, share in (heads, *rows)
    ]
    lines[0] = style.paint(lines[0], "strong")
    return "".join(f"{line}\n" for line in lines)


def _bar(count: int, most: int, style: Style) -> str:
    """A bar whose length is the count's part of the greatest; somebody is never nobody."""
    if not count:
        return ""
    return ("#" if style.ascii else "\u2588") * max(1, count * _BAR // most)


def _percent(count: int, total: int) -> str:
    """The share with one decimal, rounded to nearest, in whole numbers throughout."""
    tenths = (2000 * count + total) // (2 * total) if total else 0
    return f"{tenths // 10}.{tenths % 10} %"
