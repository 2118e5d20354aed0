"""Whether somebody is better off with an event than without: in points, grade, perks or money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import attrs

from policylang.auditor.deeds.events import moved
from policylang.auditor.deeds.offences import Deed
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.model.history import Row
from policylang.model.machine import DATED, Machine, Trigger
from policylang.model.ticks import days_due

#: Days on which histories are compared, beside the first and the last.
_DAYS: Final = 4
#: Pairs of histories that are compared at most.
_PAIRS: Final = 400


@attrs.frozen
class Pair:
    """A history with some events of one action, and the same without them."""

    more: tuple[Row, ...]
    less: tuple[Row, ...]
    code: int
    #: How many events more.
    number: int


@attrs.frozen
class Better:
    """What is better with the events, on which day."""

    pair: Pair
    what: str
    day: int


def compare(
    trials: Trials, pairs: Iterable[Pair], good: Sequence[int], *, swapped: bool = False
) -> Iterator[Better]:
    """The first respect in which each pair is better with the events than without.

    Args:
        swapped: look for what is worse instead.
    """
    days = days_of(trials)
    for pair in islice(pairs, _PAIRS):
        last = max((row[0] for row in pair.more), default=0)
        for day in (*(each for each in days if each >= last), None):
            more, less = trials.run(pair.more, day), trials.run(pair.less, day)
            if more is None or less is None:
                continue
            one, two = (less, more) if swapped else (more, less)
            what = better(one, two, good, trials.inquiry.machine)
            if what:
                yield Better(pair, what, more.until)
                break


def better(one: Tried, two: Tried, good: Sequence[int], machine: Machine) -> str:
    """In what one history leaves somebody better off than another; empty if in nothing.

    In money, whatever else; in all else only where nothing is worse.
    """
    gain = (one.brought - one.cost) - (two.brought - two.cost)
    if gain > 0 and one.brought > two.brought:
        return "money"
    if one.brought < two.brought:
        return ""
    ups = [(a - b) * way for a, b, way in zip(one.scores, two.scores, good, strict=True)]
    ranks = [b - a for a, b in zip(one.ranks, two.ranks, strict=True)]
    if min([*ups, *ranks]) < 0 or not (one.perks >= two.perks and one.sanctions <= two.sanctions):
        return _unpriced(one, two) if min([*ups, *ranks]) < 0 else ""
    if max(ups) > 0:
        return f"points of `{machine.scores[ups.index(max(ups))].name}`"
    if ranks and max(ranks) > 0:
        return "the grade"
    return _unpriced(one, two)


def _unpriced(one: Tried, two: Tried) -> str:
    """A perk more or a sanction less, where no perk is less and no sanction more."""
    if not (one.perks >= two.perks and one.sanctions <= two.sanctions):
        return ""
    if one.perks != two.perks:
        return "a perk"
    return "a sanction less" if one.sanctions != two.sanctions else ""


def days_of(trials: Trials) -> list[int]:
    """The first day, the first days on which something is due by date, and days before those."""
    inquiry = trials.inquiry
    machine, first, last = inquiry.machine, inquiry.question.since, inquiry.last
    triggers: list[Trigger | None] = [each.trigger for each in machine.reactions]
    triggers += [each.trigger for each in machine.grants]
    due: set[int] = set()
    for trigger in triggers:
        if isinstance(trigger, DATED):
            due |= set(islice(days_due(trigger, first + 1, last), 1))
    return [first, *sorted(due)[:_DAYS]]


def with_and_without(
    deeds: Sequence[Deed], beside: Sequence[Deed], trials: Trials, repeats: Sequence[int]
) -> Iterator[Pair]:
    """Pairs about each deed: alone, often, and before or after each other deed; simplest first."""
    machine, first = trials.inquiry.machine, trials.inquiry.question.since
    later = min(first + 1, trials.inquiry.last)
    for number in repeats:
        for deed in deeds:
            yield Pair((deed.row,) * number, (), deed.code, number)
    for day in days_of(trials)[1:]:
        for deed in deeds:
            for when in (day - 1, day):
                yield Pair((moved(machine, deed.row, when),), (), deed.code, 1)
    for deed in deeds:
        for other in beside:
            if other.row == deed.row:
                continue
            for number in repeats:
                events = (deed.row,) * number
                after = moved(machine, other.row, later)
                yield Pair((*events, other.row), (other.row,), deed.code, number)
                yield Pair((other.row, *events), (other.row,), deed.code, number)
                yield Pair((*events, after), (after,), deed.code, number)
