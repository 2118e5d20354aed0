"""Effects to text: what is done, on which moment, when, how often and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from policylang.syntax import nodes as tree
from policylang.syntax.printing.expressions import (
    AMOUNT,
    behind,
    expression,
    factor,
    simple,
    year_from,
)
from policylang.syntax.printing.words import named


def _effect(node: tree.Effect) -> str:
    """The change, its moment and condition; behind commas its caps and how long it lasts."""
    words = [_CHANGES[type(node.change)](node.change) + named("on", node.moment)]
    if node.condition:
        words.append(_condition(node.condition))
    behind_commas = [CLAUSES[type(cap)](cap) for cap in node.caps]
    if node.lasts:
        behind_commas.append(_lasts(node.lasts))
    return ", ".join([" ".join(words), *behind_commas])


def _to(score: tree.Name | None) -> str:
    """Which score is meant, behind a verb or an amount, where it is said."""
    return "" if score is None else f" {score.text}"


def per(node: tree.Per | None) -> str:
    """The step of an amount, behind it: ` per 50 USD of amount`; nothing without one."""
    if node is None:
        return ""
    started = "started " if node.started else ""
    return f" per {started}{expression(node.step)} of {expression(node.of)}"


def _amount(verb: str) -> Callable[[Any], str]:
    return lambda node: f"{verb} {expression(node.amount)}{_to(node.score)}{per(node.per)}"


def _multiplies(node: tree.Multiplies) -> str:
    words = [f"multiplies{_to(node.score)} by", factor(node.factor), node.rounding]
    return " ".join(filter(None, words))


def _bounds(node: tree.Bounds) -> str:
    bound = "least" if node.verb == "raises" else "most"
    return f"{node.verb}{_to(node.score)} to at {bound} {expression(node.value)}"


def _begins(node: tree.Begins) -> str:
    end = behind("for", node.length, AMOUNT) + behind("until", node.until, AMOUNT)
    return f"begins {node.status.text}{end}"


_CHANGES: Final[dict[type, Callable[[Any], str]]] = {
    tree.Earns: _amount("earns"),
    tree.Loses: _amount("loses"),
    tree.Sets: lambda node: f"sets{_to(node.score)} to {expression(node.value)}",
    tree.Multiplies: _multiplies,
    tree.DropsTo: lambda node: f"drops{_to(node.score)} to grade {node.grade.text}",
    tree.Bounds: _bounds,
    tree.Clears: lambda node: f"clears{_to(node.score)}",
    tree.Restores: lambda node: f"restores{_to(node.score)}",
    tree.Begins: _begins,
    tree.Ends: lambda node: f"ends {node.status.text}",
}


def _condition(node: tree.Condition) -> str:
    otherwise = ["otherwise"] if node.otherwise else []
    when = [] if node.test is None else [f"when {expression(node.test)}"]
    return " ".join(otherwise + when)


def _at_most(node: tree.AtMost) -> str:
    most = f"at most {simple(node.limit)}{' times' if node.times else ''}"
    return " ".join([most, *map(_stretch, node.per)])


def _stretch(node: Any) -> str:
    match node:
        case tree.AnyDays(length, unit):
            return f"in any {length} {unit}"
        case tree.CalendarWindow(period):
            return f"per calendar {period}"
        case tree.YearFrom():
            return f"per {year_from(node)}"
        case tree.PerField(name):
            return f"per {name.text}"
        case _:
            return "ever"


def _lasts(node: tree.Lasts) -> str:
    if node.on is not None:
        when = behind("on", node.on, AMOUNT)
    else:
        when = behind("after", node.after, AMOUNT) + behind("from", node.start, AMOUNT)
    if node.end is not None:
        when += f" at the end of the {node.end}"
    return f"{node.verb}{when}{behind('unless', node.unless)}{behind('not while', node.held)}"


#: The text of each clause or part of one.
CLAUSES: Final[dict[type, Callable[[Any], str]]] = {
    **_CHANGES,
    tree.Effect: _effect,
    tree.Condition: _condition,
    tree.AtMost: _at_most,
    tree.OnlyHighest: lambda node: f"only the highest per {node.per.text}",
    tree.Lasts: _lasts,
}
