"""Places of a village by `runtime.ranking` are those that follow from each pair of its people."""

from __future__ import annotations

from policylang.model.machine import Ranking
from policylang.model.values import held_name
from policylang.runtime.interpreter import Person, live
from policylang.runtime.ranking import Subject, ranked
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.people import Village, scheme_villages

#: Names of people are those that stand in the fields of generated events.
_NAMES = ("a", "b", "c", "d", "e")


def test_places_follow_from_comparing_people() -> None:
    assert hold_everywhere(_places_people, 60, scheme_villages())


def _places_people(village: Village) -> None:
    machine = village.machine
    if not machine.rankings:
        return
    as_of = max(person.as_of for person in village.people)
    subjects = [
        Subject(name, person.history.until(as_of), person.attributes)
        for name, person in zip(_NAMES, village.people, strict=True)
    ]
    standing = {
        number: live(machine, each.history, each.attributes, as_of=as_of).person
        for number, each in enumerate(subjects)
    }
    scored = {number: each for number, each in standing.items() if each.consents}
    for ranking in machine.rankings:
        placed = ranked(machine, ranking, subjects, as_of=as_of)
        assert {each.subject for each in placed} == set(scored)
        assert [each.place for each in placed] == sorted(each.place for each in placed)
        for each in placed:
            others = [other for other in scored if other != each.subject]
            better = sum(_is_better(ranking, other, each.subject, scored) for other in others)
            assert each.place == 1 + better, (ranking, placed)


def _is_better(ranking: Ranking, one: int, other: int, people: dict[int, Person]) -> bool:
    """Whether one person goes before another, by the first key on which they differ."""
    level = set(people)
    for key in ranking.keys:
        tied = frozenset(held_name(_NAMES[number]) for number in level)
        values = {}
        for number in level:
            people[number].tied = tied
            values[number] = people[number].value(key.value)
        if values[one] != values[other]:
            return (values[one] > values[other]) == key.descending
        level = {number for number in level if values[number] == values[one]}
    return False
