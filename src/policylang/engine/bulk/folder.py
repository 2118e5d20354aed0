"""The folder in which a run keeps what is done, so that it can go on after it was killed.

Every file appears in one step, and a record of it only after it: what has no record was not done.
A file whose bytes are not those that were written, by its record, is made anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from policylang.core.cache import only_ours
from policylang.core.errors import PolicyLangError

#: What a plan is recorded as, and what says that a folder is one of ours.
PLAN: Final = "plan"
_KIND: Final = "policylang parts"
#: Raised when what lies in a folder is no longer what this program would write there.
_FORMAT: Final = 1


class FolderError(PolicyLangError):
    """A folder of parts that may not be used. `help` says what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class WorkFolder:
    """Files and records of a run with one plan."""

    def __init__(self, path: Path, plan: Mapping[str, Any], *, resume: bool) -> None:
        """Make the folder, or go on with it.

        Args:
            plan: what the run depends on; plain data of JSON. Whoever goes on needs the same.

        Raises:
            FolderError: it is none of ours, another run is at work there, or its plan is another.
            OSError: it cannot be made.
        """
        self.path = path
        told = {"kind": _KIND, "format": _FORMAT, **plan}
        if path.is_symlink() or path.exists():
            _check_ours(path)
        path.mkdir(mode=0o700, exist_ok=True)
        self._lock = _locked(path)
        try:
            before = self.recorded(PLAN)
            if resume and before is not None:
                _check_same(path, before, told)
            else:
                self._empty()
                self.record(PLAN, told)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.close()

    def close(self) -> None:
        """Let others use the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Take the folder away, when all is done."""
        self.close()
        shutil.rmtree(self.path)

    def file(self, name: str) -> Path:
        """The path of a file in the folder."""
        return self.path / name

    def recorded(self, name: str) -> dict[str, Any] | None:
        """A record; None where there is none, or one that is not as it was written."""
        return _read_record(self.file(f"{name}.json"))

    def record(self, name: str, record: Mapping[str, Any]) -> None:
        """Keep a record, in place of one that there was.

        Raises:
            OSError: it cannot be written.
        """
        text = json.dumps({"record": record, "digest": _digest_of(record)}, indent=1)
        with self.written(f"{name}.json") as file:
            file.write(text.encode())

    @contextmanager
    def written(self, name: str) -> Iterator[Hashing]:
        """A file that is there only when the block ends well.

        Raises:
            OSError: it cannot be written.
        """
        target = self.file(name)
        part = self.file(f"{name}.part")
        try:
            with naming(target), part.open("wb") as raw:
                yield Hashing(raw)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def is_whole(self, name: str, digest: object) -> bool:
        """Whether a file is there, and is what was written."""
        try:
            with self.file(name).open("rb") as file:
                return hashlib.file_digest(file, _digest).hexdigest() == digest
        except FileNotFoundError:
            return False

    def _empty(self) -> None:
        for each in self.path.iterdir():
            if each.name != _LOCK:
                shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()


def _digest() -> Any:
    return hashlib.blake2b(digest_size=20)


def _digest_of(record: Mapping[str, Any]) -> str:
    hashed = _digest()
    hashed.update(json.dumps(record, sort_keys=True).encode())
    return str(hashed.hexdigest())


def _read_record(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        record, digest = found["record"], found["digest"]
    except (FileNotFoundError, ValueError, RecursionError, LookupError, TypeError):
        return None
    whole = isinstance(record, dict) and digest == _digest_of(record)
    return record if whole else None


class Hashing(io.RawIOBase):
    """Writes to a file, and knows the digest of what it has written."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = raw
        self._hash = _digest()

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write all of it."""
        self._hash.update(data)
        self._raw.write(data)
        return memoryview(data).nbytes

    @property
    def digest(self) -> str:
        """Of all that was written so far."""
        return str(self._hash.hexdigest())


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Errors of the system tell of this file where they tell of none."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            raise type(error)(error.errno, error.strerror, str(path)) from None
        raise


def _check_ours(path: Path) -> None:
    """Refuse what is no folder, has other things in it, or others may have written."""
    if not path.is_dir() or path.is_symlink() or not only_ours(path.lstat()):
        message = f"`{path}` is no folder of yours alone"
        raise FolderError(message, "move it away; parts of a run are kept in a folder of that name")
    names = {each.name for each in path.iterdir()} - {_LOCK}
    if not names:
        return
    plan = _read_record(path / f"{PLAN}.json")
    begun = names <= {f"{PLAN}.json.part"}  # killed at the very beginning
    if not begun and (plan is None or plan.get("kind") != _KIND):
        message = f"`{path}` holds other things than parts of a run"
        raise FolderError(message, "move it away; parts of a run are kept in a folder of that name")


def _check_same(path: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for name in {**before, **now}:
        if before.get(name) != now.get(name):
            words = _WORDS.get(name) or _asked(before.get(name), now.get(name))
            message = f"the run that `{path}` holds parts of was another: {words}"
            raise FolderError(message, "leave out --resume to begin anew")


def _asked(before: object, now: object) -> str:
    """What was asked otherwise: options by name, and what each was and is."""
    old, new = (each if isinstance(each, dict) else {} for each in (before, now))
    return ", ".join(
        f"`--{name.replace('_', '-')}` was {_given(old.get(name))} and is {_given(new.get(name))}"
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    )


def _given(value: object) -> str:
    return "not given" if value in (None, False) else "given" if value is True else f"`{value}`"


_WORDS: Final = {
    "policy": "the policy has changed",
    "inputs": "the files have changed",
    "databases": "another table was read",
    "rows": "the parts were of another size",
    "version": "it was made by another version of policylang",
    "format": "it was made by another version of policylang",
}

_LOCK: Final = "lock"


def _locked(path: Path) -> BinaryIO | None:
    """Keep others out as long as the file is open."""
    try:
        import fcntl
    except ModuleNotFoundError:  # a system without such locks
        return None
    file = (path / _LOCK).open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        message = f"another run is at work in `{path}`"
        raise FolderError(message, "wait until it has ended") from None
    return file


def identity(path: Path) -> tuple[str, int, int]:
    """What tells a file from the one it was before: name, size and time of the last change."""
    status = path.stat()
    return str(path.resolve()), status.st_size, status.st_mtime_ns
