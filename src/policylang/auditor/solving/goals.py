"""Goals that every solver understands."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.lived import Lived
from policylang.model.result import Result


@attrs.frozen
class AtLeast:
    """A score that has come to something; every state has, where `low` is None."""

    score: int
    low: int | None

    def __call__(self, state: State) -> bool:
        """Whether a state is one of them."""
        return self.low is None or bool(state[self.score] >= self.low)


@attrs.frozen
class Graded:
    """A grade or a better one, as it stands for the runtime's people on the day that is looked at.

    For grades that a status holds down, or that change on a date.
    """

    process: Lived
    grading: int
    rank: int

    def __call__(self, state: State) -> bool:
        """Whether a state is one of them."""
        person = self.process.life.put(state, self.process.view.today)
        return person.rank(self.grading) <= self.rank

    def is_shown(self, scores: Sequence[int], result: Result, day: int) -> bool:
        """Whether somebody has it with some scores and the statuses of a result."""
        person = self.process.life.put(self.process.start, day)
        person.scores = list(scores)
        person.statuses = {each.status: (each.since, each.until) for each in result.statuses}
        return person.rank(self.grading) <= self.rank
