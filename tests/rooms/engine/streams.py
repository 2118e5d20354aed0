"""Streams that make their bytes while they are read, so that a test needs no large file."""

from __future__ import annotations

import io
from collections.abc import Iterator


class Made(io.RawIOBase):
    """A stream of the pieces an iterator gives, of which no more than one is held."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self.pieces = pieces
        self.left = b""
        #: Bytes handed out so far.
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self.left:
            self.left = next(self.pieces, b"")
        part = self.left[: len(buffer)]
        self.left = self.left[len(part) :]
        buffer[: len(part)] = part
        self.given += len(part)
        return len(part)


def repeated(piece: bytes, size: int) -> Iterator[bytes]:
    """At least `size` bytes of a piece over and over."""
    block = piece * (65_536 // len(piece) + 1)
    for _ in range(size // len(block) + 1):
        yield block
