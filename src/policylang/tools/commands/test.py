"""`policylang test`: whether a policy gives the outcomes its cases expect."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, options, terminal

if TYPE_CHECKING:
    from policylang.casebook.suite import FileReport


@click.command("test")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=options.FILE)
@click.option(
    "-k",
    "words",
    default="",
    metavar="WORDS",
    help="Run only cases whose name, or whose file's, holds all these words.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@click.option(
    "--junit", type=options.FILE, metavar="FILE", help="File to write the result to as JUnit XML."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes to use. Default: several, where there are enough cases.",
)
@options.color
def command(
    paths: tuple[Path, ...], words: str, form: str, junit: Path | None, jobs: int | None
) -> int:
    """Run the cases at each PATH and compare what comes out with what they expect.

    A PATH is a case file (NAME.cases.yaml), the policy beside it, or a folder; without any, the
    folder you are in. Exit code 0: all as expected; 1: a case failed, or a policy has errors; 2: a
    case file that cannot be used.
    """
    from policylang.casebook.suite import find_files, run_files

    files = find_files(paths or (Path(),))
    if not files:
        raise failures.Refusal(
            "there are no case files here", "their names end in `.cases.yaml`, beside the policy"
        )
    reports = run_files(files, words=words, jobs=jobs)
    if junit is not None:
        _write_junit(reports, junit, files)
    if form == "json":
        from policylang.casebook.json_form import in_json

        terminal.show_data([in_json(reports)])
    else:
        _show(reports)
    return _exit_code(reports)


def _show(reports: Sequence[FileReport]) -> None:
    from policylang.casebook.text_form import account, in_words, problems_in
    from policylang.report.diagnostics import render

    terminal.show(in_words(reports, terminal.out()))
    if problems := [each for report in reports for each in problems_in(report)]:
        terminal.say(render(problems, terminal.err()).rstrip("\n"))
    terminal.say(account(reports))


def _write_junit(reports: Sequence[FileReport], file: Path, read: Sequence[Path]) -> None:
    from policylang.casebook.junit import in_junit
    from policylang.tools.outputs import refuse_overwriting, written_whole

    refuse_overwriting([file], [*read, *(report.policy for report in reports)])
    with written_whole(file) as output:
        output.writelines(in_junit(reports))


def _exit_code(reports: Sequence[FileReport]) -> int:
    if any(r.unusable or (r.problems and not r.of_policy) for r in reports):
        return failures.MISUSE
    if any(r.failed or r.problems for r in reports):
        return failures.FINDINGS
    return failures.FINE
