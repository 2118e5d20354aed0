"""Many case files: which there are, and what became of the cases of each, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Final

import attrs

from policylang.api import Policy, load
from policylang.casebook.case import Case, Casebook
from policylang.casebook.coverage import Aims, Coverage, Watcher
from policylang.casebook.reading import SUFFIX, read_casebook
from policylang.casebook.runner import Miss, Verdict, observe, run_case
from policylang.casebook.tree import refused
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError, PolicyError
from policylang.model.values import shortened

#: Cases that are run together, and how many there must be before other processes are started:
#: each of those checks the policies that it runs for itself, which takes as long as many cases.
_TOGETHER: Final = 100
_WORTH_IT: Final = 1_000
#: Shares of the work that a process takes one after the other, so that all end at about one time.
_SHARES: Final = 4


@attrs.frozen
class FileReport:
    """What became of the cases of one file.

    `problems` are why the file or its policy cannot be used; there are no verdicts then.
    """

    file: Path
    policy: Path | None = None
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    #: Whether the problems are errors of the policy, not of the case file.
    of_policy: bool = False
    #: Numbers of the aims of the policy that the cases reach; empty where nobody asked.
    reached: frozenset[int] = frozenset()

    @property
    def passed(self) -> int:
        """How many cases came out as expected."""
        return sum(verdict.passed for verdict in self.verdicts)

    @property
    def failed(self) -> int:
        """How many did not."""
        return sum(bool(verdict.misses) and not verdict.problems for verdict in self.verdicts)

    @property
    def unusable(self) -> int:
        """How many could not be run."""
        return sum(bool(verdict.problems) for verdict in self.verdicts)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The case files that are meant: files as they are, folders with all that is in them.

    A policy stands for the case file beside it. Each file comes once, those of a folder by name.

    Raises:
        OSError: there is nothing of that name.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.rglob(f"*{SUFFIX}") if each.is_file())
            shown = (each for each in inside if not _hidden(each.relative_to(path)))
            found.update(dict.fromkeys(sorted(shown)))
            continue
        file = path.with_suffix(SUFFIX) if path.suffix == ".policy" else path
        file.stat()
        found[file] = None
    return list(found)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def run_files(
    files: Sequence[Path], *, words: str = "", jobs: int | None = None, coverage: bool = False
) -> list[FileReport]:
    """Run the cases of files, those whose names hold all the words.

    Args:
        words: looked for in the name of the file and of the case, in any case and order.
        jobs: processes to use; by default as many as there are processors, if that is worth it.
        coverage: whether to look at what of the policies is reached.

    Raises:
        OSError: a file cannot be read.
    """
    shelf = _Shelf()
    parts = [part for file in files for part in _divided(file, shelf, words, coverage)]
    workers = min(jobs or _workers(parts), len(parts))
    if workers > 1:
        # A process has the shelf from its start on: no case file is read twice, and no process
        # checks a policy twice. Parts that follow one another, so of one file, go to one process.
        together = -(-len(parts) // (workers * _SHARES))
        with ProcessPoolExecutor(workers, initializer=_open, initargs=(shelf,)) as pool:
            done = list(pool.map(_run_here, parts, chunksize=together))
    else:
        done = [_run(part, shelf) for part in parts]
    return [
        _report(file, [each for _, each in group], shelf)
        for file, group in groupby(zip(parts, done, strict=True), key=lambda each: each[0].file)
    ]


@attrs.frozen
class _Part:
    """Some of the cases of a file, by their numbers."""

    file: Path
    numbers: tuple[int, ...]
    coverage: bool


#: Number of a case in its file, how much was compared, what is not as expected, why it cannot run.
_Compared = tuple[int, int, tuple[Miss, ...], tuple[Diagnostic, ...]]


@attrs.frozen
class _Done:
    """What became of a part, as one process tells another: without the cases, which both have."""

    compared: tuple[_Compared, ...] = ()
    policy: Path | None = None
    problems: tuple[Diagnostic, ...] = ()
    of_policy: bool = False
    reached: frozenset[int] = frozenset()


def _divided(file: Path, shelf: _Shelf, words: str, coverage: bool) -> Iterator[_Part]:
    try:
        cases = shelf.book(file).cases
    except HistoryError:  # it is told when the part is run
        yield _Part(file, (), coverage)
        return
    numbers = [number for number, case in enumerate(cases) if _is_meant(file, case, words)]
    for first in range(0, len(numbers) or 1, _TOGETHER):
        yield _Part(file, tuple(numbers[first : first + _TOGETHER]), coverage)


def _is_meant(file: Path, case: Case, words: str) -> bool:
    text = f"{file.name} {case.name}".casefold()
    return all(word in text for word in words.casefold().split())


def _workers(parts: Sequence[_Part]) -> int:
    cases = sum(len(part.numbers) for part in parts)
    return (os.cpu_count() or 1) if cases >= _WORTH_IT else 1


def _run(part: _Part, shelf: _Shelf) -> _Done:
    policy_file: Path | None = None
    try:
        book = shelf.book(part.file)
        policy_file = book.policy
        policy = shelf.policy(book)
    except PolicyError as error:
        return _Done((), policy_file, error.diagnostics, of_policy=True)
    except HistoryError as error:
        return _Done((), policy_file, error.diagnostics)
    verdicts = [run_case(policy, book.cases[number]) for number in part.numbers]
    reached = _reached(policy, verdicts) if part.coverage else frozenset()
    compared = tuple(
        (number, verdict.expected, verdict.misses, verdict.problems)
        for number, verdict in zip(part.numbers, verdicts, strict=True)
    )
    return _Done(compared, book.policy, reached=reached)


#: The shelf of this process, where it runs parts for another.
_here: list[_Shelf] = []


def _open(shelf: _Shelf) -> None:
    """Begin a process that runs parts."""
    _here[:] = [shelf]


def _run_here(part: _Part) -> _Done:
    return _run(part, _here[0])


def _reached(policy: Policy, verdicts: Iterable[Verdict]) -> frozenset[int]:
    watcher = Watcher(policy.machine)
    for verdict in verdicts:
        if not verdict.problems:
            observe(policy, verdict.case, watcher)
    return Aims(policy.machine).reached_by(watcher.marks)


def _report(file: Path, parts: Sequence[_Done], shelf: _Shelf) -> FileReport:
    """What became of a file, of whose cases these are all."""
    first = parts[0]
    compared = [each for part in parts for each in part.compared]
    cases = shelf.book(file).cases if compared else ()
    return FileReport(
        file,
        first.policy,
        tuple(
            Verdict(cases[number], expected, misses, problems)
            for number, expected, misses, problems in compared
        ),
        first.problems,
        of_policy=first.of_policy,
        reached=frozenset[int]().union(*(part.reached for part in parts)),
    )


def coverage_of(reports: Iterable[FileReport]) -> list[Coverage]:
    """What of each policy is reached by all its case files together, in order of first use."""
    reached: dict[Path, frozenset[int]] = {}
    for report in reports:
        if report.policy is not None and not report.problems:
            reached[report.policy] = reached.get(report.policy, frozenset()) | report.reached
    return [
        Coverage(policy, tuple(Aims(load(policy).machine).all), numbers)
        for policy, numbers in reached.items()
    ]


@attrs.define
class _Shelf:
    """Case files and policies that have been read, so that each is read once in a run."""

    books: dict[Path, Casebook] = attrs.field(factory=dict)
    policies: dict[Path, Policy] = attrs.field(factory=dict)

    def book(self, file: Path) -> Casebook:
        """A case file, without its policy. Errors as for `read_casebook`."""
        if file not in self.books:
            self.books[file] = read_casebook(file)
        return self.books[file]

    def policy(self, book: Casebook) -> Policy:
        """The policy of a case file.

        Raises:
            PolicyError: it has errors.
            HistoryError: there is no such file (PL457).
        """
        if book.policy not in self.policies:
            try:
                self.policies[book.policy] = load(book.policy)
            except OSError as error:
                raise _missing(book, error) from None
        return self.policies[book.policy]


def _missing(book: Casebook, error: OSError) -> HistoryError:
    message = f"the policy `{shortened(str(book.policy))}` cannot be read"
    if isinstance(error, FileNotFoundError):
        message = f"there is no policy `{shortened(str(book.policy))}`"
    help = "name it, as seen from the case file: `policy: NAME.policy`"
    return refused(book.policy_at, codes.CASE_POLICY_MISSING, message, help)
