"""Where histories come from: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policylang.engine.readers import Source
    from policylang.engine.sql.address import Address

_STDIN = Path("-")


def source_of(history: Path | Address, input_format: str | None) -> Source:
    """The history that is meant; `-` is standard input.

    Raises:
        click.UsageError: standard input without its format.
    """
    if history != _STDIN:
        return history
    if input_format is None:
        raise click.UsageError("`-` needs --input-format, for example --input-format csv")
    return sys.stdin.buffer


def refuse_exchanged(policy: Path) -> None:
    """Say so where the history stands in the place of the policy.

    Raises:
        click.UsageError: the name is that of a file of data.
    """
    from policylang.engine.readers import SUFFIXES

    if policy.suffix.lower() in SUFFIXES:
        raise click.UsageError(f"`{policy}` is a file of data: first the policy, then the history")
