"""Expressions of the machine in plain words, with the names and units of the policy.

the smaller of 1% of `loan` and 50.00 USD
count of `late_payment` in the last 365 days is at least 3
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import attrs

from policylang.core.counting import counted
from policylang.model.expressions import (
    Add,
    AddMonths,
    All,
    Any,
    AsOf,
    AttributeValue,
    Balance,
    Compare,
    Constant,
    Divide,
    Either,
    EventDay,
    Expression,
    FieldValue,
    Greatest,
    InPeriod,
    InStatus,
    Least,
    Lookup,
    MonthsBetween,
    Multiply,
    Negate,
    Not,
    PeriodEdge,
    PresentField,
    RankOf,
    Recall,
    Relation,
    Rounding,
    StillCounting,
    Tied,
    Today,
    parts_of,
)
from policylang.model.machine import (
    Action,
    Anchored,
    Between,
    Calendar,
    Machine,
    OfMoment,
    Shifted,
    Since,
    Sliding,
    SlidingMonths,
    Tally,
    Window,
    Within,
)
from policylang.model.units import WHOLE, Domain, Kind
from policylang.model.values import show_value
from policylang.report.occasions import calendar_window, length, occurrence

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


_OF_RANKS: Final = {
    Relation.LESS: "is better than {}",
    Relation.AT_MOST: "is {} or better",
    Relation.MORE: "is worse than {}",
    Relation.AT_LEAST: "is {} or worse",
    Relation.EQUAL: "is {}",
    Relation.UNEQUAL: "is not {}",
}


#: Months of a year, days of a week.
_MONTHS: Final = 12
_DAYS: Final = 7

#: What is worked out of its parts.
_Operation = (
    Add | Negate | Multiply | Divide | Least | Greatest
    | Compare | All | Any | Not | InStatus | InPeriod | Tied
)  # fmt: skip


@attrs.frozen
class Formula:
    """Reads expressions of one machine.

    `action` is whose fields they may name; in a filter that is what is counted, and `present` the
    action of the event being applied.
    """

    machine: Machine
    action: Action | None = None
    present: Action | None = None
    #: What is called by a name instead of being written out.
    names: Mapping[Expression, str] = attrs.field(factory=dict)

    def condition(self, expression: Expression) -> str:
        """Something that holds or does not."""
        if self.names and expression in self.names:
            return f"`{self.names[expression]}`"
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
                return self._comparison(relation, left, right)
            case InStatus(number):
                return f"in status `{self.machine.statuses[number].name}`"
            case InPeriod(number, day):
                return f"{self.amount(day, Kind.DATE)} is in `{self.machine.periods[number].name}`"
            case Tied(slot):
                return f"{_field(slot, self.action)} is tied"
            case Either(condition, then, otherwise):
                told = f"{self.condition(then)} if {self.condition(condition)}"
                return f"{told}, else {self.condition(otherwise)}"
        return self.amount(expression, None)

    def _comparison(self, relation: Relation, left: Expression, right: Expression) -> str:
        if isinstance(left, RankOf) and isinstance(right, Constant):
            grade = self.machine.gradings[left.grading].grades[right.value].name
            return f"{self.amount(left, None)} {_OF_RANKS[relation].format(grade)}"
        kind = self.kind(left) or self.kind(right)
        plain = _plain(kind)
        if plain in (Kind.DATE, Kind.NAME) and right == Constant(0):
            is_not = relation in (Relation.EQUAL, Relation.AT_MOST)
            return f"{self.amount(left, kind)} is {'not ' if is_not else ''}given"
        verb = (_OF_DATES if plain is Kind.DATE else _RELATIONS)[relation]
        return f"{self.amount(left, kind)} {verb} {self.amount(right, kind)}"

    def _joined(self, part: Expression) -> str:
        text = self.condition(part)
        is_list = isinstance(part, All | Any) and (" and " in text or " or " in text)
        return f"({text})" if is_list else text

    def amount(self, expression: Expression, kind: Kind | Domain | None) -> str:
        """A quantity. `kind` is what is meant, where a constant does not tell."""
        if self.names and expression in self.names:
            return f"`{self.names[expression]}`"
        match expression:
            case Multiply((Constant(worth), Divide(of, step, rounding))) if self._is_rate(of, kind):
                started = " started" if rounding is Rounding.UP else ""
                per = f"{self.value(step, self.kind(of))} of {self._factor(of, None)}"
                return f"{self.value(worth, kind)} per{started} {per}"
        kind = self._meant(expression, kind)
        match expression:
            case Constant(value):
                return self.value(value, kind)
            case FieldValue(slot):
                return _field(slot, self.action)
            case PresentField(slot):
                return f"this {_field(slot, self.present)}"
            case EventDay():
                return "the date of the event"
            case AttributeValue(slot):
                return f"`{self.machine.attributes[slot].name}`"
            case Balance(score):
                return self.score(score)
            case StillCounting(score, day):
                return f"what of {self.score(score)} counts on {self.amount(day, Kind.DATE)}"
            case RankOf(grading):
                return self._grade(grading)
            case Today():
                return "the date"
            case AsOf():
                return "the day asked about"
            case Recall(number):
                return self.tally(self.machine.tallies[number])
            case AddMonths() | MonthsBetween() | PeriodEdge():
                return self._day(expression)
            case Lookup() | Either():
                return self._chosen(expression, kind)
        return self._worked_out(expression, kind)

    def _is_rate(self, of: Expression, kind: Kind | Domain | None) -> bool:
        """Whether so much of one thing is given for each whole part of another."""
        if isinstance(of, MonthsBetween) or (isinstance(of, Add) and self._is_span(of.parts)):
            return False
        return kind is not None and _plain(self.kind(of)) is not _plain(kind)

    def _meant(self, expression: Expression, kind: Kind | Domain | None) -> Kind | Domain | None:
        """In what its constants are held: a number of times something is whatever is asked for."""
        own = self.kind(expression)
        return own if self._unit(own) else kind or own

    def _day(self, expression: AddMonths | MonthsBetween | PeriodEdge) -> str:
        match expression:
            case AddMonths(day, months):
                return f"{self.amount(day, Kind.DATE)} + {self.months(months)}"
            case MonthsBetween(first, last):
                days = self.amount(first, Kind.DATE), self.amount(last, Kind.DATE)
                return f"the full months from {days[0]} to {days[1]}"
            case PeriodEdge(day, period, edge):
                return f"the {edge} day of the {period} of {self.amount(day, Kind.DATE)}"

    def _chosen(self, expression: Lookup | Either, kind: Kind | Domain | None) -> str:
        match expression:
            case Lookup(number, keys):
                given = ", ".join(self.amount(key, None) for key in keys)
                given = given if len(keys) == 1 else f"({given})"
                return f"`{self.machine.tables[number].name}` of {given}"
            case Either(condition, then, otherwise):
                told = f"{self.amount(then, kind)} if {self.condition(condition)}"
                return f"({told}, else {self.amount(otherwise, kind)})"

    def _worked_out(self, expression: _Operation, kind: Kind | Domain | None) -> str:
        match expression:
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
            case Compare() | All() | Any() | Not() | InStatus() | InPeriod() | Tied():
                return self.condition(expression)

    def value(self, held: int, kind: Kind | Domain | None) -> str:
        """A held integer with its unit; points without theirs, as in `1,050`."""
        return show_value(held, kind or Kind.NUMBER, self.machine.denomination)

    def score(self, number: int) -> str:
        """A score: by its name where there are several."""
        return (
            "the score"
            if len(self.machine.scores) == 1
            else f"`{self.machine.scores[number].name}`"
        )

    def _grade(self, number: int) -> str:
        grading = self.machine.gradings[number]
        return (
            "the grade"
            if len(self.machine.gradings) == 1
            else f"the grade of {self.score(grading.score)}"
        )

    def months(self, months: Expression) -> str:
        """A length in months: `2 years 6 months`."""
        return (
            length(months.value, 0)
            if isinstance(months, Constant)
            else f"{self._factor(months, Kind.NUMBER)} months"
        )

    def days(self, days: Expression) -> str:
        """A length in days: `30 days`."""
        return (
            length(0, days.value)
            if isinstance(days, Constant)
            else f"{self._factor(days, Kind.NUMBER)} days"
        )

    def tally(self, tally: Tally) -> str:
        """A count or sum over the history, or one of its values: the latest, the most."""
        inner = self._of_past(tally)
        of = occurrence(tally.occurrence, self.machine)
        value = "day" if tally.value == Today() else ""
        if tally.value is not None and not value:
            value = inner.amount(tally.value, None)
        match tally.measure:
            case "count":
                what = f"count of {of}"
            case "sum":
                what = f"sum of {value} of {of}"
            case measure:
                what = f"the {measure} {value} of {of}"
        where = f" where {inner.condition(tally.where)}" if tally.where is not None else ""
        return f"{what}{where} {self.window(tally.window)}"

    def _of_past(self, tally: Tally) -> Formula:
        """What reads the fields of what a term counts."""
        of_what = tally.occurrence
        action = self.machine.actions[of_what.action] if isinstance(of_what, OfMoment) else None
        return Formula(self.machine, action, self.action)

    def window(self, window: Window) -> str:
        """Over which time a count or sum goes: `in the last 365 days`."""
        match window:
            case Anchored(anchor, previous):
                which = "the previous" if previous else "this"
                return f"{which} year from {self.amount(anchor, Kind.DATE)}"
            case Since(happened):
                return f"since {occurrence(happened, self.machine)}"
            case Between(first, last):
                begin = "" if first is None else f"from {self.amount(first, Kind.DATE)} "
                return f"{begin}to {self.amount(last or Today(), Kind.DATE)}"
            case _:
                return calendar_window(window, self.machine)

    def cap_window(self, window: Window) -> str:
        """In which time a cap counts: `per calendar year`, `in any 30 days`."""
        match window:
            case Sliding(days):
                return f"in any {counted(days, 'day')}"
            case SlidingMonths(months):
                return f"in any {length(months, 0)}"
            case Calendar(period):
                return f"per calendar {period}"
            case Shifted() | Anchored() | Within():
                return f"per {self.window(window).removeprefix('this ')}"
            case _:
                return "ever"

    def _sum(self, parts: tuple[Expression, ...], kind: Kind | Domain | None) -> str:
        dates = [part for part in parts if _is_date(self.kind(part))]
        if dates:
            return self._reckoned(parts, dates)
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

    def _reckoned(self, parts: tuple[Expression, ...], dates: list[Expression]) -> str:
        """A date and some days, or the days from one date to another."""
        begins = [part.part for part in dates if isinstance(part, Negate)]
        ends = [part for part in dates if not isinstance(part, Negate)]
        if begins and ends:
            first, last = self.amount(begins[0], Kind.DATE), self.amount(ends[0], Kind.DATE)
            text = f"the days from {first} to {last}"
        else:
            text = self.amount(dates[0], Kind.DATE)
        for part in parts:
            match part:
                case _ if part in dates:
                    continue
                case Constant(value):
                    text += f" {'+' if value > 0 else '-'} {length(0, abs(value))}"
                case Negate(taken):
                    text += f" - {self.days(taken)}"
                case _:
                    text += f" + {self.days(part)}"
        return text

    def _factor(self, part: Expression, kind: Kind | Domain | None) -> str:
        text = self.amount(part, kind)
        return f"({text})" if isinstance(part, Add | Least | Greatest) else text

    def _product(self, parts: tuple[Expression, ...], kind: Kind | Domain | None) -> str:
        """A constant with a unit only where no other part brings one."""
        match parts:
            case (Divide(part, by, rounding), Constant(step)) if by % step == 0:
                return f"{self._share(part, by // step, rounding, kind)} {self._places(step, kind)}"
        united = any(self._unit(self.kind(part)) for part in parts)
        constants = Kind.NUMBER if united else kind
        return " * ".join(
            self._factor(part, constants if isinstance(part, Constant) else kind) for part in parts
        )

    def _places(self, step: int, kind: Kind | Domain | None) -> str:
        """To what a value is rounded, where that is less fine than it is held."""
        scale = self.machine.denomination.scale(_plain(kind) or Kind.NUMBER)
        left = len(str(scale)) - len(str(step))
        return f"to {counted(left, 'decimal')}"

    def _unit(self, kind: Kind | Domain | None) -> Kind | Domain | None:
        return None if _plain(kind) is Kind.NUMBER else kind

    def _share(
        self, part: Expression, by: int, rounding: Rounding, kind: Kind | Domain | None
    ) -> str:
        """A percentage of a part; one that is worked out is the last factor."""
        if by == 1:
            return f"{self._factor(part, kind)} {rounding}"
        if isinstance(part, MonthsBetween) and by == _MONTHS:
            return self._day(part).replace("months", "years", 1)
        if isinstance(part, Add) and by == _DAYS and self._is_span(part.parts):
            return self.amount(part, None).replace("the days", "the full weeks", 1)
        is_fixed = isinstance(part, Multiply) and isinstance(part.parts[-1], Constant)
        if isinstance(part, Multiply) and by % WHOLE == 0 and not is_fixed:
            *factors, rate = part.parts
            of: Expression = factors[0] if len(factors) == 1 else Multiply(tuple(factors))
            text = self._factor(of, kind)
            if by > WHOLE:
                text = self._share(of, by // WHOLE, rounding, kind).removesuffix(f" {rounding}")
            return f"{self.amount(rate, Kind.PERCENT)} of {text} {rounding}"
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

    def kind(self, expression: Expression) -> Kind | Domain | None:
        """What an expression is a quantity of; None for bare constants and values of tables."""
        match expression:
            case FieldValue(slot) if self.action:
                return self.action.fields[slot].domain
            case PresentField(slot) if self.present:
                return self.present.fields[slot].domain
            case AttributeValue(slot):
                return self.machine.attributes[slot].domain
            case Balance() | StillCounting():
                return Kind.POINTS
            case RankOf():
                return Kind.GRADE
            case Today() | AsOf() | EventDay() | AddMonths() | PeriodEdge():
                return Kind.DATE
            case MonthsBetween():
                return Kind.NUMBER
            case Recall(number):
                tally = self.machine.tallies[number]
                return (
                    Kind.NUMBER if tally.value is None else self._of_past(tally).kind(tally.value)
                )
            case Compare() | All() | Any() | Not() | InStatus() | InPeriod() | Tied():
                return Kind.YES_NO
            case Lookup():
                return None
            case Either(_, then, otherwise):
                return self.kind(then) or self.kind(otherwise)
            case Add(parts) if self._is_span(parts):
                return Kind.NUMBER
        kinds = [self.kind(part) for part in parts_of(expression)]
        united = [kind for kind in kinds if kind not in (None, Kind.NUMBER)]
        return next(iter([*united, *(kind for kind in kinds if kind)]), None)

    def _is_span(self, parts: tuple[Expression, ...]) -> bool:
        """Whether a sum is the days from one date to another."""
        signs = {isinstance(part, Negate) for part in parts if _is_date(self.kind(part))}
        return len(signs) == 2


def _field(slot: int, action: Action | None) -> str:
    """A field by its name, where it is known whose it is."""
    return "a field of the event" if action is None else f"`{action.fields[slot].name}`"


def _is_date(kind: Kind | Domain | None) -> bool:
    return _plain(kind) is Kind.DATE


def _plain(kind: Kind | Domain | None) -> Kind | None:
    """A kind without the values of which it is."""
    return kind.kind if isinstance(kind, Domain) else kind
