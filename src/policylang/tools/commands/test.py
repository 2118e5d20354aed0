"""`policylang test`: whether a policy gives the outcomes its cases expect."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, options, terminal

if TYPE_CHECKING:
    from policylang.casebook.coverage import Coverage
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
    "--update", is_flag=True, help="Put what came out in place of what was expected, after a look."
)
@click.option("--yes", is_flag=True, help="With --update: write without asking.")
@click.option("--coverage", is_flag=True, help="Say what of the policies no case reaches.")
@click.option(
    "--fail-under",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Exit code 1 where the cases of a policy reach less of it.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes to use. Default: several, where there are enough cases.",
)
@options.color
def command(
    paths: tuple[Path, ...],
    words: str,
    form: str,
    junit: Path | None,
    update: bool,
    yes: bool,
    coverage: bool,
    fail_under: int | None,
    jobs: int | None,
) -> int:
    """Run the cases at each PATH and compare what comes out with what they expect.

    A PATH is a case file (NAME.cases.yaml), the policy beside it, or a folder; without any, the
    folder you are in. Exit code 0: all as expected; 1: a case failed, or a policy has errors; 2: a
    case file that cannot be used.
    """
    from policylang.casebook.suite import coverage_of, find_files, run_files

    if update:
        _refuse_update(yes, form)
    files = find_files(paths or (Path(),))
    if not files:
        raise failures.Refusal(
            "there are no case files here", "their names end in `.cases.yaml`, beside the policy"
        )
    coverage = coverage or fail_under is not None
    reports = run_files(files, words=words, jobs=jobs, coverage=coverage)
    if words and not any(report.verdicts or report.problems for report in reports):
        raise failures.Refusal(f"no case is called `{words}`", "see their names without `-k`")
    covered = coverage_of(reports) if coverage else None
    if junit is not None:
        _write_junit(reports, junit, files)
    if update:
        return _update(reports, yes)
    if form == "json":
        from policylang.casebook.json_form import in_json

        terminal.show_data([in_json(reports, covered)])
    else:
        _show(reports, covered)
    return _exit_code(reports) or _reaches(covered or (), fail_under or 0)


def _show(reports: Sequence[FileReport], covered: Sequence[Coverage] | None) -> None:
    from policylang.casebook.text_form import account, coverage_in_words, in_words

    terminal.show(in_words(reports, terminal.out()))
    terminal.show(coverage_in_words(covered or (), terminal.out()))
    _complain(reports)
    terminal.say(account(reports))


def _complain(reports: Sequence[FileReport]) -> None:
    """Say for what files, policies or cases cannot be used."""
    from policylang.casebook.text_form import problems_in
    from policylang.report.diagnostics import render

    if problems := [each for report in reports for each in problems_in(report)]:
        terminal.say(render(problems, terminal.err()).rstrip("\n"))


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


def _reaches(covered: Sequence[Coverage], least: int) -> int:
    """Say which policies are reached too little; the exit code that belongs to it."""
    short = [each for each in covered if each.percent < least]
    for each in short:
        terminal.complain(f"the cases reach {each.percent}% of `{each.policy}`, not {least}%")
    return failures.FINDINGS if short else failures.FINE


def _refuse_update(yes: bool, form: str) -> None:
    """Refuse to change what is expected where nobody looks at it.

    Raises:
        Refusal: in a build, or without a terminal to ask on.
    """
    if form == "json":
        raise click.UsageError("--update shows a difference for people: leave out --format json")
    if os.environ.get("CI", "").casefold() not in ("", "0", "false"):
        raise failures.Refusal(
            "--update is refused where `CI` is set",
            "a build tests expectations, it never makes them",
        )
    if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise failures.Refusal(
            "--update asks before it writes, and there is no terminal to ask on",
            "say --yes to write without being asked",
        )


def _update(reports: Sequence[FileReport], yes: bool) -> int:
    """Show what would change and, once agreed, change it; the exit code of the whole run."""
    from policylang.casebook.update import changes_of
    from policylang.core.counting import counted
    from policylang.tools.outputs import written_whole

    _complain(reports)
    changes = changes_of(reports)
    style = terminal.out()
    for change in changes:
        terminal.show(f"{style.shown(line)}\n" for line in change.diff().splitlines())
        for miss in change.left:
            line = f"{style.shown(str(change.file))}:{miss.node.span.line}"
            terminal.say(f"{line}: change this by hand, to {style.shown(miss.actual)}")
    values = sum(change.values for change in changes)
    if not changes:
        terminal.say("everything is as expected, there is nothing to change")
    if not values or not (yes or click.confirm(f"Write {counted(values, 'value')}?", err=True)):
        return _exit_code(reports)
    for change in changes:
        with written_whole(change.file) as file:
            file.write(change.after)
    terminal.say(f"{counted(values, 'value')} {'was' if values == 1 else 'were'} written")
    if any(each.problems or each.unusable for each in reports):
        return _exit_code(reports)
    return failures.FINDINGS if any(change.left for change in changes) else failures.FINE
