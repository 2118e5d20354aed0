"""What formulas may come to, where the scores that they read lie between ends."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.auditor.decisions.possible import ANYTHING, Possible, between, of, possible
from policylang.auditor.decisions.readings import View
from policylang.model import expressions as e


@attrs.frozen
class Spans:
    """Scores between ends, and one person's attributes; of all else anything is possible.

    Args:
        ends: of each score; what is said there of formulas is passed over.
        view: of the person.
    """

    ends: Sequence[tuple[int | None, int | None]]
    view: View

    def leaf(self, expression: e.Expression) -> Possible:
        """Every value of a score or attribute."""
        match expression:
            case e.Balance(score):
                return self.score(score)
            case e.AttributeValue(slot):
                return of((self.view.attributes[slot],))
            case _:
                return ANYTHING

    def score(self, number: int) -> Possible:
        """Every value that a score may have; a formula ends where its range does."""
        declared = self.view.machine.scores[number]
        if declared.formula is None:
            low, high = self.ends[number]
            return between(
                ANYTHING.low if low is None else low, ANYTHING.high if high is None else high
            )
        found = possible(declared.formula, self)
        low, high = found.low, found.high
        if declared.fixed_low is not None:
            low, high = max(low, declared.fixed_low), max(high, declared.fixed_low)
        if declared.fixed_high is not None:
            low, high = min(low, declared.fixed_high), min(high, declared.fixed_high)
        return between(low, high)
