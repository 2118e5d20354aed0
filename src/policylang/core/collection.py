"""Holding back Python's cyclic garbage collector while a large tree is built.

A tree of a policy has no cycles to collect, but each of its nodes brings the next collection
nearer, and each collection walks the whole tree again: a third of the time of a large file.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the collector inside the block, for work whose size a limit bounds."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
