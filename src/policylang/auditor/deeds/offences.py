"""Offences and good acts: actions told apart by what one event of them does.

This is the one place that says what they are; which actions could do harm by the form of their
rules is in `harm`. An **offence** lowers what is good by rules of its own and raises nothing by
them; or it brings nothing but a burden. A **good act** is chosen, raises what is good by rules of
its own, and lowers nothing. What does neither is **neutral**: to begin a status that burdens
nobody, or to opt out. Whoever may bring it about: an offence is something that a person commits,
also where the policy says `by chance` or `by authority`. What is paid for with points, such as a
reward, is no offence.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from policylang.auditor.deeds.events import ways_of
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.model.history import Row
from policylang.model.machine import Change, Machine, OfMoment, Upon


@attrs.frozen
class Deed:
    """One event, with what it does to somebody who begins: by score, good is positive.

    `asked` is what its own rules ask for and caps let through, before the range of the score.
    """

    row: Row
    asked: tuple[int, ...]
    #: What it costs by itself: held money and hours.
    cost: int
    hours: int
    #: Whether one of its own rules raises something, though others may lower more.
    gives: bool
    #: Whether it brings a sanction or lowers a grade on its day, and the reverse.
    burdens: bool
    relieves: bool
    #: Whether a perk is given with every event of it.
    rewarded: bool

    @property
    def code(self) -> int:
        """Its action."""
        return self.row[1]

    @property
    def loss(self) -> int:
        """What it asks to take away, of all scores together."""
        return -sum(self.asked)

    @property
    def is_offence(self) -> bool:
        """Whether it does harm and nothing good."""
        if self.rewarded or self.gives:
            return False
        return min(self.asked) < 0 or (self.burdens and not self.relieves)

    @property
    def is_good(self) -> bool:
        """Whether it does good and no harm."""
        return min(self.asked) >= 0 and max(self.asked) > 0


def deeds(trials: Trials, good: Sequence[int]) -> list[Deed]:
    """Every way to do every action that is not refused to somebody who begins.

    Args:
        good: for each score which way is good, as `good_ways` has it.
    """
    inquiry = trials.inquiry
    day = inquiry.question.since
    start = trials.run((), until=day)
    if start is None:
        return []
    found = []
    for code in range(len(inquiry.machine.actions)):
        for row in ways_of(inquiry.machine, code, day):
            tried = trials.run((row,), until=day)
            if tried is not None:
                found.append(_deed(inquiry.machine, row, start, tried, good))
    return found


def _deed(machine: Machine, row: Row, start: Tried, tried: Tried, good: Sequence[int]) -> Deed:
    own = {rule.number for rule in machine.actions[row[1]].rules}
    return Deed(
        row=row,
        asked=tuple(way * sum(tried.asked(n, own)) for n, way in enumerate(good)),
        cost=tried.cost,
        hours=tried.hours,
        gives=any(
            posting.granted * good[tried.owners[posting.rule]] > 0
            for posting in tried.result.ledger or ()
            if posting.rule in own and posting.rule in tried.owners
        ),
        burdens=any(b > a for a, b in zip(start.ranks, tried.ranks, strict=True))
        or not tried.sanctions <= start.sanctions
        or tried.brought < start.brought,
        relieves=any(b < a for a, b in zip(start.ranks, tried.ranks, strict=True))
        or not tried.perks <= start.perks
        or tried.brought > start.brought,
        rewarded=_is_rewarded(machine, row[1]),
    )


def _is_rewarded(machine: Machine, code: int) -> bool:
    """Whether some perk comes with every event of an action."""
    for grant in machine.grants:
        match grant.trigger:
            case Upon(OfMoment(action)) if grant.kind == "perk" and action == code:
                return True
    return False


def is_harmless(machine: Machine, good: Sequence[int]) -> bool:
    """Whether no event can ever be an offence: all that events do is to add what is good.

    Args:
        good: by score, +1 where more is better, -1 where it is worse.
    """
    if machine.tallies or machine.reactions or any(each.holds for each in machine.gradings):
        return False  # an event could bring a burden in other ways than by rules of its own
    effects = [rule.effect for action in machine.actions for rule in action.rules]
    return not any(grant.kind == "sanction" for grant in machine.grants) and all(
        isinstance(each, Change) and each.sign == good[each.score] for each in effects
    )


def worst_offences(found: Sequence[Deed]) -> list[Deed]:
    """For each action that is an offence the way to do it that is worst."""
    best: dict[int, Deed] = {}
    good = {each.code for each in found if each.is_good}
    for each in found:
        if not each.is_offence or each.code in good:
            continue
        held = best.get(each.code)
        if held is None or (each.loss, each.burdens) > (held.loss, held.burdens):
            best[each.code] = each
    return [best[code] for code in sorted(best)]


def good_acts(found: Sequence[Deed], machine: Machine) -> list[Deed]:
    """For each good act that a person chooses the way that is cheapest for each point.

    Of those that cost the same for a point, the one that brings the most.
    """
    best: dict[int, Deed] = {}
    for each in found:
        if machine.actions[each.code].by != "choice" or not each.is_good:
            continue
        held = best.get(each.code)
        if held is None or _price(each) < _price(held):
            best[each.code] = each
    return [best[code] for code in sorted(best)]


def _price(deed: Deed) -> tuple[Fraction, Fraction, int]:
    points = sum(deed.asked)
    return Fraction(deed.cost, points), Fraction(deed.hours, points), -points
