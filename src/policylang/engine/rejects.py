"""Rejected rows: counted, the first ones kept to be shown, all of them written as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TextIO

from policylang.core import limits
from policylang.engine.excerpt import printable
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
    return printable(reject.file), reject.line, reject.code.number, reason, reject.text
