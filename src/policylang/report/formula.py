"""Expressions of the machine in plain words, with the names and units of the policy.

the smaller of 1% of `loan` and 50.00 USD
count of `late_payment` in the last 365 days is at least 3
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import attrs

from policylang.model.expressions import (
    Add,
    All,
    Any,
    AttributeValue,
    Balance,
    Compare,
    Constant,
    Divide,
    Expression,
    FieldValue,
    Greatest,
    Least,
    Multiply,
    Negate,
    Not,
    Recall,
    Relation,
    Rounding,
    Today,
    parts_of,
)
from policylang.model.machine import Action, Calendar, Machine, OfMoment, Sliding, Tally, Window
from policylang.model.units import Domain, Kind
from policylang.model.values import show_value

_RELATIONS: Final = {
    Relation.LESS: "is less than",
    Relation.AT_MOST: "is at most",
    Relation.MORE: "is more than",
    Relation.AT_LEAST: "is at least",
    Relation.EQUAL: "is",
    Relation.UNEQUAL: "is not",
}
_OF_DATES: Final = {
    **_RELATIONS,
    Relation.LESS: "is before",
    Relation.AT_MOST: "is not after",
    Relation.MORE: "is after",
    Relation.AT_LEAST: "is not before",
}


@attrs.frozen
class Formula:
    """Reads expressions of one machine; `action` is whose fields they may name."""

    machine: Machine
    action: Action | None = None

    def condition(self, expression: Expression) -> str:
        """Something that holds or does not."""
        match expression:
            case Constant(value):
                return "always" if value else "never"
            case All(parts):
                telling = [part for part in parts if part != Constant(1)]
                return " and ".join(self._joined(part) for part in telling or parts[:1])
            case Any(parts):
                telling = [part for part in parts if part != Constant(0)]
                return " or ".join(self._joined(part) for part in telling or parts[:1])
            case Not(part):
                return f"not {self._joined(part)}"
            case Compare(relation, left, right):
                kind = self._kind(left) or self._kind(right)
                is_date = isinstance(kind, Domain) and kind.kind is Kind.DATE
                verb = (_OF_DATES if is_date or kind is Kind.DATE else _RELATIONS)[relation]
                return f"{self.amount(left, kind)} {verb} {self.amount(right, kind)}"
        return self.amount(expression, None)

    def _joined(self, part: Expression) -> str:
        text = self.condition(part)
        is_list = isinstance(part, All | Any) and (" and " in text or " or " in text)
        return f"({text})" if is_list else text

    def amount(self, expression: Expression, kind: Kind | Domain | None) -> str:
        """A quantity. `kind` is what is meant, where a constant does not tell."""
        kind = self._kind(expression) or kind
        match expression:
            case Constant(value):
                return self.value(value, kind)
            case FieldValue(slot) if self.action:
                return f"`{self.action.fields[slot].name}`"
            case AttributeValue(slot):
                return f"`{self.machine.attributes[slot].name}`"
            case Balance():
                return "the score"
            case Today():
                return "the date"
            case Recall(number):
                return self.tally(self.machine.tallies[number])
            case Add(parts):
                return self._sum(parts, kind)
            case Negate(part):
                return f"minus {self._factor(part, kind)}"
            case Multiply(parts):
                return self._product(parts, kind)
            case Divide(part, by, rounding):
                return self._share(part, by, rounding, kind)
            case Least(left, right):
                return f"the smaller of {self.amount(left, kind)} and {self.amount(right, kind)}"
            case Greatest(left, right):
                return f"the larger of {self.amount(left, kind)} and {self.amount(right, kind)}"
        return self.condition(expression)

    def value(self, held: int, kind: Kind | Domain | None) -> str:
        """A held integer with its unit; points without theirs, as in `1,050`."""
        return show_value(held, kind or Kind.NUMBER, self.machine.denomination)

    def tally(self, tally: Tally) -> str:
        """A count or sum over the history."""
        assert isinstance(tally.occurrence, OfMoment)
        action = self.machine.actions[tally.occurrence.action]
        inner = Formula(self.machine, action)
        what = f"count of `{action.name}`"
        if tally.value is not None:
            what = f"sum of {inner.amount(tally.value, None)} of `{action.name}`"
        where = f" where {inner.condition(tally.where)}" if tally.where is not None else ""
        return f"{what}{where} {recall_window(tally.window)}"

    def _sum(self, parts: tuple[Expression, ...], kind: Kind | Domain | None) -> str:
        text = self.amount(parts[0], kind)
        for part in parts[1:]:
            match part:
                case Negate(taken):
                    text += f" - {self._factor(taken, kind)}"
                case Constant(value) if value < 0:
                    text += f" - {self.value(-value, kind)}"
                case _:
                    text += f" + {self.amount(part, kind)}"
        return text

    def _factor(self, part: Expression, kind: Kind | Domain | None) -> str:
        text = self.amount(part, kind)
        return f"({text})" if isinstance(part, Add | Least | Greatest) else text

    def _product(self, parts: tuple[Expression, ...], kind: Kind | Domain | None) -> str:
        """A constant with a unit only where no other part brings one."""
        united = any(self._unit(part) for part in parts)
        constants = Kind.NUMBER if united else kind
        return " * ".join(
            self._factor(part, constants if isinstance(part, Constant) else kind) for part in parts
        )

    def _unit(self, part: Expression) -> Kind | Domain | None:
        kind = self._kind(part)
        return None if kind is Kind.NUMBER else kind

    def _share(
        self, part: Expression, by: int, rounding: Rounding, kind: Kind | Domain | None
    ) -> str:
        times = 1
        if isinstance(part, Multiply) and isinstance(part.parts[-1], Constant):
            times = part.parts[-1].value
            rest = part.parts[:-1]
            part = rest[0] if len(rest) == 1 else Multiply(rest)
        percent, left = divmod(times * 100 * 10_000, by)
        if left:
            over = f"{self._factor(part, kind)} * {times:,} / {by:,}"
            return f"{over} {rounding}"
        share = f"{(Decimal(percent) / 10_000).normalize():f}%"
        return f"{share} of {self._factor(part, kind)} {rounding}"

    def _kind(self, expression: Expression) -> Kind | Domain | None:
        """What an expression is a quantity of; None for bare constants."""
        match expression:
            case FieldValue(slot) if self.action:
                return self.action.fields[slot].domain
            case AttributeValue(slot):
                return self.machine.attributes[slot].domain
            case Balance():
                return Kind.POINTS
            case Today():
                return Kind.DATE
            case Recall(number):
                tally = self.machine.tallies[number]
                assert isinstance(tally.occurrence, OfMoment)
                inner = Formula(self.machine, self.machine.actions[tally.occurrence.action])
                return Kind.NUMBER if tally.value is None else inner._kind(tally.value)
            case Compare() | All() | Any() | Not():
                return Kind.YES_NO
        kinds = [self._kind(part) for part in parts_of(expression)]
        united = [kind for kind in kinds if kind not in (None, Kind.NUMBER)]
        return next(iter([*united, *(kind for kind in kinds if kind)]), None)


def recall_window(window: Window) -> str:
    """Over which time a count or sum goes: `in the last 365 days`."""
    match window:
        case Sliding(1):
            return "today"
        case Sliding(days):
            return f"in the last {days:,} days"
        case Calendar(period):
            return f"this calendar {period}"
        case _:
            return "ever"


def cap_window(window: Window) -> str:
    """In which time a cap counts: `per calendar year`, `in any 30 days`."""
    match window:
        case Sliding(days):
            return f"in any {days:,} days"
        case Calendar(period):
            return f"per calendar {period}"
        case _:
            return "ever"
