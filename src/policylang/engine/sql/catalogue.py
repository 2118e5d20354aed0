"""The tables of a database: the one that is meant among them, and names as SQL writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from policylang.core import codes
from policylang.core.suggest import suggest
from policylang.engine.excerpt import shortened
from policylang.engine.sql.address import Address, no_table_named

#: So many tables are named where one is not found.
_LISTED: Final = 10


class Listed(NamedTuple):
    """A table or view; `schema` is empty where its name alone says which it is."""

    schema: str
    name: str

    @property
    def shown(self) -> str:
        """As an address names it."""
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def quoted(self) -> str:
        """As SQL names it."""
        return f"{quoted(self.schema)}.{quoted(self.name)}" if self.schema else quoted(self.name)


def quoted(name: str) -> str:
    """A name in SQL, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def the_table(address: Address, tables: Sequence[Listed]) -> Listed:
    """The table that an address names, letter by letter.

    Raises:
        HistoryError: it names none, or one that is not there (PL436); the help says which are.
    """
    names = [table.shown for table in tables]
    if address.table is None:
        error = no_table_named(address)
        if not names:
            raise error
        message = "the address does not say which table"
        raise address.error(message, f"it has {_list(names)}", code=codes.NO_SUCH_TABLE)
    for table in tables:
        if table.shown == address.table:
            return table
    otherwise = f"it has {_list(names)}" if names else "it has no tables"
    raise address.error(
        f"there is no table `{shortened(address.table)}`",
        suggest(address.table, names, otherwise=otherwise),
        code=codes.NO_SUCH_TABLE,
    )


def _list(names: Sequence[str]) -> str:
    listed = sorted(names)[:_LISTED]
    more = f" and {len(names) - len(listed):,} more" if len(names) > len(listed) else ""
    return ", ".join(f"`{shortened(name)}`" for name in listed) + more
