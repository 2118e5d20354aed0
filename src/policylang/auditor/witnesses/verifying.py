"""Whether a certificate is true, whatever its kind."""

from __future__ import annotations

from typing import Final

from policylang.auditor.witnesses.proofs import form
from policylang.auditor.witnesses.proofs.checking import ON_TRUST, verify_proof
from policylang.auditor.witnesses.verification import verify
from policylang.model.assumptions import Assumptions
from policylang.model.machine import Machine

#: Longest certificate of any kind, in bytes.
MOST_BYTES: Final = form.MOST_BYTES
_MARK: Final = f'"{form.KIND}"'.encode()


def verify_certificate(
    data: bytes, machine: Machine, assumptions: Assumptions | None = None
) -> tuple[str, ...]:
    """Check a certificate against a policy; what it then shows, in sentences.

    Args:
        machine: that of the policy under the assumptions, if there are any.

    Raises:
        Refused: it is damaged, altered, of another policy, or what it says is not so.
    """
    check = verify_proof if _MARK in data else verify
    return check(data, machine, assumptions)


def headline(shown: tuple[str, ...]) -> str:
    """The first line about a certificate that was not refused: what it comes to in one sentence."""
    if any(line.startswith(ON_TRUST) for line in shown):
        return "the certificate is true, if what is taken on trust below is so"
    return "the certificate is true"
