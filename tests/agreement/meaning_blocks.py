"""The blocks of a policy text, sorted by what a reader of its meaning looks for."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeVar

from policylang.model.currencies import MINOR_DIGITS
from policylang.syntax import nodes as tree
from tests.agreement.meaning_values import Value

Clause = TypeVar("Clause")
#: Effects of which the first that holds is applied, each with the number of its rule.
Chain = list[tuple[int, tree.Effect]]
Schedule = tree.EveryYear | tree.EveryMonth | tree.OnceOn


def every(clauses: Iterable[object], kind: type[Clause]) -> list[Clause]:
    """The clauses of a kind, in order."""
    return [clause for clause in clauses if isinstance(clause, kind)]


def only(clauses: Iterable[object], kind: type[Clause]) -> Clause | None:
    """The clause of a kind, if there is one."""
    return next(iter(every(clauses, kind)), None)


class Blocks:
    """What a policy declares, as trees."""

    def __init__(self, file: tree.PolicyFile) -> None:
        (header,) = every(file.items, tree.PolicyBlock)
        (self.score,) = every(file.items, tree.ScoreBlock)
        self.actions = every(file.items, tree.ActionBlock)
        self.grants = every(file.items, tree.GrantBlock)
        person = [block.clauses for block in every(file.items, tree.PersonBlock)]
        self.attributes = [field for clauses in person for field in every(clauses, tree.Field)]
        tables = [block.clauses for block in every(file.items, tree.GradesBlock)]
        self.grades = [row for clauses in tables for row in every(clauses, tree.GradeRow)]
        self.figures = {
            figure.name.text: figure.value
            for block in every(file.items, tree.FiguresBlock)
            for figure in every(block.clauses, tree.Figure)
        }
        self.definitions = {
            block.name.text: meaning.value
            for block in every(file.items, tree.DefineBlock)
            for meaning in every(block.clauses, tree.Means)
        }
        edges = every(header.clauses, tree.InForce)
        days = {edge.edge: edge.date.value.toordinal() for edge in edges}
        self.opens, self.closes = days.get("from"), days.get("until")
        self.parts = _parts(header, self.score)
        self.chains, self.first_caps = self._numbered()

    def slots(self, fields: list[tree.Field], held: list[int]) -> dict[str, Value]:
        """Held values under the names of their fields, in written units."""
        named = zip(fields, held, strict=False)
        return {field.name.text: self._value(field, number) for field, number in named}

    def kind_of(self, action: str, field: str) -> str | None:
        """The kind of a field of an action."""
        (block,) = (each for each in self.actions if each.name.text == action)
        fields = every(block.clauses, tree.Field)
        return self.slots(fields, [0] * len(fields))[field].kind

    def _value(self, field: tree.Field, held: int) -> Value:
        match field.type:
            case tree.ChoiceType(choices):
                return Value(held, "choice", tuple(choice.text for choice in choices))
            case tree.QuantityType(unit):
                return Value(Fraction(held, self.parts.get(unit, 1)), unit)
            case _:
                return Value(held, "yes or no")

    def _numbered(self) -> tuple[dict[str, list[Chain]], dict[int, int]]:
        """The chains of each action, and the number of the first cap of each rule."""
        chains: dict[str, list[Chain]] = {}
        caps: dict[int, int] = {}
        number = slot = 0
        for action in self.actions:
            own = chains.setdefault(action.name.text, [])
            for effect in every(action.clauses, tree.Effect):
                if effect.condition is not None and effect.condition.otherwise:
                    own[-1].append((number, effect))
                else:
                    own.append([(number, effect)])
                caps[number] = slot
                number, slot = number + 1, slot + len(effect.caps)
        return chains, caps


def _parts(header: tree.PolicyBlock, score: tree.ScoreBlock) -> dict[str, int]:
    """How many of its smallest parts one written unit has."""
    currency = only(header.clauses, tree.Currency)
    decimals = only(score.clauses, tree.KeepsDecimals)
    return {
        "points": int(10 ** (decimals.digits if decimals else 0)),
        "money": int(10 ** (MINOR_DIGITS[currency.name.text] if currency else 2)),
        "hours": 3600,
        "percent": 10_000,
    }


def schedule_of(grant: tree.GrantBlock) -> Schedule | None:
    """When a perk or sanction is due; None without dates."""
    return next((each for each in grant.clauses if isinstance(each, Schedule)), None)
