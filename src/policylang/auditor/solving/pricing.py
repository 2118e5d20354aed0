"""What a history is worth to whoever asks: the prices of what is spent and of what comes back."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from policylang.auditor.decisions.process import Move


@attrs.frozen
class Pricing:
    """What things are worth, in whole units that the caller chooses.

    `grants` weighs the money of each perk or sanction (losses negative), `awards` each time one is
    given, whatever its money.
    """

    money: int
    hours: int
    grants: Mapping[int, int]
    awards: Mapping[int, int] = attrs.field(factory=dict)

    def of(self, move: Move) -> int:
        """The price of a move."""
        return self.money * move.variant.money + self.hours * move.variant.hours
