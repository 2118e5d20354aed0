"""Rows to integers, quickly: what has been read once is not read again."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.core import codes
from policylang.engine.columns import ACTION, DATES, PERSON
from policylang.engine.rows import RawRow
from policylang.model.history import Encoder
from policylang.model.values import InputProblem

#: Longest name of a person, in characters.
PERSON_LENGTH: Final = 200
#: How much is remembered: so many different dates, and so many different actions with their
#: fields, of rows no longer than this. Beyond it everything is forgotten and learnt anew.
_REMEMBERED: Final = 50_000
_ROW_LENGTH: Final = 200
#: For so many unknown names a near one is looked for; it takes long where a policy has many.
_SUGGESTIONS: Final = 200

#: The code of an action with the held values of its fields.
Deed = tuple[int, tuple[int, ...]]


@attrs.define
class RowEncoder:
    """Reads rows of histories with an `Encoder`, with a bounded memory for what recurs."""

    encoder: Encoder
    _days: dict[str, int] = attrs.field(factory=dict, init=False)
    _deeds: dict[tuple[str, ...], Deed] = attrs.field(factory=dict, init=False)
    _actions: frozenset[str] = attrs.field(init=False)
    _unknown: int = attrs.field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._actions = frozenset(action.name for action in self.encoder.machine.actions)

    def row(self, row: RawRow) -> tuple[int, Deed]:
        """The day and the deed of a row whose person has been taken out of its values.

        Raises:
            InputProblem: PL402 to PL409 or PL417.
        """
        values = row.values
        date = values.pop("date", None) or values.pop("timestamp", None)
        raise NotImplementedError


def person_of(values: dict[str, str]) -> str:
    """Take the person out of the values of a row.

    Raises:
        InputProblem: not there (PL409), empty (PL403), too long or with characters that no name
            has (PL408).
    """
    raise NotImplementedError
