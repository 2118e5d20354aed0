"""Kernels compiled by numba and kept on disk. The only file with numba.

A kernel is the text of a module: plain functions over numbers and arrays. Those that are called
from Python are named; the others are helpers.

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
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

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

Function = Callable[..., Any]


def compiled(text: str, called: Sequence[str], helpers: Sequence[str]) -> dict[str, Function]:
    """Functions of a kernel by name, each compiled when it is first called, or taken from disk.

    Args:
        text: the module; it may import nothing but what annotations need.
        called: names of the functions wanted.
        helpers: names of the functions that they call.
    """
    folder = _folder_for(text)
    if folder is None:
        return _prepared(text, called, helpers, None)
    kept = _prepared(text, called, helpers, folder)

    @lru_cache(maxsize=1)
    def afresh() -> dict[str, Function]:
        shutil.rmtree(folder, ignore_errors=True)
        return _prepared(text, called, helpers, None)

    def guarded(name: str) -> Function:
        function = kept[name]

        def call(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except _DAMAGED:  # what was kept, for a kernel itself raises nothing
                return afresh()[name](*arguments)

        return call

    return {name: guarded(name) for name in called}


def _prepared(
    text: str, called: Sequence[str], helpers: Sequence[str], folder: Path | None
) -> dict[str, Function]:
    name = f"policylang_kernel_{_digest(text)}"
    module = load_kernel(text, name, None if folder is None else folder / _FILE)
    if folder is not None:  # what numba has kept names the module it comes from
        sys.modules[name] = module
    with _PREPARING:
        settings = vars(numba.config)
        outside, settings["CACHE_DIR"] = settings["CACHE_DIR"], ""
        try:
            for helper in helpers:
                setattr(module, helper, numba.njit(getattr(module, helper)))
            jit = numba.njit(**_OPTIONS, cache=folder is not None)
            return {each: jit(getattr(module, each)) for each in called}
        finally:
            settings["CACHE_DIR"] = outside


def _digest(text: str) -> str:
    versions = (sys.version, numba.__version__, numpy.__version__, repr(_OPTIONS))
    return hashlib.sha256("\n".join((*versions, text)).encode()).hexdigest()[:32]


def _folder_for(text: str) -> Path | None:
    """A folder with the kernel's text in it; None where there is none that can be trusted."""
    cache = cache_folder()
    if cache is None:
        return None
    try:
        folder = cache / "kernels" / _digest(text)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        places = [folder.parent, folder, *folder.rglob("*")]
        if not all(only_ours(place.lstat()) for place in places):
            return None
        file = folder / _FILE
        if not file.exists():
            _write(file, text)
        elif file.read_text(encoding="utf-8") != text:
            return None
    except (OSError, UnicodeDecodeError):  # a full disk, a folder that is gone: only a cache
        return None
    return folder


def _write(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".new")
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(text)
    Path(name).replace(file)
