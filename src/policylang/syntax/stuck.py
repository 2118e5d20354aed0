"""Where the parser cannot go on: what stands there, what was read, what would have fitted."""

from __future__ import annotations

import re
from typing import Final

import attrs

from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.syntax.blocks import first_on_line
from policylang.syntax.lexer import Token
from policylang.syntax.words import CLAUSES


@attrs.frozen
class Stuck:
    """Where the parser could not go on.

    `kind` is the kind of block, `at` the place, `word` what stands there (None: the block
    ends), `read` the words of the block before it, `begun` the number of the one that began the
    last clause, `accepted` the terminals that would have fitted.
    """

    source: SourceFile
    kind: str
    at: int
    word: str | None
    read: tuple[Token, ...]
    begun: int
    accepted: frozenset[str]

    @property
    def at_end(self) -> bool:
        """Whether the block ends where more is needed."""
        return self.word is None

    @property
    def last(self) -> Token | None:
        """The word read last."""
        return self.read[-1] if self.read else None

    @property
    def between_clauses(self) -> bool:
        """Whether a new clause could have begun here, or the block ended."""
        return "RBRACE" in self.accepted and "SOURCE" in self.accepted

    @property
    def in_head(self) -> bool:
        """Whether the brace that opens the block has not been read."""
        return all(word.type != "LBRACE" for word in self.read)

    @property
    def first_on_line(self) -> bool:
        """Whether the word begins a line."""
        return first_on_line(self.source.text, self.at)

    def clause(self) -> list[Token]:
        """The words of the clause that was being read, from its first word on."""
        return list(self.read[self.begun :] or self.read[-1:])

    def say(
        self, code: Code, message: str, span: tuple[int, int], help: str | None, label: str = ""
    ) -> Diagnostic:
        """A diagnostic about a place of the text."""
        return Diagnostic(code, message, (Label(self.source.span(*span), label),), help)

    @property
    def here(self) -> tuple[int, int]:
        """The place of the word."""
        return self.at, self.at + len(self.word or "")


def cut(text: str) -> str:
    """A text of the author that is not too long for a message."""
    return text if len(text) <= 50 else text[:47] + "..."


#: What goes on with a clause and looks as if it began one: `in the last 3 years`, `at most 5`.
_GOES_ON: Final = re.compile(r"in\b(?!\s+force)|at\s+most\b|when\b")
#: Blocks in which a clause begins with such words.
_BEGINS: Final = {"when": ("perk", "sanction"), "at": ("limit",), "in": ()}
#: Words that begin a clause at the start of a line only: elsewhere they mostly go on with one.
_INSIDE: Final = frozenset(("as", "at", "by", "every", "from", "in", "is", "no", "on", "then"))


def begins_clause(text: str, place: int, word: str, kind: str) -> bool:
    """Whether a word may begin a clause in a kind of block, where it stands."""
    goes_on = _GOES_ON.match(text, place)
    if goes_on is not None and kind not in _BEGINS[goes_on[0].split()[0]]:
        return False
    return first_on_line(text, place) or (word in CLAUSES[kind] and word not in _INSIDE)
