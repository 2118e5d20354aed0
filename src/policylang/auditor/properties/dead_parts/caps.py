"""Caps that can never cut: another cap of the same rule is always reached first.

A cap is outrun by another if in any window of its own the other lets through no more than its
limit. It must be so for every rule that it stands on, and a limit that several rules share can be
reached through all of them together.
"""

from __future__ import annotations

from typing import Final

from policylang.auditor.decisions.reachable import Reachable
from policylang.auditor.properties.dead_parts.part import Dead, Part
from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Cap, Change, Ever, Machine, Rule, Sliding

#: Most days of each period, and fewest.
_LONGEST: Final = {
    Period.DAY: 1,
    Period.WEEK: 7,
    Period.MONTH: 31,
    Period.QUARTER: 92,
    Period.YEAR: 366,
}
#: Most periods of the first kind that have a day in one period of the second kind.
_PARTS: Final = {
    (Period.WEEK, Period.MONTH): 6,
    (Period.WEEK, Period.QUARTER): 14,
    (Period.WEEK, Period.YEAR): 54,
    (Period.MONTH, Period.QUARTER): 3,
    (Period.MONTH, Period.YEAR): 12,
    (Period.QUARTER, Period.YEAR): 4,
    (Period.MONTH, Period.WEEK): 2,
    (Period.QUARTER, Period.WEEK): 2,
    (Period.YEAR, Period.WEEK): 2,
    (Period.QUARTER, Period.MONTH): 1,
    (Period.YEAR, Period.MONTH): 1,
    (Period.YEAR, Period.QUARTER): 1,
}


def dead_cap(part: Part, reach: Reachable) -> Dead | None:
    """Why a cap never cuts anything; None where it may."""
    rules = [
        rule for rule in reach.machine.rules if any(cap.slot == part.number for cap in rule.caps)
    ]
    alive = [rule for rule in rules if rule.number in reach.rules]
    if not alive:
        return Dead(part, "the rule it stands on never applies")
    if len(rules) > 1:
        return None
    (rule,) = rules
    cap = next(cap for cap in rule.caps if cap.slot == part.number)
    most = _most_asked(rule, reach)
    for place, other in enumerate(rule.caps):
        twin = _alike(cap, other) and place > rule.caps.index(cap)
        if other.slot == cap.slot or twin:
            continue
        through = _through(other, cap, most)
        if through is not None and through <= cap.limit:
            return Dead(part, f"`{other.origin.said}` is always reached first")
    return None


def _most_asked(rule: Rule, reach: Reachable) -> int:
    """The most that a rule asks for at once."""
    if not isinstance(rule.effect, Change):
        return 0
    action = _action_of(rule, reach.machine)
    return max(reach.values_of(rule.effect.amount, action).high, 0)


def _action_of(rule: Rule, machine: Machine) -> int:
    for code, action in enumerate(machine.actions):
        if any(each.number == rule.number for each in action.rules):
            return code
    return reaction_action(rule, machine)


def reaction_action(rule: Rule, machine: Machine) -> int:
    """The action whose events set off the reaction that a rule belongs to; -1: none."""
    for reaction in machine.reactions:
        for choice in reaction.choices:
            if any(arm.rule.number == rule.number for arm in choice.arms):
                occurrence = getattr(reaction.trigger, "occurrence", None)
                return getattr(occurrence, "action", -1)
    return -1


def _alike(cap: Cap, other: Cap) -> bool:
    return (cap.limit, cap.measure, cap.window, cap.key) == (
        other.limit, other.measure, other.window, other.key,
    )  # fmt: skip


def _through(other: Cap, cap: Cap, amount: int) -> int | None:
    """The most that `other` lets through in one window of `cap`, in what `cap` counts."""
    if "highest" in (cap.measure, other.measure) or cap.key != other.key:
        return None
    windows = _windows(other, cap)
    if windows is None:
        return None
    if other.times == cap.times:
        return other.limit * windows
    return other.limit * windows * amount if other.times else None


def _windows(inner: Cap, outer: Cap) -> int | None:
    """The most windows of one cap that have a day in one window of another; None: no saying."""
    match inner.window, outer.window:
        case one, two if one == two:
            return 1
        case Ever(), _:
            return 1
        case Sliding(short), Sliding(long):
            return -(-long // short)
        case Sliding(days), Calendar(period):
            return -(-_LONGEST[period] // days)
        case Calendar(Period.DAY), Calendar(period):
            return _LONGEST[period]
        case Calendar(), Calendar(Period.DAY):
            return 1
        case Calendar(one), Calendar(two):
            return _PARTS.get((one, two))
        case _:
            return None
