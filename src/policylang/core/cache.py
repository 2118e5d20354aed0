"""The folder where this program keeps what it can make again: the user's own, and nobody else's."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path


def cache_folder() -> Path | None:
    """A folder of the user's own, made if need be; None where there is none to be trusted.

    `POLICYLANG_CACHE_DIR` names another; empty, nothing is kept.
    """
    given = os.environ.get("POLICYLANG_CACHE_DIR")
    if given == "":
        return None
    try:
        folder = Path(given) if given else _user_cache()
        if folder is None:
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if only_ours(folder.lstat()) else None
    except (OSError, RuntimeError, ValueError):  # no home, no such path
        return None


def _user_cache() -> Path | None:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "policylang" / "cache" if local else None
    given = os.environ.get("XDG_CACHE_HOME")
    home = Path(given) if given else Path("~/.cache").expanduser()
    return home / "policylang" if home.is_absolute() else None


def only_ours(status: os.stat_result) -> bool:
    """Whether a file or folder is the user's own and only the user can have written it."""
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        return False
    if sys.platform == "win32":  # the profile folder is the user's own
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
