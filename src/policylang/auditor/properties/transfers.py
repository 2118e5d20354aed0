"""Points that go from one person to another: an action that takes them, and one that gives them.

A policy speaks of one person, and does not say that one's event follows from another's. So a pair
is taken for a transfer where one action is chosen, gives its person nothing and takes points or
money, another one gives points and is not chosen, and both have an amount of one name and kind, or
names that begin alike: `bounty_offered` and `bounty_won`. That is an assumption, and said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import attrs

from policylang.auditor.properties.small_histories import Event, SmallHistories
from policylang.model.machine import Action, Change
from policylang.model.units import SUMMABLE


@attrs.frozen
class Transfer:
    """What one person does and another one gets of it, with the first score of both.

    `before` is that of either, `giver` and `getter` are theirs afterwards.
    """

    gives: Event
    gets: Event
    before: int
    giver: int
    getter: int

    @property
    def made(self) -> int:
        """Held points that both have together and neither had before."""
        return self.giver + self.getter - 2 * self.before


def transfers(trials: SmallHistories) -> Iterator[Transfer]:
    """Of each pair of actions the transfer that makes most points, then the one that moves most."""
    machine, day = trials.machine, trials.since
    start = trials.scores((), day)
    if start is None:
        return
    for (one, gives), (two, gets) in product(enumerate(machine.actions), repeat=2):
        shared = _shared(gives, gets)
        if shared is None:
            continue
        found: list[Transfer] = []
        for here, there in product(trials.ways(one), trials.ways(two)):
            if any(here.values[left] != there.values[right] for left, right in shared):
                continue
            giver = trials.scores((here.on(day),), day)
            getter = trials.scores((there.on(day),), day)
            if giver is not None and getter is not None and getter[0] > start[0] >= giver[0]:
                found.append(Transfer(here, there, start[0], giver[0], getter[0]))
        if found:
            yield max(found, key=lambda each: (each.made, each.getter, -each.gives.money))


def _shared(gives: Action, gets: Action) -> list[tuple[int, int]] | None:
    """The amounts that two actions share, by slot; None where they are no transfer."""
    if gives.by != "choice" or gets.by == "choice" or _gains(gives) or not _gains(gets):
        return None
    if not gives.costs and not any(_is_loss(rule.effect) for rule in gives.rules):
        return None
    shared = [
        (left, right)
        for (left, one), (right, two) in product(enumerate(gives.fields), enumerate(gets.fields))
        if one.name == two.name
        and one.domain.kind is two.domain.kind
        and one.domain.kind in SUMMABLE
    ]
    alike = gives.name.split("_")[0] == gets.name.split("_")[0]
    return shared if shared or alike else None


def _gains(action: Action) -> bool:
    return any(
        isinstance(rule.effect, Change) and rule.effect.score == 0 and rule.effect.sign > 0
        for rule in action.rules
    )


def _is_loss(effect: object) -> bool:
    return isinstance(effect, Change) and effect.score == 0 and effect.sign < 0
