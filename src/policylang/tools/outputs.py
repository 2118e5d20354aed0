"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from policylang.tools.failures import Refusal


def refuse_overwriting(outputs: Iterable[Path | None], inputs: Iterable[Path | None]) -> None:
    """Refuse outputs that would replace an input or one another.

    Raises:
        Refusal: two of them are one file, by name or by link.
    """
    read = [path for path in inputs if path is not None]
    written: list[Path] = []
    for output in outputs:
        if output is None:
            continue
        if any(_same(output, path) for path in read):
            raise Refusal(f"`{output}` is read by this command and would be overwritten")
        if any(_same(output, path) for path in written):
            raise Refusal(f"`{output}` cannot hold two outputs")
        written.append(output)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other) and is_replaceable(one)
    except OSError:
        return one.absolute() == other.absolute()


def is_replaceable(path: Path) -> bool:
    """Whether it is an ordinary file; a device or a pipe is written to as it is."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file that takes its name only when the block ends well.

    Until then the text is in a file beside it, which is removed if anything goes wrong.

    Raises:
        OSError: it cannot be written.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "is a directory", str(path))
    if not is_replaceable(path):
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    with placed_whole(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def placed_whole(path: Path) -> Iterator[Path]:
    """The name of an empty file that takes the name that is wanted only when the block ends well.

    Raises:
        OSError: it cannot be written, or is no ordinary file.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "is a directory", str(path))
    target = Path(os.path.realpath(path))
    with _reported_as(path):
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name}.", suffix=".part"
        )
    os.close(handle)
    part = Path(name)
    try:
        with _naming(path):
            yield part
        part.chmod(_mode(target))
        with _reported_as(path):
            part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Errors of the system tell of this file where they tell of none: the disk is full."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None and error.errno != errno.EPIPE:
            raise type(error)(error.errno, error.strerror, str(path)) from None
        raise


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, else those a new file would have."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


@contextmanager
def _reported_as(path: Path) -> Iterator[None]:
    """Errors about the file the caller named, not about the one beside it."""
    try:
        yield
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from None
