"""The lots of one score: awards that remember when they run out and which event made them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from heapq import heappop, heappush
from typing import Final

import attrs

from policylang.model.machine import Spending
from policylang.model.result import NO_EVENT
from policylang.model.ticks import NEVER

#: What is saved of a lot: what is left, first day it no longer counts (0: never), rule of its
#: lifetime (`NO_RULE`), event that made it (`NO_EVENT`). Oldest first.
SavedLot = tuple[int, int, int, int]

NO_RULE: Final = -1

#: What made a lot: event, first day it no longer counts, rule of its lifetime.
Made = tuple[int, int, int]
#: A lot that stays for good, and that no event made.
BY_NOTHING: Final[Made] = (NO_EVENT, NEVER, NO_RULE)


@attrs.define(eq=False)
class Lot:
    """What is left of a gain, or (negative) of what was lost for a time."""

    age: int
    left: int
    expires: int
    #: Number of the rule that takes it back when it runs out.
    rule: int
    event: int


class Lots:
    """The lots of a score, gains and debts apart; their sum is the score.

    Both are in order of age. `_coming` is a heap of (day, age) of lots that will run out; entries
    whose lot has gone, or no longer runs out then, are passed over. `_overdue` ought to have run
    out and are held.

    Args:
        remembers: whether something asks what counts on another day, so that what has run out is
            remembered.
        restless: rules of lifetimes that may cease to hold a lot without anything happening.
    """

    def __init__(
        self, spending: Spending, *, remembers: bool, restless: AbstractSet[int] = frozenset()
    ) -> None:
        self._spending = spending
        self._remembers = remembers
        self._restless = restless
        self._gains: OrderedDict[int, Lot] = OrderedDict()
        self._debts: OrderedDict[int, Lot] = OrderedDict()
        self._coming: list[tuple[int, int]] = []
        self._spent_next: list[tuple[int, int]] = []
        self._overdue: set[int] = set()
        #: By the day they ran out: the sum of what was left. Kept only where something asks.
        self.gone: dict[int, int] = {}
        self._next = 0

    # --- changes -----------------------------------------------------------------------------

    def settle(self, change: int, made: Made = BY_NOTHING) -> None:
        """Bring the sum of the lots to where the score has gone.

        A gain makes good debts, oldest first; a loss takes from the gains in order of spending,
        unless it has a lifetime: then it is a debt whole. What remains is a lot, `made` so.
        """
        rest = change
        if change > 0:
            rest = self._take(self._oldest(self._debts), change)
        elif change < 0 and made[1] == NEVER:
            rest = -self._take(self._to_spend(), -change)
        if rest:
            self._add(rest, *made)

    def remove(self, lot: Lot) -> None:
        """Take a lot away altogether."""
        (self._gains if lot.left > 0 else self._debts).pop(lot.age)

    def run_out(self, lot: Lot) -> None:
        """Take away a lot that has come to its end."""
        self.remove(lot)
        self.remember(lot.expires, lot.left)

    def remember(self, expires: int, left: int) -> None:
        """Know of something that has run out, or would have."""
        if self._remembers:
            self.gone[expires] = self.gone.get(expires, 0) + left

    def keep(self, lot: Lot) -> None:
        """A lot stays for good."""
        lot.expires = NEVER
        self._overdue.discard(lot.age)
        if lot.left > 0:
            self._line_up(lot)

    def _add(self, left: int, event: int, expires: int, rule: int) -> None:
        lot = Lot(self._next, left, expires, rule, event)
        self._next += 1
        if left > 0:
            self._gains[lot.age] = lot
            self._line_up(lot)
        else:
            self._debts[lot.age] = lot
        if expires != NEVER:
            heappush(self._coming, (expires, lot.age))

    def _take(self, lots: Iterator[Lot], amount: int) -> int:
        """Take an amount off lots in turn; what they could not cover."""
        while amount and (lot := next(lots, None)) is not None:
            taken = min(amount, abs(lot.left))
            amount -= taken
            if taken == abs(lot.left):
                self.remove(lot)
            else:
                lot.left -= taken if lot.left > 0 else -taken
        return amount

    def _oldest(self, lots: OrderedDict[int, Lot]) -> Iterator[Lot]:
        while lots:
            yield next(iter(lots.values()))

    def _to_spend(self) -> Iterator[Lot]:
        match self._spending:
            case Spending.OLDEST:
                yield from self._oldest(self._gains)
            case Spending.NEWEST:
                while self._gains:
                    yield next(reversed(self._gains.values()))
            case Spending.SOONEST:
                while self._gains:
                    expires, age = self._spent_next[0]
                    lot = self._gains.get(age)
                    if lot is None or lot.expires != expires:
                        heappop(self._spent_next)
                    else:
                        yield lot

    def _line_up(self, lot: Lot) -> None:
        if self._spending is Spending.SOONEST:
            heappush(self._spent_next, (lot.expires, lot.age))

    # --- running out -------------------------------------------------------------------------

    def next_due(self, today: int, stirred: bool) -> int:
        """The next day after today on which a lot is to be looked at.

        Args:
            stirred: whether anything has changed since those that are held were looked at.
        """
        if self._overdue and (stirred or self._held_restlessly()):
            return today + 1
        while self._coming and not self._comes(*self._coming[0]):
            heappop(self._coming)
        return max(self._coming[0][0], today + 1) if self._coming else NEVER

    def _held_restlessly(self) -> bool:
        self._overdue = {age for age in self._overdue if self._lot(age) is not None}
        return any(self._at(age).rule in self._restless for age in self._overdue)

    def due(self, today: int) -> list[Lot]:
        """Lots that ought to have run out by today, oldest first."""
        if not self._overdue and not (self._coming and self._coming[0][0] <= today):
            return []  # on most days
        while self._coming and self._coming[0][0] <= today:
            expires, age = heappop(self._coming)
            if self._comes(expires, age):
                self._overdue.add(age)
        return [lot for age in sorted(self._overdue) if (lot := self._lot(age)) is not None]

    def holds(self, lot: Lot) -> bool:
        """Whether something is left of a lot."""
        return self._lot(lot.age) is lot

    def _comes(self, expires: int, age: int) -> bool:
        lot = self._lot(age)
        return lot is not None and lot.expires == expires

    def _at(self, age: int) -> Lot:
        return self._gains[age] if age in self._gains else self._debts[age]

    def _lot(self, age: int) -> Lot | None:
        return self._gains.get(age) or self._debts.get(age)

    # --- what is asked -----------------------------------------------------------------------

    def all(self) -> list[Lot]:
        """Every lot, oldest first."""
        return sorted((*self._gains.values(), *self._debts.values()), key=lambda lot: lot.age)

    def made_by(self, event: int) -> list[Lot]:
        """What is left of the lots of an event, oldest first."""
        return [lot for lot in self.all() if lot.event == event] if event >= 0 else []

    def counting(self, day: int, today: int) -> int:
        """The sum of what counts on a day: what runs out later, or never, or is held today."""
        lots = (*self._gains.values(), *self._debts.values())
        return sum(lot.left for lot in lots if lot.expires > day or lot.expires <= today) + sum(
            left for expires, left in self.gone.items() if expires > day
        )

    # --- saving ------------------------------------------------------------------------------

    def saved(self) -> tuple[SavedLot, ...]:
        """Every lot, oldest first."""
        return tuple(
            (lot.left, 0 if lot.expires == NEVER else lot.expires, lot.rule, lot.event)
            for lot in self.all()
        )

    def restore(self, lots: Iterable[SavedLot], gone: Iterable[tuple[int, int]]) -> None:
        """Fill an empty one with what was saved."""
        for left, expires, rule, event in lots:
            self._add(left, event, expires or NEVER, rule)
        self.gone.update(gone)
