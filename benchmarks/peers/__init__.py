"""Rongcheng in what others would take for it: each complete, and held to the engine first.

A peer is a module whose `way()` gives a function over a crowd. It raises `ImportError` where what
it needs is not installed (`make peers`).

| module         | what it is                                                        |
|----------------|-------------------------------------------------------------------|
| `in_lanes`     | C by hand, sixteen people side by side in the lanes of a vector   |
| `in_polars`    | Polars, event by event of everybody                               |
| `in_duckdb`    | DuckDB, a recursive query                                         |
| `in_openfisca` | OpenFisca, a period for each event                                |
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from benchmarks.crowds_by_hand import Way

_PEERS: Final = {
    "in_lanes": "C, 16 people side by side",
    "in_polars": "Polars",
    "in_duckdb": "DuckDB, SQL",
    "in_openfisca": "OpenFisca",
}


def found() -> tuple[dict[str, Way], dict[str, str]]:
    """The peers that are there, and what those lack that are not, by name."""
    ways: dict[str, Way] = {}
    missing: dict[str, str] = {}
    for module, name in _PEERS.items():
        try:
            ways[name] = import_module(f"benchmarks.peers.{module}").way()
        except ImportError as error:
            missing[name] = f"{error.name} (make peers)" if error.name else str(error)
    return ways, missing
