"""Triggers to text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from policylang.syntax import nodes as tree
from policylang.syntax.printing.expressions import AMOUNT, behind, expression, occasion
from policylang.syntax.words import MONTHS


def _every_month(node: tree.EveryMonth) -> str:
    return f"every month on {'the last day' if node.day is None else f'day {node.day}'}"


def _every_length(node: tree.EveryLength) -> str:
    return f"every {node.length} {node.unit} from {expression(node.start, AMOUNT)}"


def _quiet(node: tree.AfterQuiet) -> str:
    every = "every " if node.repeats else ""
    words = f"after {every}{expression(node.length, AMOUNT)} without {_any_of(node.without)}"
    if node.since:
        words += f" since {_any_of(node.since)}"
    return words + behind("counting from", node.start, AMOUNT)


def _any_of(occasions: tuple[tree.Occasion, ...]) -> str:
    return " or ".join(map(occasion, occasions))


def _reaches(node: tree.Reaches) -> str:
    return f"when {expression(node.what, AMOUNT)} {node.verb} {expression(node.level, AMOUNT)}"


#: The text of each trigger.
CLAUSES: Final[dict[type, Callable[[Any], str]]] = {
    tree.EveryYear: lambda node: f"every year on {node.day} {MONTHS[node.month - 1]}",
    tree.EveryMonth: _every_month,
    tree.EveryLength: _every_length,
    tree.OnceOn: lambda node: f"once on {expression(node.date, AMOUNT)}",
    tree.AtEndOf: lambda node: f"at the end of every {node.period}",
    tree.AfterQuiet: _quiet,
    tree.Reaches: _reaches,
    tree.AsSoonAs: lambda node: f"as soon as {expression(node.test)}",
    tree.Upon: lambda node: f"on {occasion(node.what)}",
}
