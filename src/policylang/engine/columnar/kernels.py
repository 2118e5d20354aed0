"""Kernels of the columnar engine, compiled by LLVM (see `compiler.llvm`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

if find_spec("llvmlite") is None:  # said as soon as the engine is asked for
    raise ModuleNotFoundError("No module named 'llvmlite'", name="llvmlite")


class Compilable(Protocol):
    """The text of a module, the function of it that is called, and those that this calls."""

    @property
    def text(self) -> str:
        """Python that uses nothing but numbers and arrays."""

    @property
    def entry(self) -> str:
        """Name of the function."""

    @property
    def helpers(self) -> tuple[str, ...]:
        """Names of the functions it calls."""


@lru_cache(maxsize=64)
def compiled(kernel: Compilable) -> Callable[..., Any]:
    """The function of a kernel, compiled when it is first called, or taken from disk.

    LLVM is loaded here and not before: who evaluates one by one has no use for it. A text that is
    more than `compiler.llvm` knows is left to numba.
    """
    from policylang.compiler.llvm.kinds import BeyondError
    from policylang.engine.columnar.loops import Loop

    try:
        loop = Loop(kernel.text, kernel.entry)
    except BeyondError:
        return _by_numba(kernel.text, kernel.entry, kernel.helpers)

    def call(*arguments: Any) -> Any:
        try:
            return loop(*arguments)
        except BeyondError:
            return _by_numba(kernel.text, kernel.entry, kernel.helpers)(*arguments)

    return call


@lru_cache(maxsize=64)
def _by_numba(text: str, entry: str, helpers: tuple[str, ...]) -> Callable[..., Any]:
    from policylang.compiler.native import compiled as native

    return native(text, (entry,), helpers)[entry]
