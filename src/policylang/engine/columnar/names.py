"""Names as small numbers: engines in columns only ever ask whether two of them are the same."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


class NameNumbers:
    """Gives names numbers from 1 on, the same name the same. 0 is a name that is not given.

    Args:
        known: names that have numbers already, which stay as they are.
    """

    def __init__(self, known: NameNumbers | None = None) -> None:
        self._known = {} if known is None else known.all
        self._own: dict[int, int] = {}

    @property
    def all(self) -> dict[int, int]:
        """The number of each name, which is given as a held integer."""
        return {**self._known, **self._own}

    def number(self, name: int) -> int:
        """The number of a name."""
        if name == 0:
            return 0
        if (found := self._known.get(name)) is not None:
            return found
        return self._own.setdefault(name, len(self._known) + len(self._own) + 1)

    def numbers(self, names: list[int]) -> npt.NDArray[np.int64]:
        """The numbers of names, in order."""
        return np.fromiter(map(self.number, names), np.int64, len(names))
