"""Text of a generated function, with the place in the policy each line came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from policylang.core.source import Span

_STEP = "    "
_WORD = re.compile(r"[A-Za-z_]\w*")


class Writer:
    """Collects lines.

    `spans` gives the policy text a line (from 1) was written for.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.spans: dict[int, Span] = {}
        self._statements: list[str] = []
        self._depth = 0
        self._span: Span | None = None

    def line(self, text: str, comment: str = "") -> None:
        """Add a line at the present depth, with a comment made harmless."""
        indented = _STEP * self._depth + harmless(text)
        self.lines.append(f"{indented}  # {harmless(comment)}" if comment else indented)
        if not text.startswith("#"):
            self._statements.append(text)
        if self._span is not None:
            self.spans[len(self.lines)] = self._span

    def blank(self) -> None:
        """Add an empty line."""
        self.lines.append("")

    @contextmanager
    def block(self, opening: str, comment: str = "") -> Iterator[None]:
        """Lines one step deeper under an opening such as `if x`; `pass` if no statement comes."""
        self.line(f"{opening}:", comment)
        before = len(self._statements)
        self._depth += 1
        yield
        if len(self._statements) == before:
            self.line("pass")
        self._depth -= 1

    @contextmanager
    def at(self, span: Span) -> Iterator[None]:
        """Lines that stand for a place in the policy."""
        outer, self._span = self._span, span
        yield
        self._span = outer

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines) + "\n"

    @property
    def words(self) -> set[str]:
        """All names and words of the code, comments left out."""
        return set(_WORD.findall("\n".join(self._statements)))


def harmless(text: str) -> str:
    """Policy text fit for a comment: on one line, and nothing that hides or moves text."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "?" for letter in text)
