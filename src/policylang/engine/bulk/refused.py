"""Rejected rows of a part, kept in a file until all parts are done."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from policylang.core import codes
from policylang.engine.bulk.folder import Hashing, WorkFolder
from policylang.engine.encoding import person_or_none
from policylang.engine.rows import Reject

_SCHEMA: Final = pa.schema(
    [
        ("line", pa.int64()), ("code", pa.string()), ("message", pa.string()),
        ("help", pa.string()), ("text", pa.string()), ("person", pa.string()),
    ]
)  # fmt: skip
#: Rows that are held before they are written.
_TOGETHER: Final = 2_000


class RejectFile:
    """Takes the rejects of a part, in order."""

    def __init__(self, file: Hashing) -> None:
        self._writer = pa.ipc.new_stream(file, _SCHEMA)
        self._held: list[dict[str, Any]] = []
        self.count = 0

    def add(self, reject: Reject) -> None:
        """Keep one."""
        self.count += 1
        self._held.append(
            {
                "line": reject.line,
                "code": reject.code.number,
                "message": reject.message,
                "help": reject.help,
                "text": _storable(reject.text),
                "person": person_or_none(reject.person),
            }
        )
        if len(self._held) >= _TOGETHER:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        self._writer.write_batch(pa.RecordBatch.from_pylist(self._held, _SCHEMA))
        self._held.clear()


def _storable(text: str) -> str:
    return text.encode(errors="replace").decode()


def in_order(folder: WorkFolder, names: Iterable[str], file: str) -> Iterator[Reject]:
    """The rejects of all parts in order of their rows; withdrawals come last of their part.

    Args:
        names: the files they were kept in.
        file: what the rows are of.
    """
    return heapq.merge(*(_read(folder, name, file) for name in names), key=lambda each: each.line)


def _read(folder: WorkFolder, name: str, file: str) -> Iterator[Reject]:
    with folder.file(name).open("rb") as raw, pa.ipc.open_stream(raw) as stream:
        for batch in stream:
            for row in batch.to_pylist():
                yield Reject(file, **{**row, "code": codes.CATALOGUE[row["code"]]})


def whose(folder: WorkFolder, names: Iterable[str]) -> set[str]:
    """The people who have rejected rows."""
    found: set[str] = set()
    for name in names:
        with folder.file(name).open("rb") as raw, pa.ipc.open_stream(raw) as stream:
            for batch in stream:
                found.update(pc.unique(batch.column("person").drop_null()).to_pylist())
    return found
