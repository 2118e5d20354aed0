"""The least policy and the least crowd that say whether a kernel runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import policylang
from policylang.compiler.columnar.kernel import kernel_of
from policylang.engine.columnar.arrays import Crowd, run
from policylang.model.machine import Machine

POLICY = """\
policy small {}
score trust { starts at 5 }
action wave { by choice  earns 2 }
"""


def machine() -> Machine:
    """A policy of one action."""
    return policylang.loads(POLICY).machine


def run_one(function: Callable[..., Any]) -> int:
    """The score of somebody with one event."""
    small = machine()
    crowd = Crowd(
        np.array([0, 1]), np.array([737_000], np.int32), np.array([0], np.int32),
        np.zeros((0, 1), np.int64), np.zeros((0, 1), np.int64),
    )  # fmt: skip
    scored = run(kernel_of(small), function, small, crowd, since=None, as_of=737_001)
    assert scored is not None
    return int(scored.scores[0])
