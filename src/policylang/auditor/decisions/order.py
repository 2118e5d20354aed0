"""Whether one event more or less never turns the order of two people round.

THEOREM. Let what every action and rule asks for be given, and its conditions hold, whatever the
scores and the past are, save how often the action itself was done; let every move bring a score to
a target that does not fall when the score rises; let no action have several dates, or be refused to
somebody with more points where it is not with fewer; let no score be a formula or keep lots; let no
cap be shared by two actions, or an action and a rule; let statuses alone hold grades down; and let
every perk, priced or not, ask for more points or none, every sanction for fewer or none. Then of an
action that only lowers scores all events can be struck from any history, whatever else is in it,
and nobody is worse off on any day. So they can if it also begins statuses that only burden: that
are asked for by refusals, sanctions and what holds a grade down, and by nothing else.

PROOF. Compare the two histories, event by event. What is not refused in the first is not in the
second. All other actions and rules ask the same, and what their caps have counted is the same, so
they are granted the same. Adding the same, cutting to a fixed range and moving to a rising target
keep every score of the second at least as high, and the events that were struck could only have
lowered the first. Statuses begin and end by the same events, whatever the scores are, so they are
the same; those that only burden are in the second, where they are, also in the first, and last no
longer. Grades follow from scores, and from what holds them down.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.effects import check_score
from policylang.auditor.decisions.readings import STEADY, View, check_fits
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import (
    DATED,
    Action,
    Begin,
    Calendar,
    Cap,
    Change,
    Choice,
    End,
    Ever,
    Machine,
    Move,
    OfMoment,
    OfStatus,
    Shifted,
    Upon,
    read_by,
)
from policylang.runtime.program import parts_of_machine


def check_order(machine: Machine, attributes: tuple[int, ...]) -> None:
    """Refuse a policy that the theorem does not cover.

    Raises:
        Unfit: with what does not fit.
    """
    view = View(machine, attributes)
    agreed = machine.consent is None or _is_steady(machine.consent)
    if not agreed or machine.begins is not None or machine.changeable:
        raise Unfit("a person's record depends on more than events")
    for grading in machine.gradings:
        held = not all(isinstance(hold.condition, e.InStatus) for hold in grading.holds)
        if held or len(grading.versions) > 1:
            raise Unfit("grades do not follow from scores and statuses alone")
    for number in range(len(machine.scores)):
        check_score(number, machine)
    _check_actions(machine, view)
    for reaction in machine.reactions:
        if not isinstance(reaction.trigger, DATED):
            raise Unfit(f"the rule `{reaction.name}` waits for something else than a date")
        for choice in reaction.choices:
            _check_choice(choice, f"the rule `{reaction.name}`", machine, view, None)
    _check_grants(machine, view)
    owners: dict[int, set[int]] = {}
    for owner, slot in _caps(machine):
        owners.setdefault(slot, set()).add(owner)
    if any(len(each) > 1 for each in owners.values()):
        raise Unfit("a cap is shared")


def _check_actions(machine: Machine, view: View) -> None:
    for code, action in enumerate(machine.actions):
        if len(action.moments) > 1:
            raise Unfit(f"`{action.name}` has several dates")
        for refusal in action.refusals:
            check_fits(refusal.condition, f"the refusal of `{action.name}`", statuses=True)
        if not dominance.is_let_through(action, view):
            raise Unfit(f"`{action.name}` may be refused to whoever has more points")
        for choice in action.choices:
            _check_choice(choice, f"`{action.name}`", machine, view, code)


def _check_grants(machine: Machine, view: View) -> None:
    for grant in machine.grants:
        where = f"the {grant.kind} `{grant.name}`"
        if not isinstance(grant.trigger, (*DATED, NoneType)):
            raise Unfit(f"{where} is due on something else than a date")
        for each in (grant.condition, grant.worth):
            if each is not None:
                check_fits(each, where, statuses=True)
        if not dominance.rises(grant, machine, view):
            raise Unfit(f"{where} does not always ask for more points")


def _check_choice(
    choice: Choice, where: str, machine: Machine, view: View, code: int | None
) -> None:
    if not dominance.keeps_order(choice, view):
        raise Unfit(f"{where} may do less to whoever has fewer points")
    for arm in choice.arms:
        effect = arm.rule.effect
        parts = [arm.condition] if arm.condition is not None else []
        match effect:
            case Change(_, amount):
                parts.append(amount)
            case Move(target):
                parts.append(target)
            case Begin(_, until) if until is None or _is_steady(until, e.Today, e.EventDay):
                pass
            case End():
                pass
            case _:
                raise Unfit(f"{where} does more than change a score")
        parts += [cap.key for cap in arm.rule.caps if cap.key is not None]
        for part in parts:
            check_fits(_without_own(part, machine, code), where, statuses=True)


def _is_steady(part: e.Expression, *others: type[e.Expression]) -> bool:
    """Whether it reads the event, the person and some other things, and nothing else."""
    return all(isinstance(each, (*STEADY, *others)) for each in e.every_part(part))


def _without_own(part: e.Expression, machine: Machine, code: int | None) -> e.Expression:
    """The expression, or nothing of it where all it recalls is how often the action was done."""
    recalled = [each for each in e.every_part(part) if isinstance(each, e.Recall)]
    own = all(
        machine.tallies[each.tally].occurrence == OfMoment(code) if code is not None else False
        for each in recalled
    )
    others = any(
        isinstance(each, e.InStatus | e.StillCounting | e.Balance | e.RankOf)
        for each in e.every_part(part)
    )
    return e.Constant(0) if recalled and own and not others else part


def _caps(machine: Machine) -> Iterator[tuple[int, int]]:
    """Every cap with who uses it: the code of an action, or one number for every rule."""
    for code, action in enumerate(machine.actions):
        yield from ((code, cap.slot) for rule in action.rules for cap in rule.caps)
    for number, reaction in enumerate(machine.reactions):
        for choice in reaction.choices:
            for arm in choice.arms:
                yield from ((-1 - number, cap.slot) for cap in arm.rule.caps)


def only_gives(action: Action) -> bool:
    """Whether an action only asks for amounts to be added, each under at most one plain cap."""
    return all(
        isinstance(rule.effect, Change) and rule.effect.sign == 1 and _is_plain(rule.caps)
        for rule in action.rules
    )


def _is_plain(caps: tuple[Cap, ...]) -> bool:
    """Whether there is at most one cap, on points, over a stretch that all share, or for ever."""
    return len(caps) <= 1 and all(
        cap.measure == "points"
        and cap.key is None
        and isinstance(cap.window, Calendar | Shifted | Ever)
        for cap in caps
    )


def only_burdens(machine: Machine, action: Action) -> bool:
    """Whether an action does nothing but lower scores, and begin statuses that only burden."""
    effects = [rule.effect for rule in action.rules]
    return dominance.only_loses(action) and all(
        not isinstance(each, End)
        and not (isinstance(each, Begin) and not is_burden(machine, each.status))
        for each in effects
    )


def is_burden(machine: Machine, status: int) -> bool:
    """Whether a status is asked for by what is bad for whoever is in it, and by nothing else.

    Also where nothing at all asks for it.
    """
    asked = e.InStatus(status)
    bad = [refusal.condition for action in machine.actions for refusal in action.refusals]
    bad += [g.condition for g in machine.grants if g.kind == "sanction" and g.condition is not None]
    others = _read_otherwise(machine)
    followed = [tally.occurrence for tally in machine.tallies]
    followed += [r.trigger.occurrence for r in machine.reactions if isinstance(r.trigger, Upon)]
    followed += [g.trigger.occurrence for g in machine.grants if isinstance(g.trigger, Upon)]
    return (
        not any(asked in e.every_part(each) for each in others)
        and not any(isinstance(each, OfStatus) and each.status == status for each in followed)
        and all(_asks_for(each, asked) for each in bad)
    )


def is_asked_for(machine: Machine, status: int) -> bool:
    """Whether it makes any difference to be in a status."""
    asked = e.InStatus(status)
    read = [refusal.condition for action in machine.actions for refusal in action.refusals]
    read += [hold.condition for grading in machine.gradings for hold in grading.holds]
    read += [grant.condition for grant in machine.grants if grant.condition is not None]
    return not is_burden(machine, status) or any(asked in e.every_part(each) for each in read)


def _read_otherwise(machine: Machine) -> Iterator[e.Expression]:
    """What is read by something else than refusals, conditions of sanctions, and held grades."""
    for part in parts_of_machine(machine):
        if not part.name.startswith(("refusal_", "hold_")):
            yield part.expression
    choices = [choice for action in machine.actions for choice in action.choices]
    choices += [choice for reaction in machine.reactions for choice in reaction.choices]
    for arm in (arm for choice in choices for arm in choice.arms):
        yield from () if arm.condition is None else (arm.condition,)
        yield from read_by(arm.rule.effect)
    for grant in machine.grants:
        read = (grant.worth, grant.condition if grant.kind == "perk" else None)
        yield from (each for each in read if each is not None)


def _asks_for(condition: e.Expression, status: e.InStatus) -> bool:
    """Whether a condition that holds without a status holds with it, too."""
    match condition:
        case e.All(parts) | e.Any(parts):
            return all(_asks_for(part, status) for part in parts)
        case _:
            return condition == status or status not in e.every_part(condition)


def recalls_nothing(action: Action) -> bool:
    """Whether nothing that an action asks for depends on what was done before."""
    parts = []
    for choice in action.choices:
        for arm in choice.arms:
            effect = arm.rule.effect
            parts += [] if arm.condition is None else [arm.condition]
            parts += [effect.amount] if isinstance(effect, Change) else []
    return not any(isinstance(each, e.Recall) for part in parts for each in e.every_part(part))
