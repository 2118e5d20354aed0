"""Cliffs of what rules do to a score: values from which on they do something else to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policylang.auditor.decisions.breakpoints import Line, Stand, depends
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.properties.cliffs.amounts import ways_to_fill
from policylang.auditor.properties.cliffs.cliff import Cliff
from policylang.auditor.properties.cliffs.days import name_the_rest
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import Becomes, Change, Choice, Machine, Move, Origin, Upon

#: Ends of what is looked at where a score has no end of its own.
_FAR = 2**40


def of_effects(
    trials: Trials, stand: Stand, good: tuple[int, ...], left: list[str]
) -> Iterator[Cliff]:
    """Values of each score from which on an action or a rule does something else to it.

    Args:
        left: takes in what could not be looked at, in words.
    """
    for number, score in enumerate(stand.machine.scores):
        low, high = (max(min(end, _FAR), -_FAR) for end in score.bounds)
        yield from _of_score(trials, stand, number, (low, high), good[number], left)


def _of_score(
    trials: Trials,
    stand: Stand,
    score: int,
    ends: tuple[int, int],
    good: int,
    left: list[str],
) -> Iterator[Cliff]:
    machine, points = stand.machine, trials.inquiry.replayer.points
    variable = e.Balance(score)
    for who, code, choices in _chains(machine):
        after = _after(choices, score, machine)
        if after is None:
            continue
        name_the_rest(after, f"`{who}`", variable, machine, left)
        fields = {part.slot for part in e.every_part(after) if isinstance(part, e.FieldValue)}
        filled = ways_to_fill(machine.actions[code], fields, left) if code >= 0 else [()]
        seen: set[tuple[int, str]] = set()
        for each in filled:
            stand.fields = each
            line = Line(after, variable, stand, *ends)
            try:
                starts = line.starts()
            except Unfit as problem:
                left.append(f"`{who}`: {problem}")
                break
            for at in starts[1:]:
                moves = [line.value(place) - place for place in (at - 1, at)]
                what = f"`{who}` moves it by {points(moves[1])} instead of {points(moves[0])}"
                # Without a jump it is a target, or an amount that follows the score.
                if abs(moves[1] - moves[0]) <= 1 or (at, what) in seen:
                    continue
                seen.add((at, what))
                turned = (line.value(at) - line.value(at - 1)) * good < 0
                yield Cliff(
                    variable,
                    at,
                    f"`{machine.scores[score].name}` {points(at)}",
                    what,
                    worse="a better score is left with less" if turned else "",
                    origins=_origins(choices),
                    action=code,
                )


def _chains(machine: Machine) -> Iterator[tuple[str, int, tuple[Choice, ...]]]:
    """All choices of each action and rule, with its label, and its code (-2: a rule)."""
    for code, action in enumerate(machine.actions):
        yield action.label, code, action.choices
    for reaction in machine.reactions:
        if not isinstance(reaction.trigger, Upon | Becomes):
            yield reaction.label, -2, reaction.choices


def _after(choices: Sequence[Choice], score: int, machine: Machine) -> e.Expression | None:
    """A score after choices, each as if it were the first and had no caps.

    None where what they add to the score does not depend on it.
    """
    variable = e.Balance(score)
    added = [_added(choice, score) for choice in choices]
    moving = tuple(each for each in added if each != e.Constant(0))
    if not any(depends(each, variable, machine) for each in moving):
        return None
    if len(moving) == 1:
        whole = [_whole(choice, score) for choice in choices]
        return next(each for each in whole if each != variable)
    return e.Add((variable, *moving))


def _added(choice: Choice, score: int) -> e.Expression:
    """What a choice adds to a score."""
    variable, found = e.Balance(score), e.Constant(0)
    added: e.Expression = found
    for arm in reversed(choice.arms):
        match arm.rule.effect:
            case Change(sign, amount, of, _) if of == score:
                then: e.Expression = amount if sign > 0 else e.Negate(amount)
            case Move(target, of, _) if of == score:
                then = e.Add((target, e.Negate(variable)))
            case _:
                then = e.Constant(0)
        added = then if arm.condition is None else e.Either(arm.condition, then, added)
    return added


def _whole(choice: Choice, score: int) -> e.Expression:
    """A score after a choice."""
    variable: e.Expression = e.Balance(score)
    after = variable
    for arm in reversed(choice.arms):
        match arm.rule.effect:
            case Change(sign, amount, of, _) if of == score:
                then: e.Expression = e.Add((variable, amount if sign > 0 else e.Negate(amount)))
            case Move(target, of, _) if of == score:
                then = target
            case _:
                then = variable
        after = then if arm.condition is None else e.Either(arm.condition, then, after)
    return after


def _origins(choices: Sequence[Choice]) -> tuple[Origin, ...]:
    return tuple(arm.rule.origin for choice in choices for arm in choice.arms)
