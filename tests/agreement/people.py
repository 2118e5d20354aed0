"""Generated policies together with several people each, as the tests take them."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from policylang.model.machine import Machine
from tests.agreement.histories import Case, cases, landmarks
from tests.agreement.policies import machines
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


@st.composite
def villages(draw: Any, people: int = HISTORIES) -> Village:
    """A checked policy and some histories that aim at its edges."""
    machine = draw(machines())
    edges = landmarks(machine)
    return Village(machine, tuple(draw(cases(edges)) for _ in range(people)))


