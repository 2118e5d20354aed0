"""Points bought by their price: a history where there are too many states to go through.

Twenty actions that are unlike, each under a cap of its own, have more states than any search takes
up. But what a point by each of them costs is told by a few events. So, from one day on which a perk
is due to the next, events are done in order of what a point by them costs, of equal ones the later
first, until the perk is given; what turns out to be needless is left out again. Of all that comes
about so the best is kept. It finds and never proves: it is replayed like any other history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs

from policylang.auditor.decisions.stages import begins_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.searching.ways import Way
from policylang.auditor.witnesses.prices import cost_of
from policylang.model.calendar import add_months
from policylang.model.history import Row, columns_of
from policylang.model.machine import (
    Calendar,
    EndOf,
    Ever,
    OnDay,
    Recurring,
    Schedule,
    Shifted,
    Sliding,
    SlidingMonths,
    Window,
)
from policylang.model.result import Result
from policylang.model.ticks import days_due

#: Events run at most, in all histories together; and what a run takes whatever its events.
_EFFORT: Final = 120_000
_RUN: Final = 30
#: How often a way is done at most within a window of its cap, and windows before a day.
_AGAIN: Final = 12
_WINDOWS: Final = 120
#: Days on which a perk is due from which on it is bought, at most.
_STARTS: Final = 4


@attrs.frozen
class _Offer:
    """An event, and what a point by it costs at least, if a cap lets it through."""

    price: Fraction
    row: Row


def bought(inquiry: Inquiry, ways: Sequence[Way]) -> tuple[Row, ...]:
    """The best history found so; none where nothing that was found gains.

    Args:
        ways: the ways to act that are tried.
    """
    return _Buying(inquiry, ways).run()


class _Buying:
    def __init__(self, inquiry: Inquiry, ways: Sequence[Way]) -> None:
        self.inquiry, self.machine, self.ways = inquiry, inquiry.machine, ways
        self.first, self.last = inquiry.question.since, inquiry.last
        self.left = _EFFORT

    def run(self) -> tuple[Row, ...]:
        """Each perk by itself, bought from several days on."""
        best: tuple[Row, ...] = ()
        most = self._value(())
        for number, grant in enumerate(self.machine.grants):
            trigger = grant.trigger
            priced = grant.kind == "perk" and grant.worth is not None
            if (
                not priced
                or not isinstance(trigger, Schedule)
                or isinstance(trigger, OnDay | Recurring)
            ):
                continue
            score = 0 if grant.ranks is None else self.machine.gradings[grant.grading].score
            days = list(days_due(trigger, self.first, self.last))
            late = isinstance(trigger, EndOf)
            for start in range(0, len(days), max(len(days) // _STARTS, 1)):
                for rows in self._kept_up(number, score, days[start:], late=late):
                    value = self._value(rows)
                    if value > most:
                        best, most = rows, value
        return best

    def _kept_up(
        self, grant: int, score: int, days: Sequence[int], *, late: bool
    ) -> Iterator[tuple[Row, ...]]:
        """Histories that bring a perk on the first day, on the first two, and so on."""
        rows: tuple[Row, ...] = ()
        for day in days:
            if self.left <= 0:
                return
            if self._is_given(rows, grant, day):
                continue
            offers = [each.row for each in self._offers(score, day if late else day - 1)]
            enough = self._enough(rows, offers, grant, day)
            if enough is not None:
                rows = enough
                yield rows

    def _enough(
        self, rows: tuple[Row, ...], offers: Sequence[Row], grant: int, day: int
    ) -> tuple[Row, ...] | None:
        """The history with the fewest of the cheapest offers that bring a perk on a day."""
        below, above = 0, 1
        while not self._is_given(_with(rows, offers[:above]), grant, day):
            if above >= len(offers) or self.left <= 0:
                return None
            below, above = above, min(2 * above, len(offers))
        while above - below > 1:
            middle = (below + above) // 2
            if self._is_given(_with(rows, offers[:middle]), grant, day):
                above = middle
            else:
                below = middle
        found = self._without_vain(_with(rows, offers[:above]), day)
        for offer in reversed(offers[:above]):  # the dearest first
            if offer not in found or offer in rows:
                continue
            place = found.index(offer)
            without = (*found[:place], *found[place + 1 :])
            if self.left > 0 and self._is_given(without, grant, day):
                found = without
        return found

    def _without_vain(self, rows: tuple[Row, ...], day: int) -> tuple[Row, ...]:
        """The events that have changed something by a day, and those after it."""
        result = self._result(rows, day, ledger=True)
        acted = {each.event for each in (result.ledger or ()) if each.applied}
        return tuple(row for n, row in enumerate(rows) if n in acted or row[0] > day)

    # --- offers --------------------------------------------------------------------------------

    def _offers(self, score: int, day: int) -> list[_Offer]:
        """Everything that brings points of a score up to a day, the cheapest points first."""
        found = []
        for way, prices in self._priced(score):
            begun = [each for each in self._windows[way.code] if each <= day][-_WINDOWS:]
            for on in begun or [day] if day >= self.first else []:
                row = (on, way.code, way.values_on(on))
                found += [_Offer(price, row) for price in prices]
        return sorted(found, key=lambda each: (each.price, -each.row[0]))

    def _priced(self, score: int) -> list[tuple[Way, list[Fraction]]]:
        """Of each action the way with the cheapest points, and what they cost each time."""
        if score not in self._prices:
            best: dict[int, tuple[Fraction, Way, list[Fraction]]] = {}
            for way in self.ways:
                prices, average = self._prices_of(way, score)
                if prices and (way.code not in best or average < best[way.code][0]):
                    best[way.code] = average, way, prices
            self._prices[score] = [(way, prices) for _, way, prices in best.values()]
        return self._prices[score]

    @cached_property
    def _prices(self) -> dict[int, list[tuple[Way, list[Fraction]]]]:
        return {}

    def _prices_of(self, way: Way, score: int) -> tuple[list[Fraction], Fraction]:
        """What a point costs each time a way is done on the first day, and on an average."""
        row = (self.first, way.code, way.values_on(self.first))
        price = way.money * self.inquiry.scale + way.hours * self.inquiry.question.hour.numerator
        before = begun = self._result((), self.first).scores[score]
        prices: list[Fraction] = []
        while len(prices) < _AGAIN:
            result = self._result((row,) * (len(prices) + 1), self.first)
            if result.refused or result.scores[score] <= before:
                break
            prices.append(Fraction(price, result.scores[score] - before))
            before = result.scores[score]
        return prices, Fraction(price * len(prices), max(before - begun, 1))

    @cached_property
    def _windows(self) -> list[list[int]]:
        """Of each action the days on which the shortest window of its caps begins anew."""
        return [
            max(
                (self._begins(cap.window) for rule in action.rules for cap in rule.caps),
                key=len,
                default=[],
            )
            for action in self.machine.actions
        ]

    def _begins(self, window: Window) -> list[int]:
        match window:
            case Calendar() | Shifted() | Ever():
                return [self.first, *begins_of(window, self.first, self.last)]
            case Sliding(days):
                return list(range(self.first, self.last + 1, days))
            case SlidingMonths(months):
                times = range((self.last - self.first) // (28 * months) + 1)
                begun = (add_months(self.first, months * n) for n in times)
                return [day for day in begun if day <= self.last]
            case _:
                return []

    # --- runs ----------------------------------------------------------------------------------

    def _is_given(self, rows: Sequence[Row], grant: int, day: int) -> bool:
        """Whether a perk that is worth something is given on a day."""
        awards = self._result(rows, day).awards
        return any(each[:2] == (day, grant) and each.worth > 0 for each in awards)

    def _value(self, rows: Sequence[Row]) -> int:
        """What a history comes to, as in `Inquiry.value_of`."""
        inquiry, question = self.inquiry, self.inquiry.question
        value = 0
        for award in self._result(rows, self.last).awards:
            perk = self.machine.grants[award.grant].kind == "perk"
            value += inquiry.scale * (award.worth if perk else -award.worth)
        for _, code, values in rows:
            money, hours = cost_of(self.machine, question.attributes, code, values)
            value -= money * inquiry.scale + hours * question.hour.numerator
        return value

    def _result(self, rows: Sequence[Row], day: int, *, ledger: bool = False) -> Result:
        self.left -= _RUN + len(rows)
        return self.inquiry.replayer.evaluator.run(
            columns_of(rows, self.machine.width),
            self.inquiry.question.attributes,
            since=self.first,
            as_of=day,
            ledger=ledger,
        )


def _with(rows: Sequence[Row], more: Sequence[Row]) -> tuple[Row, ...]:
    """Events in order of day."""
    return tuple(sorted((*rows, *more), key=lambda row: row[0]))
