"""Where the parser cannot go on: what stands there, what was read, what would have fitted."""

from __future__ import annotations

import attrs

from policylang.syntax.lexer import Token
from policylang.syntax.words import CLAUSES, NAMES


@attrs.frozen
class Stuck:
    """Where the parser could not go on.

    `kind` is the kind of block, `at` the place, `word` what stands there (None: the block
    ends), `read` the words of the block before it, `accepted` the terminals that would have
    fitted.
    """

    kind: str
    at: int
    word: str | None
    read: tuple[Token, ...]
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

    def clause(self) -> list[Token]:
        """The words of the clause that was being read, from its first word on."""
        if self.in_head:
            return list(self.read)
        for place in range(len(self.read) - 1, -1, -1):
            if self._starts_clause(place) or self._declares(place):
                return list(self.read[place:])
        return list(self.read[-1:])

    def _starts_clause(self, place: int) -> bool:
        word = self.read[place]
        if word not in CLAUSES[self.kind] or word.type in NAMES:
            return False
        if word == "by":
            return self._type(place - 1) != "MULTIPLIES"
        return word != "in" or self._type(place + 1) == "FORCE"  # not `in the last 365 days`

    def _declares(self, place: int) -> bool:
        """Whether the word is the name of a field, a figure or a grade that is declared here."""
        if self.read[place].type not in (*NAMES, "GRADE"):
            return False
        after = self._type(place + 1)
        match self.kind:
            case "figures":
                return after == "EQUAL"
            case "grades":
                return after in ("FROM", "BELOW")
            case _:
                return after == "COLON" or (after == "TEXT" and self._type(place + 2) == "COLON")

    def _type(self, place: int) -> str:
        return self.read[place].type if place < len(self.read) else ""
