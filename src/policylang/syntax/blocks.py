"""Cuts a text into its blocks without parsing it, so that one bad block never hides the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import attrs

from policylang.core.source import SourceFile
from policylang.syntax.words import BLOCKS

#: Words and marks of the text; texts and comments are one word each. So is a backslash with what
#: follows it, or a line of escaped quotes would be looked through once for each of them.
WORD: Final = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[^\W\d_]\w*[+\-]*|\d(?:[\d,.]*\d)?|\\.|[^\w\s]|_'
)
#: A line that can only be the head of a block, wherever it stands.
_HEAD: Final = re.compile(
    rf"(?:{'|'.join(sorted(BLOCKS.keys() - {'use'}))})\b"
    r'(?:[^\n"{}:=(\[]|"[^"\n]*")*[{(\[]|use\s*"'
)
#: What may follow `override`.
_OVERRIDDEN: Final = BLOCKS.keys() - {"use", "override"}


@attrs.frozen
class Piece:
    """A stretch of text that should be one block.

    `word` is its first word; of an `override` the first word of the block that follows it.
    `closed` says whether its closing brace was found; a piece that does not open a block has
    no brace at all.
    """

    start: int
    end: int
    word: str
    opened: bool
    closed: bool


def pieces(source: SourceFile) -> Iterator[Piece]:
    """The blocks of a text, and what stands between them, in order.

    A block ends at its closing brace, or where a line at the left margin starts another block.
    """
    text = source.text
    start, word, depth, last = -1, "", 0, 0
    previous = ""
    for match in WORD.finditer(text):
        found = match[0]
        if found.startswith("#"):
            continue
        at_margin = match.start() == 0 or text[match.start() - 1] == "\n"
        if start >= 0 and word == previous == "override" and found in _OVERRIDDEN:
            word = found  # wherever its line begins
        elif start >= 0 and at_margin and _HEAD.match(text, match.start()):
            yield Piece(start, last, word, depth > 0, False)
            start = -1
        if start >= 0 and depth == 0 and word == "use" and _ends_use(text, previous, last, match):
            yield Piece(start, last, word, False, True)
            start = -1
        if start < 0:
            start, word, depth = match.start(), found, 0
            if found == "}":
                yield Piece(start, match.end(), found, False, True)
                start = -1
                continue
        if found == "{":
            depth += 1
        elif found == "}":
            depth -= 1
            if depth <= 0:
                yield Piece(start, match.end(), word, True, True)
                start = -1
        last, previous = match.end(), found
    if start >= 0:
        yield Piece(start, last, word, depth > 0, word == "use")


def _ends_use(text: str, previous: str, last: int, match: re.Match[str]) -> bool:
    """Whether a `use` ended before a word: with its text, or with its line."""
    if previous == "use":
        return not match[0].startswith('"') and "\n" in text[last : match.start()]
    return previous[:1] == previous[1:][-1:] == '"' or "\n" in text[last : match.start()]


def is_block(piece: Piece) -> bool:
    """Whether the piece starts with a word that opens a block."""
    return piece.word in BLOCKS


def first_on_line(text: str, place: int) -> bool:
    """Whether only spaces stand before a place on its line."""
    before = place - 1
    while before >= 0 and text[before] in " \t":
        before -= 1
    return before < 0 or text[before] == "\n"
