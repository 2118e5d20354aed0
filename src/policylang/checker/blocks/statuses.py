"""Statuses: named states a person is in for a time."""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import block_origin, citations
from policylang.model.machine import Status


def statuses_of(book: Book) -> tuple[Status, ...]:
    """Every status of the machine, entered in the book, in order of the file."""
    found = []
    for number, (name, block) in enumerate(book.declared.statuses.items()):
        book.statuses[name] = number
        found.append(
            Status(
                name,
                label_of(block),
                block_origin(f"status {name}", block.name.span, citations(block.clauses)),
            )
        )
    return tuple(found)
