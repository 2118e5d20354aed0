"""Statuses that last for a time, as how many later readings find them: which are good, which bad.

A status is good if being in it never makes anybody worse off, bad if being out of it never does.

THEOREM. Let all statuses that matter and that kept rules begin be good. Let an event that begins
one later never make it end earlier, and let a stretch of days begin wherever one ends that was
begun on the last day of a stretch. Then it is enough to look at histories whose events are on the
last days of their stretches. If all are bad, and no points run out, and a stretch begins wherever
one ends that was begun on a first day, those are enough whose events are on first days.

PROOF. Take a history without events that do nothing where they stand, move each event to the last
day of its stretch and keep their order. Let an event on day e find a status that one on day d had
begun. It ended on a day that is after e, and as d has moved to L, ends now on a day x that is no
earlier. Before x a stretch ends, so the last day of the stretch of e is before x: the event still
finds the status; and so does whatever comes due, as it has not moved. So each event is let through
if it was before, and does the same, as what it does is not decided by scores, and by statuses only
where it does nothing else; what comes due gives no less and takes no more. The second half is the
same, read from right to left: an event that met no bad status, because that had ended on x or
before, now stands on the first day of its stretch, which is no earlier than the day on which the
status now ends: that is no later than x, and a stretch begins there.

Actions that can only lose, put somebody into a bad status, or end a good one, are left out as in
`dominance`: whoever does without them is never worse off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from policylang.auditor.decisions.dominance import trend_of
from policylang.auditor.decisions.readings import (
    Trend,
    View,
    follows_from_date,
    reads_status,
)
from policylang.auditor.question import Unfit
from policylang.model.machine import Action, Begin, Change, Choice, End, Machine, Reaction, Rule

#: Most statuses that rules look at: each may be good or bad.
_MOST: Final = 4


def takings(statuses: Iterable[int]) -> Iterator[dict[int, bool]]:
    """Every way to take statuses for good or bad."""
    numbers = sorted(statuses)
    if len(numbers) <= _MOST:
        for each in product((True, False), repeat=len(numbers)):
            yield dict(zip(numbers, each, strict=True))


def begun_by(choices: Iterable[Choice]) -> set[int]:
    """The statuses that choices begin."""
    effects = (arm.rule.effect for choice in choices for arm in choice.arms)
    return {effect.status for effect in effects if isinstance(effect, Begin)}


def check_status_rule(rule: Rule, where: str) -> None:
    """Refuse rules that begin or end a status in another way than the theorem says.

    Raises:
        Unfit: with the reason.
    """
    if rule.caps:
        raise Unfit(f"{where} has a cap on how often a status changes")
    match rule.effect:
        case Begin(_, until) if until is not None and not follows_from_date(until):
            raise Unfit(f"how long a status of {where} lasts depends on more than the date")
        case _:
            pass


def check_action(action: Action, view: View, *, counted: bool) -> None:
    """Refuse an action that statuses decide about in another way than the theorem says.

    Args:
        counted: whether something counts the action.

    Raises:
        Unfit: with the reason.
    """
    where = f"`{action.name}`"
    arms = [arm for choice in action.choices for arm in choice.arms]
    for arm in arms:
        if arm.condition is None or not reads_status(arm.condition):
            continue
        if len(arms) > 1 or counted:
            raise Unfit(f"a status decides only about a part of what {where} does")
        if trend_of(arm.condition, view) not in (Trend.FLAT, Trend.UP):
            raise Unfit(f"a status that is good is bad for {where}, or the other way round")


def check_reaction(reaction: Reaction, view: View) -> None:
    """The same of a rule that comes due by date.

    Raises:
        Unfit: with the reason.
    """
    where = f"the rule `{reaction.name}`"
    for choice in reaction.choices:
        for arm in choice.arms:
            if arm.condition is None or not reads_status(arm.condition):
                continue
            better = {1: Trend.UP, -1: Trend.DOWN}
            effect = arm.rule.effect
            if len(choice.arms) > 1 or arm.rule.caps or not isinstance(effect, Change):
                raise Unfit(f"a status decides which of several things {where} does")
            if trend_of(arm.condition, view) not in (Trend.FLAT, better[effect.sign]):
                raise Unfit(f"a status that is good is bad for {where}, or the other way round")


def check_holds(machine: Machine, held: Iterable[int]) -> None:
    """Refuse grades that a status keeps down which can be begun.

    Raises:
        Unfit: there are such.
    """
    statuses = set(held)
    for grading in machine.gradings:
        if any(reads_status(hold.condition) for hold in grading.holds) and statuses:
            raise Unfit("a grade can be held by a status")


def are_read(actions: Sequence[Action]) -> bool:
    """Whether events of some actions look at statuses."""
    read = [each.condition for action in actions for each in action.refusals]
    for action in actions:
        for arm in (arm for choice in action.choices for arm in choice.arms):
            read += [] if arm.condition is None else [arm.condition]
    return any(reads_status(each) for each in read)


def changes_status(rule: Rule) -> bool:
    """Whether a rule begins or ends a status."""
    return isinstance(rule.effect, Begin | End)
