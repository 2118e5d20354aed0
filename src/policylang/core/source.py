"""Source text and the places in it that a diagnostic can point at."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import attrs

#: Most characters of a text that a message quotes.
_SHOWN: Final = 60


@attrs.define(eq=False, repr=False)
class SourceFile:
    """One text as its author wrote it, with the name it is shown under."""

    name: str
    text: str
    _starts: list[int] | None = attrs.field(default=None, init=False)

    @property
    def line_starts(self) -> list[int]:
        """Offset of the first character of every line, in order."""
        if self._starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both counted from 1 and in characters."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Text of a line (counted from 1), without its line end."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return (self.text[start:] if end < 0 else self.text[start:end]).rstrip("\r")

    def span(self, start: int, end: int) -> Span:
        """A stretch of this text from offset `start` up to, not including, `end`."""
        return Span(self, start, end)

    def __repr__(self) -> str:
        return f"SourceFile({self.name!r})"


@attrs.frozen(repr=False)
class Span:
    """A stretch of one source text: character offsets, `end` not included."""

    source: SourceFile
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line of the first character, counted from 1."""
        return self.source.place(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the first character, counted from 1, in characters."""
        return self.source.place(self.start)[1]

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.source.text[self.start : self.end]

    @property
    def shown(self) -> str:
        """The words on one line, cut short where they are many: for messages."""
        words = " ".join(self.text.split())
        return words if len(words) <= _SHOWN else words[: _SHOWN - 3].rstrip() + "..."

    def to(self, other: Span) -> Span:
        """The stretch from the start of this span to the end of another in the same text."""
        return Span(self.source, self.start, max(self.end, other.end))

    def __repr__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


#: Stands where a node was built by hand, not read from a file.
NOWHERE = Span(SourceFile("<built by hand>", ""), 0, 0)
