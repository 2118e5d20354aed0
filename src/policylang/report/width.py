"""How many columns of a terminal text takes: two for a Chinese character, none for an accent."""

from __future__ import annotations

from typing import Final
from unicodedata import category, east_asian_width

_MARKS: Final = frozenset({"Mn", "Me"})
_JOINERS: Final = "\u200c\u200d"
#: Vowels and final consonants of Hangul, which join the character before them.
_JAMO: Final = range(0x1160, 0x1200)


def character_width(character: str) -> int:
    """Columns of one character: 0, 1 or 2."""
    if character.isascii():
        return 1
    if category(character) in _MARKS or character in _JOINERS or ord(character) in _JAMO:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def text_width(text: str) -> int:
    """Columns of a text without control characters."""
    return len(text) if text.isascii() else sum(map(character_width, text))


def fitted(text: str, columns: int, cut: str = "...") -> str:
    """The text, shortened with `cut` at its end where it takes more columns than that."""
    if text_width(text) <= columns:
        return text
    room = columns - text_width(cut)
    kept: list[str] = []
    for character in text:
        room -= character_width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + cut


def left(text: str, columns: int) -> str:
    """The text, filled up with spaces on its right."""
    return text + " " * (columns - text_width(text))


def right(text: str, columns: int) -> str:
    """The text, filled up with spaces on its left."""
    return " " * (columns - text_width(text)) + text


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` columns, broken at spaces; a longer word stands alone."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer) > columns:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]
