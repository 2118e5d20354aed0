"""Text with colours, as a terminal is given it."""

from __future__ import annotations

import re
from typing import Final

_PAINTED: Final = re.compile(r"\x1b\[[0-9;]*m")


def unpainted(text: str) -> str:
    """The text without its colours."""
    return _PAINTED.sub("", text)
