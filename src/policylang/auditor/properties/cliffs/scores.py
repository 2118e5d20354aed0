"""Cliffs of scores and of attributes: grades, perks and sanctions, and what rules do to a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from policylang.auditor.decisions.breakpoints import Line, Stand, depends, steps
from policylang.auditor.decisions.readings import Trend
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.properties.cliffs.amounts import ways_to_fill
from policylang.auditor.properties.cliffs.cliff import Change as Changed
from policylang.auditor.properties.cliffs.cliff import Cliff, changes_at, times_a_year, worth_of
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import Becomes, Change, Choice, Machine, Move, Origin, Slot, Upon
from policylang.model.units import Kind
from policylang.model.values import show_value

#: Ends of what is looked at where a score has no end of its own.
_FAR = 2**40


def of_scores(
    trials: Trials, stand: Stand, good: tuple[int, ...], left: list[str]
) -> Iterator[Cliff]:
    """Cliffs of every score, lowest first.

    Args:
        left: takes in what could not be looked at, in words.
    """
    machine = stand.machine
    for number, score in enumerate(machine.scores):
        variable = e.Balance(number)
        low, high = (max(min(end, _FAR), -_FAR) for end in score.bounds)

        def shown(value: int, name: str = score.name) -> str:
            return f"`{name}` {trials.inquiry.replayer.points(value)}"

        yield from _of_grants(trials, stand, variable, (low, high), shown, good[number], left)
        yield from _of_effects(trials, stand, number, (low, high), good[number], left)


def of_attributes(trials: Trials, stand: Stand, left: list[str]) -> Iterator[Cliff]:
    """Cliffs of every attribute that is an amount, in perks and sanctions."""
    machine = stand.machine
    for slot, attribute in enumerate(machine.attributes):
        domain = attribute.domain
        if domain.kind in (Kind.CHOICE, Kind.YES_NO, Kind.NAME):
            continue

        def shown(value: int, of: Slot = attribute) -> str:
            return f"`{of.name}` {show_value(value, of.domain, machine.denomination)}"

        ends = (domain.low, domain.high)
        yield from _of_grants(trials, stand, e.AttributeValue(slot), ends, shown, 0, left)


def _of_grants(
    trials: Trials,
    stand: Stand,
    variable: e.Expression,
    ends: tuple[int, int],
    shown: object,
    good: int,
    left: list[str],
) -> Iterator[Cliff]:
    """Cliffs of grades, perks and sanctions over one quantity."""
    assert callable(shown)
    machine = stand.machine
    lines: dict[int, tuple[Line, Line]] = {}
    edges: set[int] = set()
    for number, grant in enumerate(machine.grants):
        found = worth_of(grant, variable, stand)
        if found is None:
            continue
        condition, worth = (Line(each, variable, stand, *ends) for each in found)
        try:
            edges |= {*condition.starts(), *worth.starts()}
        except Unfit as problem:
            left.append(f"the {grant.kind} `{grant.name}`: {problem}")
            continue
        lines[number] = condition, worth
        yield from _staircase(trials, number, condition, worth, shown)
    grades = [
        (number, grade.low)
        for number, grading in enumerate(machine.gradings)
        for grade in grading.grades
        if variable == e.Balance(grading.score) and grade.low is not None
    ]
    edges |= {low for _, low in grades}
    for at in sorted(each for each in edges if ends[0] < each <= ends[1]):
        changes = _sudden(machine, lines, at)
        names = [
            f"{_grade(machine, number, at - 1)} to {_grade(machine, number, at)}"
            for number, low in grades
            if low == at
        ]
        if not changes and not names:
            continue
        origins = tuple(machine.grants[each.grant].origin for each in changes)
        cliff = Cliff(variable, at, shown(at), "; ".join(names), changes, origins=origins)
        yield _judged(cliff, machine, good)


def _sudden(machine: Machine, lines: dict[int, tuple[Line, Line]], at: int) -> tuple[Changed, ...]:
    """What changes at a value, without worths that go on rising as they did before."""
    return tuple(
        each
        for each in changes_at(machine, lines, at)
        if each.below is None or each.above is None or at in lines[each.grant][1].starts()
    )


def _grade(machine: Machine, grading: int, score: int) -> str:
    for grade in machine.gradings[grading].grades:
        if grade.low is None or score >= grade.low:
            return grade.name
    return machine.gradings[grading].grades[-1].name


def _staircase(
    trials: Trials, number: int, condition: Line, worth: Line, shown: object
) -> Iterator[Cliff]:
    """The steps of a worth that rises with a quantity by more than its finest part each."""
    assert callable(shown)
    grant = trials.inquiry.machine.grants[number]
    starts = [*worth.starts(), worth.high + 1]
    for low, after in pairwise(starts):
        if worth.trend(worth.expression, low, after - 1) not in (Trend.UP, Trend.DOWN):
            continue
        found = steps(worth, low, after - 1)
        if found is None or found.count < 2 or found.every == 1 or not condition.value(found.first):
            continue
        sign = 1 if grant.kind == "perk" else -1
        size = sign * (worth.value(found.first) - worth.value(found.first - 1))
        if abs(size) == 1:
            continue  # no more than what is lost in rounding to the smallest coin
        where = shown(found.first)
        often = f"every {_gap(trials, worth, found.every)} from " if found.every else "steps from "
        yearly = times_a_year(grant.trigger)
        change = Changed(number, 0, size, yearly)
        yield Cliff(
            worth.variable, found.first, often + where, f"`{grant.label}` steps", (change,),
            origins=(grant.origin,),
        )  # fmt: skip


def _gap(trials: Trials, line: Line, gap: int) -> str:
    inquiry = trials.inquiry
    if isinstance(line.variable, e.AttributeValue):
        slot = inquiry.machine.attributes[line.variable.slot]
        return inquiry.shown(slot, gap)
    return f"{inquiry.replayer.points(gap)} points"


def _judged(cliff: Cliff, machine: Machine, good: int) -> Cliff:
    """The cliff, with whether being above is worse though more of the score is better."""
    if not good:
        return cliff
    lost = gained = 0
    for each in cliff.changes:
        perk = machine.grants[each.grant].kind == "perk"
        gain = each.gain * good
        if each.gain == 0:
            gain = (1 if each.above is not None else -1) * (1 if perk else -1) * good
        lost, gained = lost + (gain < 0), gained + (gain > 0)
    yearly, once = cliff.yearly * good, cliff.each_time * good
    worse = yearly < 0 or (yearly == 0 and once < 0) or (once == 0 and lost and not gained)
    if not worse:
        return cliff
    return Cliff(
        cliff.variable, cliff.at, cliff.place, cliff.what, cliff.changes,
        "a better score is worth less", cliff.origins,
    )  # fmt: skip


# --- what rules do to a score ---------------------------------------------------------------------


def _of_effects(
    trials: Trials,
    stand: Stand,
    score: int,
    ends: tuple[int, int],
    good: int,
    left: list[str],
) -> Iterator[Cliff]:
    """Values of a score from which on an action does something else to it."""
    machine, points = stand.machine, trials.inquiry.replayer.points
    variable = e.Balance(score)
    for who, code, choices in _chains(machine):
        after = _after(choices, score, machine)
        if after is None:
            continue
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
