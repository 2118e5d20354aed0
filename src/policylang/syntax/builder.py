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


def _plural(token: str) -> Any:
    """A unit as the tree has it: `days` for `day`."""
    return token.rstrip("s") + "s"


def _after(words: Words, *kinds: str) -> Any:
    """What follows the first token of one of these kinds, or None where there is none."""
    for place, word in enumerate(words[:-1]):
        if isinstance(word, Token) and word.type in kinds:
            return words[place + 1]
    return None


def _single_spaced(token: str | None) -> str | None:
    return None if token is None else " ".join(token.split())


class Builder:
    """Builds nodes while a text is parsed. `source` is the text, set before each parse.

    What no grammar can refuse is noted: dates that do not exist, what an effect says twice
    (`repeated`: what, the second, the first), decimals where only a whole number can be meant, and
    the places of all expressions with parts (`nested`).
    """

    def __init__(self) -> None:
        self.source: SourceFile = NOWHERE.source
        self.no_such_dates: list[Span] = []
        self.repeated: list[tuple[str, Span, Span]] = []
        self.not_whole: list[Span] = []
        self.nested: list[Span] = []

    def begin(self, source: SourceFile) -> None:
        """Start on a text."""
        self.source = source
        self.no_such_dates = []
        self.repeated = []
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
        judged = _after(words, "BY")
        return tree.InForce(
            "from" if words[2] == "from" else "until",
            words[3],
            None if judged is None else self._name(judged),
            _of(words, "PAST") is not None,
            self._span(words),
        )

    def short_months(self, words: Words) -> tree.ShortMonths:
        which: Any = "last day" if words[2].startswith("end") else "next day"
        return tree.ShortMonths(which, self._span(words))

    def withdrawn(self, words: Words) -> tree.MayBeWithdrawn:
        return tree.MayBeWithdrawn(self._span(words))

    def override(self, words: Words) -> tree.Override:
        return tree.Override(words[1], self._span(words))

    def use(self, words: Words) -> tree.Use:
        return tree.Use(self._text(words), self._span(words))

    # --- fields ---

    def person(self, words: Words) -> tree.PersonBlock:
        return tree.PersonBlock(tuple(_nodes(words)), self._span(words))

    def field(self, words: Words) -> tree.Field:
        nodes = _nodes(words)
        name = self._name(words[0])
        default = nodes[1] if len(nodes) > 1 else None
        changes = _of(words, "CHANGE") is not None
        return tree.Field(name, self._text(words), nodes[0], default, changes, self._span(words))

    def begins_on(self, words: Words) -> tree.BeginsOn:
        return tree.BeginsOn(self._name(words[2]), self._span(words))

    def scored_while(self, words: Words) -> tree.ScoredWhile:
        return tree.ScoredWhile(words[-1], self._span(words))

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

    def name_type(self, words: Words) -> tree.NameType:
        return tree.NameType(self._span(words))

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

    def lots(self, words: Words) -> tree.KeepsLots:
        order: Any = _single_spaced(_of(words, "SPENDING"))
        return tree.KeepsLots(order, self._span(words))

    def formula(self, words: Words) -> tree.IsFormula:
        return tree.IsFormula(words[1], self._span(words))

    # --- actions ---

    def action(self, words: Words) -> Any:
        return self._block(tree.ActionBlock, words)

    def by(self, words: Words) -> tree.By:
        who: Any = str(words[1])
        return tree.By(who, self._span(words))

    def costs(self, words: Words) -> tree.Costs:
        return tree.Costs(words[1], self._span(words))

    def moments(self, words: Words) -> tree.Moments:
        return tree.Moments(self._names(words), self._span(words))

    def derived(self, words: Words) -> tree.Derived:
        return tree.Derived(self._name(words[0]), words[2], self._span(words))

    def refused(self, words: Words) -> tree.RefusedWhen:
        return tree.RefusedWhen(words[2], self._text(words), self._span(words))

    def effect(self, words: Words) -> tree.Effect:
        modifiers = words[1:]
        return tree.Effect(
            words[0],
            self._only("conditions", _all(modifiers, tree.Condition)),
            tuple(each for each in modifiers if isinstance(each, tree.AtMost | tree.OnlyHighest)),
            self._only("moments", _all(modifiers, tree.Name)),
            self._only("lifetimes", _all(modifiers, tree.Lasts)),
            self._span(words),
        )

    def _only(self, what: str, found: tuple[Any, ...]) -> Any:
        """The one there is, or None; more of them are noted."""
        for more in found[1:]:
            self.repeated.append((what, more.span, found[0].span))
        return found[0] if found else None

    def on_moment(self, words: Words) -> tree.Name:
        return self._name(words[1])

    def earns(self, words: Words) -> tree.Earns:
        return tree.Earns(words[1], words[3], self._score(words), self._span(words))

    def loses(self, words: Words) -> tree.Loses:
        return tree.Loses(words[1], words[3], self._score(words), self._span(words))

    def _score(self, words: Words) -> tree.Name | None:
        """The name of the score that an effect names, if it names one."""
        token = _of(words, *NAMES)
        return None if token is None else self._name(token)

    def per(self, words: Words) -> tree.Per:
        step, of = _nodes(words)
        return tree.Per(step, of, _of(words, "STARTED") is not None, self._span(words))

    def sets(self, words: Words) -> tree.Sets:
        return tree.Sets(words[-1], self._score(words), self._span(words))

    def multiplies(self, words: Words) -> tree.Multiplies:
        rounding = _single_spaced(_of(words, "ROUNDING"))
        return tree.Multiplies(words[3], rounding, self._score(words), self._span(words))

    def drops(self, words: Words) -> tree.DropsTo:
        return tree.DropsTo(words[-1], self._score(words), self._span(words))

    def bounds(self, words: Words) -> tree.Bounds:
        verb: Any = str(words[0])
        return tree.Bounds(verb, words[-1], self._score(words), self._span(words))

    def clears(self, words: Words) -> tree.Clears:
        return tree.Clears(self._score(words), self._span(words))

    def restores(self, words: Words) -> tree.Restores:
        return tree.Restores(self._score(words), self._span(words))

    def begins(self, words: Words) -> tree.Begins:
        length, until = _after(words, "FOR"), _after(words, "UNTIL")
        return tree.Begins(self._name(words[1]), length, until, self._span(words))

    def ends(self, words: Words) -> tree.Ends:
        return tree.Ends(self._name(words[1]), self._span(words))

    def when_condition(self, words: Words) -> tree.Condition:
        return tree.Condition(False, words[1], self._span(words))

    def otherwise_when(self, words: Words) -> tree.Condition:
        return tree.Condition(True, words[2], self._span(words))

    def otherwise(self, words: Words) -> tree.Condition:
        return tree.Condition(True, None, self._span(words))

    def cap(self, words: Words) -> tree.AtMost:
        words = words[words[0] == "," :]
        limit, *per = _nodes(words)
        times = _of(words, "TIMES") is not None
        return tree.AtMost(limit, tuple(per), times, self._span(words))

    def per_period(self, words: Words) -> tree.CalendarWindow:
        return self.this_period(words)

    def per_year(self, words: Words) -> tree.YearFrom:
        return self.this_year(words)

    def per_name(self, words: Words) -> tree.PerField:
        return tree.PerField(self._name(words[1]), self._span(words))

    def in_any(self, words: Words) -> tree.AnyDays:
        return tree.AnyDays(self._count(words[1]), _plural(words[2]), self._span(words))

    def highest(self, words: Words) -> tree.OnlyHighest:
        words = words[words[0] == "," :]
        return tree.OnlyHighest(self._name(words[-1]), self._span(words))

    def lasts(self, words: Words) -> tree.Lasts:
        verb: Any = "expires" if words[1].startswith("expires") else "comes back"
        end = _of(words, "AT_THE_END")
        return tree.Lasts(
            verb,
            after=_after(words, "LASTS_AFTER"),
            start=_after(words, "FROM"),
            end=None if end is None else end.split()[-1],
            on=_after(words, "LASTS_ON"),
            unless=_after(words, "UNLESS"),
            held=_after(words, "WHILE"),
            span=self._span(words[1:]),
        )

    # --- rules and their triggers ---

    def rule(self, words: Words) -> Any:
        return self._block(tree.RuleBlock, words)

    def every_length(self, words: Words) -> tree.EveryLength:
        unit, length = _plural(words[2]), self._count(words[1])
        return tree.EveryLength(length, unit, words[4], self._span(words))

    def at_end(self, words: Words) -> tree.AtEndOf:
        return tree.AtEndOf(str(words[-1]), self._span(words))

    def quiet(self, words: Words) -> tree.AfterQuiet:
        since = next((i for i, w in enumerate(words) if _of([w], "SINCE")), len(words))
        return tree.AfterQuiet(
            words[2],
            _all(words[:since], tree.Occasion),
            _all(words[since:], tree.Occasion),
            _after(words, "FROM"),
            words[1] is not None,
            self._span(words),
        )

    def as_soon(self, words: Words) -> tree.AsSoonAs:
        return tree.AsSoonAs(words[-1], self._span(words))

    def upon(self, words: Words) -> tree.Upon:
        return tree.Upon(words[1], self._span(words))

    def reaches(self, words: Words) -> tree.Reaches:
        verb: Any = _single_spaced(words[2])
        return tree.Reaches(words[1], verb, words[3], self._span(words))

    def occasion(self, words: Words) -> tree.Occasion:
        edge, span = _of(words, "EDGE"), self._span(words)
        if edge is not None:
            which: Any = edge.split()[1]
            return tree.Occasion(self._name(words[1]), None, which, span)
        moment = self._name(words[0]) if len(words) > 1 else None
        return tree.Occasion(self._name(words[-1]), moment, None, span)

    def status(self, words: Words) -> Any:
        return self._block(tree.StatusBlock, words)

    # --- shared limits, tables, named periods, rankings ---

    def limit(self, words: Words) -> Any:
        return self._block(tree.LimitBlock, words)

    def covers(self, words: Words) -> tree.Covers:
        gains, into = _of(words, "GAINS"), _after(words, "IN")
        which: Any = "gains" if gains is None else " ".join(gains.split()[:-1])
        score = None if into is None else self._name(into)
        actions = tuple(
            name for name in self._names(words) if score is None or name.span != score.span
        )
        return tree.Covers(which, actions, score, self._span(words))

    def table(self, words: Words) -> Any:
        return self._block(tree.TableBlock, words)

    def table_by(self, words: Words) -> tree.TableBy:
        return tree.TableBy(_all(words, tree.Field), self._span(words))

    def table_row(self, words: Words) -> tree.TableRow:
        *keys, value = _nodes(words)
        if [self._word_of(key) for key in keys] == ["otherwise"]:
            keys = []
        return tree.TableRow(tuple(keys), value, self._span(words))

    @staticmethod
    def _word_of(key: tree.RowKey) -> str | None:
        """The word a key is, if it is one and no more."""
        word = key.low is key.high and isinstance(key.low, tree.Name) and not key.below
        return key.low.text if word and isinstance(key.low, tree.Name) else None

    def row_key(self, words: Words) -> tree.RowKey:
        span, values = self._span(words), _nodes(words)
        below = _of(words, "BELOW") is not None
        if below or _of(words, "ROW_FROM"):
            return tree.RowKey(*((None, values[0]) if below else (values[0], None)), below, span)
        key = tree.RowKey(values[0], values[-1], False, span)
        return tree.RowKey(None, None, False, span) if self._word_of(key) == "any" else key

    def row_name(self, words: Words) -> Any:
        """The name of a choice; what looks like a new name may be `yes` or `no` as well."""
        if words[0] in ("yes", "no"):
            return self.yes_no(words)
        return self._name(words[0])

    def period(self, words: Words) -> Any:
        return self._block(tree.PeriodBlock, words)

    def stretch(self, words: Words) -> tree.Stretch:
        return tree.Stretch(words[1], words[3], self._span(words))

    def season(self, words: Words) -> tree.Season:
        return tree.Season(*self._day(words[2:]), *self._day(words[5:]), self._span(words))

    def ranking(self, words: Words) -> Any:
        return self._block(tree.RankingBlock, words)

    def rank_by(self, words: Words) -> tree.RankBy:
        order: Any = _single_spaced(words[-1])
        return tree.RankBy(words[1], order, words[0] == "then", self._span(words))

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
        operator: Any = str(_of(words, "LESS_OR_SAME"))
        length, unit = self._count(words[1]), _plural(words[2])
        return tree.GainAtMostCost(length, unit, operator, self._span(words))

    # --- grades, perks, sanctions ---

    def grades(self, words: Words) -> tree.GradesBlock:
        return tree.GradesBlock(words[2], tuple(_nodes(words[3:])), self._span(words))

    def grade_row(self, words: Words) -> tree.GradeRow:
        bound = words[2] if len(words) > 2 else None
        return tree.GradeRow(words[0], bound, self._span(words))

    def no_better(self, words: Words) -> tree.NoBetter:
        return tree.NoBetter(words[3], words[5], self._span(words))

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
        reach: Any = _single_spaced(_of(words, "REACH")) or "exactly"
        score = _after(words, "OF")
        grades = tuple(each for each in _all(words, tree.Name) if each is not score)
        return tree.ForGrades(grades, reach, score, self._span(words))

    def when(self, words: Words) -> tree.When:
        return tree.When(words[1], self._span(words))

    def every_year(self, words: Words) -> tree.EveryYear:
        return tree.EveryYear(*self._day(words[3:]), self._span(words))

    def every_month(self, words: Words) -> tree.EveryMonth:
        number = _of(words, "NUMBER")
        day = None if number is None else self._count(number)
        return tree.EveryMonth(day, self._span(words))

    def once(self, words: Words) -> tree.OnceOn:
        return tree.OnceOn(words[2], self._span(words))

    def worth(self, words: Words) -> tree.Worth:
        verb: Any = str(words[0])
        return tree.Worth(verb, words[1], words[2], self._span(words))

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

    def is_in(self, words: Words) -> tree.IsIn:
        return tree.IsIn(words[0], words[2], "not" in words[1].split(), self._nest(words))

    def is_given(self, words: Words) -> tree.IsGiven:
        return tree.IsGiven(words[0], "not" in words[1].split(), self._span(words))

    def is_tied(self, words: Words) -> tree.IsTied:
        return tree.IsTied(words[0], self._span(words))

    def out_of(self, words: Words) -> tree.Ratio:
        return tree.Ratio(words[0], words[2], self._nest(words))

    def up_to(self, words: Words) -> tree.UpTo:
        return tree.UpTo(words[0], words[2], self._nest(words))

    def rounded_to(self, words: Words) -> tree.RoundedTo:
        *rounding, _, digits, _ = words[1].split()
        return tree.RoundedTo(words[0], " ".join(rounding), int(digits), self._nest(words))

    def negative(self, words: Words) -> Any:
        part = words[1]
        if isinstance(part, tree.Quantity) and part.value >= 0:
            return tree.Quantity(part.value.copy_negate(), part.unit, self._span(words))
        return tree.Negative(part, self._nest(words))

    minus_quantity = negative

    def either(self, words: Words) -> tree.Either:
        return tree.Either(words[2], words[0], words[4], self._nest(words))

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

    def length(self, words: Words) -> tree.Length:
        parts = tuple(
            (self._amount(amount), _plural(unit))
            for amount, unit in zip(words[::2], words[1::2], strict=True)
        )
        return tree.Length(parts, self._nest(words))

    def _amount(self, word: Any) -> Any:
        """How many of a unit: a number or a name where no rule of its own stands around it."""
        if not isinstance(word, Token):
            return word
        if word.type == "LATER_NAME":
            return self._name(word)
        return tree.Quantity(_number(word), None, self._span([word]))

    def this_field(self, words: Words) -> tree.ThisField:
        return tree.ThisField(self._name(words[1]), self._span(words))

    def elapsed(self, words: Words) -> tree.Elapsed:
        unit: Any = words[0].split()[-2]
        return tree.Elapsed(unit, words[1], words[3], self._nest(words))

    def period_day(self, words: Words) -> tree.PeriodDay:
        edge: Any = words[0].split()[1]
        return tree.PeriodDay(edge, words[0].split()[-2], words[1], self._nest(words))

    def day_beside(self, words: Words) -> tree.DayBeside:
        which: Any = words[0].split()[-1]
        return tree.DayBeside(which, words[1], self._nest(words))

    def still(self, words: Words) -> tree.StillCounting:
        return tree.StillCounting(words[0], words[2], self._nest(words))

    def table_of(self, words: Words) -> tree.TableOf:
        name, *keys = _nodes(words)
        return tree.TableOf(name, tuple(keys), self._nest(words))

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

    def pick(self, words: Words) -> tree.PickOf:
        which: Any = words[0].split()[-1]
        _, field, _, of, where, window, empty = words
        return tree.PickOf(which, field, of, where, window, empty, self._span(words))

    def if_none(self, words: Words) -> Any:
        if not isinstance(words[1], tree.Name | tree.Quantity | tree.DateLiteral):
            self._nest(words)
        return words[1]

    def sliding(self, words: Words) -> tree.SlidingWindow:
        length, unit = self._count(words[3]), _plural(words[4])
        return tree.SlidingWindow(length, unit, False, self._span(words))

    def within(self, words: Words) -> tree.SlidingWindow:
        length, unit = self._count(words[1]), _plural(words[2])
        return tree.SlidingWindow(length, unit, True, self._span(words))

    def this_period(self, words: Words) -> tree.CalendarWindow:
        previous, calendar = words[0].type == "PREVIOUS", words[1] is not None
        return tree.CalendarWindow(str(words[2]), calendar, previous, self._span(words))

    def this_year(self, words: Words) -> tree.YearFrom:
        previous, span = words[0].type == "PREVIOUS", self._span(words)
        if words[2].type == "NUMBER":
            return tree.YearFrom(*self._day(words[2:]), None, previous, span)
        return tree.YearFrom(None, None, self._name(words[2]), previous, span)

    def this_named(self, words: Words) -> tree.PeriodWindow:
        return tree.PeriodWindow(self._name(words[1]), self._span(words))

    def since(self, words: Words) -> tree.SinceWindow:
        return tree.SinceWindow(words[1], self._span(words))

    def between(self, words: Words) -> tree.BetweenWindow:
        return tree.BetweenWindow(words[1], words[3], self._nest(words))

    def ever(self, words: Words) -> tree.Ever:
        return tree.Ever(self._span(words))

    def grade_test(self, words: Words) -> tree.GradeTest:
        reach: Any = _single_spaced(_of(words, "REACH")) or "exactly"
        reach = "not" if _of(words, "IS_NOT") is not None else reach
        return tree.GradeTest(
            _after(words, "IS", "IS_NOT"), reach, _after(words, "OF"), self._span(words)
        )

    def _day(self, words: Words) -> tuple[int, int]:
        """A day and a month, as in `1 December`."""
        return self._count(words[0]), MONTHS.index(words[1]) + 1

    def _count(self, token: Token) -> int:
        number = _number(token)
        if number != number.to_integral_value():
            self.not_whole.append(self._span([token]))
        return int(number)
