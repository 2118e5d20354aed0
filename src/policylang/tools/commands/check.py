"""`policylang check`: every problem in policy files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.core.counting import counted
from policylang.tools import failures, options, terminal, verdicts

if TYPE_CHECKING:
    from policylang.core.diagnostics import Diagnostic


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=options.FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "concise", "json"]),
    default="text",
    show_default=True,
    help="In full, in one line each, or for other programs.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="What makes the exit code 1.",
)
@options.color
def command(files: tuple[Path, ...], form: str, fail_on: str) -> int:
    """Find every problem in policy FILEs.

    Exit code 0: no errors; 1: errors; 2: a file that cannot be read.
    """
    found: list[Diagnostic] = []
    unreadable = 0
    for file in files:
        try:
            found.extend(_problems(file))
        except OSError as error:
            unreadable += 1
            terminal.complain(failures.describe(error))
    _show(found, form, len(files) - unreadable)
    if unreadable:
        return failures.MISUSE
    failing = [each for each in found if each.is_error or fail_on == "warning"]
    return failures.FINDINGS if failing else failures.FINE


def _problems(file: Path) -> tuple[Diagnostic, ...]:
    """What the checker says of a file; nothing, at once, if it had nothing to say last time."""
    mark = verdicts.mark_of(file)
    if verdicts.is_fine(mark):
        return ()
    from policylang.core.collection import collection_paused

    with collection_paused():  # most of what is done is to load this program
        from policylang.api import check

        found = check(file)
    if not found and verdicts.mark_of(file) == mark:  # it is still the text that was checked
        verdicts.remember(mark)
    return found


def _show(found: list[Diagnostic], form: str, files: int) -> None:
    if form == "json":
        from policylang.report.diagnostics_json import render_json

        terminal.show_data([render_json(found, files=files)])
        return
    if found:
        from policylang.report.diagnostics import render, render_concise

        style = terminal.out()
        terminal.show([render(found, style) if form == "text" else render_concise(found, style)])
        if form == "text":
            terminal.say()
    if files:
        terminal.say(_summary(found, files))


def _summary(found: list[Diagnostic], files: int) -> str:
    errors = [each for each in found if each.is_error]
    counts = [counted(len(errors), "error"), counted(len(found) - len(errors), "warning")]
    text = f"{', '.join(counts)} in {counted(files, 'file')}"
    if not found:
        return f"no problems in {counted(files, 'file')}"
    first = (errors or found)[0].code.number
    return f"{text}; `policylang help {first}` explains the first"
