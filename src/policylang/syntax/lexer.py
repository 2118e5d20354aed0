"""The words of a text, each looked for among those that may stand there.

A scanner finds what Lark's would: the first of the terminals of a state, in their order, that
matches. But keywords and signs, which are always written alike, stay out of its pattern and are
looked up: patterns take long to compile, and most states differ in their keywords only.
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
#: The terminal for names.
_NAME: Final = "NAME"
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
    """A kind of word.

    `words` are all the ways to write it, where `pattern` is not needed; `letters` says whether it
    may begin with a letter.
    """

    name: str
    pattern: str
    words: tuple[str, ...] = ()
    letters: bool = True

    @property
    def is_word(self) -> bool:
        """Whether it is a keyword or any word at all."""
        return bool(self.letters and self.words) or self.pattern == _WORD

    @property
    def group(self) -> str:
        """A group of a pattern for it."""
        return f"(?P<{self.name}>{self.pattern})"


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
        """What finds a word of these terminals.

        Its pattern takes any word where the first keyword or name stands in the order, and any
        sign at the end; `words` says which they are. What may begin like a word but comes after
        the first keyword is looked for where no keyword is found.
        """
        ordered = [each for each in self.terminals if each.name in names]
        last = max((n for n, each in enumerate(ordered) if not each.words), default=-1)
        signs = [each for each in ordered[last + 1 :] if not each.letters]
        patterns = [each for each in ordered if each not in signs and not each.is_word]
        split = next((n for n, each in enumerate(ordered) if each.is_word), len(ordered))
        words = {word: each.name for each in signs for word in each.words}
        rest: list[Terminal] = []
        for each in filter(lambda each: each.letters, ordered[split:]):
            if rest or not each.words:
                rest.append(each)
            else:
                words.update((word, each.name) for word in each.words if word not in words)
        before = [each.group for each in patterns if each in ordered[:split]]
        after = [each.group for each in patterns if each in ordered[split:]]
        groups = [*before, f"(?P<word>{_WORD})", *after, f"(?P<sign>{_SIGN})"]
        pattern = self._compiled(f"{self._between}(?:{'|'.join(groups)})")
        if not rest:
            return Scanner(pattern, words)
        if rest[0].pattern == _WORD:
            return Scanner(pattern, {**_REFUSED, **words}, name=rest[0].name)
        return Scanner(pattern, words, rest=self._compiled("|".join(each.group for each in rest)))

    def _compiled(self, text: str) -> re.Pattern[str]:
        """A compiled pattern; scanners that look alike share it."""
        found = self._patterns.get(text)
        if found is None:
            found = self._patterns[text] = re.compile(text)
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
    """Finds a word of some terminals by its pattern.

    Any word or sign it finds is one of `words`; any other word the `rest` of the terminals, if
    there are more, or a `name`, if one may stand there.
    """

    __slots__ = ("_match", "_name", "_rest", "_words")

    def __init__(
        self,
        pattern: re.Pattern[str],
        words: dict[str, str],
        *,
        name: str | None = None,
        rest: re.Pattern[str] | None = None,
    ) -> None:
        self._match = pattern.match
        self._words = words
        self._name = name
        self._rest = rest

    def word(self, text: str, at: int, end: int) -> Token | None:
        """The next word, if it is one of them. A reserved word is never taken for a name."""
        found = self._match(text, at, end)
        if found is None:
            return None
        kind = found.lastgroup
        assert kind is not None
        token = Token(found[kind])
        token.start_pos, token.end_pos = found.span(kind)
        if kind == "word":
            kind = self._words.get(token, self._name)
            if kind is None and self._rest is not None:
                return self._other(text, token.start_pos, end)
        elif kind == "sign":
            kind = self._words.get(token)
        if kind is None:
            return None
        token.type = kind
        return token

    def _other(self, text: str, at: int, end: int) -> Token | None:
        """A word that begins with letters and is no keyword."""
        found = self._rest and self._rest.match(text, at, end)
        if not found:
            return None
        token = Token(found[0])
        token.start_pos, token.end_pos = found.span()
        kind = found.lastgroup
        assert kind is not None
        token.type = _REFUSED.get(token, kind) if kind == _NAME else kind
        return token
