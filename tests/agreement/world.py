"""What a generated policy has declared so far, and the constants it writes.

A constant now and then becomes a figure, so that figures stand wherever constants may: in ranges,
bounds, caps, steps and expressions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Final

import attrs

from policylang.model.units import Denomination, Kind
from policylang.model.values import decimal_of
from policylang.syntax import nodes as tree
from tests.agreement.chooser import Chooser
from tests.agreement.terms import Span, Term, extreme, plus

#: Kinds of which there can be more and less, and that can be added.
AMOUNTS: Final = (Kind.NUMBER, Kind.POINTS, Kind.MONEY, Kind.HOURS, Kind.PERCENT)
#: First and last day a date may lie on.
DATES: Final = (datetime.date(1800, 1, 1).toordinal(), datetime.date(2999, 12, 31).toordinal())
#: First and last day on which generated policies and histories do anything.
ERA: Final = (datetime.date(2019, 12, 1).toordinal(), datetime.date(2021, 3, 31).toordinal())
#: Days where something turns: a week, a month, a quarter, a year, a leap day.
TURNS: Final = tuple(
    datetime.date.fromisoformat(day).toordinal()
    for day in (
        "2019-12-31", "2020-01-01", "2020-02-28", "2020-02-29", "2020-03-01", "2020-03-31",
        "2020-04-06", "2020-06-30", "2020-12-28", "2020-12-31", "2021-01-01", "2021-02-28",
    )
)  # fmt: skip
#: Names no other policy would choose: words of Python and of the generated code, other scripts.
NAMES: Final = (
    "amount", "time", "kind", "level", "flag", "day", "class", "lambda", "None", "print",
    "points", "days", "größe", "次数", "rate", "x", "self", "balance", "codes", "date_of",
    "calendar", "started", "eval", "value", "other", "unit", "total", "row", "True", "l",
    "hours", "money", "percent", "title", "who", "limit", "week", "last", "name", "ledger",
)  # fmt: skip
_UNITS: Final = ("points", "hours")


@attrs.frozen
class Slot:
    """A field or attribute: its name, its kind and what it may hold (held units)."""

    name: str
    kind: Kind
    bounds: Span
    choices: tuple[str, ...] = ()

    @property
    def term(self) -> Term:
        """The slot as an expression."""
        near = ERA if self.bounds == DATES else self.bounds
        return Term(tree.Name(self.name), self.kind, self.bounds, near, False, self.choices)


@attrs.frozen
class Sight:
    """What an expression may use where it stands: fields, and whether it may look at the state.

    `event` says that it is read when an event is applied.
    """

    fields: tuple[Slot, ...] = ()
    state: bool = True
    event: bool = False


@attrs.frozen
class Deed:
    """An action as other rules know it."""

    name: str
    fields: tuple[Slot, ...]


@attrs.define
class World:
    """The declarations of one policy while it is written.

    `settled` holds what the conditions now being written compare with constants: a second
    comparison of the same could contradict the first, which the checker refuses.
    """

    choose: Chooser
    denomination: Denomination
    score: Term
    has_money: bool
    #: Writes a condition; handed over so that histories can be filtered by one.
    condition: Callable[[World, Sight, int], Term | None]
    #: The score everybody starts with.
    start: int = 0
    #: First and last day in force, where there are such.
    opens: int | None = None
    closes: int | None = None
    attributes: tuple[Slot, ...] = ()
    deeds: tuple[Deed, ...] = ()
    grades: tuple[tuple[str, int | None], ...] = ()
    definitions: list[tuple[Term, frozenset[tree.Expr]]] = attrs.field(factory=list)
    figures: list[tuple[str, Term, tree.Expr]] = attrs.field(factory=list)
    recalled: list[Term] = attrs.field(factory=list)
    settled: set[tree.Expr] = attrs.field(factory=set)
    names: list[str] = attrs.field(factory=lambda: list(NAMES))
    new_figures: bool = True

    @property
    def edges(self) -> tuple[int, ...]:
        """The first and last day in force, as far as there are such."""
        return tuple(day for day in (self.opens, self.closes) if day is not None)

    def today(self, sight: Sight) -> Term:
        """The date. An event lies in force; a perk may be asked about on any later day."""
        low = DATES[0] if self.opens is None else self.opens
        high = DATES[1] if self.closes is None or not sight.event else self.closes
        near = (max(low, ERA[0]), max(low, ERA[0], min(high, ERA[1])))
        return Term(tree.TheDate(), Kind.DATE, (low, high), near)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kinds of amounts this policy knows."""
        return tuple(kind for kind in AMOUNTS if self.has_money or kind is not Kind.MONEY)

    def name(self, *, figure: bool = False) -> str:
        """A name that nothing has yet. After a number, a figure cannot have a unit's name."""
        name = self.choose.among([n for n in self.names if not (figure and n in _UNITS)])
        self.names.remove(name)
        return name

    # --- constants -------------------------------------------------------------------------

    def constant(self, kind: Kind, held: int, *, firm: bool = False) -> Term:
        """A written value, or a figure for it. A `firm` one has its unit beside it."""
        choose = self.choose
        if self.new_figures and len(self.names) > 12 and choose.chance(12):
            return self._figure(self._written(kind, held, self._bare(kind, firm)))
        if choose.chance(30):
            for _, figure, _ in self.figures:
                same = (figure.kind, figure.bounds) == (kind, (held, held))
                if same and not (firm and figure.bare):
                    return figure
        return self._written(kind, held, self._bare(kind, firm))

    def _bare(self, kind: Kind, firm: bool) -> bool:
        return kind is Kind.NUMBER or (kind is Kind.POINTS and not firm and self.choose.chance(60))

    def plain(self, kind: Kind, held: int) -> tree.Expr:
        """A constant where only a number, a date or the name of a figure may stand."""
        return self.constant(kind, held).node

    def _written(self, kind: Kind, held: int, bare: bool) -> Term:
        span = (held, held)
        if kind is Kind.DATE:
            return Term(tree.DateLiteral(datetime.date.fromordinal(held)), kind, span, span)
        if kind is Kind.HOURS and held % 36:
            return Term(tree.Quantity(Decimal(held // 60), "minutes"), kind, span, span)
        number = Decimal(held)
        if kind is Kind.HOURS:
            number = Decimal(held) / 3600
        elif kind is not Kind.NUMBER:
            number = decimal_of(held, self.denomination.scale(kind))
        number = Decimal(f"{number:f}")
        units = {
            Kind.POINTS: "points",
            Kind.MONEY: self.denomination.currency,
            Kind.HOURS: "hours",
            Kind.PERCENT: "%",
        }
        return Term(tree.Quantity(number, None if bare else units[kind]), kind, span, span, bare)

    def _figure(self, value: Term) -> Term:
        """Declare a figure for a value, and name it."""
        name = self.name(figure=True)
        figure = attrs.evolve(value, node=tree.Name(name))
        self.figures.append((name, figure, self._computed(value)))
        return figure

    def _computed(self, value: Term) -> tree.Expr:
        """The value of a figure: as written, or worked out from other constants."""
        if value.kind is Kind.DATE or not self.choose.chance(25):
            return value.node
        known = [each for _, each, _ in self.figures if each.kind is value.kind]
        known = [each for each in known if each.bare is value.bare]
        if known and self.choose.chance(60):
            other = self.choose.among(known)
        else:
            scale = self.denomination.scale(value.kind)
            other = self._written(value.kind, scale, value.bare)
        if not value.bare and other.low >= value.low and self.choose.chance(50):
            return extreme("smaller", value, other).node
        rest = self._written(value.kind, value.low - other.low, value.bare)
        total = plus([(1, other), (1, rest)])
        assert total is not None
        assert total.bounds == value.bounds
        return total.node
