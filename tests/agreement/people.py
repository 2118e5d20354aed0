"""Generated policies together with several people each, as the tests take them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policylang.model.machine import Machine
from tests.agreement.boards import BOARD_BYTES, board_of, machine_of_board
from tests.agreement.chooser import entropy
from tests.agreement.histories import PERSON_BYTES, Case, case_of, landmarks
from tests.agreement.policies import POLICY_BYTES, machine_of, policy_of
from tests.agreement.profile import HISTORIES
from tests.agreement.schemes import SCHEME_BYTES, machine_of_scheme, scheme_of

T = TypeVar("T")


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
    """Checked policies of the language's first half, each with histories that aim at its edges."""
    return _villages(POLICY_BYTES, lambda choices: machine_of(policy_of(choices)))


def scheme_villages() -> st.SearchStrategy[Village]:
    """Checked policies of the whole language, each with histories that aim at its edges."""
    return _villages(SCHEME_BYTES, lambda choices: machine_of_scheme(scheme_of(choices)))


def board_villages() -> st.SearchStrategy[Village]:
    """Checked policies with what a kernel carries beyond the first half of the language."""
    return _villages(BOARD_BYTES, lambda choices: machine_of_board(board_of(choices)))


def sample(count: int, strategy: st.SearchStrategy[T]) -> list[T]:
    """The same examples in every run and every profile."""
    found: list[T] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(example: T) -> None:
        found.append(example)

    keep()
    return found


def _villages(
    policy_bytes: int, machine_from: Callable[[bytes], Machine | None]
) -> st.SearchStrategy[Village]:
    def village(choices: bytes) -> Village | None:
        machine = machine_from(choices[:policy_bytes])
        if machine is None:
            return None
        edges = landmarks(machine)
        starts = range(policy_bytes, len(choices), PERSON_BYTES)
        people = (case_of(choices[start : start + PERSON_BYTES], edges) for start in starts)
        return Village(machine, tuple(people))

    size = policy_bytes + HISTORIES * PERSON_BYTES
    return entropy(size).map(village).filter(lambda village: village is not None)
