"""Expressions to text, with brackets where they are needed and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from policylang.syntax import nodes as tree
from policylang.syntax.printing.words import named, number_text
from policylang.syntax.words import MONTHS

#: How strongly a form binds its parts, loosest first. What is `PLAIN` may stand before `to`; at
#: `BRACKETS` nothing stands without them.
OR, AND, NOT, COMPARE, RATIO, AMOUNT, SUM, PRODUCT, FACTOR, ATOM, PLAIN, BRACKETS = range(12)


def expression(node: Any, level: int = OR) -> str:
    """An expression where at least `level` of binding is needed, in brackets if it binds less.

    Raises:
        TypeError: the node is none.
    """
    form = _FORMS.get(type(node))
    if form is None:
        raise TypeError(f"not an expression: {type(node).__name__}")
    own, text = form
    if own == PLAIN and isinstance(node, tree.Quantity) and node.value < 0:
        own = FACTOR
    return text(node) if own >= level else f"({text(node)})"


def behind(word: str, node: Any, level: int = OR) -> str:
    """A word with an expression, to go behind others: ` from licensed`; nothing without one."""
    return "" if node is None else f" {word} {expression(node, level)}"


def factor(node: Any) -> str:
    """A factor of `multiplies`, whose rounding must not be taken for that of a share."""
    return f"({expression(node)})" if _takes_rounding(node) else expression(node)


def low(node: Any) -> str:
    """What stands before `to`: a sum of plain values, or a written number."""
    return _signed(node.parts, PLAIN) if isinstance(node, tree.Sum) else _value(node)


def simple(node: Any) -> str:
    """The limit of a cap: a value as written, else in brackets."""
    written = isinstance(node, tree.Quantity | tree.Name | tree.DateLiteral)
    return expression(node, OR if written else BRACKETS)


def _value(node: Any) -> str:
    """A written number, also one below zero, or a plain value."""
    return expression(node, FACTOR if isinstance(node, tree.Quantity) else PLAIN)


def _takes_rounding(node: Any) -> bool:
    """Whether a rounding written behind it would be read as that of a share at its end."""
    match node:
        case tree.ShareOf(_, _, None):
            return True
        case tree.Negative(part) | tree.Not(part) | tree.Comparison(_, _, part):
            return _takes_rounding(part)
        case tree.UpTo(_, part) | tree.Ratio(_, part):
            return _takes_rounding(part)
        case tree.Sum((*_, (_, part))):
            return _takes_rounding(part)
        case tree.Product((*_, part)) | tree.And((*_, part)) | tree.Or((*_, part)):
            return _takes_rounding(part)
    return False


# --- operators -----------------------------------------------------------------------------


def _joined(word: str, parts: Iterable[Any], level: int) -> str:
    return word.join(expression(part, level) for part in parts)


def _signed(parts: tuple[tuple[int, Any], ...], level: int) -> str:
    text = expression(parts[0][1], level)
    for sign, part in parts[1:]:
        text += f" {'+' if sign > 0 else '-'} {expression(part, level)}"
    return text


def _comparison(node: tree.Comparison) -> str:
    return f"{expression(node.left, RATIO)} {node.operator} {expression(node.right, RATIO)}"


def _not(negated: bool) -> str:
    return "not " if negated else ""


def _rounded_to(node: tree.RoundedTo) -> str:
    part = expression(node.part, BRACKETS if _takes_rounding(node.part) else AMOUNT)
    return f"{part} {node.rounding} to {node.digits} decimals"


def _negative(node: tree.Negative) -> str:
    inner = expression(node.part, FACTOR)
    if isinstance(node.part, tree.Quantity):  # `-5` would be read as the number
        inner = f"({inner})"
    return f"-{inner}"


def _share(node: tree.ShareOf) -> str:
    bracketed = node.rounding and _takes_rounding(node.whole)
    whole = expression(node.whole, BRACKETS if bracketed else FACTOR)
    written = isinstance(node.share, tree.Quantity | tree.Name | tree.Either | tree.Extreme)
    share = expression(node.share, ATOM if written else BRACKETS)
    return " ".join(filter(None, [share, "of", whole, node.rounding]))


# --- values --------------------------------------------------------------------------------


def _quantity(node: tree.Quantity) -> str:
    number = number_text(node.value)
    if node.unit is None:
        return number
    return f"{number}%" if node.unit == "%" else f"{number} {node.unit}"


def _length(node: tree.Length) -> str:
    return " ".join(f"{_length_part(amount)} {unit}" for amount, unit in node.parts)


def _length_part(amount: Any) -> str:
    written = isinstance(amount, tree.Name) or (
        isinstance(amount, tree.Quantity) and amount.unit is None and amount.value >= 0
    )
    return expression(amount, OR if written else BRACKETS)


def _elapsed(node: tree.Elapsed) -> str:
    full = "" if node.unit == "days" else "full "
    since = expression(node.since, PLAIN)
    return f"{full}{node.unit} since {since}{behind('to', node.until, PLAIN)}"


def _either(node: tree.Either) -> str:
    rest = node.otherwise
    otherwise = _either(rest) if isinstance(rest, tree.Either) else expression(rest)
    return f"{expression(node.then)} when {expression(node.test)} otherwise {otherwise}"


def _extreme(node: tree.Extreme) -> str:
    left, right = expression(node.left, AMOUNT), expression(node.right, AMOUNT)
    return f"(the {node.which} of {left} and {right})"


def _grade_test(node: tree.GradeTest) -> str:
    grade = node.grade.text
    reach = {"exactly": grade, "not": f"not {grade}"}.get(node.reach, f"{grade} {node.reach}")
    return f"grade{named('of', node.score)} is {reach}"


# --- what is counted over a time -----------------------------------------------------------

#: What would go on with `since`: `where late > days since fine`.
_BEFORE_SINCE: Final = re.compile(r"(?:^|\W)(?:days|weeks)$")


def _counted(node: tree.CountOf | tree.SumOf | tree.PickOf) -> str:
    if node.where is None:
        return f"{occasion(node.of)} {_window(node.window)}"
    test = expression(node.where)
    if isinstance(node.window, tree.SinceWindow) and _BEFORE_SINCE.search(test):
        test = f"({test})"
    return f"{occasion(node.of)} where {test} {_window(node.window)}"


def _pick(node: tree.PickOf) -> str:
    return f"the {node.which} {node.field.text} of {_counted(node)} if none {_value(node.empty)}"


def occasion(of: tree.Occasion) -> str:
    """What happened: `final of offence`, `the start of ban`."""
    if of.edge:
        return f"the {of.edge} of {of.name.text}"
    return f"{of.moment.text} of {of.name.text}" if of.moment else of.name.text


def _window(window: tree.Window) -> str:
    match window:
        case tree.SlidingWindow(length, unit, exact):
            return f"within {length} {unit}" if exact else f"in the last {length} {unit}"
        case tree.CalendarWindow(period, previous=previous):
            return f"{_this(previous)} calendar {period}"
        case tree.YearFrom(previous=previous):
            return f"{_this(previous)} {year_from(window)}"
        case tree.PeriodWindow(period):
            return f"this {period.text}"
        case tree.SinceWindow(what):
            return f"since {occasion(what)}"
        case tree.BetweenWindow(first, last):
            return f"from {low(first)} to {expression(last, PLAIN)}"
        case _:
            return "ever"


def _this(previous: bool) -> str:
    return "the previous" if previous else "this"


def year_from(year: tree.YearFrom) -> str:
    """`year from 1 November`, `year from licensed`."""
    if year.anchor is not None:
        return f"year from {year.anchor.text}"
    return f"year from {year.day} {MONTHS[(year.month or 1) - 1]}"


#: How strongly each form binds, and its text.
_FORMS: Final[dict[type, tuple[int, Callable[[Any], str]]]] = {
    tree.Or: (OR, lambda node: _joined(" or ", node.parts, AND)),
    tree.And: (AND, lambda node: _joined(" and ", node.parts, NOT)),
    tree.Not: (NOT, lambda node: f"not {expression(node.part, NOT)}"),
    tree.Comparison: (COMPARE, _comparison),
    tree.IsIn: (
        COMPARE,
        lambda node: f"{expression(node.day, RATIO)} is {_not(node.negated)}in {node.period.text}",
    ),
    tree.IsGiven: (COMPARE, lambda node: f"{node.name.text} is {_not(node.negated)}given"),
    tree.IsTied: (COMPARE, lambda node: f"{node.name.text} is tied"),
    tree.Ratio: (
        RATIO,
        lambda node: f"{expression(node.part, AMOUNT)} out of {expression(node.whole, AMOUNT)}",
    ),
    tree.Sum: (SUM, lambda node: _signed(node.parts, PRODUCT)),
    tree.UpTo: (
        AMOUNT,
        lambda node: f"{expression(node.part, AMOUNT)} up to {expression(node.most, PRODUCT)}",
    ),
    tree.RoundedTo: (AMOUNT, _rounded_to),
    tree.Product: (PRODUCT, lambda node: _joined(" * ", node.parts, FACTOR)),
    tree.Negative: (FACTOR, _negative),
    tree.ShareOf: (FACTOR, _share),
    tree.Elapsed: (ATOM, _elapsed),
    tree.Quantity: (PLAIN, _quantity),
    tree.Name: (PLAIN, lambda node: str(node.text)),
    tree.DateLiteral: (PLAIN, lambda node: str(node.value)),
    tree.YesNo: (PLAIN, lambda node: "yes" if node.value else "no"),
    tree.TheDate: (PLAIN, lambda _: "the date"),
    tree.Length: (PLAIN, _length),
    tree.ThisField: (PLAIN, lambda node: f"this {node.name.text}"),
    tree.PeriodDay: (
        PLAIN,
        lambda node: f"the {node.edge} day of the {node.period} of {expression(node.of, PLAIN)}",
    ),
    tree.DayBeside: (PLAIN, lambda node: f"the day {node.which} {expression(node.of, PLAIN)}"),
    tree.StillCounting: (
        PLAIN,
        lambda node: f"{node.score.text} still counting on {expression(node.day, PLAIN)}",
    ),
    tree.TableOf: (PLAIN, lambda node: f"{node.table.text} of ({_joined(', ', node.keys, OR)})"),
    tree.Either: (PLAIN, lambda node: f"({_either(node)})"),
    tree.Extreme: (PLAIN, _extreme),
    tree.GradeTest: (PLAIN, _grade_test),
    tree.CountOf: (PLAIN, lambda node: f"count of {_counted(node)}"),
    tree.SumOf: (PLAIN, lambda node: f"sum of {node.field.text} of {_counted(node)}"),
    tree.PickOf: (PLAIN, _pick),
}
