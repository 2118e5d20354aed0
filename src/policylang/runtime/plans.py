"""The plans of the machines in use: each is made once, with closures for its program."""

from __future__ import annotations

from functools import lru_cache

import attrs

from policylang.model.machine import Machine
from policylang.runtime.plan import Plan
from policylang.runtime.readings import program_of


def plan_of(machine: Machine) -> Plan:
    """What following anybody under a machine needs; made once for each machine in use."""
    return _made(_Same(machine))


@attrs.frozen(eq=False)
class _Same:
    """A machine that is equal only to itself: looking at all of it would take too long."""

    machine: Machine

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.machine is self.machine

    def __hash__(self) -> int:
        return id(self.machine)


@lru_cache(maxsize=16)
def _made(same: _Same) -> Plan:
    return Plan(same.machine, program_of(same.machine))
