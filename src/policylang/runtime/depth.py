"""Room for rules that set each other off: each is applied inside the one that set it off."""

from __future__ import annotations

import sys
from typing import Final

from policylang.model.machine import Machine

#: Calls between a rule that goes off and one that it sets off, and a few to spare.
CALLS: Final = 8
#: Calls that whoever asks for a result may be in the middle of.
CALLERS: Final = 500


def make_room(machine: Machine) -> None:
    """Let calls be as deep as the longest chain of a policy needs; few need more than the usual.

    The limit of Python guards against calls that never end; these have been proved to, after
    `limits.CHAIN` rules at most. It is never lowered, since other threads may rely on it.
    """
    needed = CALLERS + CALLS * machine.chain
    if needed > sys.getrecursionlimit():
        sys.setrecursionlimit(needed)
