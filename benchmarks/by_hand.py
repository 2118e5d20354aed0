"""Rongcheng written by hand, twice: as one would write it, and tuned as far as seemed sane.

Both give (score, grade, awards, whether public bicycles are free), an award being
(day, what for, cents).
"""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Sequence

from benchmarks.workload import Row

GRADES = (("A+++", 1050), ("A++", 1030), ("A+", 1010), ("A", 960), ("B", 850), ("C", 600))
CEILING = 1300

Answer = tuple[int, str, list[tuple[int, str, int]], bool]


def grade_of(score: int) -> str:
    """Name of the grade of a score."""
    for name, low in GRADES:
        if score >= low:
            return name
    return "D"


def due_dates(first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, str]]:
    """The days on which perks are due."""
    return [
        (date, what)
        for year in range(first.year, last.year + 1)
        for date, what in (
            (datetime.date(year, 12, 1), "heating_discount"),
            (datetime.date(year, 12, 31), "loan_terms"),
        )
        if first <= date <= last
    ]


def evaluate(rows: Sequence[Row], loan: int, due: list[tuple[datetime.date, str]]) -> Answer:
    """Plain Python with dates, texts, a queue and a dictionary per yearly cap."""
    score = 1000
    late: deque[datetime.date] = deque()
    donated: dict[int, int] = {}
    volunteered: dict[int, int] = {}
    awards: list[tuple[int, str, int]] = []
    next_due = 0

    def award_until(date: datetime.date) -> None:
        nonlocal next_due
        while next_due < len(due) and due[next_due][0] <= date:
            day, what = due[next_due]
            next_due += 1
            if score >= 1050:
                cents = 5000 if what == "heating_discount" else loan // 100
                awards.append((day.toordinal(), what, cents))

    for date, action, amount in rows:
        if next_due < len(due) and due[next_due][0] <= date:
            award_until(date)
        if action == "traffic_ticket":
            score -= 5
        elif action == "city_award":
            score += 30
        elif action == "department_award":
            score += 5
        elif action == "donate" and amount is not None:
            used = donated.get(date.year, 0)
            points = min(amount // 5000, 15 - used)
            donated[date.year] = used + points
            score += points
        elif action == "volunteer" and amount is not None:
            used = volunteered.get(date.year, 0)
            points = min(amount // 7200, 10 - used)
            volunteered[date.year] = used + points
            score += points
        elif action == "late_payment":
            late.append(date)
            while (date - late[0]).days >= 365:
                late.popleft()
            score -= 20 if len(late) >= 3 else 10
        elif action == "drunk_driving":
            score = min(score, 849)
        else:
            raise ValueError(action)
        score = max(0, min(CEILING, score))
    award_until(datetime.date.max)
    return score, grade_of(score), awards, score >= 1050


def evaluate_tuned(
    days: Sequence[int],
    codes: Sequence[int],
    values: Sequence[int],
    loan: int,
    due: list[tuple[int, int]],
    year_ends: dict[int, int],
) -> Answer:
    """Integers only, two late days in place of a queue, no calls. `due` ends with a far day."""
    score = 1000
    donated = volunteered = year_end = 0
    late_1 = late_2 = -1_000_000
    awards: list[tuple[int, str, int]] = []
    next_due = 0
    due_day, what = due[0]
    for day, action, value in zip(days, codes, values, strict=False):
        while due_day <= day:
            if score >= 1050:
                if what == 0:
                    awards.append((due_day, "heating_discount", 5000))
                else:
                    awards.append((due_day, "loan_terms", loan // 100))
            next_due += 1
            due_day, what = due[next_due]
        if action < 3:
            if action == 0:
                score -= 5
                if score < 0:
                    score = 0
            else:
                score += 30 if action == 1 else 5
                if score > CEILING:
                    score = CEILING
        elif action < 5:
            if day >= year_end:
                year_end = year_ends[day]
                donated = volunteered = 0
            if action == 3:
                points = value // 5000
                if points > 15 - donated:
                    points = 15 - donated
                donated += points
            else:
                points = value // 7200
                if points > 10 - volunteered:
                    points = 10 - volunteered
                volunteered += points
            score += points
            if score > CEILING:
                score = CEILING
        elif action == 5:
            score -= 20 if late_2 > day - 365 else 10
            late_2, late_1 = late_1, day
            if score < 0:
                score = 0
        elif score > 849:
            score = 849
    while what >= 0:
        if score >= 1050:
            if what == 0:
                awards.append((due_day, "heating_discount", 5000))
            else:
                awards.append((due_day, "loan_terms", loan // 100))
        next_due += 1
        due_day, what = due[next_due]
    return score, grade_of(score), awards, score >= 1050
