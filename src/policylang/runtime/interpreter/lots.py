"""Scores made of lots: every gain, and every loss for a time, is remembered until it is used up."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.model.machine import Lifetime, Spending


@attrs.define(eq=False)
class Lot:
    """What is left of a change: more than 0 of a gain, less than 0 of a loss.

    `event` is the event that made it, or `NO_EVENT`. From the day `expires` on it no longer counts;
    None is never.
    """

    event: int
    left: int
    expires: int | None = None
    lifetime: Lifetime | None = None


@attrs.define
class Lots:
    """The lots of one score, by age. Their sum is the score."""

    order: Spending
    live: list[Lot] = attrs.field(factory=list)
    #: Those that have run out: the day they did, and what was left of them.
    gone: list[tuple[int, int]] = attrs.field(factory=list)

    def settle(self, change: int, kept: Lot) -> None:
        """Bring the sum of the lots to where the score went.

        A gain makes good what was lost, oldest first; a loss takes from the gains. What remains is
        a lot: `kept`, filled with it. A loss that has a lifetime is a lot whole.
        """
        rest = change
        if change > 0:
            rest = self._use_up(change, [each for each in self.live if each.left < 0])
        elif kept.lifetime is None:
            rest = self._use_up(change, self._spendable())
        if rest != 0:
            kept.left = rest
            self.live.append(kept)

    def _use_up(self, change: int, lots: Iterable[Lot]) -> int:
        """Set a change off against lots of the other sign, one after the other; what remains."""
        for lot in lots:
            used = min(abs(change), abs(lot.left)) * (1 if change > 0 else -1)
            lot.left += used
            change -= used
        self.live = [lot for lot in self.live if lot.left != 0]
        return change

    def _spendable(self) -> list[Lot]:
        gains = [lot for lot in self.live if lot.left > 0]
        match self.order:
            case Spending.OLDEST:
                return gains
            case Spending.NEWEST:
                return gains[::-1]
            case Spending.SOONEST:
                return sorted(gains, key=lambda lot: (lot.expires is None, lot.expires or 0))

    def remove(self, lots: list[Lot]) -> int:
        """Take lots out; what was left of them together."""
        self.live = [lot for lot in self.live if lot not in lots]
        return sum(lot.left for lot in lots)

    def counting_on(self, day: int, today: int) -> int:
        """What counts on a day, of lots there are and of lots that have run out."""
        live = sum(
            lot.left
            for lot in self.live
            if lot.expires is None or lot.expires > day or lot.expires <= today
        )
        return live + sum(left for expired, left in self.gone if expired > day)
