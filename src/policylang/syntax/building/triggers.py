"""What brings a rule, a perk or a sanction about."""

from __future__ import annotations

from typing import Any

from policylang.syntax import nodes as tree
from policylang.syntax.building.base import Base
from policylang.syntax.building.words import Words, after, all_of, plural, single_spaced, token_of


class Triggers(Base):
    """Triggers of every kind."""

    def every_year(self, words: Words) -> tree.EveryYear:
        return tree.EveryYear(*self._day(words[3:]), self._span(words))

    def every_month(self, words: Words) -> tree.EveryMonth:
        number = token_of(words, "NUMBER")
        day = None if number is None else self._count(number)
        return tree.EveryMonth(day, self._span(words))

    def every_length(self, words: Words) -> tree.EveryLength:
        unit, length = plural(words[2]), self._count(words[1])
        return tree.EveryLength(length, unit, words[4], self._span(words))

    def once(self, words: Words) -> tree.OnceOn:
        return tree.OnceOn(words[2], self._span(words))

    def at_end(self, words: Words) -> tree.AtEndOf:
        return tree.AtEndOf(str(words[-1]), self._span(words))

    def quiet(self, words: Words) -> tree.AfterQuiet:
        since = next((i for i, w in enumerate(words) if token_of([w], "SINCE")), len(words))
        return tree.AfterQuiet(
            words[2],
            all_of(words[:since], tree.Occasion),
            all_of(words[since:], tree.Occasion),
            after(words, "FROM"),
            words[1] is not None,
            self._span(words),
        )

    def as_soon(self, words: Words) -> tree.AsSoonAs:
        return tree.AsSoonAs(words[-1], self._span(words))

    def upon(self, words: Words) -> tree.Upon:
        return tree.Upon(words[1], self._span(words))

    def reaches(self, words: Words) -> tree.Reaches:
        verb: Any = single_spaced(words[2])
        return tree.Reaches(words[1], verb, words[3], self._span(words))
