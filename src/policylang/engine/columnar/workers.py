"""Processes that evaluate shares of a table side by side.

Each is a Python of its own that knows nothing but the policy's machine and its share: it does not
run the caller's program again, as the processes of `multiprocessing` would unless that program
guards itself. Over its pipes go lengths and pickles, both ways between processes of one user, and
tables as Arrow streams.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, Final, Self

import pyarrow as pa

from policylang.core.errors import PolicyLangError
from policylang.model.machine import Machine

#: What a worker runs. The first thing it is told is where modules are found.
_PROGRAM: Final = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from policylang.engine.columnar.workers import serve
serve(sys.stdin.buffer, sys.stdout.buffer)
"""


class WorkerError(Exception):
    """A worker could not do its share."""


class Workers:
    """As many processes as there are shares; they end with the block."""

    def __init__(self, machine: Machine, count: int) -> None:
        self._machine = machine
        self._count = count
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> Self:
        try:
            for _ in range(self._count):
                self._processes.append(
                    subprocess.Popen(  # noqa: S603 - this very Python
                        [sys.executable, "-c", _PROGRAM],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                    )
                )
        except (OSError, ValueError) as error:  # no more processes, or no Python to be run
            self._stop()
            raise WorkerError(str(error)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        self._threads.shutdown()

    def read(self, shares: Sequence[tuple[pa.Table, pa.Table | None]]) -> list[list[int]]:
        """Have every share read; gives the ends of the days of each (see `one_by_one.Subjects`).

        Raises:
            WorkerError: a share cannot be read, or a worker is gone.
        """

        def hand_over(pipe: IO[bytes], share: tuple[pa.Table, pa.Table | None]) -> None:
            pickle.dump(sys.path, pipe)
            pickle.dump((self._machine, *map(_packed, share)), pipe)

        return self._each(hand_over, shares)

    def score(self, *, since: int | None, as_of: int, known_by_then: bool, reason: str) -> pa.Table:
        """The results of all shares, one after the other.

        Raises:
            WorkerError: one of them cannot be had.
        """
        asked = {
            "since": since, "as_of": as_of, "known_by_then": known_by_then, "reason": reason,
        }  # fmt: skip

        def ask(pipe: IO[bytes], _: object) -> None:
            pickle.dump(asked, pipe)

        found = self._each(ask, [None] * self._count)
        return pa.concat_tables(_unpacked(each) for each in found)

    def _each(self, say: Callable[[IO[bytes], Any], None], what: Iterable[Any]) -> list[Any]:
        def exchange(process: subprocess.Popen[bytes], each: Any) -> Any:
            assert process.stdin is not None
            assert process.stdout is not None
            say(process.stdin, each)
            process.stdin.flush()
            return pickle.load(process.stdout)  # noqa: S301 - from a process of our own

        try:
            answers = list(self._threads.map(exchange, self._processes, what))
        except (OSError, EOFError, pickle.PickleError) as error:
            raise WorkerError(str(error)) from error
        if any(each is None for each in answers):
            raise WorkerError("a share was refused")
        return answers


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Be a worker: read one share, say its ends, then score it. `None` says that it cannot."""
    from policylang.compiler import Evaluator
    from policylang.engine.columnar import one_by_one
    from policylang.model.history import Encoder

    def answer(value: object) -> None:
        pickle.dump(value, answers)
        answers.flush()

    try:
        machine, events, people = pickle.load(asked)  # noqa: S301 - from the process that started it
        tables = _unpacked(events), None if people is None else _unpacked(people)
        subjects = one_by_one.read(Encoder(machine), *tables)
        answer(subjects.ends)
        request = pickle.load(asked)  # noqa: S301
        answer(_packed(one_by_one.score(Evaluator(machine), subjects, **request)))
    except EOFError:  # the other side has given up
        return
    except (PolicyLangError, ValueError, ArithmeticError, RecursionError, MemoryError):
        answer(None)


def _packed(table: pa.Table | None) -> bytes | None:
    if table is None:
        return None
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _unpacked(packed: bytes) -> pa.Table:
    return pa.ipc.open_stream(packed).read_all()
