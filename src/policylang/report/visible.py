r"""Text from outside made safe to show: what would move the cursor or hide itself is spelled out.

A control character in a policy or a data file could clear a terminal, and a direction mark could
show a line in another order than the one that is run. Both appear as escapes: `\x1b`, `\u202e`.
"""

from __future__ import annotations

from typing import Final
from unicodedata import category

#: Control, format, surrogate; separators of lines and paragraphs.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Joiners that Persian, Hindi and others are written with.
_JOINERS: Final = "\u200c\u200d"


def visible(text: str, *, ascii: bool = False) -> str:
    """The text with every hidden character as an escape, and no line break.

    With `ascii`, every character beyond ASCII is escaped too: nothing is lost on a terminal that
    cannot show it.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(visible_character(character, ascii=ascii) for character in text)


def visible_character(character: str, *, ascii: bool = False) -> str:
    """One character as `visible` shows it."""
    if character.isascii():
        shown = character.isprintable()
    else:
        shown = not ascii and (category(character) not in _HIDDEN or character in _JOINERS)
    return character if shown else character.encode("unicode_escape").decode("ascii")
