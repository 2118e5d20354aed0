"""What all of building stands on: places, names, numbers, and what is noted on the way."""

from __future__ import annotations

import unicodedata
from typing import Any

from policylang.core.source import NOWHERE, SourceFile, Span
from policylang.syntax import nodes as tree
from policylang.syntax.building.words import (
    Words,
    is_token,
    nodes_of,
    number_of,
    text_of,
    token_of,
)
from policylang.syntax.lexer import Token
from policylang.syntax.words import MONTHS, NAMES


class Base:
    """The text that is read, and what no grammar can refuse in it.

    Noted are dates that do not exist, what an effect says twice (`repeated`: what, the second, the
    first), decimals where only a whole number can be meant, and the places of all expressions with
    parts (`nested`).
    """

    def __init__(self) -> None:
        self.source: SourceFile = NOWHERE.source
        self.no_such_dates: list[Span] = []
        self.repeated: list[tuple[str, Span, Span]] = []
        self.not_whole: list[Span] = []
        self.nested: list[Span] = []

    def begin(self, source: SourceFile) -> None:
        """Start on a text."""
        self.source = source
        self.no_such_dates = []
        self.repeated = []
        self.not_whole = []
        self.nested = []

    def _span(self, words: Words) -> Span:
        given = words
        if not words or words[0] is None or words[-1] is None:
            given = [word for word in words if word is not None]
        if not given:
            return Span(self.source, 0, 0)
        first, last = given[0], given[-1]
        start = first.start_pos if is_token(first) else first.span.start
        end = last.end_pos if is_token(last) else last.span.end
        return Span(self.source, start, end)

    def _nest(self, words: Words) -> Span:
        """The span of an expression that has others inside it."""
        span = self._span(words)
        self.nested.append(span)
        return span

    def _name(self, token: Token) -> tree.Name:
        return tree.Name(str(unicodedata.normalize("NFC", token)), self._span([token]))

    def _names(self, words: Words) -> tuple[tree.Name, ...]:
        return tuple(self._name(w) for w in words if is_token(w) and w.type in NAMES)

    def _text(self, words: Words) -> Any:
        token = token_of(words, "TEXT")
        return None if token is None else tree.Text(text_of(token), self._span([token]))

    def _head(self, words: Words) -> tuple[tree.Name, tree.Text | None]:
        """Name and label of a block: its own, not those of its clauses."""
        name = token_of(words, *NAMES)
        brace = next(i for i, w in enumerate(words) if is_token(w) and w == "{")
        return self._name(name), self._text(words[:brace])

    def _block(self, node: Any, words: Words) -> Any:
        name, label = self._head(words)
        return node(name, label, tuple(nodes_of(words)), self._span(words))

    def _day(self, words: Words) -> tuple[int, int]:
        """A day and a month, as in `1 December`."""
        return self._count(words[0]), MONTHS.index(words[1]) + 1

    def _count(self, token: Token) -> int:
        number = number_of(token)
        if number != number.to_integral_value():
            self.not_whole.append(self._span([token]))
        return int(number)
