"""Grades, perks and sanctions."""

from __future__ import annotations

from typing import Any

from policylang.syntax import nodes as tree
from policylang.syntax.building.expressions import Expressions
from policylang.syntax.building.words import (
    Words,
    after,
    all_of,
    nodes_of,
    number_of,
    single_spaced,
    token_of,
)


class Grants(Expressions):
    """Grades and what is granted to them."""

    def grades(self, words: Words) -> tree.GradesBlock:
        return tree.GradesBlock(words[2], tuple(nodes_of(words[3:])), self._span(words))

    def grade_row(self, words: Words) -> tree.GradeRow:
        bound = words[2] if len(words) > 2 else None
        return tree.GradeRow(words[0], bound, self._span(words))

    def no_better(self, words: Words) -> tree.NoBetter:
        return tree.NoBetter(words[3], words[5], self._span(words))

    def points(self, words: Words) -> tree.Quantity:
        unit = "points" if words[1] is not None else None
        return tree.Quantity(number_of(words[0]), unit, self._span(words))

    def minus_points(self, words: Words) -> Any:
        return self.negative(words)

    def perk(self, words: Words) -> tree.GrantBlock:
        return self._grant("perk", words)

    def sanction(self, words: Words) -> tree.GrantBlock:
        return self._grant("sanction", words)

    def _grant(self, kind: Any, words: Words) -> tree.GrantBlock:
        name, label = self._head(words)
        return tree.GrantBlock(kind, name, label, tuple(nodes_of(words)), self._span(words))

    def for_grades(self, words: Words) -> tree.ForGrades:
        reach: Any = single_spaced(token_of(words, "REACH")) or "exactly"
        score = after(words, "OF")
        grades = tuple(each for each in all_of(words, tree.Name) if each is not score)
        return tree.ForGrades(grades, reach, score, self._span(words))

    def when(self, words: Words) -> tree.When:
        return tree.When(words[1], self._span(words))

    def worth(self, words: Words) -> tree.Worth:
        verb: Any = str(words[0])
        return tree.Worth(verb, words[1], words[2], self._span(words))

    def grants(self, words: Words) -> tree.Grants:
        verb: Any = str(words[0])
        return tree.Grants(verb, self._text(words), self._span(words))
