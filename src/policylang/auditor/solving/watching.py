"""How far a search is, told now and then to whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Final

import attrs

from policylang.core.counting import counted

#: Seconds between two tellings.
_PAUSE: Final = 0.25

_Tell = Callable[[str], None]
_TELL: Final[ContextVar[_Tell | None]] = ContextVar("tell", default=None)


@contextmanager
def watched(tell: _Tell) -> Iterator[None]:
    """Tell how far every search is that is begun inside."""
    token = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(token)


def announce(text: str) -> None:
    """Say at once what is going on."""
    tell = _TELL.get()
    if tell is not None:
        tell(text)


@attrs.define
class Watch:
    """Watches one search through its stages."""

    stages: int
    begun: float = attrs.field(factory=monotonic)
    told: float = attrs.field(factory=monotonic)

    def tell(self, states: int, stage: int, steps: int) -> None:
        """Say how far it is, unless that was said just now.

        Args:
            stage: from 0.
            steps: options tried in a state, so far.
        """
        tell, now = _TELL.get(), monotonic()
        if tell is None or now - self.told < _PAUSE:
            return
        self.told = now
        rate = steps / (now - self.begun) / 1e6
        tell(
            f"{counted(states, 'state')}, stage {stage + 1:,} of {self.stages:,}, "
            f"{rate:.1f} million steps a second"
        )
