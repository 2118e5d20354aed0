"""Files that are kept to be made once only: bytes under a checksum, in the user's own folder.

A file that is not exactly what was written, or that somebody else may have written, is passed
over. Each appears in one step, so that several processes may do this at once, and a crash leaves
nothing half written. Where nothing can be kept, nothing is: it is only a cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Final

from policylang.core.cache import cache_folder, only_ours

_DIGEST: Final = hashlib.sha256().digest_size


def kept(name: str, most_bytes: int) -> bytes | None:
    """What is kept under a name; None where there is nothing that can be trusted.

    Args:
        most_bytes: nothing larger is read.
    """
    folder = cache_folder()
    if folder is None:
        return None
    try:
        with (folder / name).open("rb") as file:
            if not only_ours(os.fstat(file.fileno())):
                return None
            content = file.read(most_bytes)
    except OSError:
        return None
    digest, found = content[:_DIGEST], content[_DIGEST:]
    return found if hashlib.sha256(found).digest() == digest else None


def keep(name: str, content: bytes) -> None:
    """Keep something under a name, for all that read it later."""
    folder = cache_folder()
    if folder is None:
        return
    import tempfile

    with contextlib.suppress(OSError):  # a full disk, a folder that is gone
        handle, new = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            Path(new).replace(folder / name)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
