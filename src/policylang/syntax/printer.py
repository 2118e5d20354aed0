"""Syntax tree to canonical text: one way to write each thing.

`parse(to_text(tree)).tree == tree` for every well-formed tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from policylang.syntax import nodes as tree
from policylang.syntax.builder import MONTHS

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _FACTOR, _ATOM = range(8)


def to_text(file: tree.PolicyFile, texts: Mapping[int, str] | None = None) -> str:
    """The whole policy in canonical text: blocks in order, a clause a line, blanks between.

    Args:
        texts: what `clause_texts` says of it, where that is known.
    """
    known = clause_texts(file) if texts is None else texts
    return "\n".join(_block(item, known) for item in file.items)


def clause_texts(file: tree.PolicyFile) -> dict[int, str]:
    """The text of every clause of a policy, by the identity of its node."""
    return {
        id(clause): _clause(clause)
        for item in file.items
        if not isinstance(item, tree.Use)
        for clause in item.clauses
    }


def clause_text(node: Any) -> str:
    """One line for a clause or an expression: `earns 1 per 2 hours of time`."""
    if isinstance(node, tree.Expr):
        return _expression(node)
    return _clause(node)


def quoted(text: str) -> str:
    """A text between quotes, with what needs it escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- blocks --------------------------------------------------------------------------------


def _block(item: tree.Item, texts: Mapping[int, str]) -> str:
    if isinstance(item, tree.Use):
        return f"use {quoted(item.path.value)}\n"
    lines = [f"{_head(item)} {{", *(f"  {texts[id(clause)]}" for clause in item.clauses), "}"]
    return "\n".join(lines) + "\n"


def _head(item: Any) -> str:
    match item:
        case tree.PersonBlock():
            return "person"
        case tree.GradesBlock(score):
            return f"grades of {score.text}"
        case tree.FiguresBlock(standing, label):
            return _labelled(standing, label)
        case tree.GrantBlock(kind, name, label):
            return _labelled(f"{kind} {name.text}", label)
    words = {
        tree.PolicyBlock: "policy",
        tree.ScoreBlock: "score",
        tree.ActionBlock: "action",
        tree.DefineBlock: "define",
        tree.ClaimBlock: "claim",
    }
    return _labelled(f"{words[type(item)]} {item.name.text}", item.label)


def _labelled(words: str, label: tree.Text | None) -> str:
    return words if label is None else f"{words} {quoted(label.value)}"


# --- clauses -------------------------------------------------------------------------------


def _clause(node: Any) -> str:
    match node:
        case tree.Source(text):
            return f"source {quoted(text.value)}"
        case tree.Assumed(text):
            return f"assumed {quoted(text.value)}"
        case tree.Title(text):
            return f"title {quoted(text.value)}"
        case tree.Version(text):
            return f"version {quoted(text.value)}"
        case tree.Currency(name):
            return f"currency {name.text}"
        case tree.Timezone(text):
            return f"timezone {quoted(text.value)}"
        case tree.InForce(edge, date):
            return f"in force {edge} {_expression(date)}"
        case tree.Field():
            return _field(node)
        case tree.Figure(name, value, note):
            return _labelled(f"{name.text} = {_expression(value)}", note)
        case tree.Means(value):
            return f"means {_expression(value)}"
        case tree.GainAtMostCost(length, unit, operator):
            return f"within {length} {unit}, gain from perks {operator} cost of actions"
        case tree.GradeRow(name, None):
            return f"{name.text} below"
        case tree.GradeRow(name, bound):
            return f"{name.text} from {_expression(bound)}"
    return _score_clause(node)


def _score_clause(node: Any) -> str:
    match node:
        case tree.StartsAt(value):
            return f"starts at {_expression(value)}"
        case tree.StaysWithin(low, None):
            return f"stays at least {_expression(low)}"
        case tree.StaysWithin(None, high):
            return f"stays at most {_expression(high)}"
        case tree.StaysWithin(low, high):
            return f"stays within {_expression(low)} to {_expression(high)}"
        case tree.KeepsDecimals(digits):
            return f"keeps {digits} decimals"
    return _action_clause(node)


def _action_clause(node: Any) -> str:
    match node:
        case tree.By(who):
            return f"by {who}"
        case tree.Costs(amount):
            return f"costs {_expression(amount)}"
        case tree.Effect(change, condition, caps):
            words = [_clause(change)] + ([_clause(condition)] if condition else [])
            return ", ".join([" ".join(words), *(_clause(cap) for cap in caps)])
        case tree.Earns(amount, per):
            return f"earns {_expression(amount)}{_per(per)}"
        case tree.Loses(amount, per):
            return f"loses {_expression(amount)}{_per(per)}"
        case tree.Sets(value):
            return f"sets to {_expression(value)}"
        case tree.Multiplies(factor, rounding):
            return " ".join(filter(None, ["multiplies by", _factor(factor), rounding]))
        case tree.DropsTo(grade):
            return f"drops to grade {grade.text}"
        case tree.Condition(False, test):
            return f"when {_expression(test)}"
        case tree.Condition(True, None):
            return "otherwise"
        case tree.Condition(True, test):
            return f"otherwise when {_expression(test)}"
        case tree.AtMost(limit, per, times):
            return f"at most {_expression(limit)}{' times' if times else ''} {_cap_window(per)}"
    return _grant_clause(node)


def _grant_clause(node: Any) -> str:
    match node:
        case tree.ForGrades(grades, reach):
            listed = ", ".join(grade.text for grade in grades)
            return f"for {listed}" + ("" if reach == "exactly" else f" {reach}")
        case tree.When(test):
            return f"when {_expression(test)}"
        case tree.EveryYear(day, month):
            return f"every year on {day} {MONTHS[month - 1]}"
        case tree.EveryMonth(None):
            return "every month on the last day"
        case tree.EveryMonth(day):
            return f"every month on day {day}"
        case tree.OnceOn(date):
            return f"once on {_expression(date)}"
        case tree.Worth(verb, amount):
            return f"{verb} {_expression(amount)}"
        case tree.Grants(verb, text):
            return f"{verb} {quoted(text.value)}"
    raise TypeError(f"not a clause: {type(node).__name__}")


def _field(field: tree.Field) -> str:
    name = _labelled(field.name.text, field.label)
    default = "" if field.default is None else f" = {_expression(field.default)}"
    return f"{name}: {_type(field.type)}{default}"


def _type(node: tree.QuantityType | tree.ChoiceType | tree.YesNoType) -> str:
    match node:
        case tree.QuantityType(unit, None):
            return unit
        case tree.QuantityType(unit, tree.Range(low, high)):
            return f"{unit} from {_expression(low)} to {_expression(high)}"
        case tree.ChoiceType(choices):
            return "one of {" + ", ".join(choice.text for choice in choices) + "}"
        case _:
            return "yes or no"


def _per(per: tree.Per | None) -> str:
    if per is None:
        return ""
    started = "started " if per.started else ""
    return f" per {started}{_expression(per.step)} of {_expression(per.of)}"


def _cap_window(per: tree.CalendarWindow | tree.AnyDays) -> str:
    if isinstance(per, tree.AnyDays):
        return f"in any {per.length} days"
    return f"per calendar {per.period}"


# --- expressions ---------------------------------------------------------------------------


def _expression(node: Any, level: int = _OR) -> str:
    """An expression where at least `level` of binding is needed, in brackets if it binds less."""
    own, text = _bound_text(node)
    return text if own >= level else f"({text})"


def _factor(node: Any) -> str:
    """A factor of `multiplies`, whose rounding must not be taken for that of a share."""
    return f"({_expression(node)})" if _takes_rounding(node) else _expression(node)


def _takes_rounding(node: Any) -> bool:
    """Whether a rounding written behind it would be read as that of a share at its end."""
    match node:
        case tree.ShareOf(_, _, None):
            return True
        case tree.Negative(part) | tree.Not(part) | tree.Comparison(_, _, part):
            return _takes_rounding(part)
        case tree.Sum((*_, (_, part))):
            return _takes_rounding(part)
        case tree.Product((*_, part)) | tree.And((*_, part)) | tree.Or((*_, part)):
            return _takes_rounding(part)
    return False


def _bound_text(node: Any) -> tuple[int, str]:
    match node:
        case tree.Or(parts):
            return _OR, _joined(" or ", parts, _AND)
        case tree.And(parts):
            return _AND, _joined(" and ", parts, _NOT)
        case tree.Not(part):
            return _NOT, f"not {_expression(part, _NOT)}"
        case tree.Comparison(operator, left, right):
            return _COMPARE, f"{_expression(left, _SUM)} {operator} {_expression(right, _SUM)}"
        case tree.Sum(parts):
            return _SUM, _sum(parts)
        case tree.Product(parts):
            return _PRODUCT, _joined(" * ", parts, _FACTOR)
        case tree.Negative(part):
            return _FACTOR, _negative(part)
        case tree.ShareOf(share, whole, rounding):
            level = _ATOM + 1 if rounding and _takes_rounding(whole) else _FACTOR
            words = [_expression(share, _ATOM), "of", _expression(whole, level), rounding]
            return _FACTOR, " ".join(filter(None, words))
        case tree.Quantity(value):
            return (_ATOM if value >= 0 else _FACTOR), _quantity(node)
    return _ATOM, _atom(node)


def _joined(word: str, parts: Iterable[Any], level: int) -> str:
    return word.join(_expression(part, level) for part in parts)


def _sum(parts: tuple[tuple[int, Any], ...]) -> str:
    text = _expression(parts[0][1], _PRODUCT)
    for sign, part in parts[1:]:
        text += f" {'+' if sign > 0 else '-'} {_expression(part, _PRODUCT)}"
    return text


def _negative(part: Any) -> str:
    inner = _expression(part, _FACTOR)
    if isinstance(part, tree.Quantity):  # `-5` would be read as the number
        inner = f"({inner})"
    return f"-{inner}"


def _atom(node: Any) -> str:
    match node:
        case tree.Name(text):
            return text
        case tree.DateLiteral(value):
            return value.isoformat()
        case tree.YesNo(value):
            return "yes" if value else "no"
        case tree.TheDate():
            return "the date"
        case tree.GradeTest(grade, reach):
            return f"grade is {_reach(grade.text, reach)}"
        case tree.Extreme(which, left, right):
            return f"(the {which} of {_expression(left, _SUM)} and {_expression(right, _SUM)})"
        case tree.CountOf(action, where, window):
            return f"count of {action.text}{_where(where)} {_window(window)}"
        case tree.SumOf(field, action, where, window):
            return f"sum of {field.text} of {action.text}{_where(where)} {_window(window)}"
    raise TypeError(f"not an expression: {type(node).__name__}")


def _reach(grade: str, reach: str) -> str:
    return {"exactly": grade, "not": f"not {grade}"}.get(reach, f"{grade} {reach}")


def _where(where: Any) -> str:
    return "" if where is None else f" where {_expression(where)}"


def _window(window: tree.Window) -> str:
    match window:
        case tree.SlidingWindow(length, unit):
            return f"in the last {length} {unit}"
        case tree.CalendarWindow(period):
            return f"this calendar {period}"
        case _:
            return "ever"


def _quantity(node: tree.Quantity) -> str:
    number = number_text(node.value)
    if node.unit is None:
        return number
    return f"{number}%" if node.unit == "%" else f"{number} {node.unit}"


def number_text(value: Decimal) -> str:
    """Digits as they were written, with thousands separated from five digits on."""
    return f"{value:,f}" if abs(value) >= 10_000 else f"{value:f}"
