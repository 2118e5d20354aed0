"""What is done to a score or a status."""

from __future__ import annotations

from typing import Any

from policylang.syntax import nodes as tree
from policylang.syntax.building.histories import Histories
from policylang.syntax.building.words import (
    Words,
    after,
    all_of,
    nodes_of,
    plural,
    single_spaced,
    token_of,
)
from policylang.syntax.words import NAMES


class Effects(Histories):
    """Changes, and how often, when and for how long they hold."""

    def effect(self, words: Words) -> tree.Effect:
        modifiers = words[1:]
        return tree.Effect(
            words[0],
            self._only("conditions", all_of(modifiers, tree.Condition)),
            tuple(each for each in modifiers if isinstance(each, tree.AtMost | tree.OnlyHighest)),
            self._only("moments", all_of(modifiers, tree.Name)),
            self._only("lifetimes", all_of(modifiers, tree.Lasts)),
            self._span(words),
        )

    def _only(self, what: str, found: tuple[Any, ...]) -> Any:
        """The one there is, or None; more of them are noted."""
        for more in found[1:]:
            self.repeated.append((what, more.span, found[0].span))
        return found[0] if found else None

    def on_moment(self, words: Words) -> tree.Name:
        return self._name(words[1])

    def earns(self, words: Words) -> tree.Earns:
        return tree.Earns(words[1], words[3], self._score(words), self._span(words))

    def loses(self, words: Words) -> tree.Loses:
        return tree.Loses(words[1], words[3], self._score(words), self._span(words))

    def _score(self, words: Words) -> tree.Name | None:
        """The name of the score that an effect names, if it names one."""
        token = token_of(words, *NAMES)
        return None if token is None else self._name(token)

    def per(self, words: Words) -> tree.Per:
        step, of = nodes_of(words)
        return tree.Per(step, of, token_of(words, "STARTED") is not None, self._span(words))

    def sets(self, words: Words) -> tree.Sets:
        return tree.Sets(words[-1], self._score(words), self._span(words))

    def multiplies(self, words: Words) -> tree.Multiplies:
        rounding = single_spaced(token_of(words, "ROUNDING"))
        return tree.Multiplies(words[3], rounding, self._score(words), self._span(words))

    def drops(self, words: Words) -> tree.DropsTo:
        return tree.DropsTo(words[-1], self._score(words), self._span(words))

    def bounds(self, words: Words) -> tree.Bounds:
        verb: Any = str(words[0])
        return tree.Bounds(verb, words[-1], self._score(words), self._span(words))

    def clears(self, words: Words) -> tree.Clears:
        return tree.Clears(self._score(words), self._span(words))

    def restores(self, words: Words) -> tree.Restores:
        return tree.Restores(self._score(words), self._span(words))

    def begins(self, words: Words) -> tree.Begins:
        length, until = after(words, "FOR"), after(words, "UNTIL")
        return tree.Begins(self._name(words[1]), length, until, self._span(words))

    def ends(self, words: Words) -> tree.Ends:
        return tree.Ends(self._name(words[1]), self._span(words))

    def when_condition(self, words: Words) -> tree.Condition:
        return tree.Condition(False, words[1], self._span(words))

    def otherwise_when(self, words: Words) -> tree.Condition:
        return tree.Condition(True, words[2], self._span(words))

    def otherwise(self, words: Words) -> tree.Condition:
        return tree.Condition(True, None, self._span(words))

    def cap(self, words: Words) -> tree.AtMost:
        words = words[words[0] == "," :]
        limit, *per = nodes_of(words)
        times = token_of(words, "TIMES") is not None
        return tree.AtMost(limit, tuple(per), times, self._span(words))

    def per_period(self, words: Words) -> tree.CalendarWindow:
        return self.this_period(words)

    def per_year(self, words: Words) -> tree.YearFrom:
        return self.this_year(words)

    def per_name(self, words: Words) -> tree.PerField:
        return tree.PerField(self._name(words[1]), self._span(words))

    def in_any(self, words: Words) -> tree.AnyDays:
        return tree.AnyDays(self._count(words[1]), plural(words[2]), self._span(words))

    def highest(self, words: Words) -> tree.OnlyHighest:
        words = words[words[0] == "," :]
        return tree.OnlyHighest(self._name(words[-1]), self._span(words))

    def lasts(self, words: Words) -> tree.Lasts:
        verb: Any = "expires" if words[1].startswith("expires") else "comes back"
        end = token_of(words, "AT_THE_END")
        return tree.Lasts(
            verb,
            after=after(words, "LASTS_AFTER"),
            start=after(words, "FROM"),
            end=None if end is None else end.split()[-1],
            on=after(words, "LASTS_ON"),
            unless=after(words, "UNLESS"),
            held=after(words, "NOT_WHILE"),
            span=self._span(words[1:]),
        )
