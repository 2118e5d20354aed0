"""How text is shown: whether with colour, in ASCII only, how wide. The caller decides, once."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from policylang.report.visible import visible

#: What a piece of text is, for colouring.
Role = Literal["error", "warning", "second", "gutter", "strong", "faint"]

_COLOURS: Final[dict[Role, str]] = {
    "error": "1;31",
    "warning": "1;33",
    "second": "1;34",
    "gutter": "34",
    "strong": "1",
    "faint": "2",
}


@attrs.frozen
class Style:
    """A way of showing text. The default suits a file: no colour, any character, 100 columns."""

    color: bool = False
    ascii: bool = False
    width: int = 100

    def paint(self, text: str, role: Role) -> str:
        """The text in the colour of its role, where colour is wanted."""
        return f"\x1b[{_COLOURS[role]}m{text}\x1b[0m" if self.color and text else text

    def shown(self, text: str) -> str:
        """Text from outside, safe to print: nothing in it moves the cursor or hides itself."""
        return visible(text, ascii=self.ascii)

    @property
    def cut(self) -> str:
        """The mark for text that was left out."""
        return "..." if self.ascii else "\u2026"
