"""Remembers policies without any problem, so that checking one again takes next to no time.

A verdict is an empty file, called after a digest of the policy's text and of this program, in the
cache folder, which is the user's own. Policies that use other files are not remembered: their
verdict would hang on those as well.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import policylang
from policylang.core import limits
from policylang.core.cache import cache_folder, only_ours

#: Most verdicts that are kept: then all are forgotten.
_MOST: Final = 1_000
_USES: Final = re.compile(rb"\buse\b")


def mark_of(file: Path) -> str | None:
    """What a policy without problems is remembered by; None for one that never is."""
    try:
        with file.open("rb") as stream:
            content = stream.read(limits.POLICY_BYTES + 1)
    except OSError:
        return None
    if len(content) > limits.POLICY_BYTES or _USES.search(content):
        return None
    return hashlib.sha256(_program() + content).hexdigest()


def is_fine(mark: str | None) -> bool:
    """Whether a policy with this mark is known to have no problem."""
    folder = cache_folder() if mark else None
    if folder is None:
        return False
    try:
        return only_ours((folder / f"fine-{mark}").lstat())
    except OSError:
        return False


def remember(mark: str | None) -> None:
    """Keep in mind that a policy with this mark has no problem."""
    folder = cache_folder() if mark else None
    if folder is None:
        return
    try:
        kept = list(folder.glob("fine-*"))
        for old in kept if len(kept) >= _MOST else ():
            old.unlink(missing_ok=True)
        (folder / f"fine-{mark}").touch(mode=0o600)
    except OSError:  # a full disk, a folder that is gone: it is only a cache
        return


@cache
def _program() -> bytes:
    """This program as it is now: its version, and when any of its files was changed."""
    package = Path(policylang.__file__).parent
    newest = max(_changes(package), default=0)
    return f"{policylang.__version__}\0{sys.version}\0{package}\0{newest}\0".encode()


def _changes(folder: Path) -> Iterator[int]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _changes(Path(entry))
            elif entry.name.endswith(".py"):
                yield entry.stat().st_mtime_ns
