"""What is counted over a time."""

from __future__ import annotations

from typing import Any

from policylang.syntax import nodes as tree
from policylang.syntax.building.base import Base
from policylang.syntax.building.words import Words, plural, token_of


class Histories(Base):
    """Counts, sums, picks, what they are of, and over which time."""

    def occasion(self, words: Words) -> tree.Occasion:
        edge, span = token_of(words, "EDGE"), self._span(words)
        if edge is not None:
            which: Any = edge.split()[1]
            return tree.Occasion(self._name(words[1]), None, which, span)
        moment = self._name(words[0]) if len(words) > 1 else None
        return tree.Occasion(self._name(words[-1]), moment, None, span)

    def count(self, words: Words) -> tree.CountOf:
        return tree.CountOf(words[2], words[3], words[4], self._span(words))

    def sum_of(self, words: Words) -> tree.SumOf:
        return tree.SumOf(words[2], words[4], words[5], words[6], self._span(words))

    def where(self, words: Words) -> Any:
        self._nest(words)
        return words[1]

    def pick(self, words: Words) -> tree.PickOf:
        which: Any = words[0].split()[-1]
        _, field, _, of, where, window, empty = words
        return tree.PickOf(which, field, of, where, window, empty, self._span(words))

    def if_none(self, words: Words) -> Any:
        self._nest(words)
        return words[1]

    def sliding(self, words: Words) -> tree.SlidingWindow:
        length, unit = self._count(words[3]), plural(words[4])
        return tree.SlidingWindow(length, unit, False, self._span(words))

    def within(self, words: Words) -> tree.SlidingWindow:
        length, unit = self._count(words[1]), plural(words[2])
        return tree.SlidingWindow(length, unit, True, self._span(words))

    def this_period(self, words: Words) -> tree.CalendarWindow:
        previous, calendar = words[0].type == "PREVIOUS", words[1] is not None
        return tree.CalendarWindow(str(words[2]), calendar, previous, self._span(words))

    def this_year(self, words: Words) -> tree.YearFrom:
        previous, span = words[0].type == "PREVIOUS", self._span(words)
        if words[2].type == "NUMBER":
            return tree.YearFrom(*self._day(words[2:]), None, previous, span)
        return tree.YearFrom(None, None, self._name(words[2]), previous, span)

    def this_named(self, words: Words) -> tree.PeriodWindow:
        return tree.PeriodWindow(self._name(words[1]), self._span(words))

    def since(self, words: Words) -> tree.SinceWindow:
        return tree.SinceWindow(words[1], self._span(words))

    def between(self, words: Words) -> tree.BetweenWindow:
        return tree.BetweenWindow(words[1], words[3], self._nest(words))

    def ever(self, words: Words) -> tree.Ever:
        return tree.Ever(self._span(words))
