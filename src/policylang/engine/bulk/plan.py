"""What a run in parts depends on: whoever goes on with it needs the same."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from policylang.engine.asked import Asked
from policylang.engine.bulk.folder import PLAN, FolderError, WorkFolder, identity
from policylang.engine.sql.address import Address
from policylang.model.machine import Machine


def plan_of(
    machine: Machine, asked: Asked, files: tuple[Path, ...], rows: int, version: str
) -> dict[str, Any]:
    """The plan as plain data of JSON.

    Args:
        files: those of the history.
        rows: so many rows a part has, about.
        version: of this program.
    """
    days = {
        name: None if day is None else day.isoformat()
        for name, day in (("as_of", asked.as_of), ("since", asked.since), ("known", asked.known))
    }
    formats = {"input_format": asked.format, "people_format": asked.people_format}
    return {
        "version": version,
        "policy": machine.header.fingerprint,
        "asked": {**days, **formats, "sort": asked.sort},
        "inputs": inputs_of(asked, files),
        "databases": [_told(each) for each in (asked.history, asked.people)],
        "rows": rows,
    }


def inputs_of(asked: Asked, files: tuple[Path, ...]) -> list[list[Any]]:
    """Which files are read, and what tells them from what they were before."""
    people = (Path(asked.people),) if isinstance(asked.people, str | PathLike) else ()
    return [list(identity(path)) for path in (*files, *people)]


def _told(source: object) -> list[str | None]:
    """Which table of a database is read; nothing of what is secret."""
    if not isinstance(source, Address):
        return []
    return [source.database, source.table, source.query]


def check_unchanged(folder: WorkFolder, asked: Asked, files: tuple[Path, ...]) -> None:
    """Refuse files that were changed while they were read."""
    plan = folder.recorded(PLAN)
    if plan is None or plan["inputs"] != inputs_of(asked, files):
        raise FolderError("the files were changed while they were read", "begin anew")
