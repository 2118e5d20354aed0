"""Lines of CSV without the quotation marks around cells that do not need any.

R and Arrow write them around every text. What is left of a line is what it says without them.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from policylang.engine.columnar.passes import quick


class UnusualError(Exception):
    """The file is not as plain as it would have to be. Never leaves the room."""


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes or fewer; none at the end."""


class Unquoted:
    """Hands on whole lines of a file without the quotation marks around their cells."""

    def __init__(self, raw: Readable, block: int) -> None:
        """Prepare to read.

        Args:
            raw: the file, from the beginning of a line on.
            block: bytes that are looked at together, and that a line has at most.
        """
        self._raw = raw
        self._block = block
        #: What has been made ready, and the line that has yet to end.
        self._ready = self._rest = b""

    def read(self, size: int, /) -> bytes:
        """So many bytes or fewer; none at the end.

        Raises:
            UnusualError: a mark is not around a cell, or its cell needs it; or a line is too long.
        """
        while not self._ready:
            piece = self._raw.read(self._block)
            lines = self._rest + piece
            end = lines.rfind(b"\n") + 1 if piece else len(lines)
            self._rest = lines[end:]
            if len(self._rest) > self._block:
                raise UnusualError
            self._ready = _unquoted(lines[:end], self._block)
            if not piece:
                break
        found, self._ready = self._ready[:size], self._ready[size:]
        return found


def _unquoted(lines: bytes, longest: int) -> bytes:
    if b'"' not in lines:
        return lines
    plain = np.empty(len(lines), np.int8)
    size = quick(unquote_loop)(np.frombuffer(lines, np.int8), longest, *b'",\n\r', plain)
    if size < 0:
        raise UnusualError
    return plain[:size].tobytes()


def unquote_loop(lines, longest, mark, comma, feed, back, plain):  # type: ignore[no-untyped-def]
    """How many bytes `plain` is filled with; -1 where there is something unusual."""
    size = 0
    begin = 0
    inside = False
    for at in range(lines.size):
        sign = lines[at]
        if sign == mark:
            # Beyond a mark a cell ends, or another does.
            beyond = at + 1 if inside else at - 1
            if at > 0 and beyond < lines.size:  # else it is the end of all
                other = lines[beyond]
                if not ((other == comma) | (other == feed) | ((other == back) & inside)):
                    return -1
            inside = not inside
        else:
            if inside and ((sign == comma) | (sign == feed) | (sign == back)):
                return -1
            plain[size] = sign
            size += 1
            if sign == feed:
                if at - begin > longest:
                    return -1
                begin = at + 1
    return -1 if inside or lines.size - begin > longest else size
