"""A part of a policy that may be dead."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import attrs

from policylang.model.machine import Machine, Origin


class Kind(StrEnum):
    """What a part is."""

    GRADE = "grade"
    PERK = "perk"
    SANCTION = "sanction"
    RULE = "rule"
    CAP = "cap"
    STATUS = "status"
    ACTION = "action"


@attrs.frozen
class Part:
    """A part: `number` tells parts of one kind apart, `within` gradings."""

    kind: Kind
    number: int
    name: str
    origin: Origin = attrs.field(eq=False)
    within: int = 0


@attrs.frozen
class Dead:
    """A part that never comes about, and why."""

    part: Part
    why: str


def parts_of(machine: Machine) -> Iterator[Part]:
    """Every part, by kind, in order of the file."""
    for within, grading in enumerate(machine.gradings):
        for rank, grade in enumerate(grading.grades):
            yield Part(Kind.GRADE, rank, grade.name, grade.origin, within)
    for number, grant in enumerate(machine.grants):
        yield Part(Kind(grant.kind), number, grant.label, grant.origin)
    for rule in machine.rules:
        yield Part(Kind.RULE, rule.number, rule.origin.said, rule.origin)
    for cap in machine.caps:
        yield Part(Kind.CAP, cap.slot, cap.origin.said, cap.origin)
    for number, status in enumerate(machine.statuses):
        yield Part(Kind.STATUS, number, status.label, status.origin)
    for code, action in enumerate(machine.actions):
        yield Part(Kind.ACTION, code, action.label, action.origin)
