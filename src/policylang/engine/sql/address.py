"""Which table of which database is meant, as one text.

    sqlite:events.db?table=events
    duckdb:town.duckdb?query=SELECT * FROM events ORDER BY person, date
    postgresql://clerk@db.example/town?table=public.events

What follows `query=` is SQL up to the end, as it stands, so that nothing in it has to be escaped.
Everything before it is a URL: `%20` is a blank.
"""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import attrs

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic
from policylang.core.errors import HistoryError
from policylang.core.suggest import suggest
from policylang.engine.excerpt import printable, shortened

_SCHEME: Final = re.compile(r"(sqlite|duckdb|postgresql|postgres):", re.IGNORECASE)
_QUERY: Final = re.compile(r"[?&]query=", re.IGNORECASE)
#: A parameter of a connection. An `@` in it has to be escaped: it could belong to a password that
#: holds a question mark.
_OPTION: Final = re.compile(r"[a-z_]+=[^@]*")
#: Longest name of a table; no database has longer ones.
_NAME_LENGTH: Final = 200
#: What is shown of a query.
_SHOWN: Final = 60
#: Parameters of a connection that are secret.
_SECRET: Final = ("password", "sslpassword")


class System(Enum):
    """A kind of database, by the word that stands for it in an address."""

    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"


@attrs.frozen
class Address:
    """A table of a database, or what a query finds in it. As text it tells no password."""

    system: System
    #: The path of the file; for a server all that its driver is to be told.
    place: str = attrs.field(repr=False)
    table: str | None
    query: str | None
    #: The database alone, without what is secret.
    database: str
    secrets: tuple[str, ...] = attrs.field(default=(), repr=False)

    def __str__(self) -> str:
        mark = "&" if "?" in self.database else "?"
        if self.query is not None:
            return f"{self.database}{mark}query={shortened(' '.join(self.query.split()), _SHOWN)}"
        return self.database if self.table is None else f"{self.database}{mark}table={self.table}"

    @property
    def file(self) -> Path | None:
        """The file of the database; None for a server."""
        return None if self.system is System.POSTGRESQL else Path(self.place)

    def is_table_of(self, other: Address) -> bool:
        """Whether both name one table, as far as can be told without opening a database."""
        if self.table is None or self.table != other.table:
            return False
        if self.file is None or other.file is None:
            return self.place == other.place
        try:
            return self.file.samefile(other.file)
        except OSError:
            return self.file.absolute() == other.file.absolute()

    def error(
        self, problem: str, help: str | None = None, *, code: Code | None = None
    ) -> HistoryError:
        """The error for a database that cannot be used, without anything that is secret."""
        message = f"{self.database}: {problem}"
        for secret in self.secrets:
            message = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "***", message)
        code = code or codes.DATABASE_UNUSABLE
        return HistoryError([Diagnostic(code, printable(message), (), help)])

    def check_replaced(self, found: tuple[str, bool] | None, *, replace: bool) -> None:
        """Refuse to put results in the place of what is there already, unless that is wanted.

        Args:
            found: the name of what is there, and whether it is a table.

        Raises:
            HistoryError: it is not wanted, or what is there is no table (PL435).
        """
        if found is None:
            return
        name, is_table = found
        if not is_table:
            problem = f"`{shortened(name)}` is there already, and is no table"
            raise self.error(problem, "give another name")
        if not replace:
            problem = f"there is a table `{shortened(name)}` already"
            help = "give another name, or `--replace` to lose what is in it"
            raise self.error(problem, help)


def address_of(text: str) -> Address | None:
    """The table that a text means; None where it is no address of a database.

    Raises:
        HistoryError: it is not written as an address (PL435).
    """
    found = _SCHEME.match(text)
    if found is None:
        return None
    name = found[1].lower()
    system = System.POSTGRESQL if name == "postgres" else System(name)
    query = None
    if start := _QUERY.search(text):
        text, query = text[: start.start()], text[start.end() :]
    place, _, given = text[found.end() :].partition("?")
    tables, options = _parted(given)
    if system is System.POSTGRESQL:
        address = _server(place, options)
    else:
        address = _file(system, place, options)
    if len(tables) + (query is not None) > 1:
        raise address.error(
            "its address names more than one table", "give one `table=`, or one `query=` at the end"
        )
    table = tables[0] if tables else None
    if table is not None and (not table or len(table) > _NAME_LENGTH or not table.isprintable()):
        raise address.error(f"no table is called `{shortened(table)}`", _help_with_table(address))
    if query is not None and (not query.strip() or "\0" in query):
        raise address.error("the query is empty, or no text", "write SQL after `query=`")
    return attrs.evolve(address, table=table, query=query)


def no_table_named(address: Address) -> HistoryError:
    """The error where an address has to name a table, and does not (PL436)."""
    message = "the address does not say which table"
    return address.error(message, _help_with_table(address), code=codes.NO_SUCH_TABLE)


def _help_with_table(address: Address) -> str:
    mark = "&" if "?" in address.database else "?"
    return f"write `{address.database}{mark}table=NAME`"


def _parted(given: str) -> tuple[list[str], list[str]]:
    """The tables that are named, and the other parts of what follows a question mark."""
    parts = [part for part in given.split("&") if part]
    tables = [unquote(part[6:]) for part in parts if part.lower().startswith("table=")]
    return tables, [part for part in parts if not part.lower().startswith("table=")]


def _file(system: System, place: str, options: list[str]) -> Address:
    path = unquote(place)
    database = f"{system.value}:{path}"
    address = Address(system, path, None, None, database)
    if path.startswith("//"):
        bare = path.lstrip("/")
        raise address.error(
            "a file stands after the colon, without `//`",
            f"write `{system.value}:{bare}`, or `{system.value}:/{bare}` from the root on",
        )
    if not path or "\0" in path or path == ":memory:":
        example = f"write the name of a file: `{system.value}:events.db?table=events`"
        raise address.error("there is no file of that name", example)
    for option in options:
        name = option.partition("=")[0]
        help = suggest(name, ("table", "query"), otherwise="only `table=` and `query=` follow it")
        raise address.error(f"`{shortened(name)}` is nothing that can be asked of a file", help)
    return address


def _server(place: str, options: list[str]) -> Address:
    """The address of a server. What is wrong in it is found here: libpq would tell all of it."""
    unreadable = Address(System.POSTGRESQL, "", None, None, "postgresql")
    help = "write `postgresql://user@host/database?table=NAME`"
    try:
        parts = urlsplit(f"postgresql:{place}")
        port, password = parts.port, parts.password
    except ValueError:
        raise unreadable.error("the address of the server cannot be read", help) from None
    plain = all(_OPTION.fullmatch(each) and not _badly_escaped(each) for each in options)
    # An `@` or `#` further on belongs to a password that holds a sign with another meaning.
    odd = "@" in parts.path or "#" in place or _badly_escaped(place)
    if not place.startswith("//") or odd or not plain:
        raise unreadable.error("the address of the server cannot be read", help)
    hidden = [each for each in options if each.partition("=")[0].lower() in _SECRET]
    secrets = [each.partition("=")[2] for each in hidden] + [password or ""]
    user = f"{parts.username}@" if parts.username else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    at = "" if port is None else f":{port}"
    shown = [each for each in options if each not in hidden]
    database = f"postgresql://{user}{host}{at}{parts.path}" + ("?" if shown else "")
    both = {form for each in secrets for form in (each, unquote(each)) if form}
    return Address(
        System.POSTGRESQL,
        f"postgresql:{place}" + ("?" if options else "") + "&".join(options),
        None,
        None,
        database + "&".join(shown),
        tuple(sorted(both, key=len, reverse=True)),
    )


def _badly_escaped(text: str) -> bool:
    return re.search(r"%(?![0-9A-Fa-f]{2})", text) is not None
