"""Where output goes and how it looks there: the one place that decides on colour and characters.

Results go to standard output, everything said about them to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from policylang.report.style import Style

#: Where the choice of `--color` is kept in the context of a command.
_CHOICE = "policylang.color"
#: Columns of anything that is not a terminal.
_FILE_WIDTH = 100


def remember_color(context: click.Context, _: click.Parameter, choice: str) -> None:
    """Keep what `--color` said, for the streams of this run."""
    context.meta[_CHOICE] = choice


def wants_color(choice: str, is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to colour a stream.

    `--color` decides; with `auto`, NO_COLOR, then FORCE_COLOR, then a dumb terminal, and then
    whether it is a terminal at all.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal and environment.get("TERM") != "dumb"


def style_of(stream: TextIO) -> Style:
    """How to write to a stream: colour, characters it can show, columns."""
    import shutil

    from policylang.report.style import Style

    context = click.get_current_context(silent=True)
    choice = context.meta.get(_CHOICE, "auto") if context else "auto"
    is_terminal = stream.isatty()
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "")
    return Style(
        color=wants_color(choice, is_terminal, os.environ),
        ascii=encoding not in ("utf8", "utf8sig", "utf16", "utf32", "cp65001"),
        width=shutil.get_terminal_size().columns if is_terminal else _FILE_WIDTH,
    )


def out() -> Style:
    """How to write results."""
    return style_of(sys.stdout)


def err() -> Style:
    """How to write what is said about them."""
    return style_of(sys.stderr)


def show(pieces: Iterable[str]) -> None:
    """Write text made with `out()` to standard output, piece by piece."""
    sys.stdout.writelines(pieces)


def say(text: str = "") -> None:
    """Write a line made with `err()` to standard error, after all results so far."""
    sys.stdout.flush()
    sys.stderr.write(text + "\n")


def complain(message: str, help: str | None = None) -> None:
    """Write an error that is about no place in a policy, in the shape of a diagnostic."""
    style = err()
    say(f"{style.paint('error', 'error')}: {style.shown(message)}")
    if help:
        say(f"  {style.paint('= help:', 'strong')} {style.shown(help)}")


def show_data(pieces: Iterable[str]) -> None:
    """Write data for other programs to standard output: UTF-8, whatever a terminal shows."""
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode("utf-8"))
    sys.stdout.buffer.flush()
