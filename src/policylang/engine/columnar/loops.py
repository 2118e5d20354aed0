"""Loops over arrays of numpy, compiled by `compiler.llvm` for what they are given."""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import Any

import numpy as np

from policylang.compiler.llvm.compiled import function_for
from policylang.compiler.llvm.functions import written_to
from policylang.compiler.llvm.kinds import NUMBER, BeyondError, Kind, array_kind
from policylang.core import limits


class Loop:
    """A function of a text: of what it can be made, see `compiler.llvm`."""

    def __init__(self, text: str, entry: str) -> None:
        self._text, self._entry = text, entry
        self._written = written_to(text, entry)
        self._ready: dict[tuple[Kind, ...], Any] = {}

    def __call__(self, *arguments: Any) -> int:
        """Run it with whole numbers and arrays; gives a number, 1 for True.

        Raises:
            BeyondError: it is not for such arguments, or has something in it that is not known.
            ValueError: an array that is written to overlaps another, or cannot be written to.
        """
        given = [self._taken(number, each) for number, each in enumerate(arguments)]
        kinds = tuple(_kind(each) for each in given)
        if kinds not in self._ready:
            self._ready[kinds] = function_for(self._text, self._entry, kinds)
        numbers: list[int] = []
        spans: list[tuple[int, int, bool]] = []
        for number, each in enumerate(given):
            if isinstance(each, np.ndarray):
                address = each.__array_interface__["data"][0]
                numbers += (address, *each.shape)
                if each.nbytes:
                    spans.append((address, address + each.nbytes, number in self._written))
            else:
                numbers.append(_whole(each))
        self._keep_apart(spans)
        found: int = self._ready[kinds](*numbers)
        return found

    def _taken(self, number: int, argument: Any) -> Any:
        """An argument, if it is an array with its elements one after the other, each in its place.

        What LLVM makes may read several elements at once, from places that a number of their size
        divides.
        """
        if not isinstance(argument, np.ndarray):
            return argument
        flags, is_written = argument.flags, number in self._written
        if is_written and not flags.writeable:
            raise ValueError(f"argument {number} of `{self._entry}` cannot be written to")
        if flags.c_contiguous and flags.aligned:
            return argument
        if is_written:
            raise ValueError(
                f"argument {number} of `{self._entry}` cannot be written to as it lies"
            )
        return np.require(argument, requirements=("C", "A"))

    def _keep_apart(self, spans: list[tuple[int, int, bool]]) -> None:
        """LLVM is told that what is written to is not read by another name; so it must not be.

        Args:
            spans: from which address on each array lies, up to which, and whether it is written to.
        """
        spans.sort()
        for place, (_, end, is_written) in enumerate(spans):
            for begin, _, other in spans[place + 1 :]:
                if begin >= end:
                    break
                if is_written or other:
                    raise ValueError(f"arrays of `{self._entry}` overlap")


def _whole(argument: Any) -> int:
    """A number as it is handed over; ctypes would cut one that is too large."""
    try:
        number = operator.index(argument)
    except TypeError:
        raise BeyondError(f"a {type(argument).__name__} for a whole number") from None
    if not limits.INT64_LOW <= number <= limits.INT64_HIGH:
        raise BeyondError("a number beyond 64 bits")
    return number


def _kind(argument: Any) -> Kind:
    if not isinstance(argument, np.ndarray):
        return NUMBER
    return _kind_of(argument.dtype, argument.ndim)


@lru_cache(maxsize=256)
def _kind_of(dtype: np.dtype[Any], dimensions: int) -> Kind:
    if not dtype.isnative:
        raise BeyondError("numbers whose bytes stand the other way round")
    return array_kind(dtype.kind, dtype.itemsize, dimensions)
