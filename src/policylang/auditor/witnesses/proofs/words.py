"""A closed set in words: the most that a score comes to, for each set of statuses."""

from __future__ import annotations

from typing import Final

from policylang.auditor.witnesses.proofs.form import Proof
from policylang.auditor.witnesses.proofs.steps import OUTSIDE
from policylang.core.counting import counted
from policylang.model.ledger import points_of
from policylang.model.machine import Machine

#: Most sets of statuses that are told.
_TOLD: Final = 4


def described(proof: Proof, machine: Machine) -> str:
    """The score that the first grades are of, at most, for each set of statuses."""
    score = machine.gradings[0].score if machine.gradings else 0
    most: dict[tuple[str, ...], int] = {}
    for state in (state for table in proof.tables for state in table.bounds):
        ends = enumerate(proof.ends(state))
        inside = tuple(f"`{machine.statuses[n].name}`" for n, end in ends if end != OUTSIDE)
        most[inside] = max(most.get(inside, state[score]), state[score])
    parts = [
        f"at most {points_of(machine, held):,}{f' while {_listed(inside)}' if inside else ''}"
        for inside, held in sorted(most.items())
    ]
    told = ", ".join(parts[:_TOLD]) + (", ..." if len(parts) > _TOLD else "")
    return f"`{machine.scores[score].name}` {told}"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names)


def states_of(proof: Proof) -> str:
    """How many states there are, whatever the day."""
    count = len({state for table in proof.tables for state in table.bounds})
    return counted(count, "state")
