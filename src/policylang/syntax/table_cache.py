"""Keeps the parse table on disk, as plain data that cannot run and that nobody else can write.

Loading a pickle would run what is in it. Here it is JSON, kept as `core.kept` keeps things. What is
not exactly what was written is passed over, and the table is built anew.
"""

from __future__ import annotations

import json
from typing import Any, Final

from policylang.core.kept import keep, kept

#: More than any table of the grammar needs; nothing larger is read.
_MOST_BYTES: Final = 4 * 1024 * 1024


def read(key: str) -> Any:
    """The table kept under a key, or None where there is none that can be trusted."""
    text = kept(_name(key), _MOST_BYTES)
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None


def write(key: str, data: Any) -> None:
    """Keep a table."""
    keep(_name(key), json.dumps(data, separators=(",", ":")).encode())


def _name(key: str) -> str:
    return f"grammar-{key}.table"
