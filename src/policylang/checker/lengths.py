"""Lengths of time: `2 years 6 months`, `notice days`."""

from __future__ import annotations

import attrs

from policylang.checker.book import Book
from policylang.checker.bounded import Bounded
from policylang.checker.scope import Scope
from policylang.syntax import nodes as tree


@attrs.frozen
class Lengthy:
    """A length: `months` months and then `days` days; both fit `AddMonths` and a sum of days."""

    months: Bounded
    days: Bounded


def length_of(node: tree.Expr, scope: Scope, book: Book, purpose: str) -> Lengthy | None:
    """An expression that must be a length; None where it is broken.

    `purpose` completes "`5 USD` is money, but ...": for example "a status lasts".
    Reports PL201 for another unit, PL204 for a number without one, PL223 for nothing or less.
    """
    raise NotImplementedError


def day_after(start: Bounded, length: Lengthy, book: Book, *, sign: int = 1) -> Bounded:
    """The day a length after (`sign` -1: before) a day, by the policy's rule for short months."""
    raise NotImplementedError
