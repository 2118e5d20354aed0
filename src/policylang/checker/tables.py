"""Tables: rows over ranges of keys, complete and without a row that can never apply."""

from __future__ import annotations

from policylang.checker.book import Book
from policylang.model import machine
from policylang.syntax import nodes as tree


def table_of(block: tree.TableBlock, book: Book) -> machine.Table | None:
    """The table of the machine, None where it is broken; entered in `book.tables`, numbered on.

    To be called for every block in order of the file, after `find_figures`.
    """
    raise NotImplementedError
