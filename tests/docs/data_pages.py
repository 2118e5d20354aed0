"""Runs the pages about data: a policy with a history, a people file or a few lines of Python.

A section shows one policy and then what it is run on, in blocks of these kinds:

`csv`, `jsonl`, `yaml`          the history, saved as `history.csv` and so on
`people csv` and the like       the people file
`files`                         files in the form that `docs/diagnostics/README.md` describes
`cases`                         a case file, saved as `main.cases.yaml` and tested
`command`                       the command that is given; by default the one that evaluates
                                the first file, with the people file if there is one
`python`                        lines that are run in place of a command, with `policy` loaded
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable
from contextlib import chdir
from datetime import date
from pathlib import Path

import attrs

import policylang
from policylang.casebook.suite import run_files
from policylang.casebook.text_form import failures_in, problems_in
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine import batch, one_person
from policylang.engine.asked import Asked
from tests.docs.pages import Section
from tests.docs.situations import MAIN, contents_of, in_short

FORMATS = ("csv", "jsonl", "yaml")
CASES = "main.cases.yaml"
PEOPLE = tuple(f"people {each}" for each in FORMATS)


@attrs.frozen
class Ran:
    """What a section said, how many rows it read and how many of them were evaluated.

    An event that was withdrawn, and its withdrawal, count as evaluated. Both numbers are 0 where
    it ran lines of Python.
    """

    messages: list[str]
    rows: int = 0
    evaluated: int = 0


def messages_of(section: Section, folder: Path) -> list[str]:
    """Everything the tool says of the policy and the data of a section, in short form."""
    return run(section, folder).messages


def run(section: Section, folder: Path) -> Ran:
    """Save what a section shows in an empty folder and run it there.

    ValueError if the section does not show one policy and something to run it on.
    """
    names = save(section, folder)
    with chdir(folder):
        policy = policylang.load(MAIN)
        warnings = in_short(policy.warnings, MAIN)
        if CASES in names:
            return _test(warnings)
        snippets = section.blocks_of("python")
        if snippets:
            found = _python(policy, snippets[0].text)
            return Ran(warnings + in_short(found))
        given = _options(command_of(section, names))
        try:
            said, *counts = (_explain if given.person else _evaluate)(policy, given)
        except HistoryError as error:
            said, counts = error.diagnostics, []
        return Ran(warnings + in_short(said, given.history), *counts)


def save(section: Section, folder: Path) -> list[str]:
    """Write the files of a section; the names of the data files, the history first."""
    (policy,) = section.blocks_of("policy")
    histories = {f"history.{each.kind}": each.text for each in section.blocks_of(*FORMATS)}
    people = {f"people.{each.kind[7:]}": each.text for each in section.blocks_of(*PEOPLE)}
    files = {name: text.encode() for name, text in (histories | people).items()}
    for block in section.blocks_of("cases"):
        files[CASES] = block.text.encode()
    for block in section.blocks_of("files"):
        files |= contents_of(block)
    for name, content in {MAIN: policy.text.encode(), **files}.items():
        (folder / name).write_bytes(content)
    return list(files)


def command_of(section: Section, names: list[str]) -> list[str]:
    """The words of the command a section gives, or means by showing these files."""
    if CASES in names:
        return ["policylang", "test", CASES]
    people = [name for name in names if name.startswith("people.")]
    for block in section.blocks_of("command"):
        return shlex.split(block.text)
    if len(names) - len(people) != 1:
        raise ValueError(f"line {section.line}: this section shows nothing to evaluate")
    words = ["policylang", "eval", MAIN, names[0]]
    return [*words, "--people", *people] if people else words


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("policylang", exit_on_error=False)
    parser.add_argument("command", choices=("eval", "explain"))
    parser.add_argument("policy")
    parser.add_argument("history")
    parser.add_argument("--people")
    parser.add_argument("--person")
    for day in ("--as-of", "--since", "--known"):
        parser.add_argument(day, type=date.fromisoformat)
    program, *rest = words
    given = parser.parse_args(rest)
    if program != "policylang" or (given.command == "explain") != (given.person is not None):
        raise ValueError(f"`{shlex.join(words)}` is no command of these pages")
    return given


def _test(warnings: list[str]) -> Ran:
    (report,) = run_files([Path(CASES)])
    said = in_short([*problems_in(report), *failures_in(report)], CASES)
    return Ran(warnings + said, len(report.verdicts), report.passed)


Done = tuple[Iterable[Diagnostic], int, int]


def _asked(given: argparse.Namespace) -> Asked:
    return Asked(given.history, given.people, given.as_of, given.since, given.known)


def _evaluate(policy: policylang.Policy, given: argparse.Namespace) -> Done:
    done = batch.evaluate(policy.evaluator, policy.encoder, _asked(given))
    said = [reject.diagnostic for reject in done.first_rejects]
    return said, done.summary.rows, done.summary.evaluated + done.summary.withdrawn


def _explain(policy: policylang.Policy, given: argparse.Namespace) -> Done:
    found = one_person.read_person(policy.encoder, _asked(given), given.person)
    evaluated = len(found.history) + found.withdrawn
    said = [reject.diagnostic for reject in found.rejects]
    return said, evaluated + found.rejected + found.later, evaluated


def _python(policy: policylang.Policy, text: str) -> Iterable[Diagnostic]:
    try:
        exec(compile(text, "<page>", "exec"), {"policy": policy, "policylang": policylang})
    except HistoryError as error:
        return error.diagnostics
    return ()
