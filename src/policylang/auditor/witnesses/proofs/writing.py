"""A proof as the plain values of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from policylang.auditor.witnesses.certificate import digest_of
from policylang.auditor.witnesses.proofs.form import CLOSED_SET, KIND, POTENTIAL, VERSION
from policylang.model.calendar import iso
from policylang.model.finding import AuditReport
from policylang.model.machine import Machine
from policylang.model.slots import given_texts


@attrs.frozen
class Stated:
    """What a proof says and of whom. `until` None is for ever.

    `never` is the grade of a closed set, `assumed` the digest of the assumptions file, if one is.
    """

    property: str
    since: int
    until: int | None
    attributes: Sequence[int]
    hour: Fraction
    baseline: bool = True
    sanctions: bool = True
    never: str | None = None
    assumed: str = ""
    #: How many statuses a closed set tells of each state, and the held hours of a year, if limited.
    statuses: int = 0
    hours: int | None = None
    before: Sequence[tuple[str, Mapping[str, str]]] = ()


def proof_values(
    stated: Stated,
    report: AuditReport,
    machine: Machine,
    *,
    caps: Sequence[int],
    tops: Sequence[int | None],
    left_out: Sequence[str],
    ways: Mapping[str, Sequence[Sequence[int]]],
    stages: Sequence[tuple[int, int, Mapping[tuple[int, ...], int]]],
    loop: int | None,
) -> dict[str, Any]:
    """The values of a certificate.

    Args:
        caps: numbers of the caps that states count after the scores.
        stages: first day, last day, and the bound of each state (of no meaning in a closed set).
    """
    closed = stated.never is not None
    names = [f"score {score.name}" for score in machine.scores]
    names += [f"counted by limit {slot}" for slot in caps]
    names += [f"end of status {status.name}" for status in machine.statuses[: stated.statuses]]
    names += [] if stated.hours is None else ["seconds spent this year"]
    value: dict[str, Any] = {
        "kind": KIND,
        "version": VERSION,
        "policy": report.policy,
        "fingerprint": report.fingerprint,
        "property": stated.property,
        "assumptions": list(report.assumptions),
        "assumed": stated.assumed,
        "since": iso(stated.since),
        "until": None if stated.until is None else iso(stated.until),
        "person": given_texts(machine.attributes, stated.attributes, machine.denomination),
        "hour": f"{stated.hour.numerator}/{stated.hour.denominator}",
        "method": CLOSED_SET if closed else POTENTIAL,
        "baseline": stated.baseline,
        "sanctions": stated.sanctions,
        "before": [{"action": name, "fields": dict(fields)} for name, fields in stated.before],
        "never": stated.never,
        "meaning": names,
        "caps": list(caps),
        "tops": list(tops),
        "left out": list(left_out),
        "ways": {name: [list(each) for each in found] for name, found in ways.items()},
        "stages": [_stage(*each, closed=closed) for each in stages],
        "loop": loop,
        "statuses": stated.statuses,
        "hours": stated.hours,
    }
    return {**value, "digest": digest_of(value)}


def _stage(
    first: int, last: int, bounds: Mapping[tuple[int, ...], int], *, closed: bool
) -> dict[str, Any]:
    states = sorted(bounds)
    value: dict[str, Any] = {
        "first": iso(first),
        "last": iso(last),
        "states": [list(state) for state in states],
    }
    return value if closed else {**value, "bounds": [bounds[state] for state in states]}
