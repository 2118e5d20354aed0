"""Generated policies together with several people each, as the tests take them."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from policylang.model.machine import Machine
from tests.agreement.chooser import entropy
from tests.agreement.histories import PERSON_BYTES, Case, case_of, landmarks
from tests.agreement.policies import POLICY_BYTES, machine_of, policy_of
from tests.agreement.profile import HISTORIES


@attrs.frozen
class Village:
    """A policy with the people it scores."""

    machine: Machine
    people: tuple[Case, ...]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """A failure shows the policy as text, not as a machine."""
        text = self.machine.score.origin.span.source.text
        printer.text("\n".join(["", text, *map(repr, self.people)]))


def villages() -> st.SearchStrategy[Village]:
    """Checked policies, each with some histories that aim at its edges."""
    size = POLICY_BYTES + HISTORIES * PERSON_BYTES
    return entropy(size).map(_village_of).filter(lambda village: village is not None)


def _village_of(choices: bytes) -> Village | None:
    machine = machine_of(policy_of(choices[:POLICY_BYTES]))
    if machine is None:
        return None
    edges = landmarks(machine)
    starts = range(POLICY_BYTES, len(choices), PERSON_BYTES)
    people = (case_of(choices[start : start + PERSON_BYTES], edges) for start in starts)
    return Village(machine, tuple(people))
