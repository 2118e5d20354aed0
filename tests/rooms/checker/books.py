"""A book of an empty policy, to lower single expressions in."""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import Declarations
from policylang.checker.declared.reporting import Reporter


def book() -> Book:
    """A book in which nothing is declared."""
    return Book(Declarations(), Reporter())
