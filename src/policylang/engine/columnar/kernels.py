"""The kernel of a policy, compiled by numba (see `compiler.native`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from policylang.compiler.columnar.kernel import Kernel
from policylang.compiler.native import compiled as native


@lru_cache(maxsize=64)
def compiled(kernel: Kernel) -> Callable[..., Any]:
    """The kernel's `evaluate`, compiled when it is first called, or taken from disk."""
    return native(kernel.text, ("evaluate",), kernel.helpers)["evaluate"]
