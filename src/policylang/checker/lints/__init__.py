"""What is wrong or odd with the rules as a set (PL3xx), a file for each concern."""

from __future__ import annotations

from collections.abc import Sequence

from policylang.checker.actions import LoweredAction
from policylang.checker.book import Book
from policylang.checker.lints import caps, conditions, grades, rules, schedules, unused
from policylang.model.machine import Machine


def run(machine: Machine, lowered: Sequence[LoweredAction], book: Book) -> None:
    """Report everything the lints find in a policy that has been lowered."""
    conditions.check(book)
    rules.check(lowered, machine, book)
    caps.check(lowered, book)
    grades.check(machine, book)
    schedules.check(machine, book)
    unused.check(book)
