"""Places in a ranking: as records in words, as a table, as CSV and JSON."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Sequence
from io import StringIO

from policylang.model.machine import Definition, Machine, Ranking, RankingKey, Score
from policylang.model.places import Place
from policylang.model.units import Kind
from policylang.model.values import show_value
from policylang.report.formula import Formula
from policylang.report.json_text import FORMAT_VERSION, json_text
from policylang.report.records import policy_record
from policylang.report.style import Style
from policylang.report.tables import Column, draw


def places_of(
    machine: Machine, ranking: Ranking, placed: Iterable[tuple[int, str, Sequence[int | None]]]
) -> tuple[Place, ...]:
    """Places in words.

    Args:
        placed: place, person and held values of the keys of each, in order.
    """
    formula = Formula(machine)
    kinds = [formula.kind(key.value) or Kind.NUMBER for key in ranking.keys]
    return tuple(
        Place(
            place,
            person,
            tuple(
                None if held is None else show_value(held, kind, machine.denomination)
                for held, kind in zip(keys, kinds, strict=True)
            ),
        )
        for place, person, keys in placed
    )


def ranking_table(
    machine: Machine, ranking: Ranking, places: Sequence[Place], style: Style | None = None
) -> str:
    """A table: place, person, and the keys."""
    columns = [Column("place", right=True), Column("person", wraps=True)]
    columns += [
        Column(heading, wraps=True, right=True)
        for heading in headings(machine, ranking, labels=True)
    ]
    rows = [(f"{each.place:,}", each.person, *(key or "-" for key in each.keys)) for each in places]
    return draw(columns, rows, style or Style())


def headings(machine: Machine, ranking: Ranking, *, labels: bool = False) -> list[str]:
    """What each key is: the name where it is no more than that, else the key in plain words.

    Args:
        labels: call definitions and scores by their labels.
    """
    formula = Formula(machine)
    called = {each.name: each.label if labels else each.name for each in _named(machine)}
    return [
        called.get(_alone(key)) or formula.amount(key.value, None).replace("`", "")
        for key in ranking.keys
    ]


def _named(machine: Machine) -> tuple[Definition | Score, ...]:
    return (*machine.scores, *machine.definitions)


def _alone(key: RankingKey) -> str:
    """What a key is ordered by, as it is written: `difference`."""
    words, _, _ = key.origin.text.rpartition(",")
    return words.partition(" ")[2]


def ranking_csv(machine: Machine, ranking: Ranking, places: Sequence[Place]) -> str:
    """CSV: a header, then a row for each person. A key without a value is empty."""
    page = StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(("place", "person", *headings(machine, ranking)))
    writer.writerows(
        (each.place, each.person, *(key or "" for key in each.keys)) for each in places
    )
    return page.getvalue()


def ranking_json(
    machine: Machine, ranking: Ranking, places: Sequence[Place], *, as_of: datetime.date | None
) -> str:
    """One JSON object, ended by a line end."""
    value = {
        "format_version": FORMAT_VERSION,
        "policy": policy_record(machine),
        "as_of": as_of.isoformat() if as_of else None,
        "ranking": ranking.name,
        "keys": headings(machine, ranking),
        "places": [
            {"place": each.place, "person": each.person, "keys": list(each.keys)} for each in places
        ],
    }
    return json_text(value) + "\n"
