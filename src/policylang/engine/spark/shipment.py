"""What is sent to every worker: the policy, and what must come of it there."""

from __future__ import annotations

import datetime
import hashlib
import pickle
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from policylang.compiler import Evaluator
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.columnar.evaluate import evaluate_many
from policylang.model.history import Encoder
from policylang.model.machine import Machine

if TYPE_CHECKING:
    import pyarrow as pa


class Checked(Protocol):
    """A checked policy: `policylang.Policy`."""

    @property
    def machine(self) -> Machine:
        """What it means."""


@attrs.frozen
class Ready:
    """A policy as a worker holds it."""

    evaluator: Evaluator
    encoder: Encoder

    @property
    def machine(self) -> Machine:
        """What it means."""
        return self.evaluator.machine

    def evaluate_many(
        self, events: Any, people: Any, as_of: datetime.date, since: datetime.date | None
    ) -> pa.Table:
        """As `Policy.evaluate_many`."""
        first = None if since is None else since.toordinal()
        return evaluate_many(
            self.evaluator,
            self.encoder,
            events,
            people=people,
            as_of=as_of.toordinal(),
            since=first,
        )


@attrs.frozen
class Shipment:
    """A checked policy. It is made ready once in each process that evaluates it."""

    #: The machine: workers neither parse nor check.
    pickled: bytes
    fingerprint: str
    #: Digest of the program that the driver has made of it.
    program: str

    @property
    def policy(self) -> Ready:
        """The policy as it was sent.

        Raises:
            HistoryError: this process makes another program of it (PL419).
        """
        ready = _unpacked(self)
        if _digest(ready.evaluator) != self.program:
            message = "a worker makes another program of the policy than the driver"
            help = "install the same version of policylang everywhere"
            raise HistoryError([Diagnostic(codes.STATE_MISMATCH, message, (), help)])
        return ready


def shipped(policy: Checked) -> Shipment:
    """A policy, made ready to be sent."""
    machine = policy.machine
    return Shipment(pickle.dumps(machine), machine.header.fingerprint, _digest(Evaluator(machine)))


@lru_cache(maxsize=4)
def _unpacked(shipment: Shipment) -> Ready:
    machine = pickle.loads(shipment.pickled)  # noqa: S301 - the driver made it, as all Spark runs
    assert isinstance(machine, Machine)
    assert machine.header.fingerprint == shipment.fingerprint
    return Ready(Evaluator(machine), Encoder(machine))


def _digest(evaluator: Evaluator) -> str:
    return hashlib.sha256(evaluator.source_python.encode()).hexdigest()
