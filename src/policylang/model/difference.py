"""What the withdrawal of one event changed."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from policylang.model.ledger import Points
from policylang.model.outcome import Outcome, Withdrawal


@attrs.frozen
class Difference:
    """A withdrawal, and what is different without its event: (with the event, without it).

    Everything else that was withdrawn is left out on both sides. What is the same is not listed.
    """

    withdrawal: Withdrawal
    scores: Mapping[str, tuple[Points | None, Points | None]]
    grades: Mapping[str, tuple[str | None, str | None]]
    #: How many perks, and sanctions, were due.
    perks: tuple[int, int]
    sanctions: tuple[int, int]

    @property
    def is_nothing(self) -> bool:
        """Whether scores, grades, perks and sanctions are what they would have been anyway."""
        same = self.perks[0] == self.perks[1] and self.sanctions[0] == self.sanctions[1]
        return same and not self.scores and not self.grades


def difference_of(withdrawal: Withdrawal, before: Outcome, after: Outcome) -> Difference:
    """Compare the outcome with the event that was withdrawn to the one without it."""
    return Difference(
        withdrawal,
        {
            name: (before.scores[name], points)
            for name, points in after.scores.items()
            if before.scores[name] != points
        },
        {
            name: (before.grades[name], grade)
            for name, grade in after.grades.items()
            if before.grades[name] != grade
        },
        (len(before.perks), len(after.perks)),
        (len(before.sanctions), len(after.sanctions)),
    )
