"""What a case of several persons expects: their places in a ranking, and what each of them has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from policylang.casebook.case import Expectation, Person
from policylang.casebook.tree import MappingNode, Node, ScalarNode, listed, refused
from policylang.casebook.words import a_mapping, a_text
from policylang.core import codes, limits
from policylang.core.suggest import suggest
from policylang.model.machine import Machine
from policylang.model.values import shortened

#: What may be expected of several persons.
OF_SEVERAL: Final = ("places", "ranking", "of")


@attrs.frozen
class WantedOfSeveral:
    """Places by name, in the ranking named (None: the only one), and what is expected of each."""

    ranking: str | None
    #: Name of the person, the place, and where that is written.
    places: tuple[tuple[str, str, Node], ...]
    people: tuple[tuple[Person, MappingNode], ...]


def ranked_of(
    expectation: Expectation, machine: Machine, people: Sequence[Person]
) -> WantedOfSeveral:
    """Everything that is expected of several persons on a day.

    Raises:
        HistoryError: a key without meaning (PL451), a name that is not known (PL456), or a value
            that cannot be read (PL453).
    """
    wants = expectation.wants
    wants.only(OF_SEVERAL, "an expectation of several persons")
    by_name = {str(person.name): person for person in people}
    places, of = wants.get("places"), wants.get("of")
    return WantedOfSeveral(
        _ranking(wants.get("ranking"), machine),
        tuple(
            (_known(key, list(by_name), "person of the case"), _place(value), value)
            for key, value in (a_mapping(places, "places").pairs if places else ())
        ),
        tuple(
            (by_name[_known(key, list(by_name), "person of the case")], a_mapping(value, "`of`"))
            for key, value in (a_mapping(of, "of").pairs if of else ())
        ),
    )


def _ranking(node: Node | None, machine: Machine) -> str | None:
    if node is None:
        return None
    return _known(node, [ranking.name for ranking in machine.rankings], "ranking")


def _known(node: Node, names: list[str], noun: str) -> str:
    name = node.value if isinstance(node, ScalarNode) else a_text(node, noun)
    if name in names:
        return name
    has = f"there is {listed(tuple(names))}" if names else f"there is no {noun}"
    message = f"there is no {noun} `{shortened(name)}`"
    raise refused(node, codes.CASE_NAME_UNKNOWN, message, suggest(name, names, otherwise=has))


def _place(node: Node) -> str:
    written = a_text(node, "place")
    if written.isascii() and written.isdigit() and len(written) <= limits.NUMBER_DIGITS:
        return str(int(written))
    message = f"`{shortened(written)}` is not a place"
    raise refused(node, codes.CASE_VALUE, message, "write a number: the first is 1")
