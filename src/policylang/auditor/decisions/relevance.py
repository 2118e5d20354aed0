"""What of a machine can matter to somebody who only does what they choose.

Everything else need not be kept in a state: what no rule that can come, and no priced perk or
sanction, looks at. Reading too much is sound, reading too little is not, so whatever might be
looked at counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from policylang.model import expressions as e
from policylang.model.machine import (
    Anchored,
    Becomes,
    Between,
    Cap,
    Change,
    Choice,
    Machine,
    Move,
    Occurrence,
    OfMoment,
    OfStatus,
    OnDay,
    Quiet,
    Reaction,
    Recurring,
    Restore,
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
    expressions: tuple[e.Expression, ...]
    rules: tuple[Rule, ...]

    @property
    def caps(self) -> tuple[Cap, ...]:
        """One cap of each slot that a rule carries."""
        return tuple({cap.slot: cap for rule in self.rules for cap in rule.caps}.values())


def relevant_parts(machine: Machine) -> Relevant:
    """What of a machine can matter."""
    actions = tuple(code for code, each in enumerate(machine.actions) if each.by == "choice")
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
    return Relevant(
        actions=actions,
        reactions=reactions,
        grants=grants,
        tallies=frozenset(tallies),
        statuses=frozenset(_statuses(machine, roots, tallies, triggers)),
        scores=frozenset(_scores(machine, roots)),
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


def lowers(rule: Rule, score: int) -> bool:
    """Whether a rule may lower a score, at once or when what it gives runs out."""
    match rule.effect:
        case Change(1, _, changed, None):
            return False
        case Change(_, _, changed) | Move(_, changed) | Restore(changed):
            return changed == score
        case _:
            return False


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


def _statuses(
    machine: Machine,
    roots: Iterable[e.Expression],
    tallies: Iterable[int],
    triggers: Iterable[Trigger | None],
) -> Iterator[int]:
    yield from (part.status for part in _parts(roots) if isinstance(part, e.InStatus))
    occurrences: list[Occurrence] = []
    for number in tallies:
        tally = machine.tallies[number]
        occurrences.append(tally.occurrence)
        if isinstance(tally.window, Since):
            occurrences.append(tally.window.occurrence)
    for trigger in triggers:
        match trigger:
            case Upon(occurrence):
                occurrences.append(occurrence)
            case Quiet(without, since):
                occurrences += [*without, *since]
            case _:
                pass
    yield from (each.status for each in occurrences if isinstance(each, OfStatus))


# --- values that need not be told apart ----------------------------------------------------------

#: A leaf, by what it is called: a score or a tally.
_Leaf = e.Balance | e.Recall
_NO_END: Final = 2**63


def ceilings(relevant: Relevant, machine: Machine) -> tuple[dict[int, int], dict[int, int]]:
    """Of scores and of counts: the value from which on a higher one makes no difference.

    Only of those that everything compares with constants, or that nothing looks at but grades.
    Counts never fall while they are looked at; scores are left out where a rule may lower them.
    """
    needed: dict[_Leaf, int] = {}
    for root in relevant.expressions:
        _look(root, needed, machine)
    for grading in machine.gradings:
        lows = [g.low for v in grading.versions for g in v.grades if g.low is not None]
        _need(needed, e.Balance(grading.score), max(lows, default=0))
    scores = {
        number: needed.get(e.Balance(number), 0)
        for number, score in enumerate(machine.scores)
        if score.formula is None
        and not (score.high is not None and score.fixed_high is None)
        and not any(lowers(rule, number) for rule in relevant.rules)
    }
    tallies = {
        number: needed.get(e.Recall(number), 0)
        for number in relevant.tallies
        if machine.tallies[number].measure == "count" and not machine.tallies[number].compares
    }
    return (
        {number: most for number, most in scores.items() if most < _NO_END},
        {number: most for number, most in tallies.items() if most < _NO_END},
    )


def _need(needed: dict[_Leaf, int], leaf: _Leaf, value: int) -> None:
    needed[leaf] = max(needed.get(leaf, 0), value)


def _look(expression: e.Expression, needed: dict[_Leaf, int], machine: Machine) -> None:
    match expression:
        case e.Compare(_, sides, e.Constant(value)) | e.Compare(_, e.Constant(value), sides):
            leaves = _summed(sides, machine)
            if leaves is not None:
                fixed = sum(each.value for each in leaves if isinstance(each, e.Constant))
                for leaf in leaves:
                    if not isinstance(leaf, e.Constant):
                        _need(needed, leaf, value - fixed + 1)
                return
        case e.Balance() | e.Recall():
            _need(needed, expression, _NO_END)
        case _:
            pass
    for part in e.parts_of(expression):
        _look(part, needed, machine)


def _summed(expression: e.Expression, machine: Machine) -> list[_Leaf | e.Constant] | None:
    """The parts of a sum of one score, or of counts, and constants; None of anything else.

    Of several parts none may be negative: then each of them may stop where the sum is reached.
    """
    parts = expression.parts if isinstance(expression, e.Add) else (expression,)
    found = [part for part in parts if isinstance(part, e.Balance | e.Recall | e.Constant)]
    leaves = [part for part in found if not isinstance(part, e.Constant)]
    if len(found) < len(parts) or not leaves:
        return None
    counts = all(
        isinstance(leaf, e.Recall) and machine.tallies[leaf.tally].measure == "count"
        for leaf in leaves
    )
    return found if len(leaves) == 1 or counts else None
