"""What a generated scheme declares, and what has been written about it so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Literal

import attrs

from tests.agreement.chooser import Chooser

#: Something that can change and the way it goes: ("trust", "up"), ("ban", "down").
Move = tuple[str, Literal["up", "down"]]

PERIODS: Final = ("day", "week", "month", "quarter", "year")
#: Blocks whose form allows a text behind the name.
_LABELLED: Final = (
    "action", "score", "rule", "perk", "sanction", "status", "limit", "table", "period", "ranking",
    "define", "claim",
)  # fmt: skip


@attrs.frozen
class Deed:
    """An action: its name, its moments (none for a plain one), a derived one, other fields."""

    name: str
    moments: tuple[str, ...] = ()
    derived: str | None = None
    #: Fields that not every action has, by name.
    extra: tuple[str, ...] = ()

    @property
    def all_moments(self) -> tuple[str, ...]:
        """Its moments by name, `date` for the one moment of a plain action."""
        return (*(self.moments or ("date",)), *([self.derived] if self.derived else ()))

    @property
    def occasions(self) -> tuple[str, ...]:
        """How its moments are called elsewhere."""
        own = (*self.moments, *([self.derived] if self.derived else ()))
        return tuple(f"{moment} of {self.name}" for moment in own) or (self.name,)


@attrs.frozen
class Score:
    """A score: its name, whether it keeps lots, whether it is worked out, its decimals."""

    name: str
    lots: bool = False
    formula: bool = False
    decimals: int = 0

    @property
    def grades(self) -> tuple[str, ...]:
        """Names of its grades, best first."""
        return tuple(f"{self.name[0].upper()}{letter}" for letter in "ABC")


@attrs.define(eq=False)
class Setting:
    """What there is to write with, and facts about what is written already."""

    choose: Chooser
    scores: list[Score]
    deeds: list[Deed]
    statuses: list[str]
    #: Names of the rules, also of those still to be written.
    rules: list[str]
    #: Scores with grades.
    graded: list[Score]
    tables: list[str]
    has_period: bool
    figures: list[str]
    definitions: list[str]
    #: Whether scores that are worked out follow from other scores alone.
    formulas_settled: bool = False
    #: Statuses that something begins.
    begun: set[str] = attrs.field(factory=set)
    #: Points that actions earn or lose: action, verb, score.
    points: set[tuple[str, str, str]] = attrs.field(factory=set)
    #: Rules that a moment sets off, each with that moment.
    upon: list[tuple[str, str]] = attrs.field(factory=list)
    #: Moves that rules wait for which changes set off.
    awaited: set[Move] = attrs.field(factory=set)
    #: Moves that such rules make.
    made: set[Move] = attrs.field(factory=set)
    _hides_formulas: bool = False

    @property
    def gathered(self) -> list[Score]:
        """Scores that rules change."""
        return [each for each in self.scores if not each.formula]

    @property
    def readable(self) -> list[Score]:
        """Scores that may be read where something is being written."""
        return self.gathered if self._hides_formulas else self.scores

    @property
    def readable_graded(self) -> list[Score]:
        """Scores whose grade may be read there."""
        return [each for each in self.graded if each in self.readable]

    @contextmanager
    def without_formulas(self) -> Iterator[None]:
        """Where scores that are worked out cannot be read."""
        before, self._hides_formulas = self._hides_formulas, True
        yield
        self._hides_formulas = before

    def of_score(self, score: Score) -> str:
        """` of trust` behind `grade`, where it has to be said."""
        return f" of {score.name}" if len(self.graded) > 1 else ""

    def block(self, opening: str, clauses: Iterable[str]) -> str:
        """A block, now and then with a label and with what it cites or assumes."""
        choose = self.choose
        label, notes = "", []
        if opening.partition(" ")[0] in _LABELLED and choose.chance(14):
            label = ' "Something"'
        if not opening.startswith(("assumed", "reported")) and choose.chance(14):
            notes = [choose.among(('source "a page"', 'assumed "made up"'))]
        lines = [f"  {each}" for each in (*clauses, *notes) if each]
        return "\n".join([f"{opening}{label} {{", *lines, "}"])
