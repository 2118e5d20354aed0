"""What a loop is called with: whole numbers of 64 bits, and arrays of smaller or larger ones."""

from __future__ import annotations

from typing import Final

import attrs


class BeyondError(Exception):
    """A text, or what it is called with, is not what this compiler is for."""


@attrs.frozen
class Array:
    """An array: bits of an element, whether it has a sign, whether it is yes or no; dimensions."""

    bits: int
    signed: bool
    truth: bool
    dimensions: int

    @property
    def element(self) -> str:
        """What LLVM calls an element."""
        return f"i{self.bits}"


@attrs.frozen
class Number:
    """A whole number of 64 bits."""


Kind = Array | Number
NUMBER: Final = Number()


def array_kind(kind: str, size: int, dimensions: int) -> Array:
    """The kind of an array of numpy.

    Args:
        kind, size: those of its dtype, the size in bytes.

    Raises:
        BeyondError: its elements are no whole numbers that fit 64 bits with a sign.
    """
    if kind not in "iub" or (kind == "u" and size > 4) or dimensions not in (1, 2):
        raise BeyondError(f"an array of {kind}{size} in {dimensions} dimensions")
    return Array(8 * size, kind == "i", kind == "b", dimensions)
