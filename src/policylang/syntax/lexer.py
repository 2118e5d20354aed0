"""The words of a text, each looked for among those that may stand there.

A scanner is one pattern for all kinds of words that fit in a state of the parser. Words that are
always written alike, keywords and signs, stay out of the pattern and are looked up: patterns take
long to compile, and most states of the parser differ in their keywords only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from policylang.core.record import Record, record
from policylang.syntax.words import RESERVED

#: What a keyword or a name looks like. Other signs are looked up one by one.
_WORD: Final = r"[^\W\d_]\w*"
_SIGN: Final = r"[^\w\s]"
#: Words of the language where only a name would fit: a terminal that no rule has.
_REFUSED: Final = dict.fromkeys(RESERVED, "RESERVED")


class Token(str):
    """A word of a text: its characters, the terminal of the grammar it is, and where it stands."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int


@record
class Terminal(Record):
    """A kind of word. `words` are all the ways to write it, where `pattern` is not needed."""

    name: str
    pattern: str
    words: tuple[str, ...] = ()


class Lexer:
    """Finds the next word of a text. `terminals` in the order in which they are tried."""

    def __init__(self, terminals: Iterable[Terminal], ignored: Iterable[str]) -> None:
        self.terminals = tuple(terminals)
        #: What stands between words; once passed over, never looked into (`*+`).
        self._between = rf"(?:{'|'.join(ignored)})*+"
        self._space = re.compile(self._between)
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._any: re.Pattern[str] | None = None

    def scanner(self, names: Collection[str]) -> Scanner:
        """What finds a word of these terminals. A reserved word is never taken for a name."""
        words: dict[str, str] = {}
        groups: list[str] = []
        name: str | None = None
        for terminal in self.terminals:
            if terminal.name not in names:
                continue
            if terminal.pattern == _WORD:
                name = terminal.name
            elif not terminal.words:
                groups.append(f"(?P<{terminal.name}>{terminal.pattern})|")
            for word in terminal.words:
                words.setdefault(word, terminal.name)
        if name:
            words = {**_REFUSED, **words}
        return Scanner(self._pattern("".join(groups)), words, name)

    def _pattern(self, groups: str) -> re.Pattern[str]:
        """The pattern of some groups and of words to look up; scanners that look alike share it."""
        found = self._patterns.get(groups)
        if found is None:
            found = re.compile(f"{self._between}(?:{groups}(?P<word>{_WORD})|(?P<sign>{_SIGN}))")
            self._patterns[groups] = found
        return found

    def skip(self, text: str, at: int, end: int) -> int:
        """Where the next word begins, or the end."""
        found = self._space.match(text, at, end)
        return at if found is None else found.end()

    def any_word(self, text: str, at: int, end: int) -> str | None:
        """A word that would fit somewhere else, or None where no word begins."""
        if self._any is None:
            self._any = re.compile("|".join(f"(?:{each.pattern})" for each in self.terminals))
        found = self._any.match(text, at, end)
        return found and found[0]


class Scanner:
    """Finds a word of some terminals: by its pattern, among `words`, or as a `name`."""

    __slots__ = ("_match", "_name", "_words")

    def __init__(self, pattern: re.Pattern[str], words: dict[str, str], name: str | None) -> None:
        self._match = pattern.match
        self._words = words
        self._name = name

    def word(self, text: str, at: int, end: int) -> Token | None:
        """The next word, if it is one of them."""
        found = self._match(text, at, end)
        if found is None:
            return None
        kind = found.lastgroup
        assert kind is not None
        token = Token(found[kind])
        if kind == "word":
            kind = self._words.get(token, self._name)
        elif kind == "sign":
            kind = self._words.get(token)
        if kind is None:
            return None
        token.type = kind
        token.start_pos, token.end_pos = found.span(found.lastindex)  # type: ignore[arg-type]
        return token
