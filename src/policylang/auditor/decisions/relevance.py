"""What of a machine can matter to somebody who only does what they choose.

Everything else need not be kept in a state: what no rule that can come, and no priced perk or
sanction, looks at. Reading too much is sound, reading too little is not, so whatever might be
looked at counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import attrs

from policylang.model import expressions as e
from policylang.model.machine import (
    Anchored,
    Becomes,
    Between,
    Cap,
    Choice,
    Machine,
    Occurrence,
    OfMoment,
    OfStatus,
    OnDay,
    Quiet,
    Reaction,
    Recurring,
    Rule,
    Since,
    Trigger,
    Upon,
    Window,
    read_by,
)


@attrs.frozen
class Relevant:
    """The parts that matter, by number; and every expression that may be worked out."""

    actions: tuple[int, ...]
    reactions: tuple[int, ...]
    grants: tuple[int, ...]
    tallies: frozenset[int]
    statuses: frozenset[int]
    scores: frozenset[int]
    #: What is counted, waited for or looked back to.
    occurrences: tuple[Occurrence, ...]
    expressions: tuple[e.Expression, ...]
    rules: tuple[Rule, ...]

    @property
    def caps(self) -> tuple[Cap, ...]:
        """One cap of each slot that a rule carries."""
        return tuple({cap.slot: cap for rule in self.rules for cap in rule.caps}.values())


def relevant_parts(machine: Machine, without: Collection[int] = ()) -> Relevant:
    """What of a machine can matter.

    Args:
        without: actions that are not done.
    """
    actions = tuple(
        code
        for code, each in enumerate(machine.actions)
        if each.by == "choice" and code not in without
    )
    reactions = tuple(
        number for number, each in enumerate(machine.reactions) if can_come(each.trigger, machine)
    )
    grants = tuple(
        number
        for number, each in enumerate(machine.grants)
        if each.worth is not None and can_come(each.trigger, machine)
    )
    choices = [choice for code in actions for choice in machine.actions[code].choices]
    choices += [choice for number in reactions for choice in machine.reactions[number].choices]
    roots = [*_of_choices(choices), *_of_machine(machine, actions)]
    triggers = [machine.reactions[number].trigger for number in reactions]
    for number in grants:
        grant = machine.grants[number]
        roots += [each for each in (grant.condition, grant.worth) if each is not None]
        triggers += [] if grant.trigger is None else [grant.trigger]
    for trigger in triggers:
        roots += _of_trigger(trigger)
    tallies = {part.tally for part in _parts(roots) if isinstance(part, e.Recall)}
    for number in tallies:
        tally = machine.tallies[number]
        roots += [each for each in (tally.where, tally.value) if each is not None]
        roots += _of_window(tally.window)
    occurrences = list(_occurrences(machine, tallies, triggers))
    statuses = {part.status for part in _parts(roots) if isinstance(part, e.InStatus)}
    statuses |= {each.status for each in occurrences if isinstance(each, OfStatus)}
    return Relevant(
        actions=actions,
        reactions=reactions,
        grants=grants,
        tallies=frozenset(tallies),
        statuses=frozenset(statuses),
        scores=frozenset(_scores(machine, roots)),
        occurrences=tuple(occurrences),
        expressions=tuple(dict.fromkeys(roots)),
        rules=tuple(arm.rule for choice in choices for arm in choice.arms),
    )


def can_come(trigger: Trigger | None, machine: Machine) -> bool:
    """Whether something can be triggered when only what is chosen happens."""
    if isinstance(trigger, Upon) and isinstance(trigger.occurrence, OfMoment):
        return machine.actions[trigger.occurrence.action].by == "choice"
    return trigger is not None


def reactions_upon(machine: Machine, action: int) -> Iterator[Reaction]:
    """The rules of their own that follow the events of an action."""
    for each in machine.reactions:
        match each.trigger:
            case Upon(OfMoment(code)) if code == action:
                yield each


def choices_upon(machine: Machine, action: int) -> tuple[Choice, ...]:
    """The choices of an action, and those of the rules of their own that follow its events."""
    upon = (choice for each in reactions_upon(machine, action) for choice in each.choices)
    return (*machine.actions[action].choices, *upon)


def _of_choices(choices: Iterable[Choice]) -> Iterator[e.Expression]:
    for arm in (arm for choice in choices for arm in choice.arms):
        yield from () if arm.condition is None else (arm.condition,)
        yield from read_by(arm.rule.effect)
        for cap in arm.rule.caps:
            yield from () if cap.key is None else (cap.key,)
            yield from _of_window(cap.window)


def _of_machine(machine: Machine, actions: Iterable[int]) -> Iterator[e.Expression]:
    for code in actions:
        action = machine.actions[code]
        yield from (each.condition for each in action.refusals)
        yield from (each.day for each in action.moments if each.day is not None)
    for score in machine.scores:
        found = (score.formula, score.low, score.high)
        yield from (each for each in found if each is not None)
    for grading in machine.gradings:
        yield from (hold.condition for hold in grading.holds)


def _of_trigger(trigger: Trigger | None) -> list[e.Expression]:
    match trigger:
        case OnDay(day):
            return [day]
        case Recurring(start):
            return [start]
        case Becomes(condition):
            return [condition]
        case Quiet(_, _, months, days, start):
            return [months, days, *([] if start is None else [start])]
        case _:
            return []


def _of_window(window: Window) -> list[e.Expression]:
    match window:
        case Anchored(anchor):
            return [anchor]
        case Between(first, last):
            return [each for each in (first, last) if each is not None]
        case _:
            return []


def _parts(roots: Iterable[e.Expression]) -> Iterator[e.Expression]:
    return (part for root in roots for part in e.every_part(root))


def _scores(machine: Machine, roots: Iterable[e.Expression]) -> Iterator[int]:
    yield 0
    yield from (grading.score for grading in machine.gradings)
    for part in _parts(roots):
        if isinstance(part, e.Balance | e.StillCounting):
            yield part.score


def _occurrences(
    machine: Machine, tallies: Iterable[int], triggers: Iterable[Trigger | None]
) -> Iterator[Occurrence]:
    for number in tallies:
        tally = machine.tallies[number]
        yield tally.occurrence
        if isinstance(tally.window, Since):
            yield tally.window.occurrence
    for trigger in triggers:
        match trigger:
            case Upon(occurrence):
                yield occurrence
            case Quiet(without, since):
                yield from (*without, *since)
            case _:
                pass
