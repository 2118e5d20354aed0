"""Parts of a policy in plain words: who decides, when something is due, what a rule does."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from policylang.model.machine import (
    Action,
    Cap,
    Grade,
    Grant,
    Machine,
    Monthly,
    Once,
    Rule,
    Schedule,
    Slot,
    Yearly,
)
from policylang.model.units import Domain, Kind
from policylang.model.values import show_number, show_value
from policylang.report.formula import Formula, cap_window

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_RELATIONS: Final = {">=": "is at least", "<=": "is at most", ">": "is more than",
                     "<": "is less than", "=": "is"}  # fmt: skip
#: A text in quotes, or a comparison.
_PART: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[<>]=?|=')


def counted(number: int, noun: str) -> str:
    """`1 event`, `2 events`, `1,000 events`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def points(held: int, machine: Machine) -> str:
    """Held points as they are written: `1,050`, `99.5`."""
    return show_number(held, machine.denomination.scale(Kind.POINTS))


def schedule(when: Schedule | None) -> str:
    """When a perk or sanction is due."""
    match when:
        case Yearly(month, day):
            return f"every year on {day} {MONTHS[month - 1]}"
        case Monthly(None):
            return "every month on the last day"
        case Monthly(day):
            return f"every month on day {day}"
        case Once(day):
            return f"once on {datetime.date.fromordinal(day).isoformat()}"
        case None:
            return "as long as it holds"


def domain(declared: Domain, machine: Machine) -> str:
    """What values a field or attribute may have."""
    match declared.kind:
        case Kind.CHOICE:
            return "one of " + ", ".join(declared.choices)
        case Kind.YES_NO:
            return "yes or no"
        case Kind.DATE:
            return "a date"
    low = show_value(declared.low, declared, machine.denomination)
    high = show_value(declared.high, declared, machine.denomination)
    return f"{low} to {high}"


def default(slot: Slot, machine: Machine) -> str:
    """What counts where a value is not given."""
    if slot.default is None:
        return "must be given"
    return show_value(slot.default, slot.domain, machine.denomination)


def bracket(machine: Machine, rank: int) -> str:
    """The points of a grade: `1,050 and more`, `1,030 to 1,049`, `below 600`."""
    grades = machine.grades
    low = grades[rank].low
    above = grades[rank - 1].low if rank else None
    if low is None:
        return f"below {points(above, machine)}" if above is not None else "any"
    if above is None:
        return f"{points(low, machine)} and more"
    return f"{points(low, machine)} to {points(above - 1, machine)}"


def whom(grant: Grant, machine: Machine) -> str:
    """Who gets a perk or sanction."""
    who = "everybody" if grant.ranks is None else _grades(grant.ranks, machine.grades)
    if grant.condition is None:
        return who
    return f"{who}, if {Formula(machine).condition(grant.condition)}"


def _grades(ranks: Sequence[int], grades: tuple[Grade, ...]) -> str:
    if len(ranks) > 2 and len(ranks) == ranks[-1] - ranks[0] + 1:  # they rise, so none is left out
        return f"{grades[ranks[0]].name} to {grades[ranks[-1]].name}"
    names = [grades[rank].name for rank in ranks]
    return ", ".join(names) or "nobody"


def brings(grant: Grant, machine: Machine) -> str:
    """What a perk or sanction is: money, benefits, burdens."""
    parts = list(grant.texts)
    if grant.worth is not None:
        parts.insert(0, f"{grant.verb} {Formula(machine).amount(grant.worth, Kind.MONEY)}")
    return "; ".join(parts)


def granted(grant: Grant, machine: Machine) -> str:
    """A perk or sanction in a few words: `for A+++, every year on 1 December, pays 50.00 USD`."""
    parts = [f"for {whom(grant, machine)}", schedule(grant.schedule), brings(grant, machine)]
    return ", ".join(parts)


def costs(action: Action, machine: Machine) -> str:
    """What an event costs the person."""
    formula = Formula(machine, action)
    return ", ".join(formula.amount(cost.amount, Kind(cost.kind)) for cost in action.costs)


def cap(limit: Cap, machine: Machine) -> str:
    """A cap: `15 points per calendar year`, `3 times in any 30 days`."""
    if limit.times:
        return f"{counted(limit.limit, 'time')} {cap_window(limit.window)}"
    noun = "point" if limit.limit == machine.denomination.scale(Kind.POINTS) else "points"
    return f"{points(limit.limit, machine)} {noun} {cap_window(limit.window)}"


@attrs.frozen
class Clauses:
    """Clauses of one policy as people read them: figures put in, comparisons in words.

    `filled` has the clauses that name figures, by their text.
    """

    filled: Mapping[str, str]

    @classmethod
    def of(cls, machine: Machine) -> Clauses:
        """Those of a machine."""
        origins = [rule.origin for rule in machine.rules]
        origins += [cap.origin for rule in machine.rules for cap in rule.caps]
        if machine.score.range_origin is not None:
            origins.append(machine.score.range_origin)
        return cls({origin.text: origin.filled for origin in origins if origin.filled})

    def said(self, text: str) -> str:
        """A clause of the policy by its text."""
        return in_words(self.filled.get(text, text))


def rule(stated: Rule) -> str:
    """What a rule does, without its caps: the clause, with its figures put in.

    `earns 1 per 50 USD of amount` for `earns 1 per donation_step of amount, at most ...`.
    """
    text = stated.origin.said
    for limit in stated.caps:
        text = text.replace(f", {limit.origin.said}", "", 1)
    return in_words(text)


def in_words(clause: str) -> str:
    """A clause with its comparisons in words."""
    return _PART.sub(lambda found: _RELATIONS.get(found[0], found[0]), clause)
