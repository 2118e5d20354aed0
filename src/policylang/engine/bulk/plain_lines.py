"""The lines of a plain CSV file: cells with commas between them, without quotation marks.

R and Arrow write marks around every text. Around cells that do not need any they are taken away;
what is left of a line is what it says without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from policylang.engine.columnar.passes import quick


class UnusualError(Exception):
    """The file is not as plain as it would have to be. Never leaves the room."""


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes or fewer; none at the end."""


def plain_lines(raw: Readable, longest: int) -> Iterator[bytes]:
    """A file in pieces of whole lines; the last line need not end.

    Args:
        raw: the file, from the beginning of a line on.
        longest: bytes of the longest line, and about those of a piece.

    Raises:
        UnusualError: a line is longer, or has a zero byte, or a carriage return that does not end
            it; or a mark is not around a cell, or its cell needs it. It may come after some pieces.
    """
    rest = b""
    while piece := raw.read(longest):
        lines = rest + piece
        end = lines.rfind(b"\n") + 1
        rest = lines[end:]
        # A line within what has just been read cannot be too long.
        if max(lines.find(b"\n"), len(rest)) > longest:
            raise UnusualError
        if end:
            yield _plain(lines[:end])
    if rest:
        yield _plain(rest)


def _plain(lines: bytes) -> bytes:
    if b"\0" in lines or (b"\r" in lines and lines.count(b"\r") != lines.count(b"\r\n")):
        raise UnusualError
    if b'"' not in lines:
        return lines
    plain = np.empty(len(lines), np.int8)
    size = quick(unquote_loop)(np.frombuffer(lines, np.int8), *b'",\n\r', plain)
    if size < 0:
        raise UnusualError
    return plain[:size].tobytes()


def unquote_loop(lines, mark, comma, feed, back, plain):  # type: ignore[no-untyped-def]
    """How many bytes `plain` is filled with; -1 where there is something unusual."""
    size = 0
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
    return -1 if inside else size
