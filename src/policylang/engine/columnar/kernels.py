"""Kernels compiled by numba and kept on disk. The only file with numba.

numba keeps what it has compiled beside the file of the function, so each kernel is written to a
folder of its own under a hash of its text and of the versions that compile it. What lies there
is code that will be run: a folder or file that is not the user's own, or that others may write, is
refused, and then nothing is kept. Every file appears in one step, so that two processes may do
this at once and a crash leaves nothing half written.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

import numba
import numpy

from policylang.compiler.loading import load_kernel
from policylang.core.cache import cache_folder, only_ours

_FILE: Final = "kernel.py"
#: No division in a kernel is by zero, and nothing in it is an object of Python.
_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "error_model": "numpy"}
#: numba reads its settings when a function is prepared, so one at a time.
_PREPARING: Final = Lock()
#: What reading a damaged file of numba's ends in.
_DAMAGED: Final = (
    AttributeError, EOFError, ImportError, IndexError, KeyError, OSError, RuntimeError, TypeError,
    ValueError, pickle.PickleError,
)  # fmt: skip


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
    folder = _folder_for(kernel)
    if folder is None:
        return _prepared(kernel, None)
    kept = _prepared(kernel, folder)

    def evaluate(*arguments: Any) -> Any:
        try:
            return kept(*arguments)
        except _DAMAGED:  # what was kept, for a kernel itself raises nothing
            return afresh()(*arguments)

    @lru_cache(maxsize=1)
    def afresh() -> Callable[..., Any]:
        shutil.rmtree(folder, ignore_errors=True)
        return _prepared(kernel, None)

    return evaluate


def _prepared(kernel: Compilable, folder: Path | None) -> Callable[..., Any]:
    name = f"policylang_kernel_{_digest(kernel)}"
    module = load_kernel(kernel.text, name, None if folder is None else folder / _FILE)
    if folder is not None:  # what numba has kept names the module it comes from
        sys.modules[name] = module
    with _PREPARING:
        settings = vars(numba.config)
        outside, settings["CACHE_DIR"] = settings["CACHE_DIR"], ""
        try:
            for helper in kernel.helpers:
                setattr(module, helper, numba.njit(getattr(module, helper)))
            jit = numba.njit(**_OPTIONS, cache=folder is not None)
            function: Callable[..., Any] = jit(getattr(module, kernel.entry))
            return function
        finally:
            settings["CACHE_DIR"] = outside


def _digest(kernel: Compilable) -> str:
    versions = (sys.version, numba.__version__, numpy.__version__, repr(_OPTIONS))
    return hashlib.sha256("\n".join((*versions, kernel.text)).encode()).hexdigest()[:32]


def _folder_for(kernel: Compilable) -> Path | None:
    """A folder with the kernel's text in it; None where there is none that can be trusted."""
    cache = cache_folder()
    if cache is None:
        return None
    try:
        folder = cache / "kernels" / _digest(kernel)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        places = [folder.parent, folder, *folder.rglob("*")]
        if not all(only_ours(place.lstat()) for place in places):
            return None
        file = folder / _FILE
        if not file.exists():
            _write(file, kernel.text)
        elif file.read_text(encoding="utf-8") != kernel.text:
            return None
    except (OSError, UnicodeDecodeError):  # a full disk, a folder that is gone: only a cache
        return None
    return folder


def _write(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".new")
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(text)
    Path(name).replace(file)
