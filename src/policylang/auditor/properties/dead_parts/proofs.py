"""Parts that are dead for ever, with the reason: nothing that anybody does brings them about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policylang.auditor.decisions.reachable import Reachable
from policylang.auditor.properties.dead_parts.caps import dead_cap
from policylang.auditor.properties.dead_parts.part import Dead, Kind, Part, parts_of
from policylang.model.expressions import Balance
from policylang.model.machine import (
    Change,
    Machine,
    Move,
    Occurrence,
    OfMoment,
    Once,
    Quiet,
    Rule,
    Trigger,
    Upon,
)


def dead_parts(reach: Reachable, points: Callable[[int], str]) -> Iterator[Dead]:
    """Every part that is dead for ever.

    Args:
        points: writes held points.
    """
    machine = reach.machine
    idle = set(_idle_actions(machine))
    rules = {rule.number: rule for rule in machine.rules}
    for part in parts_of(machine):
        match part.kind:
            case Kind.GRADE if part.number not in reach.ranks(part.within):
                span = reach.scores[machine.gradings[part.within].score]
                why = f"the score stays within {points(span.low)} to {points(span.high)}"
                low = machine.gradings[part.within].grades[part.number].low
                between = low is not None and span.low <= low <= span.high
                yield Dead(part, "no score lies in it" if between else why)
            case Kind.PERK | Kind.SANCTION if not reach.grant(part.number):
                yield Dead(part, _why_not_given(part.number, reach))
            case Kind.RULE:
                why = _why_idle(rules[part.number], reach)
                if why:
                    yield Dead(part, why)
            case Kind.CAP:
                dead = dead_cap(part, reach)
                if dead is not None:
                    yield dead
            case Kind.STATUS if part.number not in reach.statuses:
                yield Dead(part, "nothing begins it")
            case Kind.ACTION if part.number in idle:
                yield Dead(part, "it changes nothing and is never counted")
    yield from _never_due(reach)


def _why_not_given(number: int, reach: Reachable) -> str:
    grant = reach.machine.grants[number]
    if grant.trigger is not None and not reach.triggered(grant.trigger):
        return "it is never due"
    if grant.ranks is not None and not set(grant.ranks) & reach.ranks(grant.grading):
        return "its grades are never had"
    return "its conditions never hold"


def _why_idle(rule: Rule, reach: Reachable) -> str:
    """Why a rule never applies, or changes nothing when it does; empty where it may."""
    if any(cap.measure != "highest" and cap.limit == 0 for cap in rule.caps):
        return "its cap grants nothing"
    match rule.effect:
        case Move(target, score) if target == Balance(score):
            return "the score stays as it is"
        case _ if rule.number in reach.rules:
            return ""
        case Change(_, amount) if reach.values_of(amount).high <= 0:
            return "its amount is always 0"
        case _:
            return "it never applies"


def _never_due(reach: Reachable) -> Iterator[Dead]:
    """Rules with a trigger of their own that is never due, whose effects are told above by name."""
    for reaction in reach.machine.reactions:
        if isinstance(reaction.trigger, Once | Quiet) and not reach.triggered(reaction.trigger):
            rules = [arm.rule.number for choice in reaction.choices for arm in choice.arms]
            number = rules[0] if rules else -1
            part = Part(Kind.RULE, number, reaction.label, reaction.origin, within=1)
            yield Dead(part, "it is never due")


def _idle_actions(machine: Machine) -> Iterator[int]:
    """Actions without effects that nothing counts, follows or waits for."""
    seen: set[int] = set()
    occurrences: list[Occurrence] = [tally.occurrence for tally in machine.tallies]
    triggers: list[Trigger | None] = [each.trigger for each in machine.reactions]
    triggers += [each.trigger for each in machine.grants]
    for trigger in triggers:
        match trigger:
            case Upon(occurrence):
                occurrences.append(occurrence)
            case Quiet(without, since):
                occurrences += [*without, *since]
            case _:
                pass
    seen |= {each.action for each in occurrences if isinstance(each, OfMoment)}
    for code, action in enumerate(machine.actions):
        if not action.choices and code not in seen:
            yield code
