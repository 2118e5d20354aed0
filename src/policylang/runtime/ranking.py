"""Places of several persons: ordered by keys that decide one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from policylang.model.expressions import Recall, Tied, every_part
from policylang.model.history import History
from policylang.model.machine import Machine, OfMoment, Ranking, RankingKey
from policylang.model.values import held_name, name_of
from policylang.runtime.person import Person
from policylang.runtime.plans import plan_of
from policylang.runtime.timeline import run


class Subject(NamedTuple):
    """Somebody who is ranked: name, settled history, attributes at the start in held integers."""

    name: str
    history: History
    attributes: tuple[int, ...]


class Placed(NamedTuple):
    """A place, counted from 1; those who are level share it and the places after it stay empty.

    `subject` counts the subjects from 0. `keys` are held values; None for one that looks at the
    tied alone, for somebody who is level with nobody.
    """

    place: int
    subject: int
    keys: tuple[int | None, ...]


def ranked(
    machine: Machine,
    ranking: Ranking,
    subjects: Sequence[Subject],
    *,
    since: int | None = None,
    as_of: int,
) -> tuple[Placed, ...]:
    """Everybody who has a score on the day, in order; those on one place in the order given.

    Each key is worked out for a person as it stands at the end of the day. It orders those who are
    level on all keys before it.
    """
    plan = plan_of(machine)
    place_of = machine.rankings.index(ranking)
    people: dict[int, Person] = {}
    for number, (_, history, attributes) in enumerate(subjects):
        person = run(plan, history, attributes, since=since, as_of=as_of, ledger=False)
        if person.consents:
            people[number] = person
    keys: dict[int, list[int | None]] = {number: [] for number in people}
    groups = [list(people)]
    for number, key in enumerate(ranking.keys):
        at = (place_of, number)
        groups = [
            finer for level in groups for finer in _refined(key, at, level, people, subjects, keys)
        ]
    placed = []
    place = 1
    for level in groups:
        placed += [Placed(place, number, tuple(keys[number])) for number in level]
        place += len(level)
    return tuple(placed)


def strangers(
    machine: Machine, ranking: Ranking, subjects: Sequence[Subject], as_of: int
) -> tuple[str, ...]:
    """Names that a key looks for among the tied and that none of the subjects has, in order."""
    looked_at = {
        (tally.occurrence.action, tied.slot)
        for key in ranking.keys
        for part in every_part(key.value)
        if isinstance(part, Recall)
        for tally in (machine.tallies[part.tally],)
        if tally.where is not None and isinstance(tally.occurrence, OfMoment)
        for tied in every_part(tally.where)
        if isinstance(tied, Tied)
    }
    known = {held_name(subject.name) for subject in subjects}
    found = {
        history.columns[slot][event]
        for _, history, _ in subjects
        for event, code in enumerate(history.codes)
        if history.days[event] <= as_of
        for action, slot in looked_at
        if action == code
    }
    return tuple(sorted(name_of(held) for held in found - known if held))


def _refined(
    key: RankingKey,
    at: tuple[int, int],
    level: list[int],
    people: dict[int, Person],
    subjects: Sequence[Subject],
    keys: dict[int, list[int | None]],
) -> Iterable[list[int]]:
    """Those who are level on the keys before, apart by one more: key and ranking by number."""
    if len(level) == 1 and key.among_tied:
        keys[level[0]].append(None)
        return [level]
    tied = frozenset(held_name(subjects[number].name) for number in level)
    values = {}
    for number in level:
        values[number] = people[number].ranking_key(*at, tied)
        keys[number].append(values[number])
    ordered = sorted(level, key=values.__getitem__, reverse=key.descending)
    return [list(group) for _, group in groupby(ordered, key=values.__getitem__)]
