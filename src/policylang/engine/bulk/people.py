"""The people of a run: as arrays for kernels, one by one for whoever looks at single rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from os import PathLike
from pathlib import Path

from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.bulk.tidy import tidy_table
from policylang.engine.columnar.roster import (
    Roster,
    roster_of_nobody,
    roster_of_people,
    roster_of_table,
)
from policylang.engine.columnar.tables import has_plain_persons, table_of
from policylang.engine.columns import FROM, people_columns
from policylang.engine.people_file import People, nobody, read_people
from policylang.engine.readers import COLUMNAR, DATABASE, format_of
from policylang.engine.rows import Reject
from policylang.engine.sql.address import Address
from policylang.model.history import Encoder


class Persons:
    """Whom a people file tells of, read when it is first asked for.

    Each form is made of the file once, and holds the same people in the same order.
    """

    def __init__(self, encoder: Encoder, asked: Asked, on_reject: Callable[[Reject], None]) -> None:
        self._encoder = encoder
        self._asked = asked
        self._on_reject = on_reject
        #: Rows of the file that were rejected, and the people who are in doubt because of it.
        self.rejected = 0
        self.refused: frozenset[str] = frozenset()

    @cached_property
    def people(self) -> People:
        """One by one.

        Raises:
            HistoryError: the file as a whole cannot be read, or there is none and an attribute
                has no default (PL413).
            OSError: it cannot be opened.
        """
        asked = self._asked
        if asked.people is None:
            return nobody(self._encoder)
        found = read_people(
            self._encoder, asked.people, format=asked.people_format, on_reject=self._on_reject
        )
        self.rejected, self.refused = found.rejected, frozenset(found.refused)
        return found

    @cached_property
    def roster(self) -> Roster:
        """As arrays; only where nobody's attributes change. Raises as `people` does."""
        if self._asked.people is None:
            nobody(self._encoder)  # says what has no default
            return roster_of_nobody(self._encoder)
        return self._from_columns() or roster_of_people(self._encoder, self.people)

    def _from_columns(self) -> Roster | None:
        """What a file of columns holds, where every row of it is right."""
        source = self._asked.people
        if not isinstance(source, str | PathLike | Address):
            return None
        if format_of(source, self._asked.people_format) not in (*COLUMNAR, DATABASE):
            return None
        try:
            path = source if isinstance(source, Address) else Path(source)
            table = table_of(path, people_columns(self._encoder.machine), "people")
            dated = FROM in table.column_names
            if dated or not table.num_rows or not has_plain_persons(table.schema):
                return None
            return roster_of_table(self._encoder, tidy_table(table))
        except HistoryError:
            return None
