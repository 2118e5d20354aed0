"""Parts of a policy in plain words: who decides, when something is due, what a rule does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from policylang.core.counting import counted
from policylang.model.calendar import iso
from policylang.model.expressions import Constant
from policylang.model.machine import (
    Action,
    Becomes,
    Cap,
    Definition,
    EndOf,
    Ever,
    Grade,
    Grant,
    Machine,
    Monthly,
    Occurrence,
    OfMoment,
    Once,
    OnDay,
    Quiet,
    Recurring,
    Rule,
    Slot,
    Trigger,
    Upon,
    Yearly,
)
from policylang.model.units import Domain, Kind
from policylang.model.values import show_number, show_value
from policylang.report.formula import Formula
from policylang.report.occasions import MONTHS, length, occurrence

_RELATIONS: Final = {">=": "is at least", "<=": "is at most", ">": "is more than",
                     "<": "is less than", "=": "is"}  # fmt: skip
#: A name or a word of the language; a text in quotes.
_NAME: Final = re.compile(r"[^\W\d]\w*")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
#: A text in quotes, or a comparison.
_PART: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[<>]=?|=')


def points(held: int, machine: Machine) -> str:
    """Held points as they are written: `1,050`, `99.5`."""
    return show_number(held, machine.denomination.scale(Kind.POINTS))


def in_points(held: int, machine: Machine) -> str:
    """The same with what they are: `1 point`, `1,050 points`."""
    shown = points(held, machine)
    return f"{shown} {'point' if shown == '1' else 'points'}"


def trigger(when: Trigger | None, machine: Machine) -> str:
    """When a rule acts, or a perk or sanction is due."""
    formula = Formula(machine)
    match when:
        case Yearly(month, day):
            return f"every year on {day} {MONTHS[month - 1]}"
        case Monthly(None):
            return "every month on the last day"
        case Monthly(day):
            return f"every month on day {day}"
        case Once(day):
            return f"once on {iso(day)}"
        case OnDay(expression):
            return f"once on {formula.amount(expression, Kind.DATE)}"
        case Recurring(start, months, days):
            return f"every {length(months, days)} from {formula.amount(start, Kind.DATE)}"
        case EndOf(period):
            return f"at the end of every {period}"
        case Quiet():
            return _quiet(when, formula)
        case Becomes(condition):
            return f"as soon as {formula.condition(condition)}"
        case Upon(what):
            return f"on {occurrence(what, machine)}"
        case None:
            return "as long as it holds"


def _quiet(clock: Quiet, formula: Formula) -> str:
    """`after 2 years without `a` or `b`, counted from ...`."""
    lasts = []
    if clock.months != Constant(0):
        lasts.append(formula.months(clock.months))
    if clock.days != Constant(0) or not lasts:
        lasts.append(formula.days(clock.days))
    every = "after every" if clock.repeats else "after"
    said = f"{every} {' '.join(lasts)} without {_listed(clock.without, formula)}"
    if clock.since and clock.since != clock.without:
        said += f", counted from {_listed(clock.since, formula)}"
    if clock.start is not None:
        said += f", at first from {formula.amount(clock.start, Kind.DATE)}"
    return said


def _listed(occurrences: Sequence[Occurrence], formula: Formula) -> str:
    return " or ".join(occurrence(each, formula.machine) for each in occurrences)


def domain(declared: Domain, machine: Machine) -> str:
    """What values a field or attribute may have."""
    match declared.kind:
        case Kind.CHOICE:
            return "one of " + ", ".join(declared.choices)
        case Kind.YES_NO:
            return "yes or no"
        case Kind.DATE:
            return "a date"
        case Kind.NAME:
            return "a name"
    low = show_value(declared.low, declared, machine.denomination)
    high = show_value(declared.high, declared, machine.denomination)
    return f"{low} to {high}"


def default(slot: Slot, machine: Machine) -> str:
    """What counts where a value is not given."""
    if slot.default is None:
        return "must be given"
    return show_value(slot.default, slot.domain, machine.denomination)


def bracket(machine: Machine, rank: int, grades: Sequence[Grade] | None = None) -> str:
    """The points of a grade: `1,050 and more`, `1,030 to 1,049`, `below 600`.

    Args:
        grades: those it is among; by default the first ones of the policy.
    """
    grades = machine.grades if grades is None else grades
    low = grades[rank].low
    above = grades[rank - 1].low if rank else None
    if low is None:
        return f"below {points(above, machine)}" if above is not None else "any"
    if above is None:
        return f"{points(low, machine)} and more"
    return f"{points(low, machine)} to {points(above - 1, machine)}"


def whom(grant: Grant, machine: Machine) -> str:
    """Who gets a perk or sanction."""
    if grant.ranks is None:
        who = "everybody"
    else:
        grading = machine.gradings[grant.grading]
        who = _grades(grant.ranks, grading.grades)
        if len(machine.gradings) > 1:
            who += f" of {machine.scores[grading.score].label}"
    if grant.condition is None:
        return who
    return f"{who}, if {_seen(grant, machine).condition(grant.condition)}"


def _seen(grant: Grant, machine: Machine) -> Formula:
    """What reads the expressions of a grant: with the fields of an event, where one triggers it."""
    return Formula(machine, event_of(grant.trigger, machine))


def event_of(when: Trigger | None, machine: Machine) -> Action | None:
    """The action whose event triggers something."""
    if isinstance(when, Upon) and isinstance(when.occurrence, OfMoment):
        return machine.actions[when.occurrence.action]
    return None


def _grades(ranks: Sequence[int], grades: tuple[Grade, ...]) -> str:
    if len(ranks) > 2 and len(ranks) == ranks[-1] - ranks[0] + 1:  # they rise, so none is left out
        return f"{grades[ranks[0]].name} to {grades[ranks[-1]].name}"
    names = [grades[rank].name for rank in ranks]
    return ", ".join(names) or "nobody"


def brings(grant: Grant, machine: Machine) -> str:
    """What a perk or sanction is: money, benefits, burdens."""
    parts = list(grant.texts)
    if grant.worth is not None:
        parts.insert(0, f"{grant.verb} {_seen(grant, machine).amount(grant.worth, Kind.MONEY)}")
    return "; ".join(parts)


def granted(grant: Grant, machine: Machine) -> str:
    """A perk or sanction in a few words: `for A+++, every year on 1 December, pays 50.00 USD`."""
    parts = [
        f"for {whom(grant, machine)}",
        trigger(grant.trigger, machine),
        brings(grant, machine),
    ]
    return ", ".join(parts)


def costs(action: Action, machine: Machine) -> str:
    """What an event costs the person."""
    formula = Formula(machine, action)
    return ", ".join(formula.amount(cost.amount, Kind(cost.kind)) for cost in action.costs)


def cap(limit: Cap, machine: Machine, action: Action | None = None) -> str:
    """A cap: `15 points per calendar year`, `3 times in any 30 days`.

    Args:
        action: whose fields the key of the cap may name.
    """
    formula = Formula(machine, action)
    key = "" if limit.key is None else f" per {formula.amount(limit.key, None)}"
    within = "" if key and limit.window == Ever() else f" {formula.cap_window(limit.window)}"
    match limit.measure:
        case "times":
            return f"{counted(limit.limit, 'time')}{key}{within}"
        case "highest":
            return f"only the highest{key}{within}"
        case measure:
            noun = "point" if limit.limit == machine.denomination.scale(Kind.POINTS) else "points"
            net = "gained less lost " if measure == "net" else ""
            return f"{points(limit.limit, machine)} {noun}{net and ' '}{net.strip()}{key}{within}"


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
        origins += [score.range_origin for score in machine.scores if score.range_origin]
        return cls({origin.text: origin.filled for origin in origins if origin.filled})

    def said(self, text: str) -> str:
        """A clause of the policy by its text."""
        return in_words(self.filled.get(text, text))


class Named:
    """What clauses may name: definitions, and the derived values of actions."""

    def __init__(self, machine: Machine) -> None:
        self.everywhere = {each.name: each for each in machine.definitions}
        self.derived = {
            action.name: {each.name: each for each in action.derived} for action in machine.actions
        }

    def within(self, clause: str, action: str | None) -> tuple[Definition, ...]:
        """What a clause names, and what that names in turn.

        Args:
            action: name of the action whose event is in sight.
        """
        known = self.everywhere | self.derived.get(action or "", {})
        found: dict[str, Definition] = {}
        texts = [clause]
        while texts and known:
            for name in _NAME.findall(_QUOTED.sub("", texts.pop())):
                if name in known and name not in found:
                    found[name] = known[name]
                    texts.append(known[name].text)
        return tuple(found.values())


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
