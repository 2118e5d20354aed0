"""A search that was stopped, with the best it had found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import attrs

from policylang.auditor.question import Question, RanOut
from policylang.auditor.solving.plans import Best


class Stopped(RanOut):
    """The search did not come to its end.

    Args:
        reason: why, as a clause.
        best: the best history up to the end of the last stage that was gone through, or with a goal
            the best that reaches it; None where there is none yet.
        until: the last day up to which every history was gone through; None: not even the first.
        states: states kept by then.
    """

    def __init__(self, reason: str, best: Best | None, until: int | None, states: int) -> None:
        super().__init__(reason)
        self.best, self.until, self.states = best, until, states


class Interrupted(Stopped):
    """Somebody pressed Ctrl-C."""


@attrs.define
class Presses:
    """How often somebody has pressed Ctrl-C."""

    count: int = 0


_PRESSES: Final[ContextVar[Presses | None]] = ContextVar("presses", default=None)


@contextmanager
def counted_presses() -> Iterator[Presses]:
    """Count every time that something inside is interrupted, whatever is then made of it."""
    presses = Presses()
    token = _PRESSES.set(presses)
    try:
        yield presses
    finally:
        _PRESSES.reset(token)


def pressed() -> None:
    """Note that somebody has pressed Ctrl-C: to be told where `KeyboardInterrupt` is caught."""
    presses = _PRESSES.get()
    if presses is not None:
        presses.count += 1


def out_of(question: Question) -> str:
    """The reason where the memory of a question is not enough: what was asked for, and the share.

    It names the option itself, so whoever quotes a reason need not.
    """
    mebibytes, rest = divmod(question.memory, 2**20)
    whole = f"{question.memory:,} bytes" if rest else f"{mebibytes:,} MiB"
    part = "" if question.among == 1 else f"the part of this search, 1/{question.among:,} of "
    return f"the states that can be reached do not fit into {part}{whole} (see --memory)"
