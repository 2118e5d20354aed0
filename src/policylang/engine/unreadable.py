"""Values of a table that are none of any policy: what is wrong with one, and the value itself."""

from __future__ import annotations

from typing import Final

from policylang.core import codes
from policylang.engine.excerpt import SHOWN
from policylang.model.values import InputProblem

_KINDS: Final = "give numbers, dates, text, or yes and no"


class UnreadableValue(InputProblem):
    """One value that cannot be read (PL408).

    Args:
        given: the value as it is shown where the whole row is shown.
    """

    def __init__(self, given: str, what: str, help: str) -> None:
        super().__init__(codes.UNREADABLE_VALUE, what, help)
        self.given = given


def of_no_policy(value: object) -> UnreadableValue:
    """The problem of a value of a type that no policy has. Bytes are shown as SQL writes them."""
    given = f"x'{value[:SHOWN].hex()}'" if isinstance(value, bytes) else str(value)
    kind = type(value).__name__
    return UnreadableValue(given, f"a value of this type ({kind}) is none of the policy", _KINDS)
