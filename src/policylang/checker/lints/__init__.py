"""What is wrong or odd with the rules as a set (PL3xx), a file for each concern."""

from __future__ import annotations

from policylang.checker.declared.book import Book
from policylang.checker.lints import caps, conditions, grades, rules, schedules, statuses, unused
from policylang.checker.rules.lowered import Lowered
from policylang.model.machine import Machine


def run(machine: Machine, lowered: Lowered, book: Book) -> None:
    """Report everything the lints find in a policy that has been lowered."""
    conditions.check(book)
    rules.check(lowered, machine, book)
    caps.check(lowered, book)
    grades.check(machine, book)
    schedules.check(machine, book)
    statuses.check(lowered, machine, book)
    unused.check(lowered, book)
