"""Whether one event more or less never turns the order of two people round.

THEOREM. Let what every action and rule asks for be given, and its conditions hold, whatever the
scores, the statuses and the past are, save how often the action itself was done; let every move
bring a score to a target that does not fall when the score rises; let no action be refused or have
several dates, no score be a formula or keep lots; let no cap be shared by two actions, or an action
and a rule; and let every perk, priced or not, ask for more points or none, every sanction for fewer
or none. Then of an action that only lowers scores all events can be struck from any history,
whatever else is in it, and nobody is worse off on any day.

PROOF. Compare the two histories, event by event. No event is refused in one of them alone. All
other actions and rules ask the same, and what their caps have counted is the same, so they are
granted the same. Adding the same, cutting to a fixed range and moving to a rising target keep every
score of the second at least as high, and the events that were struck could only have lowered the
first. Grades follow from scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.effects import check_score
from policylang.auditor.decisions.readings import View, check_fits
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import (
    DATED,
    Action,
    Calendar,
    Cap,
    Change,
    Choice,
    Ever,
    Machine,
    Move,
    OfMoment,
    Shifted,
)


def check_order(machine: Machine, attributes: tuple[int, ...]) -> None:
    """Refuse a policy that the theorem does not cover.

    Raises:
        Unfit: with what does not fit.
    """
    view = View(machine, attributes)
    if machine.consent is not None or machine.begins is not None or machine.changeable:
        raise Unfit("a person's record depends on more than events")
    if any(grading.holds or len(grading.versions) > 1 for grading in machine.gradings):
        raise Unfit("grades do not follow from scores alone")
    for number in range(len(machine.scores)):
        check_score(number, machine)
    for code, action in enumerate(machine.actions):
        if len(action.moments) > 1 or action.refusals:
            raise Unfit(f"`{action.name}` has several dates, or can be refused")
        for choice in action.choices:
            _check_choice(choice, f"`{action.name}`", machine, view, code)
    for reaction in machine.reactions:
        if not isinstance(reaction.trigger, DATED):
            raise Unfit(f"the rule `{reaction.name}` waits for something else than a date")
        for choice in reaction.choices:
            _check_choice(choice, f"the rule `{reaction.name}`", machine, view, None)
    for grant in machine.grants:
        where = f"the {grant.kind} `{grant.name}`"
        if not isinstance(grant.trigger, (*DATED, NoneType)):
            raise Unfit(f"{where} is due on something else than a date")
        for each in (grant.condition, grant.worth):
            if each is not None:
                check_fits(each, where)
        if not dominance.rises(grant, machine, view):
            raise Unfit(f"{where} does not always ask for more points")
    owners: dict[int, set[int]] = {}
    for owner, slot in _caps(machine):
        owners.setdefault(slot, set()).add(owner)
    if any(len(each) > 1 for each in owners.values()):
        raise Unfit("a cap is shared")


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
            case _:
                raise Unfit(f"{where} does more than change a score")
        parts += [cap.key for cap in arm.rule.caps if cap.key is not None]
        for part in parts:
            check_fits(_without_own(part, machine, code), where)


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


def recalls_nothing(action: Action) -> bool:
    """Whether nothing that an action asks for depends on what was done before."""
    parts = []
    for choice in action.choices:
        for arm in choice.arms:
            effect = arm.rule.effect
            parts += [] if arm.condition is None else [arm.condition]
            parts += [effect.amount] if isinstance(effect, Change) else []
    return not any(isinstance(each, e.Recall) for part in parts for each in e.every_part(part))
