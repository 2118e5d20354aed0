"""Clauses of grades, grants, limits, tables, periods and rankings to text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from policylang.syntax import nodes as tree
from policylang.syntax.printing.declarations import field
from policylang.syntax.printing.effects import per
from policylang.syntax.printing.expressions import expression
from policylang.syntax.printing.words import listed, named, quoted
from policylang.syntax.words import MONTHS


def _grade_row(node: tree.GradeRow) -> str:
    bound = "below" if node.bound is None else f"from {expression(node.bound)}"
    return f"{node.name.text} {bound}"


def _for_grades(node: tree.ForGrades) -> str:
    reach = "" if node.reach == "exactly" else f" {node.reach}"
    return f"for {listed(node.grades)}{reach}{named('of', node.score)}"


def _covers(node: tree.Covers) -> str:
    return f"covers {node.which} of {listed(node.actions)}{named('in', node.score)}"


def _row(node: tree.TableRow) -> str:
    keys = ", ".join(map(_row_keys, node.keys)) if node.keys else "otherwise"
    return f"{keys}: {expression(node.value)}"


def _row_keys(key: tree.RowKey) -> str:
    return " or ".join(map(_row_key, (key, *key.others)))


def _row_key(key: tree.RowKey) -> str:
    if key.low is None:
        return "any" if key.high is None else f"below {expression(key.high)}"
    if key.high is None:
        return f"from {expression(key.low)}"
    low, high = expression(key.low), expression(key.high)
    return low if key.low == key.high else f"{low} to {high}"


def _season(node: tree.Season) -> str:
    first, last = MONTHS[node.first_month - 1], MONTHS[node.last_month - 1]
    return f"every year from {node.first_day} {first} to {node.last_day} {last}"


def _rank_by(node: tree.RankBy) -> str:
    return f"{'then' if node.then else 'by'} {expression(node.value)}, {node.order}"


#: The text of each clause.
CLAUSES: Final[dict[type, Callable[[Any], str]]] = {
    tree.GradeRow: _grade_row,
    tree.NoBetter: lambda node: f"no better than {node.grade.text} while {expression(node.test)}",
    tree.ForGrades: _for_grades,
    tree.When: lambda node: f"when {expression(node.test)}",
    tree.Worth: lambda node: f"{node.verb} {expression(node.amount)}{per(node.per)}",
    tree.Grants: lambda node: f"{node.verb} {quoted(node.text.value)}",
    tree.Covers: _covers,
    tree.TableBy: lambda node: f"by {', '.join(map(field, node.keys))}",
    tree.TableRow: _row,
    tree.Stretch: lambda node: f"from {expression(node.first)} to {expression(node.last)}",
    tree.Season: _season,
    tree.RankBy: _rank_by,
}
