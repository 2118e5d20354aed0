"""Loops over arrays of numpy, compiled by `compiler.llvm` for what they are given."""

from __future__ import annotations

import operator
from collections.abc import Sequence
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
        self._keep_apart(given)
        kinds = tuple(_kind(each) for each in given)
        if kinds not in self._ready:
            self._ready[kinds] = function_for(self._text, self._entry, kinds)
        numbers: list[int] = []
        for each in given:
            if isinstance(each, np.ndarray):
                numbers += [each.ctypes.data, *each.shape]
            else:
                numbers.append(_whole(each))
        found: int = self._ready[kinds](*numbers)
        return found

    def _taken(self, number: int, argument: Any) -> Any:
        """An argument, if it is an array with its elements one after the other."""
        if not isinstance(argument, np.ndarray):
            return argument
        if number not in self._written:
            return np.ascontiguousarray(argument)
        if not (argument.flags.c_contiguous and argument.flags.writeable):
            raise ValueError(f"argument {number} of `{self._entry}` cannot be written to")
        return argument

    def _keep_apart(self, arguments: Sequence[Any]) -> None:
        """LLVM is told that what is written to is not read by another name; so it must not be."""
        spans = sorted(
            (each.ctypes.data, each.ctypes.data + each.nbytes, number in self._written)
            for number, each in enumerate(arguments)
            if isinstance(each, np.ndarray) and each.nbytes
        )
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
    return array_kind(argument.dtype.kind, argument.dtype.itemsize, argument.ndim)
