"""Named periods: stretches of days, and seasons of every year."""

from __future__ import annotations

from policylang.checker.book import Book
from policylang.model import machine
from policylang.syntax import nodes as tree


def period_of(block: tree.PeriodBlock, book: Book) -> machine.NamedPeriod | None:
    """The period of the machine, None where it is broken; entered in `book.periods`, numbered on.

    To be called for every block in order of the file.
    """
    raise NotImplementedError
