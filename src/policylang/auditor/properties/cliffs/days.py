"""On which days cliffs are looked for, and what of an expression is not varied with them.

Cliffs are read off expressions as they come out on one day for one person who begins. They are read
off on every day from which on the policy says something else: a version of grades, a rule or a perk
that is in force from a date. What depends on a date in another way, or on the past, on statuses or
on another score, is named as not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policylang.model import expressions as e
from policylang.model.machine import Machine
from policylang.runtime.program import every_expression

#: Most days on which cliffs are looked for.
_MOST: Final = 16
_DATES: Final = (e.Today, e.AsOf, e.EventDay)
_WORDS: Final = {
    e.Recall: "what was done before",
    e.InStatus: "a status",
    e.InPeriod: "a named period",
    e.StillCounting: "the points that still count",
    e.Tied: "who is tied",
}


def days_of(machine: Machine, since: int) -> tuple[list[int], bool]:
    """The first day and every later one from which on something is otherwise; whether that is all.

    What is compared with a fixed day, and the versions of grades.
    """
    found = {day for each in every_expression(machine) for day in _compared(each)}
    for grading in machine.gradings:
        for version in grading.versions:
            found |= set() if version.opens is None else {version.opens}
            found |= set() if version.closes is None else {version.closes + 1}
    closes = machine.header.closes
    later = sorted(day for day in found if since < day and (closes is None or day <= closes))
    return [since, *later][:_MOST], len(later) < _MOST


def _compared(expression: e.Expression) -> Iterator[int]:
    """The days from which on a comparison of the date with a fixed day may come out otherwise."""
    for part in e.every_part(expression):
        if isinstance(part, e.Compare):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if isinstance(one, _DATES) and isinstance(other, e.Constant):
                    yield from (other.value, other.value + 1)


def reckons(expression: e.Expression) -> bool:
    """Whether it does more with a date than compare it with a fixed day."""
    dates = sum(isinstance(part, _DATES) for part in e.every_part(expression))
    return 2 * dates != sum(1 for _ in _compared(expression))


def name_the_rest(
    expression: e.Expression, whose: str, variable: e.Expression, machine: Machine, left: list[str]
) -> None:
    """Add to `left` what an expression reads beside a quantity that stays as at the beginning."""
    words: list[str] = []
    for part in e.every_part(expression):
        match part:
            case _ if part == variable:
                continue
            case e.Balance():
                words.append("a score")
            case e.RankOf(grading) if variable != e.Balance(machine.gradings[grading].score):
                words.append("a grade")
            case e.StillCounting(score) if variable == e.Balance(score):
                words.append(_WORDS[e.StillCounting])
            case _ if type(part) in _WORDS:
                words.append(_WORDS[type(part)])
            case _:
                pass
    if reckons(expression):
        words.append("the date")
    if words:
        left.append(f"{whose} where {' or '.join(dict.fromkeys(words))} is otherwise")
