"""The few ways to do an action that can matter: the amounts that give the next point, no others.

Of all values a field may have, only those are kept that do something else than a cheaper one. A
field that few values fill is tried with each; one with many must move everything it touches in one
direction, and the places where something changes are found by halving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Final

import attrs

from policylang.auditor.decisions.effects import Layout
from policylang.auditor.decisions.readings import (
    Trend,
    View,
    check_fits,
    fields_of,
    read_off_fields,
    reads_state,
    trend,
)
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import Action, Change, Choice, Rule, Within, read_by
from policylang.runtime.expressions import value_of

#: A field with no more values than these is tried with each of them.
_FEW: Final = 64
#: Most ways to do one action.
MOST: Final = 512

#: What reads the fields of an event and nothing else but constants and attributes; and a value from
#: which on all values are alike.
Read = tuple[e.Expression, int]


@attrs.frozen
class Variant:
    """An action with its fields; what it costs in held money and held hours."""

    values: tuple[int, ...]
    money: int
    hours: int


def variants_of(
    action: Action, layout: Layout, view: View, others: Iterable[Read] = ()
) -> list[Variant]:
    """Every way to do an action that some history could need in the compact process.

    Args:
        others: what reads its fields besides its own rules and refusals.

    Raises:
        Unfit: there are too many, or a field moves things both ways.
    """
    reads = [each for choice in action.choices for each in reads_of(choice, layout.ranges)]
    reads += others
    for refusal in action.refusals:
        reads += [(each, 2**63) for each in read_off_fields(refusal.condition)]
    return ways_of(action, reads, view)


def ways_of(action: Action, reads: Sequence[Read], view: View) -> list[Variant]:
    """Every way to do an action that some history could need, cheapest of its kind.

    Two ways for which all `reads` come to the same do the same, in every state and on every day.

    Args:
        reads: everything the fields of the action are read by, save its costs.

    Raises:
        Unfit: there are too many, or a field moves things both ways.
    """
    where = f"`{action.name}`"
    for cost in action.costs:
        check_fits(cost.amount, f"the cost of {where}")
        if reads_state(cost.amount):
            raise Unfit(f"the cost of {where} depends on a score or the date")
    doing = {slot for each, _ in reads for slot in fields_of(each)}
    paying = {slot for cost in action.costs for slot in fields_of(cost.amount)}
    choices: list[Sequence[int]] = []
    swept: int | None = None
    for slot, field in enumerate(action.fields):
        low, high = field.domain.low, field.domain.high
        if slot not in doing | paying:
            choices.append((low,))
        elif high - low < _FEW:
            choices.append(range(low, high + 1))
        elif slot not in doing:
            choices.append((_cheapest(action, slot, view),))
        elif swept is None:
            # Read as it is, each value does something else: no need to look for all of them.
            if any(each == e.FieldValue(slot) and min(high, m) - low >= MOST for each, m in reads):
                raise Unfit(f"{where} can be done in more than {MOST} ways that differ")
            swept = slot
            choices.append((low,))
        else:
            raise Unfit(f"{where} has several amounts that its rules depend on")
    found: list[Variant] = []
    for values in product(*choices):
        found.extend(
            _priced(action, each, view)
            for each in ([values] if swept is None else _sweep(action, values, swept, reads, view))
        )
        if len(found) > MOST:
            raise Unfit(f"{where} can be done in more than {MOST} ways that differ")
    return found


def reads_of(
    choice: Choice, ranges: Sequence[tuple[int | None, int | None]] = ()
) -> Iterator[Read]:
    """What the rules of a choice read the fields by.

    Args:
        ranges: of each score, where all that is granted counts only as far as they let it.
    """
    for arm in choice.arms:
        if arm.condition is not None:
            yield from ((each, 2**63) for each in read_off_fields(arm.condition))
        for each in read_by(arm.rule.effect):
            parts = read_off_fields(each)
            amount = isinstance(arm.rule.effect, Change) and each is arm.rule.effect.amount
            most = _most(arm.rule, ranges) if amount and parts == [each] else 2**63
            yield from ((part, most) for part in parts)


def read_by_rules(action: Action) -> set[int]:
    """The fields that the rules of an action read, by slot."""
    reads = [each for choice in action.choices for each, _ in reads_of(choice)]
    return {slot for each in reads for slot in fields_of(each)}


def _priced(action: Action, values: tuple[int, ...], view: View) -> Variant:
    view.fields = values
    money = hours = 0
    for cost in action.costs:
        amount = value_of(cost.amount, view)
        if amount < 0:
            raise Unfit(f"the cost of `{action.name}` can be negative")
        if cost.kind == "money":
            money += amount
        else:
            hours += amount
    return Variant(values, money, hours)


def _leaf(slot: int) -> Callable[[e.Expression], Trend]:
    """The trend of leaves where one field rises and all others stay."""
    return lambda leaf: Trend.UP if leaf == e.FieldValue(slot) else Trend.FLAT


def _cheapest(action: Action, slot: int, view: View) -> int:
    """The value of a field that only the price depends on."""
    trends = [trend(cost.amount, _leaf(slot), view) for cost in action.costs]
    domain = action.fields[slot].domain
    if all(each in (Trend.FLAT, Trend.UP) for each in trends):
        return domain.low
    if all(each in (Trend.FLAT, Trend.DOWN) for each in trends):
        return domain.high
    raise Unfit(
        f"the cost of `{action.name}` both rises and falls with `{action.fields[slot].name}`"
    )


def _sweep(
    action: Action, values: tuple[int, ...], slot: int, reads: Sequence[Read], view: View
) -> Iterator[tuple[int, ...]]:
    """The least value of a field for each thing it can do, the others being as given.

    Everything read moves in one direction, so what is alike at both ends of a stretch is so
    between them.
    """
    leaf, name = _leaf(slot), f"`{action.name}`"
    for cost in action.costs:
        if trend(cost.amount, leaf, view) not in (Trend.FLAT, Trend.UP):
            raise Unfit(f"more of `{action.fields[slot].name}` does not always cost more in {name}")
    watched = [each for each in dict.fromkeys(reads) if slot in fields_of(each[0])]
    if any(trend(each, leaf, view) is Trend.MIXED for each, _ in watched):
        raise Unfit(f"an amount of {name} both raises and lowers something")

    def does(value: int) -> tuple[int, ...]:
        view.fields = (*values[:slot], value, *values[slot + 1 :])
        return tuple(min(value_of(each, view), most) for each, most in watched)

    at, high = action.fields[slot].domain.low, action.fields[slot].domain.high
    last = does(high)
    for _ in range(MOST + 1):
        yield (*values[:slot], at, *values[slot + 1 :])
        here = does(at)
        if here == last:
            return
        below, above = at, high
        while above - below > 1:
            middle = (below + above) // 2
            if does(middle) == here:
                below = middle
            else:
                above = middle
        at = above


def _most(rule: Rule, ranges: Sequence[tuple[int | None, int | None]]) -> int:
    """The size of a change from which on nothing is let through any more."""
    # A cap for each value of something, or in a named period, does not always bite.
    limits = [
        cap.limit
        for cap in rule.caps
        if cap.measure == "points" and cap.key is None and not isinstance(cap.window, Within)
    ]
    # A cap goes on counting what the range cuts, so the range bounds only what no cap counts.
    if ranges and all(cap.times for cap in rule.caps):
        assert isinstance(rule.effect, Change)
        low, high = ranges[rule.effect.score]
        if low is not None and high is not None:
            limits.append(high - low)
    return min(limits, default=2**63)
