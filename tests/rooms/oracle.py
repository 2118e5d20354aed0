"""Policies evaluated by the plain interpreter, for what looks at results and not at engines."""

from __future__ import annotations

from typing import Any

import policylang
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.model.result import Result
from policylang.runtime.interpreter import interpret


class Oracle:
    """Stands in for the compiled evaluator."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def run(
        self,
        history: History,
        attributes: tuple[int, ...],
        *,
        since: int | None = None,
        as_of: int,
        ledger: bool = False,
    ) -> Result:
        """The result of one history."""
        return interpret(self.machine, history, attributes, since=since, as_of=as_of, ledger=ledger)


def policy_of(text: str) -> policylang.Policy:
    """A policy that is evaluated by the interpreter."""
    policy = policylang.loads(text, name="test.policy")
    standing_in: Any = policy.__dict__
    standing_in["evaluator"] = Oracle(policy.machine)
    return policy
