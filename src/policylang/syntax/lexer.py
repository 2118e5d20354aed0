"""The words of a text, each looked for among those that may stand there.

A scanner finds what Lark's would: the first of the terminals of a state, in their order, that
matches. But keywords and signs, which are always written alike, stay out of its pattern and are
looked up, and phrases are looked for where their first word stands: patterns take long to compile,
and most states differ in their keywords and phrases only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from policylang.core.record import Record, record
from policylang.syntax.words import RESERVED

#: What a keyword or a name looks like. Other signs are looked up one by one.
_WORD: Final = r"[^\W\d_]\w*"
#: What any pattern begins with that only takes letters first.
_LETTER: Final = r"[^\W\d_]"
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

    `words` are all the ways to write it, where `pattern` is not needed. `openings` are the first
    words of a phrase, which is more than one word or takes what follows into account. `letters`
    says whether it may begin with a letter.
    """

    name: str
    pattern: str
    words: tuple[str, ...] = ()
    letters: bool = True
    openings: tuple[str, ...] = ()

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
        self._scanners: dict[frozenset[str], Scanner] = {}
        self._any: re.Pattern[str] | None = None

    def scanner(self, names: Iterable[str]) -> Scanner:
        """What finds a word of these terminals; scanners of the same terminals are one."""
        key = frozenset(names)
        found = self._scanners.get(key)
        if found is None:
            ordered = [each for each in self.terminals if each.name in key]
            found = self._scanners[key] = self._made(ordered)
        return found

    def _made(self, ordered: list[Terminal]) -> Scanner:
        """A scanner of terminals in their order.

        Its pattern takes any word where the first keyword or name stands in the order, and any
        sign at the end; `words` says which they are. What may begin like a word but comes after
        the first keyword is looked for where no keyword is found.
        """
        last = max((n for n, each in enumerate(ordered) if not each.words), default=-1)
        tail = [each for each in ordered[last + 1 :] if not each.letters]
        words = {word: each.name for each in tail for word in each.words}
        others = ordered[: last + 1] + [each for each in ordered[last + 1 :] if each.letters]
        before, keywords, after, rest = _parted(others)
        for each in keywords:
            for word in each.words:
                words.setdefault(word, each.name)
        groups = [
            *(each.group for each in before),
            f"(?P<word>{_WORD})",
            *(each.group for each in after),
            f"(?P<sign>{_SIGN})",
        ]
        pattern = self.compiled(f"{self._between}(?:{'|'.join(groups)})")
        scanner = Scanner(self, pattern, words, _by_opening(ordered))
        if rest and rest[0].pattern == _WORD:
            scanner.names(rest[0].name)
        elif rest:
            scanner.rest = self.compiled("|".join(each.group for each in rest))
        return scanner

    def compiled(self, text: str) -> re.Pattern[str]:
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


def _parted(ordered: Iterable[Terminal]) -> tuple[list[Terminal], ...]:
    """Terminals by their place in a pattern: before any word, keywords, behind it, and the rest.

    Phrases have no place in it. What may begin with a sign as well as a letter is in two places.
    """
    parts: tuple[list[Terminal], ...] = ([], [], [], [])
    before, keywords, after, rest = parts
    for each in ordered:
        past = bool(keywords or rest)
        if each.openings:
            continue
        if not each.letters:
            (after if past else before).append(each)
        elif each.words and not rest:
            keywords.append(each)
        elif each.words or each.pattern == _WORD or past:
            rest.append(each)
            if not (each.words or each.pattern.startswith(_LETTER)):
                after.append(each)
        else:
            before.append(each)
    return parts


def _by_opening(ordered: Iterable[Terminal]) -> dict[str, list[Terminal]]:
    """The phrases that each word may open, in their order."""
    phrases: dict[str, list[Terminal]] = {}
    for each in ordered:
        for word in each.openings:
            phrases.setdefault(word, []).append(each)
    return phrases


class Scanner:
    """Finds a word of some terminals by its pattern.

    A word may open one of the `phrases`. Any other word or sign is one of `words`; any other word
    the `rest` of the terminals, if there are more, or a name, if one may stand there.
    """

    __slots__ = ("_lexer", "_match", "_name", "_phrases", "_words", "rest")

    def __init__(
        self,
        lexer: Lexer,
        pattern: re.Pattern[str],
        words: dict[str, str],
        phrases: Mapping[str, Sequence[Terminal]],
    ) -> None:
        self._lexer = lexer
        self._match = pattern.match
        self._words = words
        self._phrases = phrases
        self._name: str | None = None
        self.rest: re.Pattern[str] | None = None

    def names(self, terminal: str) -> None:
        """Take any word that is no other for a name, of this terminal."""
        self._name = terminal
        self._words = {**_REFUSED, **self._words}

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
            if token in self._phrases and (phrase := self._phrase(text, token, end)):
                return phrase
            kind = self._words.get(token, self._name)
            if kind is None and self.rest is not None:
                return self._other(text, token.start_pos, end)
        elif kind == "sign":
            kind = self._words.get(token)
        if kind is None:
            return None
        token.type = kind
        return token

    def _phrase(self, text: str, first: Token, end: int) -> Token | None:
        """A phrase that a word opens, if it goes on as one."""
        for each in self._phrases[first]:
            found = self._lexer.compiled(each.pattern).match(text, first.start_pos, end)
            if found:
                return _token(found, each.name)
        return None

    def _other(self, text: str, at: int, end: int) -> Token | None:
        """A word that begins with letters and is no keyword."""
        found = self.rest and self.rest.match(text, at, end)
        if not found:
            return None
        kind = found.lastgroup
        assert kind is not None
        return _token(found, _REFUSED.get(found[0], kind) if kind == _NAME else kind)


def _token(found: re.Match[str], kind: str) -> Token:
    token = Token(found[0])
    token.start_pos, token.end_pos = found.span()
    token.type = kind
    return token
