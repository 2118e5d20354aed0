"""Rejected rows: counted, the first ones kept to be shown, all of them written as CSV."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TextIO

from policylang.core import limits
from policylang.engine.rows import Reject

#: The columns of a file of rejects.
HEADER = ("file", "line", "code", "reason", "row")


class RejectLog:
    """Takes every reject of a run, and holds no more than a few of them."""

    def __init__(self, stream: TextIO | None = None) -> None:
        #: How many there were for each code, by its number.
        self.reasons: Counter[str] = Counter()
        self.first: list[Reject] = []
        self._writer = csv.writer(stream, lineterminator="\n") if stream is not None else None
        if self._writer:
            self._writer.writerow(HEADER)

    def add(self, reject: Reject) -> None:
        """Count a reject, write it, and keep it if it is one of the first."""
        self.reasons[reject.code.number] += 1
        if len(self.first) < limits.DIAGNOSTICS:
            self.first.append(reject)
        if self._writer:
            self._writer.writerow(written(reject))


def written(reject: Reject) -> tuple[str, int, str, str, str]:
    """A reject as the cells of a row: file, line, code, reason with advice, the row itself.

    The row stands as it was, so that it can be mended and used again; it is the last cell and is
    never changed, not even where a spreadsheet would take it for a formula.
    """
    reason = f"{reject.message}; {reject.help}" if reject.help else reject.message
    return reject.file, reject.line, reject.code.number, reason, reject.text


@contextmanager
def rejects_file(path: str | PathLike[str]) -> Iterator[TextIO]:
    """Open a file for rejects that gets its name only once all of it is written.

    If the block ends with an error, an older file of that name stays as it was and no half
    written one is left.

    Raises:
        OSError: the file cannot be written.
    """
    target = Path(path).resolve()
    if target.exists() and not target.is_file():  # a pipe or a terminal
        with target.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
