"""Results that go to a table of a database, and what must not be lost by it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import outputs
from policylang.tools.failures import Refusal

if TYPE_CHECKING:
    from policylang.engine.readers import Source
    from policylang.engine.sql.address import Address


def refuse_overwriting(
    output: Path | Address | None,
    rejects: Path | None,
    policy: Path,
    sources: Iterable[Source | None],
) -> None:
    """Refuse outputs that would replace what is read, or one another.

    A database may be read and written to, but not the same table of it.

    Raises:
        Refusal: two of them are one file, by name or by link, or one table.
    """
    from policylang.engine.sql.address import Address

    given = list(sources)
    tables = [each for each in given if isinstance(each, Address)]
    plain = [policy, *(each for each in given if isinstance(each, Path))]
    files = [*plain, *(each.file for each in tables)]
    if not isinstance(output, Address):
        outputs.refuse_overwriting([output, rejects], files)
        return
    outputs.refuse_overwriting([output.file], plain)
    outputs.refuse_overwriting([rejects], [*files, output.file])
    if any(output.is_table_of(each) for each in tables):
        raise Refusal(f"`{output}` is read by this command and would be overwritten")


def check_options(output: Path | Address | None, form: str | None, *, replace: bool) -> None:
    """Refuse what cannot be said of a table, or only of one, before anything is read.

    Raises:
        click.UsageError: a form for a table, or `--replace` without one.
        HistoryError: the address names no table that may be written to (PL435, PL436).
        MissingExtraError: the driver of the database is not installed.
        OSError: the file of the database cannot be read.
    """
    from policylang.engine.sql.address import Address

    if not isinstance(output, Address):
        if replace:
            raise click.UsageError("--replace is about a table of a database: a file is replaced")
        return
    if form is not None:
        raise click.UsageError("--format is about files: a table of a database has columns")
    from policylang.engine.sql.writing import check_output

    check_output(output, replace=replace)
