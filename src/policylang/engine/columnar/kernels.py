"""Kernels of the columnar engine, compiled by numba (see `compiler.native`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from policylang.compiler.native import compiled as native


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
    """The function of a kernel, compiled when it is first called, or taken from disk."""
    return native(kernel.text, (kernel.entry,), kernel.helpers)[kernel.entry]
