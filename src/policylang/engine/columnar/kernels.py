"""Kernels of the columnar engine, compiled by numba (see `compiler.native`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

if find_spec("numba") is None:  # said as soon as the engine is asked for
    raise ModuleNotFoundError("No module named 'numba'", name="numba")


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

    numba is loaded here and not before: who evaluates one by one has no use for it.
    """
    from policylang.compiler.native import compiled as native

    return native(kernel.text, (kernel.entry,), kernel.helpers)[kernel.entry]
