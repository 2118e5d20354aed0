"""Shared limits, tables, named periods and rankings."""

from __future__ import annotations

from typing import Any

import attrs

from policylang.syntax import nodes as tree
from policylang.syntax.building.expressions import Expressions
from policylang.syntax.building.words import Words, after, all_of, nodes_of, single_spaced, token_of


class Tables(Expressions):
    """Blocks that other blocks refer to, with their clauses."""

    def limit(self, words: Words) -> Any:
        return self._block(tree.LimitBlock, words)

    def covers(self, words: Words) -> tree.Covers:
        gains, into = token_of(words, "GAINS"), after(words, "IN")
        which: Any = "gains" if gains is None else " ".join(gains.split()[:-1])
        score = None if into is None else self._name(into)
        actions = tuple(
            name for name in self._names(words) if score is None or name.span != score.span
        )
        return tree.Covers(which, actions, score, self._span(words))

    def table(self, words: Words) -> Any:
        return self._block(tree.TableBlock, words)

    def table_by(self, words: Words) -> tree.TableBy:
        return tree.TableBy(all_of(words, tree.Field), self._span(words))

    def table_row(self, words: Words) -> tree.TableRow:
        *keys, value = nodes_of(words)
        if [_word_of(key) for key in keys] == ["otherwise"]:
            keys = []
        return tree.TableRow(tuple(keys), value, self._span(words))

    def row_keys(self, words: Words) -> tree.RowKey:
        first, *others = all_of(words, tree.RowKey)
        if not others:
            return first
        return attrs.evolve(first, others=tuple(others), span=self._span(words))

    def row_key(self, words: Words) -> tree.RowKey:
        span, values = self._span(words), nodes_of(words)
        if token_of(words, "BELOW"):
            return tree.RowKey(None, values[0], True, span)
        if token_of(words, "ROW_FROM"):
            return tree.RowKey(values[0], None, False, span)
        key = tree.RowKey(values[0], values[-1], False, span)
        return tree.RowKey(None, None, False, span) if _word_of(key) == "any" else key

    def row_name(self, words: Words) -> Any:
        """The name of a choice; what looks like a new name may be `yes` or `no` as well."""
        if words[0] in ("yes", "no"):
            return self.yes_no(words)
        return self._name(words[0])

    def period(self, words: Words) -> Any:
        return self._block(tree.PeriodBlock, words)

    def stretch(self, words: Words) -> tree.Stretch:
        return tree.Stretch(words[1], words[3], self._span(words))

    def season(self, words: Words) -> tree.Season:
        return tree.Season(*self._day(words[2:]), *self._day(words[5:]), self._span(words))

    def ranking(self, words: Words) -> Any:
        return self._block(tree.RankingBlock, words)

    def rank_by(self, words: Words) -> tree.RankBy:
        order: Any = single_spaced(words[-1])
        return tree.RankBy(words[1], order, words[0] == "then", self._span(words))


def _word_of(key: tree.RowKey) -> str | None:
    """The word a key is, if it is one and no more."""
    word = key.low if key.low is key.high and not (key.below or key.others) else None
    return word.text if isinstance(word, tree.Name) else None
