"""Actions that another one makes up for: it gives as much, always, and costs no more.

THEOREM. Let an action A have a way to do it that is never refused, gives fixed amounts under no
cap, and does nothing else; and let nothing count, wait for, or follow upon A. Let an action B ask
at most for as much of each score, cost at least as much money and hours, and be noticed by nothing
either. Where `dominance` lets losing actions be left out, so may B, though not together with A.

PROOF. In any history put an event of A in the place of each event of B. By induction every score is
at least as high at any time: caps and ends only ever lessen what B asks for, and adding the same,
cutting to a fixed range and moving to a rising target keep the order. What is kept shares no cap
with B, so the same is granted. It costs no more, has as many events, on the same days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice, product
from typing import Final

import attrs

from policylang.auditor.decisions.forms import fits
from policylang.auditor.decisions.possible import ANYTHING, Possible, between, of, possible
from policylang.auditor.decisions.readings import OF_EVENT, View
from policylang.model import expressions as e
from policylang.model.machine import Action, Change, Machine, Move, Rule
from policylang.runtime.expressions import value_of

#: A field with no more values than these is tried with each; others with their ends.
_FEW: Final = 16
#: Most ways to do an action that are looked at.
_WAYS: Final = 256


@attrs.frozen
class _Gift:
    """A way to do an action: what it gives of each score, and its price."""

    points: dict[int, int]
    costs: dict[str, int]


@attrs.frozen
class _Fields:
    """What the fields of an action, and the attributes of the person, may be."""

    action: Action
    view: View

    def leaf(self, expression: e.Expression) -> Possible:
        """Every value of a field or attribute; anything of all else."""
        match expression:
            case e.FieldValue(slot) if slot < len(self.action.fields):
                domain = self.action.fields[slot].domain
                return between(domain.low, domain.high)
            case e.AttributeValue(slot):
                return of((self.view.attributes[slot],))
            case _:
                return ANYTHING


def outdone(
    machine: Machine, chosen: Sequence[int], noticed: Collection[int], view: View
) -> tuple[int, ...]:
    """The chosen actions that another chosen one, which is not among them, makes up for.

    Args:
        noticed: actions that something counts, waits for or follows upon.
    """
    gifts = {
        code: list(_gifts(machine.actions[code], view)) for code in chosen if code not in noticed
    }
    found: set[int] = set()
    for code in gifts:
        action = machine.actions[code]
        if any(
            other != code and other not in found and _makes_up(gift, action, view)
            for other, ways in gifts.items()
            for gift in ways
        ):
            found.add(code)
    return tuple(sorted(found))


def _gifts(action: Action, view: View) -> Iterator[_Gift]:
    """The ways to do an action that give fixed amounts on every day and in every state."""
    plain = (
        len(action.moments) == 1
        and action.moments[0].day is None
        and not action.refusals
        and bool(action.rules)
        and all(_only_gives(rule) for rule in action.rules)
        and all(fits(cost.amount, OF_EVENT) for cost in action.costs)
    )
    if not plain:
        return
    arms = [arm for choice in action.choices for arm in choice.arms]
    read = [arm.condition for arm in arms if arm.condition is not None]
    read += [arm.rule.effect.amount for arm in arms if isinstance(arm.rule.effect, Change)]
    if not all(fits(each, OF_EVENT) for each in read):
        return
    values = [
        range(low, high + 1) if high - low < _FEW else (low, high)
        for low, high in ((field.domain.low, field.domain.high) for field in action.fields)
    ]
    for fields in islice(product(*values), _WAYS):
        view.fields = fields
        yield _Gift(_given(action, view), _paid(action, view))


def _only_gives(rule: Rule) -> bool:
    effect = rule.effect
    gives = isinstance(effect, Change) and effect.sign == 1 and effect.lifetime is None
    return gives and not rule.caps


def _given(action: Action, view: View) -> dict[int, int]:
    points: dict[int, int] = {}
    for choice in action.choices:
        for arm in choice.arms:
            if arm.condition is None or view.holds(arm.condition):
                effect = arm.rule.effect
                assert isinstance(effect, Change)
                points[effect.score] = points.get(effect.score, 0) + value_of(effect.amount, view)
                break
    return points


def _paid(action: Action, view: View) -> dict[str, int]:
    costs: dict[str, int] = {}
    for cost in action.costs:
        costs[cost.kind] = costs.get(cost.kind, 0) + value_of(cost.amount, view)
    return costs


def _makes_up(gift: _Gift, action: Action, view: View) -> bool:
    """Whether a gift is as good as anything that an action may do."""
    if len(action.moments) > 1 or min(gift.points.values(), default=0) < 0:
        return False
    fields = _Fields(action, view)
    most: dict[int, int] = {}
    for choice in action.choices:
        asked: dict[int, int] = {}
        for arm in choice.arms:
            effect = arm.rule.effect
            match effect:
                case Change(1, amount, score, None):
                    high = possible(amount, fields).high
                    asked[score] = max(asked.get(score, 0), high)
                case Change(-1, amount, _, None) if possible(amount, fields).low >= 0:
                    pass
                case Move(e.Least(e.Balance(read), _), score, False) if read == score:
                    pass
                case _:
                    return False
        for score, high in asked.items():
            most[score] = most.get(score, 0) + high
    least: dict[str, int] = {}
    for cost in action.costs:
        least[cost.kind] = least.get(cost.kind, 0) + possible(cost.amount, fields).low
    enough = all(gift.points.get(score, 0) >= high for score, high in most.items())
    kinds = gift.costs.keys() | least.keys()
    return enough and all(gift.costs.get(kind, 0) <= least.get(kind, 0) for kind in kinds)
