"""Small machines, built by hand or read from a few lines of policy."""

from __future__ import annotations

import datetime

from policylang.checker.check import check
from policylang.core.source import SourceFile
from policylang.model.machine import Machine
from policylang.syntax import parse


def machine_of(text: str) -> Machine:
    """The machine of a policy text without errors."""
    parsed = parse(SourceFile("test.policy", text))
    assert parsed.tree is not None, [str(each) for each in parsed.diagnostics]
    machine = check(parsed.tree).machine
    assert machine is not None, [str(each) for each in check(parsed.tree).diagnostics]
    return machine


def day(date: str) -> int:
    """The ordinal of an ISO date."""
    return datetime.date.fromisoformat(date).toordinal()
