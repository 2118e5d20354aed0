"""What is sent to every worker: the policy, and which version of policylang is to read it."""

from __future__ import annotations

import pickle
from functools import lru_cache

import attrs

from policylang import __version__
from policylang.api import Policy
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError


@attrs.frozen
class Shipment:
    """A checked policy. It is made ready once in each process that evaluates it."""

    #: Without its text: workers neither parse nor check.
    pickled: bytes
    fingerprint: str
    version: str

    @property
    def policy(self) -> Policy:
        """The policy as it was sent.

        Raises:
            HistoryError: this process has another version of policylang (PL419).
        """
        if self.version != __version__:
            message = (
                f"a worker has version {__version__} of policylang, and the driver {self.version}"
            )
            help = "install the same version everywhere"
            raise HistoryError([Diagnostic(codes.STATE_MISMATCH, message, (), help)])
        return _unpacked(self)


def shipped(policy: Policy) -> Shipment:
    """A policy, made ready to be sent."""
    return Shipment(pickle.dumps(policy), policy.machine.header.fingerprint, __version__)


@lru_cache(maxsize=4)
def _unpacked(shipment: Shipment) -> Policy:
    policy = pickle.loads(shipment.pickled)  # noqa: S301 - the driver made it, as all that Spark runs
    assert isinstance(policy, Policy)
    assert policy.machine.header.fingerprint == shipment.fingerprint
    return policy
