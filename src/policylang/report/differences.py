"""What a withdrawal changed, in a sentence."""

from __future__ import annotations

from policylang.core.counting import counted
from policylang.model.difference import Difference
from policylang.model.ledger import Points
from policylang.report.amounts import many, shown


def changed(difference: Difference) -> str:
    """`Without Fine of 2018-03-01, withdrawn on 2018-06-01: 100 instead of 95 points.`."""
    gone = difference.withdrawal
    head = f"Without {gone.label} of {gone.date.isoformat()}, withdrawn on "
    head += gone.withdrawn.isoformat()
    if difference.is_nothing:
        return f"{head}: score and grade are the same."
    several = len(difference.scores) > 1
    parts = [
        f"{shown(after)} instead of {_points(before)}{f' of {name}' if several else ''}"
        for name, (before, after) in difference.scores.items()
    ]
    parts += [
        f"grade {after or '-'} instead of {before or '-'}"
        for before, after in difference.grades.values()
    ]
    for (before, after), noun in ((difference.perks, "perk"), (difference.sanctions, "sanction")):
        if before != after:
            parts.append(f"{counted(after, noun)} instead of {before:,}")
    return f"{head}: {', '.join(parts)}."


def _points(value: Points | None) -> str:
    return "- points" if value is None else many(value)
