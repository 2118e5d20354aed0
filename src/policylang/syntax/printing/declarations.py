"""Clauses that declare to text: of headers, persons, scores, actions, definitions, figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from policylang.syntax import nodes as tree
from policylang.syntax.printing.expressions import AMOUNT, expression, low
from policylang.syntax.printing.words import labelled, listed, named, quoted


def _text(word: str) -> Callable[[Any], str]:
    return lambda node: f"{word} {quoted(node.text.value)}"


def _in_force(node: tree.InForce) -> str:
    past = ", also for the past" if node.past else ""
    return f"in force {node.edge} {expression(node.date)}{named('judged by', node.judged)}{past}"


def _short_months(node: tree.ShortMonths) -> str:
    run = "end on the last day" if node.which == "last day" else "run to the next day"
    return f"short months {run}"


def field(node: tree.Field) -> str:
    """A field, an attribute or a key of a table."""
    name = labelled(node.name.text, node.label)
    default = "" if node.default is None else f" = {expression(node.default)}"
    return f"{name}: {_type(node.type)}{default}{', may change' if node.may_change else ''}"


def _type(node: tree.QuantityType | tree.ChoiceType | tree.YesNoType | tree.NameType) -> str:
    match node:
        case tree.QuantityType(unit, None):
            return unit
        case tree.QuantityType(unit, tree.Range(lowest, highest)):
            return f"{unit} from {expression(lowest)} to {expression(highest)}"
        case tree.ChoiceType(choices):
            return "one of {" + listed(choices) + "}"
        case tree.NameType():
            return "name"
        case _:
            return "yes or no"


def _stays(node: tree.StaysWithin) -> str:
    match node:
        case tree.StaysWithin(lowest, None):
            return f"stays at least {expression(lowest, AMOUNT)}"
        case tree.StaysWithin(None, highest):
            return f"stays at most {expression(highest, AMOUNT)}"
    return f"stays within {low(node.low)} to {expression(node.high, AMOUNT)}"


def _gain(node: tree.GainAtMostCost) -> str:
    length = f"{node.length} {node.unit}"
    return f"within {length}, gain from perks {node.operator} cost of actions"


def _climb(node: tree.GradeToGrade) -> str:
    spends = " and ".join(
        f"{expression(each.amount)}{' a year' if each.yearly else ''}" for each in node.spends
    )
    most = f" for at most {spends}" if spends else ""
    ends = f"from {node.start.text} to {node.goal.text}"
    return f"{ends} within {node.length} {node.unit}{most}"


#: The text of each clause.
CLAUSES: Final[dict[type, Callable[[Any], str]]] = {
    tree.Source: _text("source"),
    tree.Assumed: _text("assumed"),
    tree.Title: _text("title"),
    tree.Version: _text("version"),
    tree.Timezone: _text("timezone"),
    tree.Currency: lambda node: f"currency {node.name.text}",
    tree.InForce: _in_force,
    tree.ShortMonths: _short_months,
    tree.MayBeWithdrawn: lambda _: "events may be withdrawn",
    tree.Field: field,
    tree.BeginsOn: lambda node: f"begins on {node.name.text}",
    tree.ScoredWhile: lambda node: f"scored only while {expression(node.test)}",
    tree.StartsAt: lambda node: f"starts at {expression(node.value, AMOUNT)}",
    tree.StaysWithin: _stays,
    tree.KeepsDecimals: lambda node: f"keeps {node.digits} decimals",
    tree.KeepsLots: lambda node: "keeps lots" + (f", {node.order}" if node.order else ""),
    tree.IsFormula: lambda node: f"is {expression(node.value, AMOUNT)}",
    tree.By: lambda node: f"by {node.who}",
    tree.Costs: lambda node: f"costs {expression(node.amount)}",
    tree.Moments: lambda node: f"moments {listed(node.names)}",
    tree.Derived: lambda node: f"{node.name.text} means {expression(node.value)}",
    tree.RefusedWhen: lambda node: labelled(f"refused when {expression(node.test)}", node.text),
    tree.Figure: lambda node: labelled(f"{node.name.text} = {expression(node.value)}", node.note),
    tree.Means: lambda node: f"means {expression(node.value)}",
    tree.GainAtMostCost: _gain,
    tree.SplittingNeverPays: lambda node: f"splitting {node.action.text} never pays",
    tree.GradeToGrade: _climb,
}
