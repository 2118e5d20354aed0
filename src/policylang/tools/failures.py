"""What goes wrong, in words and as an exit code.

| code | meaning                                            |
|------|----------------------------------------------------|
| 0    | fine                                               |
| 1    | findings: errors in a policy                       |
| 2    | wrong use, a file that cannot be used, bad data    |
| 3    | our own fault                                      |
| 4    | undecided, where a proof was required              |
| 130  | interrupted                                        |
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policylang.tools.terminal import complain, err, say

if TYPE_CHECKING:
    from policylang.core.errors import DiagnosticError

FINE: Final = 0
FINDINGS: Final = 1
MISUSE: Final = 2
FAULT: Final = 3
UNDECIDED: Final = 4
INTERRUPTED: Final = 130

#: Signs of a pattern that names several files.
_PATTERN: Final = frozenset("*?[")
#: A disk that can take no more.
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Refusal(Exception):  # noqa: N818 - it is what the command says, not a defect
    """Wrong use that only shows while a command runs; exit code 2."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


def report(error: Exception) -> int:
    """Say on standard error what went wrong; the exit code that belongs to it."""
    from policylang.core.errors import (
        AssumptionError,
        HistoryError,
        MissingExtraError,
        PolicyError,
    )

    match error:
        case PolicyError():
            _say_diagnostics(error)
            return FINDINGS
        case HistoryError():
            _say_diagnostics(error)
            return MISUSE
        case Refusal() | AssumptionError():
            complain(error.message, error.help)
            return MISUSE
        case MissingExtraError():
            complain(str(error))
            return MISUSE
        case OSError(errno=errno.EPIPE):  # the reader has what it wanted
            _let_go_of_output()
            return FINE
        case OSError() if error.filename is not None or error.errno in FULL:
            if error.filename is None:
                _let_go_of_output()
            complain(describe(error))
            return MISUSE
        case _:
            _confess(error)
            return FAULT


def _say_diagnostics(error: DiagnosticError) -> None:
    from policylang.report.diagnostics import render

    sys.stderr.write(render(error.diagnostics, err()))


def describe(error: OSError) -> str:
    """A file that cannot be used, in one sentence."""
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else None
    file = f"`{name}`" if name else "the output"
    match error:
        case FileNotFoundError():
            folder = Path(name).parent if name else Path()
            if not folder.exists():
                return f"there is no folder `{folder}`"
            if Path(name or "").is_dir():
                return f"there is no Parquet or Arrow file in the folder {file}"
            if _PATTERN & set(name or ""):
                return f"there is no file that fits {file}"
            return f"there is no file {file}"
        case IsADirectoryError():
            return f"{file} is a folder, not a file"
        case PermissionError():
            return f"there is no permission to use {file}"
    return f"{file} cannot be used: {(error.strerror or 'unknown reason').lower()}"


def _confess(error: Exception) -> None:
    """Our own fault: what to send us, and no more than that."""
    import traceback

    if os.environ.get("POLICYLANG_TRACEBACK") == "1":
        traceback.print_exception(error)
        return
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f" in {Path(last.filename).name}, line {last.lineno}" if last else ""
    complain(
        f"policylang itself failed ({type(error).__name__}{where}); this is not your fault",
        "please report it: run the command again with POLICYLANG_TRACEBACK=1 and send us what it "
        "prints, together with the policy if it may be shown",
    )
    say("Nothing was changed. Output written so far may be incomplete.")


def _let_go_of_output() -> None:
    """Give up what was not written yet: standard output can take no more."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            _redirect(stream.fileno())


def _redirect(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
