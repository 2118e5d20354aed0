"""From what the grammar recognised to nodes. One method for each rule of the grammar.

The parser calls a method as soon as it has recognised its rule, with every word of it: tokens,
the nodes already built, and None for what may be left out and was. A node's span goes from the
first word to the last.
"""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal
from typing import Any, Final, TypeVar

import attrs

from policylang.core import limits
from policylang.core.source import NOWHERE, SourceFile, Span
from policylang.syntax import nodes as tree
from policylang.syntax.lexer import Token
from policylang.syntax.words import NAMES

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Node = TypeVar("Node")
Words = list[Any]


def text_of(token: str) -> str:
    """The characters a quoted text stands for."""
    inside = token[1:-1]
    if "\\" not in inside:
        return str(inside)
    parts, at = [], 0
    while at < len(inside):
        at += inside[at] == "\\"
        parts.append(inside[at])
        at += 1
    return "".join(parts)


def _first(words: Words, kind: type[Node]) -> Node | None:
    return next((word for word in words if isinstance(word, kind)), None)


def _all(words: Words, kind: type[Node]) -> tuple[Node, ...]:
    return tuple(word for word in words if isinstance(word, kind))


def _nodes(words: Words) -> Words:
    return [word for word in words if word is not None and not isinstance(word, Token)]


def _of(words: Words, *kinds: str) -> Any:
    """The first token of one of these kinds, or None."""
    return next((w for w in words if isinstance(w, Token) and w.type in kinds), None)


def _number(token: str) -> Decimal:
    return Decimal(token.replace(",", ""))


def _single_spaced(token: str | None) -> str | None:
    return None if token is None else " ".join(token.split())


class Builder:
    """Builds nodes while a text is parsed. `source` is the text, set before each parse.

    What no grammar can refuse is noted: dates that do not exist, second conditions, decimals where
    only a whole number can be meant, and the places of all expressions with parts (`nested`).
    """

    def __init__(self) -> None:
        self.source: SourceFile = NOWHERE.source
        self.no_such_dates: list[Span] = []
        self.repeated_conditions: list[tuple[Span, Span]] = []
        self.not_whole: list[Span] = []
        self.nested: list[Span] = []

    def begin(self, source: SourceFile) -> None:
        """Start on a text."""
        self.source = source
        self.no_such_dates = []
        self.repeated_conditions = []
        self.not_whole = []
        self.nested = []

    def _span(self, words: Words) -> Span:
        given = words
        if not words or words[0] is None or words[-1] is None:
            given = [word for word in words if word is not None]
        if not given:
            return Span(self.source, 0, 0)
        first, last = given[0], given[-1]
        start = first.start_pos if isinstance(first, Token) else first.span.start
        end = last.end_pos if isinstance(last, Token) else last.span.end
        return Span(self.source, start, end)

    def _nest(self, words: Words) -> Span:
        """The span of an expression that has others inside it."""
        span = self._span(words)
        self.nested.append(span)
        return span

    def _name(self, token: Token) -> tree.Name:
        return tree.Name(str(unicodedata.normalize("NFC", token)), self._span([token]))

    def _names(self, words: Words) -> tuple[tree.Name, ...]:
        return tuple(self._name(w) for w in words if isinstance(w, Token) and w.type in NAMES)

    def _text(self, words: Words) -> Any:
        token = _of(words, "TEXT")
        return None if token is None else tree.Text(text_of(token), self._span([token]))

    def _head(self, words: Words) -> tuple[tree.Name, tree.Text | None]:
        """Name and label of a block: its own, not those of its clauses."""
        name = _of(words, *NAMES)
        brace = next(i for i, w in enumerate(words) if isinstance(w, Token) and w == "{")
        return self._name(name), self._text(words[:brace])

    def _block(self, node: Any, words: Words) -> Any:
        name, label = self._head(words)
        return node(name, label, tuple(_nodes(words)), self._span(words))

    # --- the file, notes, header ---

    def start(self, words: Words) -> tree.PolicyFile:
        return tree.PolicyFile(tuple(words), self._span(words))

    def cited(self, words: Words) -> tree.Source:
        return tree.Source(self._text(words), self._span(words))

    def assumed(self, words: Words) -> tree.Assumed:
        return tree.Assumed(self._text(words), self._span(words))

    def policy(self, words: Words) -> Any:
        return self._block(tree.PolicyBlock, words)

    def title(self, words: Words) -> tree.Title:
        return tree.Title(self._text(words), self._span(words))

    def version(self, words: Words) -> tree.Version:
        return tree.Version(self._text(words), self._span(words))

    def currency(self, words: Words) -> tree.Currency:
        return tree.Currency(self._name(words[1]), self._span(words))

    def timezone(self, words: Words) -> tree.Timezone:
        return tree.Timezone(self._text(words), self._span(words))

    def in_force(self, words: Words) -> tree.InForce:
        edge = "from" if words[2] == "from" else "until"
        return tree.InForce("from" if edge == "from" else "until", words[3], self._span(words))

    def use(self, words: Words) -> tree.Use:
        return tree.Use(self._text(words), self._span(words))

    # --- fields ---

    def person(self, words: Words) -> tree.PersonBlock:
        return tree.PersonBlock(tuple(_nodes(words)), self._span(words))

    def field(self, words: Words) -> tree.Field:
        nodes = _nodes(words)
        name = self._name(words[0])
        default = nodes[1] if len(nodes) > 1 else None
        return tree.Field(name, self._text(words), nodes[0], default, self._span(words))

    def quantity_type(self, words: Words) -> tree.QuantityType:
        unit: Any = str(words[0])
        return tree.QuantityType(unit, words[1], self._span(words))

    def range(self, words: Words) -> tree.Range:
        low, high = _nodes(words)
        return tree.Range(low, high, self._span(words))

    def choice_type(self, words: Words) -> tree.ChoiceType:
        return tree.ChoiceType(self._names(words), self._span(words))

    def yes_no_type(self, words: Words) -> tree.YesNoType:
        return tree.YesNoType(self._span(words))

    # --- score ---

    def score(self, words: Words) -> Any:
        return self._block(tree.ScoreBlock, words)

    def starts(self, words: Words) -> tree.StartsAt:
        return tree.StartsAt(words[-1], self._span(words))

    def stays_within(self, words: Words) -> tree.StaysWithin:
        low, high = _nodes(words)
        return tree.StaysWithin(low, high, self._span(words))

    def stays_at_least(self, words: Words) -> tree.StaysWithin:
        return tree.StaysWithin(words[-1], None, self._span(words))

    def stays_at_most(self, words: Words) -> tree.StaysWithin:
        return tree.StaysWithin(None, words[-1], self._span(words))

    def keeps(self, words: Words) -> tree.KeepsDecimals:
        return tree.KeepsDecimals(self._count(words[1]), self._span(words))

    # --- actions ---

    def action(self, words: Words) -> Any:
        return self._block(tree.ActionBlock, words)

    def by(self, words: Words) -> tree.By:
        who: Any = str(words[1])
        return tree.By(who, self._span(words))

    def costs(self, words: Words) -> tree.Costs:
        return tree.Costs(words[1], self._span(words))

    def effect(self, words: Words) -> tree.Effect:
        conditions = _all(words, tree.Condition)
        for repeated in conditions[1:]:
            self.repeated_conditions.append((repeated.span, conditions[0].span))
        condition = conditions[0] if conditions else None
        return tree.Effect(words[0], condition, _all(words, tree.AtMost), self._span(words))

    def earns(self, words: Words) -> tree.Earns:
        return tree.Earns(words[1], words[2], self._span(words))

    def loses(self, words: Words) -> tree.Loses:
        return tree.Loses(words[1], words[2], self._span(words))

    def per(self, words: Words) -> tree.Per:
        step, of = _nodes(words)
        return tree.Per(step, of, _of(words, "STARTED") is not None, self._span(words))

    def sets(self, words: Words) -> tree.Sets:
        return tree.Sets(words[-1], self._span(words))

    def multiplies(self, words: Words) -> tree.Multiplies:
        return tree.Multiplies(words[2], _single_spaced(words[3]), self._span(words))

    def drops(self, words: Words) -> tree.DropsTo:
        return tree.DropsTo(words[-1], self._span(words))

    def when_condition(self, words: Words) -> tree.Condition:
        return tree.Condition(False, words[1], self._span(words))

    def otherwise_when(self, words: Words) -> tree.Condition:
        return tree.Condition(True, words[2], self._span(words))

    def otherwise(self, words: Words) -> tree.Condition:
        return tree.Condition(True, None, self._span(words))

    def cap(self, words: Words) -> tree.AtMost:
        limit, per = _nodes(words)
        times = _of(words, "TIMES") is not None
        return tree.AtMost(limit, per, times, self._span(words[1:]))

    def per_period(self, words: Words) -> tree.CalendarWindow:
        return self.this_period(words)

    def in_any(self, words: Words) -> tree.AnyDays:
        return tree.AnyDays(self._count(words[2]), self._span(words))

    # --- definitions, figures, claims ---

    def define(self, words: Words) -> Any:
        return self._block(tree.DefineBlock, words)

    def means(self, words: Words) -> tree.Means:
        return tree.Means(words[1], self._span(words))

    def figures(self, words: Words) -> tree.FiguresBlock:
        standing: Any = str(words[0])
        label = self._text(words[:2])
        return tree.FiguresBlock(standing, label, tuple(_nodes(words)), self._span(words))

    def figure(self, words: Words) -> tree.Figure:
        return tree.Figure(self._name(words[0]), words[2], self._text(words), self._span(words))

    def claim(self, words: Words) -> Any:
        return self._block(tree.ClaimBlock, words)

    def gain(self, words: Words) -> tree.GainAtMostCost:
        unit: Any = words[2].rstrip("s") + "s"
        operator: Any = str(_of(words, "LESS_OR_SAME"))
        return tree.GainAtMostCost(self._count(words[1]), unit, operator, self._span(words))

    # --- grades, perks, sanctions ---

    def grades(self, words: Words) -> tree.GradesBlock:
        return tree.GradesBlock(words[2], tuple(_nodes(words[3:])), self._span(words))

    def grade_row(self, words: Words) -> tree.GradeRow:
        bound = words[2] if len(words) > 2 else None
        return tree.GradeRow(words[0], bound, self._span(words))

    def points(self, words: Words) -> tree.Quantity:
        unit = "points" if words[1] is not None else None
        return tree.Quantity(_number(words[0]), unit, self._span(words))

    def minus_points(self, words: Words) -> Any:
        return self.negative(words)

    def perk(self, words: Words) -> tree.GrantBlock:
        return self._grant("perk", words)

    def sanction(self, words: Words) -> tree.GrantBlock:
        return self._grant("sanction", words)

    def _grant(self, kind: Any, words: Words) -> tree.GrantBlock:
        name, label = self._head(words)
        return tree.GrantBlock(kind, name, label, tuple(_nodes(words)), self._span(words))

    def for_grades(self, words: Words) -> tree.ForGrades:
        reach: Any = _single_spaced(words[-1]) or "exactly"
        return tree.ForGrades(_all(words, tree.Name), reach, self._span(words))

    def when(self, words: Words) -> tree.When:
        return tree.When(words[1], self._span(words))

    def every_year(self, words: Words) -> tree.EveryYear:
        month = MONTHS.index(words[4]) + 1
        return tree.EveryYear(self._count(words[3]), month, self._span(words))

    def every_month(self, words: Words) -> tree.EveryMonth:
        number = _of(words, "NUMBER")
        day = None if number is None else self._count(number)
        return tree.EveryMonth(day, self._span(words))

    def once(self, words: Words) -> tree.OnceOn:
        return tree.OnceOn(words[2], self._span(words))

    def worth(self, words: Words) -> tree.Worth:
        verb: Any = str(words[0])
        return tree.Worth(verb, words[1], self._span(words))

    def grants(self, words: Words) -> tree.Grants:
        verb: Any = str(words[0])
        return tree.Grants(verb, self._text(words), self._span(words))

    def grade_name(self, words: Words) -> tree.Name:
        return self._name(words[0])

    # --- expressions ---

    def or_(self, words: Words) -> Any:
        parts = tuple(_nodes(words))
        return parts[0] if len(parts) == 1 else tree.Or(parts, self._nest(words))

    def and_(self, words: Words) -> Any:
        parts = tuple(_nodes(words))
        return parts[0] if len(parts) == 1 else tree.And(parts, self._nest(words))

    def not_(self, words: Words) -> tree.Not:
        return tree.Not(words[1], self._nest(words))

    def compare(self, words: Words) -> tree.Comparison:
        operator = " ".join(words[1].split())
        operator = "is" if operator == "=" else operator
        return tree.Comparison(operator, words[0], words[2], self._nest(words))

    def sum_(self, words: Words) -> Any:
        if len(words) == 1:
            return words[0]
        signs = [1, *(1 if sign == "+" else -1 for sign in words[1::2])]
        parts = tuple(zip(signs, words[::2], strict=True))
        return tree.Sum(parts, self._nest(words))

    def product(self, words: Words) -> Any:
        parts = tuple(_nodes(words))
        return parts[0] if len(parts) == 1 else tree.Product(parts, self._nest(words))

    def negative(self, words: Words) -> Any:
        part = words[1]
        if isinstance(part, tree.Quantity) and part.value >= 0:
            return tree.Quantity(part.value.copy_negate(), part.unit, self._span(words))
        return tree.Negative(part, self._nest(words))

    minus_quantity = negative

    def share(self, words: Words) -> tree.ShareOf:
        rounding = _single_spaced(words[3])
        return tree.ShareOf(words[0], words[2], rounding, self._nest(words))

    def group(self, words: Words) -> Any:
        return attrs.evolve(words[1], span=self._span(words))

    def quantity(self, words: Words) -> tree.Quantity:
        unit = None if words[1] is None else str(words[1])
        if unit is not None and unit.islower():
            unit = unit.rstrip("s") + "s"
        return tree.Quantity(_number(words[0]), unit, self._span(words))

    def name(self, words: Words) -> tree.Name:
        return self._name(words[0])

    def date(self, words: Words) -> tree.DateLiteral:
        span = self._span(words)
        if len(words) == 1:
            year, month, day = (int(part) for part in words[0].split("-"))
        else:
            day, month = self._count(words[0]), MONTHS.index(words[1]) + 1
            year = self._count(words[2])
        if limits.FIRST_YEAR <= year <= limits.LAST_YEAR:
            try:
                return tree.DateLiteral(datetime.date(year, month, day), span)
            except (ValueError, OverflowError):
                pass
        self.no_such_dates.append(span)
        return tree.DateLiteral(datetime.date.min, span)

    def yes_no(self, words: Words) -> tree.YesNo:
        return tree.YesNo(words[0] == "yes", self._span(words))

    def the_date(self, words: Words) -> tree.TheDate:
        return tree.TheDate(self._span(words))

    def extreme(self, words: Words) -> tree.Extreme:
        which: Any = str(words[1])
        left, right = _nodes(words)
        return tree.Extreme(which, left, right, self._nest(words))

    def count(self, words: Words) -> tree.CountOf:
        return tree.CountOf(words[2], words[3], words[4], self._span(words))

    def sum_of(self, words: Words) -> tree.SumOf:
        return tree.SumOf(words[2], words[4], words[5], words[6], self._span(words))

    def where(self, words: Words) -> Any:
        self._nest(words)
        return words[1]

    def sliding(self, words: Words) -> tree.SlidingWindow:
        unit: Any = words[4].rstrip("s") + "s"
        return tree.SlidingWindow(self._count(words[3]), unit, self._span(words))

    def this_period(self, words: Words) -> tree.CalendarWindow:
        return tree.CalendarWindow(str(words[2]), words[1] is not None, self._span(words))

    def ever(self, words: Words) -> tree.Ever:
        return tree.Ever(self._span(words))

    def grade_test(self, words: Words) -> tree.GradeTest:
        reach: Any = "not" if words[2] is not None else _single_spaced(words[4]) or "exactly"
        return tree.GradeTest(words[3], reach, self._span(words))

    def _count(self, token: Token) -> int:
        number = _number(token)
        if number != number.to_integral_value():
            self.not_whole.append(self._span([token]))
        return int(number)
