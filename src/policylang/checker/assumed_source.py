"""The text of a clause made of an assumption: its places are those of the value in its own file."""

from __future__ import annotations

import attrs

from policylang.core.source import SourceFile
from policylang.model.assumptions import Assumption


@attrs.define(eq=False, repr=False)
class AssumedSource(SourceFile):
    """A clause around what is assumed, such as `action cup { costs 5 USD }` for `cup: 5 USD`.

    Whatever is said of the clause points at the value in the file; of the words around it, which
    that file does not have, at the nearest end of the value.
    """

    assumed: Assumption
    #: Offset of the value in the text of the clause, and how many characters of it stand there.
    first: int
    length: int

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character in the file, both counted from 1."""
        line, value = self.assumed.written, self.assumed.text
        start = line.find(value, self.assumed.at)
        if start < 0:  # with escapes, or over several lines: all that stands there
            start, end = self.assumed.at, len(line.rstrip())
            return self.assumed.line, (start if offset <= self.first else max(start, end)) + 1
        return self.assumed.line, start + min(max(offset - self.first, 0), self.length) + 1

    def line(self, number: int) -> str:
        """The line of the file; others are not known here."""
        return self.assumed.written if number == self.assumed.line else ""
