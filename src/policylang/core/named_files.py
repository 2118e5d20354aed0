"""Files that other files name: they stay inside a folder."""

from __future__ import annotations

import os
from pathlib import Path


def inside(folder: Path, written: str, here: Path) -> Path | None:
    """The file that is meant, links followed; None if it lies outside the folder.

    Args:
        folder: what the file must not leave, resolved.
        written: the name as it stands in a file, with `/` between folders on every system.
        here: the folder of the file that names it.
    """
    if not written or "\0" in written or "\\" in written or ":" in written:
        return None
    try:
        # Not `Path.resolve`: where links lead round in a circle, it says so in no OSError.
        target = Path(os.path.realpath(here / written))
    except OSError:
        return None
    return target if target.is_relative_to(folder) else None
