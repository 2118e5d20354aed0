"""Parts of a policy in plain words: who decides, when something is due, what a rule does."""

from __future__ import annotations

import datetime
import re
from typing import Final

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
#: A text in quotes, a name or number, or a comparison.
_PART: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\w+|[<>]=?|=', re.UNICODE)
#: A figure that needs brackets where it is put in.
_COMPOUND: Final = re.compile(r" [-+*] |\bof\b")


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


def _grades(ranks: tuple[int, ...], grades: tuple[Grade, ...]) -> str:
    names = [grades[rank].name for rank in ranks]
    if len(ranks) > 2 and ranks == tuple(range(ranks[0], ranks[-1] + 1)):
        return f"{names[0]} to {names[-1]}"
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


def rule(stated: Rule, machine: Machine) -> str:
    """What a rule does, without its caps: the clause, with its figures put in.

    `earns 1 per 50 USD of amount` for `earns 1 per donation_step of amount, at most ...`.
    """
    text = stated.origin.text
    for limit in stated.caps:
        text = text.replace(f", {limit.origin.text}", "", 1)
    return clause(text, machine)


def clause(text: str, machine: Machine) -> str:
    """A clause of the policy with its figures put in and its comparisons in words."""
    values = figures(machine)

    def put(found: re.Match[str]) -> str:
        part = found[0]
        return _RELATIONS.get(part) or values.get(part, part)

    return _PART.sub(put, text)


def figures(machine: Machine) -> dict[str, str]:
    """Values of the figures by name, where the name stands for nothing else as well."""
    slots = [*machine.attributes, *(slot for action in machine.actions for slot in action.fields)]
    others = {action.name for action in machine.actions}
    others.update(choice for slot in slots for choice in slot.domain.choices)
    others.update(slot.name for slot in slots)
    others.update(grade.name for grade in machine.grades)
    values = {each.name: each.value for each in machine.figures if each.name not in others}
    return {name: _without_names(name, values) for name in values}


def _without_names(name: str, values: dict[str, str]) -> str:
    """The value of a figure; other figures in it are put in as well (the checker allows no circle).

    In brackets where it needs them.
    """
    text = _PART.sub(
        lambda part: _without_names(part[0], values) if part[0] in values else part[0],
        values[name],
    )
    return f"({text})" if _COMPOUND.search(text) else text
