"""Keeps the parse table on disk, as plain data that cannot run and that nobody else can write.

Loading a pickle would run what is in it. Here it is JSON, under a checksum of its own, in a folder
that belongs to the user and that nobody else can write to.
A file that is not exactly what was written is passed over, and the table is built anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final

from policylang.core.cache import cache_folder, only_ours

#: More than any table of the grammar needs; nothing larger is read.
_MOST_BYTES: Final = 4 * 1024 * 1024
_DIGEST: Final = hashlib.sha256().digest_size


def read(key: str) -> Any:
    """The table kept under a key, or None where there is none that can be trusted."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        with _place(folder, key).open("rb") as file:
            if not only_ours(os.fstat(file.fileno())):
                return None
            content = file.read(_MOST_BYTES)
        digest, text = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(text).digest() != digest:
            return None
        return json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None


def write(key: str, data: Any) -> None:
    """Keep a table, in one step, so that a reader never sees half of it."""
    folder = cache_folder()
    if folder is None:
        return
    import tempfile

    text = json.dumps(data, separators=(",", ":")).encode()
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".grammar-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(text).digest() + text)
        Path(name).replace(_place(folder, key))
    except OSError:  # a full disk, a folder that is gone: it is only a cache
        return


# --- where -----------------------------------------------------------------------------------


def _place(folder: Path, key: str) -> Path:
    return folder / f"grammar-{key}.table"
