"""Goals that every solver understands."""

from __future__ import annotations

import attrs

from policylang.auditor.decisions.effects import State


@attrs.frozen
class AtLeast:
    """A score that has come to something; every state has, where `low` is None."""

    score: int
    low: int | None

    def __call__(self, state: State) -> bool:
        """Whether a state is one of them."""
        return self.low is None or bool(state[self.score] >= self.low)
