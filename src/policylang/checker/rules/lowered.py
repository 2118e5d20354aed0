"""What a policy does, lowered but not yet numbered: for what is proved of the rules as a set."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.checker.rules.actions import LoweredAction
from policylang.checker.rules.chains import Chain, LoweredArm, arms_of
from policylang.checker.rules.reactions import LoweredReaction


@attrs.frozen
class Lowered:
    """The actions and rules of a policy, in order of their numbers in the machine."""

    actions: tuple[LoweredAction, ...]
    reactions: tuple[LoweredReaction, ...]

    def chains(self) -> Iterator[Chain]:
        """Every choice: those of the actions, then those of the rules."""
        for action in self.actions:
            yield from action.chains
        for reaction in self.reactions:
            yield from reaction.chains

    def arms(self) -> list[LoweredArm]:
        """Every arm of every choice."""
        return arms_of(self.chains())
