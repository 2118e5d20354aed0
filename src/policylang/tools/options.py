"""Options and arguments that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from policylang.tools.inputs import source_of
from policylang.tools.terminal import remember_color

if TYPE_CHECKING:
    import datetime

    from click.shell_completion import CompletionItem

    from policylang.engine.sql.address import Address

#: Formats of histories and of people files.
DATA_FORMATS = ("csv", "jsonl", "yaml", "parquet", "arrow")


class Date(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.5 on
    """A day, written `2018-12-01`."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """The day that is meant; a wrong one is wrong use."""
        from policylang.model.values import InputProblem, read_date

        try:
            return read_date(value)
        except InputProblem as problem:
            advice = f"; {problem.help}" if problem.help else ""
            self.fail(f"{problem.message}{advice}", param, ctx)


class Data(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.5 on
    """A file, or a table of a database: `sqlite:events.db?table=events`."""

    name = "data"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | Address:
        """The path or the address that is meant; one that is written wrongly is wrong use."""
        if not isinstance(value, str):
            assert isinstance(value, Path)  # what it was made of before
            return value
        if ":" in value:
            from policylang.core.errors import HistoryError
            from policylang.engine.sql.address import address_of

            try:
                address = address_of(value)
            except HistoryError as error:
                (found,) = error.diagnostics
                self.fail("; ".join(filter(None, (found.message, found.help))), param, ctx)
            if address is not None:
                return address
        return Path(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names of files."""
        return FILE.shell_complete(ctx, param, incomplete)


class Size(click.ParamType):  # type: ignore[type-arg]
    """An amount of memory, written `512MiB` or `2GB`."""

    name = "size"
    _units: ClassVar = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12,
                        "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40}  # fmt: skip

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Bytes; at least a megabyte, as less would only be a mistake."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d{1,9}) ?([a-z]*)", str(value).strip().lower(), re.ASCII)
        if found is None or found[2] not in self._units:
            self.fail(f"`{value}` is no amount of memory; write for example `512MiB`", param, ctx)
        size = int(found[1]) * int(self._units[found[2]])
        if size < 10**6:
            self.fail(f"`{value}` is too little; give at least `1MB`", param, ctx)
        return size


FILE = click.Path(path_type=Path)
DATA = Data()

color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    expose_value=False,
    callback=remember_color,
    help="Whether to colour what is shown.",
)
policy = click.argument("policy", metavar="POLICY", type=FILE)
output = click.option(
    "--output",
    "--out",
    "-o",
    type=FILE,
    metavar="FILE",
    help="File to write to instead of standard output; replaced in one step.",
)
assume = click.option(
    "--assume",
    type=FILE,
    metavar="FILE",
    help="What is assumed beside the policy: worths of perks, costs, figures.",
)
memory = click.option(
    "--memory",
    type=Size(),
    default="512MiB",
    show_default=True,
    metavar="SIZE",
    help="Memory for the rows of a large file, which is worked through in parts of that size.",
)
_ASKED = (
    click.argument("history", metavar="HISTORY", type=DATA),
    click.option(
        "--people",
        type=DATA,
        metavar="FILE",
        help="File, or table of a database, with the attributes of each person.",
    ),
    click.option(
        "--as-of",
        type=Date(),
        metavar="DATE",
        help="Day to evaluate for. Default: the day of the latest event in the file.",
    ),
    click.option(
        "--since",
        type=Date(),
        metavar="DATE",
        help="First day of everybody's time. Default: the day the policy came into force.",
    ),
    click.option(
        "--known",
        type=Date(),
        metavar="DATE",
        help="Leave out what became known after this day. Default: the day given with --as-of.",
    ),
    click.option(
        "--sort",
        is_flag=True,
        help="Put the events of each person in order of day instead of refusing those out of "
        "order.",
    ),
    click.option(
        "--input-format",
        type=click.Choice(DATA_FORMATS),
        help="Format of the history, where its name does not tell; needed with `-`.",
    ),
)


def asked(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command HISTORY and all that can be asked about it, as one `asked`.

    Raises:
        click.UsageError: standard input without its format.
    """

    @wraps(command)
    def ask(
        *,
        history: Path | Address,
        people: Path | Address | None,
        as_of: datetime.date | None,
        since: datetime.date | None,
        known: datetime.date | None,
        sort: bool,
        input_format: str | None,
        **others: Any,
    ) -> int:
        from policylang.engine.asked import Asked

        source = source_of(history, input_format)
        about = Asked(source, people, as_of, since, known, sort, format=input_format)
        return command(asked=about, **others)

    for option in reversed(_ASKED):
        option(ask)
    return ask


_QUESTION = (
    click.option(
        "--horizon", default="3 years", show_default=True, metavar="LENGTH", help="How far to look."
    ),
    click.option(
        "--budget",
        metavar="AMOUNTS",
        help='What can be spent on a grade: "2,000 USD, 200 hours a year". Default: no limit.',
    ),
    click.option(
        "--value-of-hour",
        default="0",
        show_default=True,
        metavar="MONEY",
        help="What an hour of the person's time is worth.",
    ),
    click.option(
        "--person",
        metavar="FILE",
        help="People file with the attributes of the person; of several, FILE#PERSON.",
    ),
    click.option(
        "--with",
        "given",
        multiple=True,
        metavar="NAME=VALUE",
        help="An attribute of the person; may be repeated. Default: as the policy has it.",
    ),
    click.option(
        "--since",
        type=Date(),
        metavar="DATE",
        help="First day of the person's time. Default: the day the policy came into force.",
    ),
)


def question(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command what can be asked of the auditor: how far, of whom, at which prices."""
    for option in reversed(_QUESTION):
        command = option(command)
    return command
