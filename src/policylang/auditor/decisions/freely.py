"""Whether anything that costs neither money nor hours can do somebody good, by its form.

THEOREM. Let every way to do a chosen action that costs nothing be idle: it changes nothing, is not
counted, and nothing follows it; or let its action be one of those that `order` lets be struck from
any history, and the policy one that it covers. Then no event that costs nothing, and no number of
them, leaves anybody with more of a score than without.

PROOF. The idle ones may be struck, as nothing tells that they were there; the others by the theorem
of `order`.
"""

from __future__ import annotations

from policylang.auditor.decisions import lived
from policylang.auditor.decisions.order import check_order, only_burdens
from policylang.auditor.decisions.readings import View, reads_state
from policylang.auditor.decisions.relevance import reactions_upon, relevant_parts
from policylang.auditor.decisions.variants import ways_of
from policylang.auditor.question import Unfit
from policylang.model.machine import Action, Change, Machine, OfMoment, Upon
from policylang.runtime.expressions import value_of


def nothing_free_helps(machine: Machine, attributes: tuple[int, ...], day: int) -> bool:
    """Whether the theorem applies to a person who begins on a day."""
    view = View(machine, attributes)
    view.today = day
    free = [code for code, each in enumerate(machine.actions) if _may_be_free(machine, code, view)]
    chosen = [code for code in free if machine.actions[code].by == "choice"]
    if not chosen:
        return True
    try:
        check_order(machine, attributes)
    except Unfit:
        return False
    return all(only_burdens(machine, machine.actions[code]) for code in chosen)


def _may_be_free(machine: Machine, code: int, view: View) -> bool:
    """Whether some way to do an action costs nothing, and may do something."""
    relevant, action = relevant_parts(machine), machine.actions[code]
    try:
        ways = ways_of(action, list(lived.reads_in(machine, relevant, code)), view)
    except Unfit:
        return True
    free = [way for way in ways if not way.money and not way.hours]
    followed = {each.occurrence for each in _upon(machine)} | set(relevant.occurrences)
    known = any(isinstance(each, OfMoment) and each.action == code for each in followed)
    followed_by_rules = any(True for _ in reactions_upon(machine, code))
    if free and (known or followed_by_rules or len(action.moments) > 1):
        return True
    return any(not _is_idle(action, way.values, view) for way in free)


def _upon(machine: Machine) -> list[Upon]:
    return [each.trigger for each in machine.grants if isinstance(each.trigger, Upon)]


def _is_idle(action: Action, fields: tuple[int, ...], view: View) -> bool:
    """Whether an event changes nothing: all that its rules ask for is 0, whatever was done before.

    Nor does a limit count that it was tried.
    """
    view.fields = fields
    for rule in action.rules:
        effect = rule.effect
        if not isinstance(effect, Change) or any(cap.times for cap in rule.caps):
            return False
        if reads_state(effect.amount) or value_of(effect.amount, view):
            return False
    return True
