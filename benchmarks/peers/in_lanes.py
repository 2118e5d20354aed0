"""C by hand, sixteen people side by side (`lanes.c`)."""

from __future__ import annotations

from pathlib import Path

from benchmarks.crowds_by_hand import Way, in_c


def way() -> Way:
    """The compiled function; ImportError where there is no gcc."""
    found = in_c(Path(__file__).with_name("lanes.c"))
    if found is None:
        raise ImportError("gcc")
    return found
