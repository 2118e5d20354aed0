"""Which kind of database a file is, by its first bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from policylang.engine.sql.address import Address, System

_SQLITE: Final = b"SQLite format 3\0"
#: Stands after eight bytes.
_DUCKDB: Final = b"DUCK"


def file_of(address: Address) -> Path:
    """The file of a database, which is there and is of the kind that the address says.

    Raises:
        HistoryError: it is of the other kind (PL435).
        OSError: it cannot be read, in the system's own words.
    """
    path = Path(address.place)
    with path.open("rb") as file:
        head = file.read(16)
    kind = _kind(head)
    if kind is not None and kind is not address.system:
        name = {System.SQLITE: "SQLite", System.DUCKDB: "DuckDB"}[kind]
        raise address.error(f"it is a {name} database", f"begin the address with `{kind.value}:`")
    return path


def _kind(head: bytes) -> System | None:
    if head == _SQLITE:
        return System.SQLITE
    return System.DUCKDB if head[8:12] == _DUCKDB else None
