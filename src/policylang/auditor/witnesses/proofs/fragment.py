"""Which policies the checker can follow: those in which only the edges of the calendar matter.

In them an event does the same on each day of a stage, whatever happened before, as long as scores
and caps are the same: nothing else is read. What a policy has beyond that is refused by name. The
conditions are stated here once more, apart from those of `decisions`, on purpose.

A closed set asks for less, as nothing is priced in it: perks and sanctions do not matter. It also
holds statuses, with the day on which each ends; refusals; rules that wait for a score, a grade or a
status, or follow an event; and limits that count net. Where an event begins a status until a day
that is reckoned from the date, each day has to be a stage of its own (`daily`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.readings import View
from policylang.auditor.witnesses.proofs.form import CLOSED_SET, Proof
from policylang.auditor.witnesses.refusal import Refused
from policylang.model import expressions as e
from policylang.model.calendar import Period
from policylang.model.machine import (
    Action,
    Becomes,
    Begin,
    Calendar,
    Cap,
    Change,
    End,
    EndOf,
    Ever,
    Grant,
    Machine,
    Monthly,
    Move,
    OfMoment,
    OfStatus,
    Once,
    Origin,
    Reaction,
    Rule,
    Shifted,
    Trigger,
    Upon,
    Yearly,
    read_by,
    rules_of,
)

_DATED = (Yearly, Monthly, Once, EndOf)
#: What waits besides for scores, grades and statuses alone is looked at after each change of them:
#: so whether it holds now is all there is to remember.
_STANDING = (
    e.Constant, e.AttributeValue, e.Balance, e.RankOf, e.InStatus, e.Lookup, e.Either, e.Add,
    e.Negate, e.Multiply, e.Divide, e.Least, e.Greatest, e.Compare, e.All, e.Any, e.Not,
)  # fmt: skip
#: What the day on which a status ends may be reckoned from.
_RECKONED = (e.Today, e.EventDay, e.AddMonths, e.PeriodEdge)
_READ = (
    e.Constant, e.FieldValue, e.AttributeValue, e.Balance, e.RankOf, e.Lookup, e.Either, e.Add,
    e.Negate, e.Multiply, e.Divide, e.Least, e.Greatest, e.Compare, e.All, e.Any, e.Not, e.Today,
)  # fmt: skip


#: The hours that can be spent in a calendar year, as if a limit counted them.
HOURS_OF_A_YEAR: Final = Cap(-1, 0, "points", Calendar(Period.YEAR), Origin("hours a year"))


@attrs.frozen
class Relevant:
    """What of a policy a proof is about: actions by code, what comes due, caps by slot."""

    actions: tuple[int, ...]
    reactions: tuple[Reaction, ...]
    grants: tuple[Grant, ...]
    caps: tuple[Cap, ...]
    #: Fixed days that rules compare the date with, and the days after them.
    days: frozenset[int]
    #: Rules that wait for something else than a date.
    waiting: tuple[Reaction, ...] = ()
    #: Whether it matters on which day of a stage an event happens.
    daily: bool = False

    @property
    def due(self) -> tuple[Reaction | Grant, ...]:
        """What comes due by date, in the order of the file."""
        return tuple(sorted((*self.reactions, *self.grants), key=lambda each: each.place))


def relevant(proof: Proof, machine: Machine, attributes: Sequence[int]) -> Relevant:
    """What the proof is about.

    Raises:
        Refused: the policy has something that the checker cannot follow, or the proof leaves out
            more than it may.
    """
    closed = proof.method == CLOSED_SET
    if proof.statuses not in ((0, len(machine.statuses)) if closed else (0,)):
        raise Refused("its states do not have as many statuses as the policy")
    chosen = [code for code, action in enumerate(machine.actions) if action.by == "choice"]
    out = [code for code in chosen if machine.actions[code].name in proof.left_out]
    if len(out) != len(set(proof.left_out)):
        raise Refused("it leaves out something that nobody chooses to do")
    found = kept_of(machine, tuple(code for code in chosen if code not in out), closed=closed)
    if out:
        coming = (*found.reactions, *found.waiting)
        _check_left_out(machine, attributes, chosen, found.grants, coming, out)
    if proof.hours is not None:
        found = attrs.evolve(found, caps=(*found.caps, HOURS_OF_A_YEAR))
    if {cap.slot for cap in found.caps if cap.slot >= 0} != set(proof.caps):
        raise Refused("its states do not count all limits that matter, or others")
    order = {slot: place for place, slot in enumerate(proof.caps)}
    found = attrs.evolve(
        found, caps=tuple(sorted(found.caps, key=lambda cap: order.get(cap.slot, len(order))))
    )
    reactions = (*found.reactions, *found.waiting)
    rules = [rule for code in found.actions for rule in machine.actions[code].rules]
    rules += [rule for each in reactions for rule in rules_of(each.choices)]
    _check_tops(proof, machine, rules, _read(machine, found.actions, reactions, found.grants))
    return found


def kept_of(machine: Machine, kept: tuple[int, ...], *, closed: bool) -> Relevant:
    """What of a policy matters to somebody who chooses among some actions.

    Args:
        closed: for a closed set.

    Raises:
        Refused: the policy has something that the checker cannot follow.
    """
    if machine.consent is not None or machine.begins is not None:
        raise _beyond("people have a time or a consent of their own")
    for score in machine.scores:
        ends = ((score.low, score.fixed_low), (score.high, score.fixed_high))
        fixed = all(end is None or value is not None for end, value in ends)
        if score.formula is not None or score.lots is not None or not fixed:
            raise _beyond(f"the score `{score.name}` is more than a number between fixed ends")
    for grading in machine.gradings:
        only = grading.versions[0]
        if len(grading.versions) > 1 or only.opens is not None or only.closes is not None:
            raise _beyond("the grades change on a date")
        if not all(isinstance(hold.condition, e.InStatus) for hold in grading.holds):
            raise _beyond("a grade can be held by more than a status")
    for code in kept:
        _check_action(machine.actions[code], closed=closed)
    reactions = tuple(each for each in machine.reactions if _comes(each.trigger, machine))
    grants = tuple(
        each for each in machine.grants if each.worth is not None and _comes(each.trigger, machine)
    )
    grants = () if closed else grants
    waiting = tuple(each for each in reactions if not isinstance(each.trigger, _DATED))
    unpriced = tuple(each for each in grants if not isinstance(each.trigger, _DATED))
    every: tuple[Reaction | Grant, ...] = (*waiting, *unpriced)
    for waits in every:
        if not closed or not _stands(waits):
            raise _beyond(f"`{waits.name}` waits for something else than a date")
    rules = [rule for code in kept for rule in machine.actions[code].rules]
    at_once = [*rules, *(rule for each in waiting for rule in rules_of(each.choices))]
    rules += [rule for each in reactions for rule in rules_of(each.choices)]
    for rule in rules:
        _check_rule(rule, closed=closed)
    read = list(_read(machine, kept, reactions, grants))
    days = {day for each in read for day in _days(each, closed=closed)}
    days |= {day for rule in rules for day in _fixed_end(rule)}
    return Relevant(
        kept,
        tuple(each for each in reactions if isinstance(each.trigger, _DATED)),
        grants,
        tuple({cap.slot: cap for rule in rules for cap in rule.caps}.values()),
        frozenset(days),
        waiting,
        any(_ends_by_date(rule) for rule in at_once),
    )


def _check_action(action: Action, *, closed: bool) -> None:
    if len(action.moments) > 1:
        raise _beyond(f"`{action.name}` has several dates")
    if action.refusals and not closed:
        raise _beyond(f"`{action.name}` can be refused")
    for cost in action.costs:
        if any(isinstance(each, e.Balance | e.RankOf | e.Today) for each in _parts(cost.amount)):
            raise _beyond(f"the cost of `{action.name}` changes")


def _stands(waits: Reaction | Grant) -> bool:
    """Whether all that it waits for is told by a state, or happens in a step."""
    match waits.trigger:
        case Becomes(condition):
            return all(isinstance(part, _STANDING) for part in e.every_part(condition))
        case Upon(OfMoment() | OfStatus()):
            return True
        case _:
            return False


def _beyond(what: str) -> Refused:
    return Refused(f"the policy has more than this check can follow: {what}")


def _comes(trigger: Trigger | None, machine: Machine) -> bool:
    """Whether something can come, if only what is chosen happens."""
    if isinstance(trigger, Upon) and isinstance(trigger.occurrence, OfMoment):
        return machine.actions[trigger.occurrence.action].by == "choice"
    return trigger is not None


def _check_rule(rule: Rule, *, closed: bool) -> None:
    match rule.effect:
        case Change(_, _, _, None) | Move(_, _, False):
            pass
        case Begin(_, until) if closed:
            for part in () if until is None else e.every_part(until):
                if not isinstance(part, (*_READ, *_RECKONED)):
                    raise _beyond("a status ends on a day that is worked out from more than dates")
        case End() if closed:
            pass
        case _:
            raise _beyond("a rule does more than change a score")
    measures = ("points", "times", "net") if closed else ("points", "times")
    for cap in rule.caps:
        fixed = isinstance(cap.window, Calendar | Shifted | Ever)
        if cap.key is not None or cap.measure not in measures or not fixed:
            raise _beyond("a limit counts in a way of its own")


def _ends_by_date(rule: Rule) -> bool:
    """Whether a rule begins a status whose end depends on the date."""
    until = rule.effect.until if isinstance(rule.effect, Begin) else None
    return until is not None and any(isinstance(part, _RECKONED) for part in e.every_part(until))


def _fixed_end(rule: Rule) -> Iterator[int]:
    """The day on which a status ends that a rule begins, where that is a fixed one."""
    match rule.effect:
        case Begin(_, e.Constant(day)):
            yield day
        case _:
            pass


def _read(
    machine: Machine,
    kept: Sequence[int],
    reactions: Sequence[Reaction],
    grants: Sequence[Grant],
) -> Iterator[e.Expression]:
    """Every expression that decides what happens, save costs."""
    choices = [choice for code in kept for choice in machine.actions[code].choices]
    choices += [choice for each in reactions for choice in each.choices]
    for arm in (arm for choice in choices for arm in choice.arms):
        yield from () if arm.condition is None else (arm.condition,)
        if not isinstance(arm.rule.effect, Begin):  # see `_check_rule`
            yield from read_by(arm.rule.effect)
    for reaction in reactions:
        yield from (reaction.trigger.condition,) if isinstance(reaction.trigger, Becomes) else ()
    for code in kept:
        yield from (refusal.condition for refusal in machine.actions[code].refusals)
    for grant in grants:
        yield from (each for each in (grant.condition, grant.worth) if each is not None)


def _parts(expression: e.Expression, *, closed: bool = False) -> Iterator[e.Expression]:
    for part in e.every_part(expression):
        if not isinstance(part, _READ) and not (closed and isinstance(part, e.InStatus)):
            raise _beyond("a rule reads more than scores, fields and attributes")
        yield part


def _days(expression: e.Expression, *, closed: bool) -> set[int]:
    """The days from which a comparison with the date may come out differently."""
    found: set[int] = set()
    dates = compared = 0
    for part in _parts(expression, closed=closed):
        match part:
            case e.Today():
                dates += 1
            case e.Compare(_, e.Today(), e.Constant(day)) | e.Compare(
                _, e.Constant(day), e.Today()
            ):
                compared += 1
                found |= {day, day + 1}
            case _:
                pass
    if dates != compared:
        raise _beyond("a rule reckons with the date")
    return found


def _check_left_out(
    machine: Machine,
    attributes: Sequence[int],
    chosen: Sequence[int],
    grants: Sequence[Grant],
    reactions: Sequence[Reaction],
    out: Sequence[int],
) -> None:
    """Whether the theorem of `decisions.dominance` lets actions be left out."""
    numbers = [machine.grants.index(each) for each in grants]
    coming = [machine.reactions.index(each) for each in reactions]
    allowed, _ = dominance.left_out(machine, chosen, numbers, coming, View(machine, attributes))
    if not set(out) <= set(allowed):
        raise Refused("it leaves out something that may be worth doing")


def _check_tops(
    proof: Proof, machine: Machine, rules: Sequence[Rule], read: Iterable[e.Expression]
) -> None:
    """Whether states above a value need not be told apart.

    They need not where no rule lowers or moves the score, nothing reads it but grades, and every
    grade is reached by then: whoever is above stays above, and has the same grade as the others.
    """
    if len(proof.tops) != len(machine.scores):
        raise Refused("its states do not have as many scores as the policy")
    topped = {number for number, top in enumerate(proof.tops) if top is not None}
    if not topped:
        return
    parts = [part for expression in read for part in e.every_part(expression)]
    plain = not any(isinstance(part, e.Balance) and part.score in topped for part in parts)
    gains = all(
        isinstance(rule.effect, Change) and rule.effect.sign == 1
        for rule in rules
        if isinstance(rule.effect, Change | Move) and rule.effect.score in topped
    )
    reached = all(
        grade.low is None or grade.low <= top
        for grading in machine.gradings
        if (top := proof.tops[grading.score]) is not None
        for grade in grading.grades
    )
    ends = all(
        top is None or score.fixed_high is None or score.fixed_high >= top
        for top, score in zip(proof.tops, machine.scores, strict=True)
    )
    if not (plain and gains and reached and ends):
        raise Refused("it does not tell states apart that may differ")
